from datetime import UTC, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from lms.mail import actions
from lms.mail.actions import forget_old, post, send_waiting, stop
from lms.mail.models import Letter
from lms.mail.selectors import came_back, is_flowing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_letter(key: str = "a", **changes) -> Letter:
    values = {"to": "ana@havna.example", "subject": "Hei", "body": "Velkommen.\n", "created_at": NOW, "send_after": NOW}
    return Letter.objects.create(key=key, **values | changes)


class Broken(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages):
        raise SMTPException("421 Try again later")


def test_post_takes_the_subject_from_the_first_line_and_speaks_the_language(tmp_path, settings):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("{% load i18n %}{% translate 'Saved.' %} {{ name }}\n\nText.\n\n", encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    letter = post(key="k", to="a@b.example", template="note", context={"name": "Ana"}, language="en", now=NOW, delay=MINUTE)
    assert (letter.subject, letter.body, letter.send_after) == ("Saved. Ana", "Text.\n", NOW + MINUTE)
    again = post(key="k", to="other@b.example", template="note", context={"name": "Per"}, language="en", now=NOW)
    assert (again.pk, again.to) == (letter.pk, "a@b.example")


def test_a_subject_with_the_longest_of_names_is_cut_to_what_fits():
    written = actions.post_written(key="k", to="a@b.example", subject=f"Kan du si noe\nom {'A' * 300}?", body="Hei.", now=NOW)
    assert written.subject == f"Kan du si noe om {'A' * 182}…"
    written.full_clean()


def test_send_waiting_sends_what_is_due_oldest_first_and_once():
    a_letter("late", send_after=NOW + MINUTE)
    a_letter("second", subject="To")
    a_letter("first", subject="En", send_after=NOW - MINUTE)
    assert send_waiting(now=NOW) == 2
    assert [message.subject for message in mail.outbox] == ["En", "To"]
    assert send_waiting(now=NOW) == 0
    assert Letter.objects.get(key="first").sent_at == NOW


def test_send_waiting_tries_again_later_each_time_and_gives_up(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    letter = a_letter()
    waits = []
    now = NOW
    for _attempt in range(actions.MOST_ATTEMPTS):
        assert send_waiting(now=now) == 0
        letter.refresh_from_db()
        waits.append((letter.send_after - now) // MINUTE)
        assert send_waiting(now=letter.send_after - MINUTE) == 0
        now = letter.send_after
    assert waits == [5, 10, 20, 40, 80, 160]
    assert (letter.attempts, letter.error, letter.sent_at) == (6, "421 Try again later", None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=now + timedelta(days=9)) == 0


def test_send_waiting_forgets_the_error_once_it_is_sent(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    letter = a_letter()
    send_waiting(now=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=NOW + 5 * MINUTE) == 1
    letter.refresh_from_db()
    assert (letter.error, letter.attempts, len(mail.outbox)) == ("", 2, 1)


def test_send_waiting_leaves_a_letter_that_another_worker_has_claimed(monkeypatch):
    letter = a_letter()
    chosen = Letter.objects.get(pk=letter.pk)
    send_waiting(now=NOW - MINUTE)  # nothing is due yet
    Letter.objects.filter(pk=letter.pk).update(attempts=1)  # the other worker, between our choice and our claim
    monkeypatch.setattr(Letter.objects, "filter", _first_stale(chosen, Letter.objects.filter))
    assert send_waiting(now=NOW) == 0
    assert mail.outbox == []


def _first_stale(letter, asking):
    """A database that answers the first question with what it knew before."""
    answered: list[bool] = []

    class Stale:
        def order_by(self, *_fields):
            return [letter]

    def ask(*args, **kwargs):
        if not answered:
            answered.append(True)
            return Stale()
        return asking(*args, **kwargs)

    return ask


def test_stop_is_in_time_until_the_letter_has_gone():
    letter, gone = a_letter("stopped"), a_letter("gone", send_after=NOW - MINUTE)
    assert stop(letter=letter, now=NOW)
    assert not stop(letter=letter, now=NOW)
    send_waiting(now=NOW)
    assert [message.to for message in mail.outbox] == [[gone.to]]
    assert not stop(letter=gone, now=NOW)


def test_letters_are_forgotten_after_half_a_year():
    old, edge = NOW - timedelta(days=180), NOW - timedelta(days=179)
    kept = [a_letter("waiting", send_after=old), a_letter("young", send_after=edge)]
    Letter.objects.filter(pk=kept[1].pk).update(sent_at=edge)
    for key, state in (("sent", {"sent_at": old}), ("stopped", {"stopped_at": old}), ("given-up", {"attempts": 6, "returned_at": old})):
        letter = a_letter(key, send_after=old)
        Letter.objects.filter(pk=letter.pk).update(**state)
    assert forget_old(now=NOW) == 3
    assert set(Letter.objects.all()) == set(kept)


class Refusing(EmailBackend):
    """A mail server that knows no such address."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"ana@havna.example": (550, b"No such user")})


def test_an_address_that_takes_no_letter_is_not_tried_again_and_is_told_of(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    a_letter("refused")
    a_letter("other", send_after=NOW + timedelta(days=30))
    assert send_waiting(now=NOW) == 0
    assert came_back(["refused", "other"]) == {"refused": NOW}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=NOW + timedelta(days=9)) == 0
    assert is_flowing(now=NOW + timedelta(days=9))


def test_the_text_of_a_letter_with_a_secret_link_is_gone_once_it_is_sent_or_stopped():
    sent, stopped, waiting = a_letter("sent", is_secret=True), a_letter("stopped", is_secret=True), a_letter("plain")
    stop(letter=stopped, now=NOW)
    send_waiting(now=NOW)
    assert mail.outbox[0].body == "Velkommen.\n"
    assert [Letter.objects.get(pk=letter.pk).body for letter in (sent, stopped, waiting)] == ["", "", "Velkommen.\n"]


def test_a_calendar_entry_goes_with_the_letter():
    a_letter(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    send_waiting(now=NOW)
    assert mail.outbox[0].attachments[0].filename == "samtale.ics"
    assert mail.outbox[0].attachments[0].mimetype == "text/calendar"


def test_a_letter_that_is_being_sent_this_moment_cannot_be_stopped_any_more(monkeypatch):
    letter = a_letter()
    in_time: list[bool] = []

    class Slow(EmailBackend):
        def send_messages(self, messages):
            in_time.append(stop(letter=letter, now=NOW))
            return super().send_messages(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", Slow)
    send_waiting(now=NOW)
    letter.refresh_from_db()
    assert (in_time, letter.sent_at, letter.stopped_at) == ([False], NOW, None)


def test_a_letter_whose_sending_failed_can_be_stopped(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    letter = a_letter()
    send_waiting(now=NOW)
    assert stop(letter=letter, now=NOW + MINUTE)
