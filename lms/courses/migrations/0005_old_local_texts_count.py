from django.db import migrations, models


def approve(apps, schema_editor):
    """What was written before proposals existed counted at once, and goes on counting."""
    apps.get_model("courses", "LocalText").objects.update(approved_by=models.F("by"), approved_at=models.F("at"))


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_local_texts_approved")]

    operations = [migrations.RunPython(approve, migrations.RunPython.noop)]
