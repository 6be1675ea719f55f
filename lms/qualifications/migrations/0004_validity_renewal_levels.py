import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def _to_pair(apps, schema_editor):
    """What was valid some months is valid so many of the unit «months»."""
    rows = apps.get_model("qualifications", "Qualification").objects.filter(valid_months__isnull=False)
    rows.update(valid_for=models.F("valid_months"), valid_unit="months")


def _to_months(apps, schema_editor):
    """Back: months and years as months. Other kinds of validity cannot be said in months, and no longer lapse."""
    rows = apps.get_model("qualifications", "Qualification").objects
    rows.filter(valid_unit="months").update(valid_months=models.F("valid_for"))
    rows.filter(valid_unit="years").update(valid_months=models.F("valid_for") * 12)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first"),
        ("qualifications", "0003_unit_of_a_qualification"),
        ("units", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Equivalent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "equivalent",
                "verbose_name_plural": "equivalents",
            },
        ),
        migrations.CreateModel(
            name="TrackedLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "own word"),
                            (20, "registered by a responsible person"),
                            (30, "done while logged in"),
                            (40, "observed by a qualified person"),
                        ],
                        verbose_name="at least",
                    ),
                ),
            ],
            options={
                "verbose_name": "tracked level",
                "verbose_name_plural": "tracked levels",
            },
        ),
        migrations.RemoveConstraint(
            model_name="holding",
            name="holding_starts_once",
        ),
        migrations.RemoveIndex(
            model_name="holding",
            name="holding_person_qualification",
        ),
        migrations.AddField(
            model_name="evidence",
            name="renewal",
            field=models.CharField(
                blank=True,
                help_text="How it renews from the expiry (`rules.Renewal`), as the qualification said when it was recorded; empty if it does not.",
                max_length=40,
                verbose_name="renewal",
            ),
        ),
        migrations.AddField(
            model_name="holding",
            name="level",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="level"),
        ),
        migrations.AddField(
            model_name="qualification",
            name="fixed_day",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)],
                verbose_name="fixed day of that month",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="fixed_month",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)],
                verbose_name="month of the fixed day",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="renewal_opens_days",
            field=models.PositiveSmallIntegerField(
                default=60,
                help_text="Who renews earlier than that has it counted from the day they renew, and loses nothing by it.",
                verbose_name="days before the last day that renewing opens",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="renewed_from",
            field=models.CharField(
                choices=[("completion", "the day they renew"), ("expiry", "the old last day, if they renew in the window before it")],
                default="completion",
                help_text="From the old last day, renewing in good time costs no days. Who renews too late always has it counted from the day they renew.",
                max_length=12,
                verbose_name="a renewal counts from",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="valid_for",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How many of the unit beside it. Empty if it does not lapse. The last valid day is included.",
                null=True,
                verbose_name="how long it is valid",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="valid_unit",
            field=models.CharField(
                choices=[
                    ("never", "does not lapse"),
                    ("days", "days"),
                    ("months", "months"),
                    ("years", "years"),
                    ("year_end", "years on, to the end of that calendar year"),
                    ("fixed_day", "times that a fixed day of the year comes round"),
                ],
                default="never",
                max_length=12,
                verbose_name="counted in",
            ),
        ),
        migrations.RunPython(_to_pair, _to_months),
        migrations.RemoveField(
            model_name="qualification",
            name="valid_months",
        ),
        migrations.AddIndex(
            model_name="holding",
            index=models.Index(fields=["person", "level", "qualification", "valid_until", "valid_from"], name="holding_person_level"),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.UniqueConstraint(fields=("person", "qualification", "level", "valid_from"), name="holding_starts_once"),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("valid_for__isnull", True), ("valid_unit", "never")),
                    models.Q(("valid_for__isnull", False), ("valid_unit", "year_end")),
                    models.Q(
                        ("fixed_day__range", (1, 31)), ("fixed_month__range", (1, 12)), ("valid_for__gte", 1), ("valid_unit", "fixed_day")
                    ),
                    models.Q(("valid_for__gte", 1), ("valid_unit__in", ["days", "months", "years"])),
                    _connector="OR",
                ),
                name="qualification_validity_is_whole",
                violation_error_message="Say how long it is valid and in what, or that it does not lapse. A fixed day of the year needs month and day.",
            ),
        ),
        migrations.AddField(
            model_name="equivalent",
            name="counts_as",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counted_from",
                to="qualifications.qualification",
                verbose_name="counts as",
            ),
        ),
        migrations.AddField(
            model_name="equivalent",
            name="qualification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="equivalents",
                to="qualifications.qualification",
                verbose_name="qualification",
            ),
        ),
        migrations.AddField(
            model_name="trackedlevel",
            name="qualification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tracked_levels",
                to="qualifications.qualification",
                verbose_name="qualification",
            ),
        ),
        migrations.AddConstraint(
            model_name="equivalent",
            constraint=models.UniqueConstraint(fields=("qualification", "counts_as"), name="equivalent_once"),
        ),
        migrations.AddConstraint(
            model_name="equivalent",
            constraint=models.CheckConstraint(
                condition=models.Q(("qualification", models.F("counts_as")), _negated=True), name="equivalent_of_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="trackedlevel",
            constraint=models.UniqueConstraint(fields=("qualification", "level"), name="tracked_level_once"),
        ),
    ]
