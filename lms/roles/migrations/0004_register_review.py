import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first"), ("roles", "0003_end_of_a_break")]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("review", models.DateField(help_text="The day on which the review opened.", verbose_name="review")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("stays", "goes on"),
                            ("back", "is back from a break"),
                            ("paused", "has a break"),
                            ("ended", "has ended"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "day",
                    models.DateField(
                        help_text="The last day of the break or of the assignment, included.", null=True, verbose_name="last day"
                    ),
                ),
                ("status_before", models.CharField(max_length=10, verbose_name="status before")),
                ("ends_on_before", models.DateField(null=True, verbose_name="last day before")),
                ("paused_until_before", models.DateField(null=True, verbose_name="last day of the break before")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="roles.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                        verbose_name="said by",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="said")),
            ],
            options={
                "verbose_name": "confirmation in the register",
                "verbose_name_plural": "confirmations in the register",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["review", "assignment"], name="confirmation_review")],
                "constraints": [
                    models.UniqueConstraint(fields=("assignment", "review"), name="confirmation_once_a_review"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ["stays", "back"]), ("day__isnull", True)),
                            models.Q(("answer__in", ["paused", "ended"]), ("day__isnull", False)),
                            _connector="OR",
                        ),
                        name="confirmation_says_the_last_day",
                    ),
                ],
            },
        ),
    ]
