"""What professionals have said is still there after the table has moved below the courses, and after moving back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE = [("courses", "0019_notes_to_those_who_approve"), ("quizzes", "0006_languages")]


def migrated(to: list[tuple[str, str]]):
    executor = MigrationExecutor(connection)
    executor.migrate(to)
    return executor.loader.project_state(to).apps


@pytest.mark.django_db(transaction=True)
def test_what_was_said_stays():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        old = migrated(BEFORE).get_model("courses", "Approval")
        told = {"need": "med", "words": "Ring 113.", "answer": "approved", "name": "Anne", "title": "lege", "on": "2026-11-26"}
        old.objects.create(key="TAU-P01", digest="x", at=timezone.now(), **told)
        moved = migrated(newest).get_model("quizzes", "Approval")
        assert [row.key for row in moved.objects.all()] == ["TAU-P01"]
        moved.objects.create(key="TAU-P02", digest="y", at=timezone.now(), **told)
        assert [row.key for row in migrated(BEFORE).get_model("courses", "Approval").objects.all()] == ["TAU-P02", "TAU-P01"]
    finally:
        migrated(newest)
