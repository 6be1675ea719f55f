from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requirements", "0003_one_clause_for_each")]

    operations = [migrations.RemoveField(model_name="requirement", name="qualification")]
