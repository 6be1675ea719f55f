"""What was written for recruitment's letters under the older mechanism goes on being sent, with its history; and the way back."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import ModelLogEntry, Revision

from lms.mail.actions import words_of
from lms.mail.models import LetterText

OLDER = [("recruitment", "0002_standard_process")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def newest():
    return [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "recruitment"]


def history(app, model):
    return list(
        Revision.objects.filter(content_type__app_label=app, content_type__model=model)
        .order_by("pk")
        .values_list("object_id", "content__key", "content__subject")
    )


def test_words_drafts_and_history_go_there_and_back(transactional_db):
    declined = LetterText.objects.create(key="recruitment/declined", language="nn", subject="Fyrste", body="Hei", live=False)
    declined.save_revision(log_action=True).publish()
    declined.subject = "Andre"
    declined.save_revision().publish()
    LetterText.objects.create(key="recruitment/receipt", language="nb", subject="Utkast", body="Hei", live=False)
    LetterText.objects.create(key="reminder", language="nb", subject="Igjen", body="Hei")
    try:
        older = migrate(OLDER).get_model("recruitment", "LetterTemplate")
        kept = older.objects.get()
        assert (kept.key, kept.language, kept.subject, kept.body) == ("declined", "nn", "Andre", "Hei")
        assert history("mail", "lettertext") == []
        assert history("recruitment", "lettertemplate") == [(str(kept.pk), "declined", "Fyrste"), (str(kept.pk), "declined", "Andre")]
        assert kept.latest_revision_id == Revision.objects.latest("pk").pk
        assert set(LetterText.objects.values_list("key", flat=True)) == {"recruitment/receipt", "reminder"}
    finally:
        migrate(newest())
    moved = LetterText.objects.get(key="recruitment/declined")
    assert (moved.live, moved.subject, moved.last_published_at is not None) == (True, "Andre", True)
    assert history("mail", "lettertext") == [(str(moved.pk), moved.key, "Fyrste"), (str(moved.pk), moved.key, "Andre")]
    assert moved.get_latest_revision_as_object().subject == "Andre"
    assert ModelLogEntry.objects.for_instance(moved).exists()
    assert words_of("recruitment/declined", language="nn", values={}).subject == "Andre"


def test_words_without_a_history_go_too(transactional_db):
    try:
        older = migrate(OLDER).get_model("recruitment", "LetterTemplate")
        older.objects.create(key="reference", language="nb", subject="Om {søker}", body="Hei {navn}: {lenke}")
    finally:
        migrate(newest())
    assert words_of("recruitment/reference", language="nb", values={"søker": "Vera"}).subject == "Om Vera"
