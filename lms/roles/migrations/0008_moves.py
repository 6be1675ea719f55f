import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first"),
        ("roles", "0007_names_in_other_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("start", "start"), ("pause", "break"), ("resume", "back from a break"), ("end", "end")],
                        max_length=10,
                        verbose_name="move",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("until", models.DateField(null=True, verbose_name="last day of the break")),
                ("status_before", models.CharField(max_length=10, verbose_name="status before")),
                ("starts_on_before", models.DateField(verbose_name="first day before")),
                ("ends_on_before", models.DateField(null=True, verbose_name="last day before")),
                ("paused_until_before", models.DateField(null=True, verbose_name="last day of the break before")),
                ("at", models.DateTimeField(verbose_name="written down")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="roles.assignment", verbose_name="assignment"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                        verbose_name="written down by",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of an assignment",
                "verbose_name_plural": "moves of assignments",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("kind", "pause"), _connector="OR"), name="move_until_of_a_break"
                    )
                ],
            },
        ),
    ]
