from django.db import migrations
from django.db.models import Q


def wait_for_the_morning(apps, schema_editor):
    """What lies in the outbox from before and can wait for the morning."""
    waiting = apps.get_model("mail", "Letter").objects.filter(sent_at=None, stopped_at=None, returned_at=None)
    waiting.filter(Q(key__startswith="remind:") | Q(key__startswith="digest:") | Q(channel="sms")).update(is_patient=True)


class Migration(migrations.Migration):
    dependencies = [("mail", "0004_quiet_hours")]

    operations = [migrations.RunPython(wait_for_the_morning, migrations.RunPython.noop)]
