from datetime import UTC, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from lms.mail import actions
from lms.mail.actions import forget_old, post_text, post_written, send_waiting, stop
from lms.mail.models import Channel, Letter
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


def test_shipped_words_have_the_subject_in_the_first_line_and_speak_the_language(tmp_path, settings):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("{% load i18n %}{% translate 'Saved.' %} {{ name }}\n\nText.\n\n", encoding="utf-8")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    letter = post_text(key="k", to="a@b.example", text="note", values={"name": "Ana"}, language="en", now=NOW, delay=MINUTE)
    assert (letter.subject, letter.body, letter.send_after) == ("Saved. Ana", "Text.\n", NOW + MINUTE)
    again = post_text(key="k", to="other@b.example", text="note", values={"name": "Per"}, language="en", now=NOW)
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


class OtherWorker(EmailBackend):
    """A mail server so slow that another worker has its turn meanwhile."""

    sent: list[int] = []

    def send_messages(self, messages):
        self.sent.append(actions.send_waiting(now=NOW))
        return super().send_messages(messages)


def test_two_workers_at_once_send_each_letter_once(settings):
    settings.EMAIL_BACKEND = f"{__name__}.OtherWorker"
    for key in ("a", "b", "c"):
        a_letter(key)
    OtherWorker.sent = []
    assert send_waiting(now=NOW) + sum(OtherWorker.sent) == 3
    assert len(mail.outbox) == 3


def test_a_long_run_claims_each_letter_from_the_moment_it_comes_to_it():
    letters = [a_letter(key) for key in "ab"]
    moments = iter(NOW + turn * 4 * MINUTE for turn in range(1, 9))
    assert send_waiting(now=NOW, clock=lambda: next(moments)) == 2
    claimed = [Letter.objects.get(pk=letter.pk).send_after for letter in letters]
    assert claimed == [NOW + 9 * MINUTE, NOW + 17 * MINUTE], "else another worker would take the second for broken off"


class NotNow(EmailBackend):
    """A mail server that wants to be asked twice by strangers."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"ana@havna.example": (450, b"Greylisted, try again")})


def test_an_address_that_says_not_now_is_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.NotNow"
    letter = a_letter()
    send_waiting(now=NOW)
    assert came_back(["a"]) == {}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(now=NOW + 5 * MINUTE) == 1
    assert Letter.objects.get(pk=letter.pk).sent_at == NOW + 5 * MINUTE


class Surprising(EmailBackend):
    """Fails in a way nobody has thought of, for one address."""

    def send_messages(self, messages):
        if messages[0].to == ["odd@havna.example"]:
            raise ValueError("ana@havna.example: what is this?")
        return super().send_messages(messages)


def test_a_letter_that_fails_in_an_unknown_way_keeps_no_other_from_going(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Surprising"
    a_letter("odd", to="odd@havna.example", send_after=NOW - MINUTE)
    a_letter("even")
    assert send_waiting(now=NOW) == 1
    assert "ValueError" in caplog.text
    assert "havna.example" not in caplog.text, "the log names nobody"
    now = NOW
    for _attempt in range(actions.MOST_ATTEMPTS):
        now += timedelta(hours=4)
        send_waiting(now=now)
    assert set(came_back(["odd", "even"])) == {"odd"}


def test_what_was_broken_off_in_its_last_attempt_comes_back_when_that_must_be_over():
    a_letter(attempts=actions.MOST_ATTEMPTS, send_after=NOW + MINUTE)
    send_waiting(now=NOW)
    assert came_back(["a"]) == {}, "somebody may be at it"
    send_waiting(now=NOW + MINUTE)
    assert came_back(["a"]) == {"a": NOW + MINUTE}
    assert mail.outbox == []


def test_every_attempt_has_the_same_message_id_and_no_two_letters_have(settings):
    first, second = a_letter("a"), a_letter("b")
    other = Letter(key="a", to="ben@havna.example", subject="Hei", body="Velkommen.")
    names = [actions.message_of(letter).message()["Message-ID"] for letter in (first, first, second, other)]
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert names[0].endswith("@tidgiver.example>")


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


# --- Quiet hours ------------------------------------------------------------------------------------------------------------------------------


def oslo(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return timezone.make_aware(datetime(2026, 3, day, hour, minute))


def posted(key: str, now: datetime, **how) -> Letter:
    return post_written(key=key, to="ana@havna.example", subject="Hei", body="Hei.", now=now, **how)


@pytest.mark.parametrize(
    ("asked_at", "goes_at"),
    [
        (oslo(12), oslo(12, 10)),
        (oslo(19, 55), oslo(8, day=4)),
        (oslo(19, 50), oslo(8, day=4)),
        (oslo(21), oslo(8, day=4)),
        (oslo(7, 55), oslo(8, 5)),
    ],
)
def test_a_letter_that_can_wait_goes_after_its_delay_and_the_quiet_hours(asked_at, goes_at):
    assert posted("patient", asked_at, delay=10 * MINUTE, is_patient=True).send_after == goes_at
    assert posted("at once", asked_at, delay=10 * MINUTE).send_after == asked_at + 10 * MINUTE


def test_a_text_message_always_waits_for_the_morning():
    assert posted("sms", oslo(22), channel=Channel.SMS).send_after == oslo(8, day=4)


def test_a_worker_that_was_down_all_evening_wakes_nobody():
    """Due before the quiet hours, found in them; without an attempt being counted."""
    letter, answer = posted("patient", oslo(18), is_patient=True), posted("answer", oslo(18))
    assert send_waiting(now=oslo(1, day=4)) == 1
    letter.refresh_from_db()
    assert (letter.send_after, letter.attempts) == (oslo(8, day=4), 0)
    answer.refresh_from_db()
    assert answer.sent_at == oslo(1, day=4), "what somebody waits for goes"
    assert send_waiting(now=oslo(8, day=4)) == 1


@pytest.mark.parametrize(("found_at", "again_at"), [(oslo(19, 50), oslo(19, 55)), (oslo(19, 56), oslo(8, day=4))])
def test_a_letter_is_not_tried_again_in_the_quiet_hours(settings, found_at, again_at):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    letter = posted("patient", oslo(12), is_patient=True)
    send_waiting(now=found_at)
    letter.refresh_from_db()
    assert (letter.send_after, letter.attempts) == (again_at, 1)


def test_a_run_that_lasts_into_the_evening_stops_waking_people():
    for key in "ab":
        posted(key, oslo(12), is_patient=True)
    moments = iter([oslo(19, 59), oslo(19, 59), oslo(20)])
    assert send_waiting(now=oslo(19, 58), clock=lambda: next(moments)) == 1
    assert Letter.objects.get(sent_at=None).send_after == oslo(8, day=4)
