from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_no_sample_groups")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="paused_until",
            field=models.DateField(
                blank=True,
                help_text="The last day of the break, included; empty if nobody has said when it ends.",
                null=True,
                verbose_name="has a break to",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_until__isnull", True), ("status", "paused"), _connector="OR"),
                name="assignment_break_is_a_break",
            ),
        ),
    ]
