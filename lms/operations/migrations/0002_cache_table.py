"""The cache lives in the database unless settings say otherwise: all processes then count log-in attempts together."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS cache")


class Migration(migrations.Migration):
    dependencies = [("operations", "0001_first")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
