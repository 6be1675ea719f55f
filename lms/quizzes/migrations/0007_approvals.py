import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table comes from `courses`, whose 0020 gives it the name it has here."""

    dependencies = [
        ("people", "0002_contact_changes"),
        ("quizzes", "0006_languages"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=40, verbose_name="key")),
                        ("digest", models.CharField(max_length=64, verbose_name="fingerprint")),
                        (
                            "need",
                            models.CharField(
                                choices=[
                                    ("jur", "lawyer"),
                                    ("med", "doctor or other health worker"),
                                    ("psyk", "professional in mental health"),
                                    ("hms", "safety adviser"),
                                    ("org", "the organisation itself"),
                                    ("erf", "somebody with own experience"),
                                ],
                                max_length=10,
                                verbose_name="profession",
                            ),
                        ),
                        ("words", models.TextField(verbose_name="words")),
                        (
                            "answer",
                            models.CharField(
                                choices=[("approved", "approved"), ("change", "asks for a change"), ("withdrawn", "withdrawn")],
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        ("said", models.TextField(blank=True, verbose_name="what should be changed")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("title", models.CharField(max_length=120, verbose_name="profession and workplace")),
                        ("on", models.DateField(verbose_name="date")),
                        ("at", models.DateTimeField(verbose_name="registered")),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="people.person",
                                verbose_name="registered by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "professional approval",
                        "verbose_name_plural": "professional approvals",
                        "ordering": ["-at", "-pk"],
                        "indexes": [models.Index(fields=["key", "digest", "need"], name="approval_of_words")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answer", "change"), ("said", ""), _negated=True), name="approval_says_what_to_change"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("title", ""), _negated=True)),
                                name="approval_by_somebody",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
