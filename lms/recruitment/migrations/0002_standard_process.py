"""The process that holds where nobody has decided on another: one conversation, one person decides."""

from django.db import migrations
from django.utils import timezone


def make(apps, schema_editor):
    process = apps.get_model("recruitment", "Process")
    if not process.objects.filter(audience="unit:/kind:/role:").exists():
        process.objects.create(
            audience="unit:/kind:/role:", rounds=1, seats=1, references=0, deciders=1, trial_shift=False, valid_from=timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
