"""How the platform itself is."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from .models import ScheduledJob


def database_answers() -> bool:
    """Whether the database can be asked. 1 query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def migrations_are_applied() -> bool:
    """Whether the database has the shape that this version of the code wants."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def schedule_runs(*, now: datetime) -> bool:
    """Whether somebody calls `tick`: no job is ten minutes late. 1 query."""
    return not ScheduledJob.objects.filter(next_run__lt=now - timedelta(minutes=10)).exists()
