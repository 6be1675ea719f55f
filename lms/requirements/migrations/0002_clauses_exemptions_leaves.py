import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first"),
        ("qualifications", "0003_unit_of_a_qualification"),
        ("requirements", "0001_first"),
        ("roles", "0002_no_sample_groups"),
        ("units", "0001_first"),
    ]

    operations = [
        # Empty is allowed until the column goes, so that going back has somewhere to put a row before its data is there again.
        migrations.AlterField(
            model_name="requirement",
            name="qualification",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="qualifications.qualification"
            ),
        ),
        migrations.CreateModel(
            name="Clause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="For example «First aid, one of these». Empty: what the qualifications are called.",
                        max_length=120,
                        verbose_name="name",
                    ),
                ),
                (
                    "assurance",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "any"),
                            (10, "own word"),
                            (20, "registered by a responsible person"),
                            (30, "done while logged in"),
                            (40, "observed by a qualified person"),
                        ],
                        default=0,
                        verbose_name="at least",
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        help_text="When it was first asked, in this version or one before: what days are counted from.",
                        verbose_name="asked since",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "clause",
                "verbose_name_plural": "clauses",
                "ordering": ["order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to and including")),
                ("at", models.DateTimeField(verbose_name="asked")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("closed_reason", models.CharField(blank=True, max_length=300, verbose_name="why it ended")),
            ],
            options={
                "verbose_name": "exemption",
                "verbose_name_plural": "exemptions",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to and including")),
                ("at", models.DateTimeField(verbose_name="given")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("closed_reason", models.CharField(blank=True, max_length=300, verbose_name="why it ended")),
            ],
            options={
                "verbose_name": "leave to begin",
                "verbose_name_plural": "leaves to begin",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "option",
                "verbose_name_plural": "options",
                "ordering": ["qualification__order", "qualification__name", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="requirement",
            options={"ordering": ["phase", "pk"], "verbose_name": "requirement", "verbose_name_plural": "requirements"},
        ),
        migrations.RemoveConstraint(
            model_name="requirement",
            name="requirement_days_with_phase",
        ),
        migrations.AddField(
            model_name="requirement",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="requirement",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="dry_run",
            field=models.JSONField(blank=True, null=True, verbose_name="what was tried before"),
        ),
        migrations.AddField(
            model_name="requirement",
            name="due_on",
            field=models.DateField(
                blank=True, help_text="The last day, included. Who begins later has it before start.", null=True, verbose_name="by"
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="effect",
            field=models.CharField(
                choices=[("blocks", "cannot serve"), ("not_alone", "can serve, but not alone")],
                default="blocks",
                max_length=12,
                verbose_name="effect",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="requirement",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="requirements.requirement",
                verbose_name="instead of",
            ),
        ),
        migrations.AlterField(
            model_name="requirement",
            name="phase",
            field=models.CharField(
                choices=[("before_start", "before start"), ("within_days", "within a number of days"), ("by_day", "by a fixed day")],
                default="before_start",
                max_length=12,
                verbose_name="phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", False), ("phase", "within_days")),
                    models.Q(models.Q(("phase", "within_days"), _negated=True), ("days__isnull", True)),
                    _connector="OR",
                ),
                name="requirement_days_with_phase",
                violation_error_message="Write the number of days for «within a number of days», and only then.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("phase", "by_day")),
                    models.Q(models.Q(("phase", "by_day"), _negated=True), ("due_on__isnull", True)),
                    _connector="OR",
                ),
                name="requirement_day_with_phase",
                violation_error_message="Write the day for «by a fixed day», and only then.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="requirement",
            name="requirement_ends_after_start",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"),
                name="requirement_ends_after_start",
                violation_error_message="The last day cannot come before the first.",
            ),
        ),
        migrations.AddField(
            model_name="clause",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clauses",
                to="requirements.requirement",
                verbose_name="requirement",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
                verbose_name="approved by",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person", verbose_name="asked by"
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exemptions", to="people.person", verbose_name="person"
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="qualification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exemptions",
                to="qualifications.qualification",
                verbose_name="qualification",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="unit",
            field=models.ForeignKey(
                help_text="Where it was asked for.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="leaves", to="roles.assignment", verbose_name="assignment"
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person", verbose_name="given by"
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="clause",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="requirements.clause", verbose_name="clause"
            ),
        ),
        migrations.AddField(
            model_name="option",
            name="qualification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="options",
                to="qualifications.qualification",
                verbose_name="qualification",
            ),
        ),
        migrations.AddIndex(
            model_name="exemption",
            index=models.Index(fields=["person", "qualification", "until"], name="exemption_person"),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("starts_on")), ("closed_at__isnull", False), _connector="OR"),
                name="exemption_ends_after_start",
                violation_error_message="The last day cannot come before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    ("by__isnull", True),
                    models.Q(("approved_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="exemption_approved_by_another",
                violation_error_message="Somebody else than the one who asked must say yes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by__isnull", True), ("approved_at__isnull", False), _connector="OR"),
                name="exemption_approved_when",
            ),
        ),
        migrations.AddIndex(
            model_name="leave",
            index=models.Index(fields=["assignment", "until"], name="leave_assignment"),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("starts_on")), ("closed_at__isnull", False), _connector="OR"),
                name="leave_ends_after_start",
                violation_error_message="The last day cannot come before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(fields=("clause", "qualification"), name="option_once_in_a_clause"),
        ),
    ]
