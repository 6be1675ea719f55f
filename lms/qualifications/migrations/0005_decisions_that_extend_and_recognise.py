import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qualifications", "0004_validity_renewal_levels")]

    operations = [
        migrations.RemoveConstraint(model_name="lapse", name="lapse_once"),
        migrations.RenameModel(old_name="Lapse", new_name="Effect"),
        migrations.AlterModelOptions(
            name="effect",
            options={"verbose_name": "effect of a decision", "verbose_name_plural": "effects of decisions"},
        ),
        migrations.AddField(
            model_name="decision",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="to and including"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[("lapse", "lapses from a day"), ("extend", "counts to a later day"), ("recognise", "earlier training recognised")],
                default="lapse",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="effect",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="qualifications.decision", verbose_name="decision"
            ),
        ),
        migrations.AlterField(
            model_name="effect",
            name="evidence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="qualifications.evidence", verbose_name="evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "extend"), _negated=True), ("until__isnull", False), _connector="OR"),
                name="decision_extends_to_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.UniqueConstraint(fields=("decision", "evidence"), name="effect_once"),
        ),
    ]
