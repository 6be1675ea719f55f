import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0005_decisions_that_extend_and_recognise"), ("units", "0002_merged_into")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="unit",
            ),
        ),
    ]
