import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("requirements", "0006_who_ended_a_rule"),
        ("units", "0002_merged_into"),
    ]

    operations = [
        migrations.CreateModel(
            name="Keeping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveBigIntegerField(default=0, verbose_name="generation")),
            ],
            options={"verbose_name": "keeping of sums", "verbose_name_plural": "keeping of sums"},
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(null=True, verbose_name="person")),
                (
                    "unit_id",
                    models.BigIntegerField(help_text="With a person: one that they serve in or did.", null=True, verbose_name="unit"),
                ),
                (
                    "since",
                    models.DateField(
                        help_text="The first day, of those that are past, of which sums may have changed.", verbose_name="since"
                    ),
                ),
            ],
            options={"verbose_name": "touch", "verbose_name_plural": "touches"},
        ),
        migrations.CreateModel(
            name="KeptSums",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=12, verbose_name="figure")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "sums",
                    models.JSONField(
                        help_text="By unit and by what is counted; those of a unit and all below it, added up, count each person once.",
                        verbose_name="sums",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="units.unit", verbose_name="unit"),
                ),
            ],
            options={
                "verbose_name": "kept sums",
                "verbose_name_plural": "kept sums",
                "constraints": [models.UniqueConstraint(fields=("figure", "day", "unit"), name="keptsums_once")],
            },
        ),
    ]
