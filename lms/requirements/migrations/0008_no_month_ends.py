from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("requirements", "0007_touches_and_kept_sums"),
    ]

    operations = [
        migrations.DeleteModel(name="MonthEndCount"),
        migrations.DeleteModel(name="MonthEnd"),
    ]
