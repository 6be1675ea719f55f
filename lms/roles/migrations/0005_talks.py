import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first"),
        ("roles", "0004_register_review"),
        ("units", "0002_merged_into"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first talk after the beginning"),
                            ("months", "talk after three months"),
                            ("yearly", "yearly talk"),
                            ("closing", "closing talk"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="day")),
                ("done_on", models.DateField(null=True, verbose_name="done")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
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
                        verbose_name="planned by",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                        verbose_name="done by",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned talk",
                "verbose_name_plural": "planned talks",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_on__isnull", True)), fields=("assignment", "kind"), name="followup_one_of_a_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TalkWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "urgency",
                    models.CharField(choices=[("soon", "soon"), ("whenever", "when it suits")], max_length=10, verbose_name="when"),
                ),
                ("at", models.DateTimeField(verbose_name="said")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="seen")),
                ("agreed_on", models.DateField(null=True, verbose_name="agreed for")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("talked", "talked together"), ("withdrawn", "withdrawn")],
                        max_length=10,
                        verbose_name="how it ended",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="talk_wishes", to="people.person", verbose_name="person"
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                        verbose_name="seen by",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talk_wishes", to="units.unit", verbose_name="unit"
                    ),
                ),
                (
                    "whom",
                    models.ForeignKey(
                        help_text="Empty: with whoever follows up the unit. Nobody else sees a wish to talk with one of them.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                        verbose_name="with whom",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for a talk",
                "verbose_name_plural": "wishes for a talk",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("person", "unit"), name="talkwish_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("outcome", "")),
                            models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="talkwish_closed_has_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_on__isnull", True), ("seen_at__isnull", False), _connector="OR"),
                        name="talkwish_agreed_is_seen",
                    ),
                ],
            },
        ),
    ]
