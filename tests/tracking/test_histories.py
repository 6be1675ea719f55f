"""Everything that has happened with somebody, as their coordinator may know it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from lms.mail.models import Letter
from lms.qualifications import submissions
from lms.qualifications.actions import extend, revoke
from lms.qualifications.actions import reverse as undo
from lms.qualifications.models import Evidence, WhyBack
from lms.requirements.exemptions import approve_exemption, ask_exemption, end_exemption, end_leave, give_leave
from lms.roles.actions import end_breaks, pause_assignment
from tests.cast import Cast, login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.submissions import a_submission

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def told(cast: Cast, who: str = "kim", whom: str = "ben") -> list[tuple[date, str, str]]:
    page = login(cast.people[who]).get(f"/enhet/harbour/folk/{cast.people[whom].pk}/")
    return [(each.day, each.title, each.text) for each in page.context["history"]]


def titles(cast: Cast, who: str = "kim") -> set[str]:
    return {title for _day, title, _text in told(cast, who)}


@pytest.fixture
def aid(db):
    return QualificationFactory.create(key="aid", name="Aid", valid_for=12, valid_unit="months", takes_outside=True)


def test_what_was_earned_taken_back_and_decided_stands_by_its_day_the_latest_first(cast: Cast, aid):
    piece = EvidenceFactory.create(person=cast.ben, qualification=aid, earned_on=date(2026, 1, 5), unit=cast.harbour)
    decision = extend(
        evidence=Evidence.objects.all(), until=date(2027, 6, 1), reason="Autumn.", key="x", by=cast.lea, at=NOW - 3 * DAY, unit=cast.harbour
    )
    undo(decision=decision, by=cast.lea, at=NOW - 2 * DAY, reason="Not needed.")
    revoke(evidence=piece, by=cast.kim, at=NOW - DAY, reason="Wrong person.")
    found = told(cast)
    assert [(day, title) for day, title, _text in found[:4]] == [
        (TODAY - DAY, "Tatt tilbake: Aid"),
        (TODAY - 2 * DAY, "Vedtak omgjort: Aid"),
        (TODAY - 3 * DAY, "Vedtatt å gjelde lenger: Aid"),
        (date(2026, 1, 5), "Aid"),
    ]
    assert found[0][2] == "Kim Lie. «Wrong person.»"
    assert found[-1][1].startswith("Begynte som støttespiller i Harbour")


def test_what_somebody_is_let_off_and_how_it_went(cast: Cast, aid):
    days = {"starts_on": TODAY, "until": TODAY + 9 * DAY, "now": NOW, "on": TODAY}
    asked = ask_exemption(person=cast.ben, qualification=aid, unit=cast.harbour, reason="Work.", by=cast.kim, **days)
    approve_exemption(exemption=asked, by=cast.lea, now=NOW, on=TODAY)
    end_exemption(exemption=asked, reason="Done.", by=cast.lea, now=NOW, on=TODAY)
    leave = give_leave(assignment=cast.ben.assignments.get(), reason="Full.", by=cast.kim, **days)
    end_leave(leave=leave, reason="Over.", by=cast.kim, now=NOW, on=TODAY)
    assert titles(cast) >= {
        "Fritak bedt om: Aid",
        "Fritak godkjent: Aid",
        "Fritak avsluttet: Aid",
        "Kan begynne som støttespiller likevel",
        "Får ikke lenger begynne som støttespiller likevel",
    }


def test_certificates_sent_in_and_what_was_said_of_them(cast: Cast, aid):
    back = a_submission(cast.ben, aid)
    submissions.send_back(submission=back, why=WhyBack.UNREADABLE, note="Ta et nytt.", by=cast.kim, now=NOW)
    again = a_submission(cast.ben, aid)
    submissions.approve(submission=again, earned_on=TODAY - DAY, valid_until=None, unit=cast.harbour, by=cast.kim, now=NOW)
    assert titles(cast) >= {
        "Bevis sendt inn: Aid",
        "Bevis sendt tilbake: Aid",
        "Bevis godkjent: Aid",
        "Brev: Beviset ditt kom tilbake: Aid",
    }


def test_only_letters_of_the_desk_and_never_what_stood_in_them(cast: Cast):
    at = {"to": cast.ben.email, "created_at": NOW, "send_after": NOW, "body": "Secret words"}
    assignment = cast.ben.assignments.get()
    Letter.objects.create(key=f"remind:{cast.ben.pk}:2026-W01", subject="Reminder", sent_at=NOW, **at)
    Letter.objects.create(key=f"welcome:{assignment.pk}", subject="Welcome", returned_at=NOW, **at)
    Letter.objects.create(key=f"remind:{cast.ben.pk}1:2026-W01", subject="Somebody else's", **at)
    Letter.objects.create(key="recruitment:1:receipt:1", subject="Your application", **at)
    assert {each for each in told(cast) if each[0] == TODAY} == {
        (TODAY, "Brev: Reminder", ""),
        (TODAY, "Brev: Welcome", "Det kom i retur."),
    }
    page = login(cast.kim).get(f"/enhet/harbour/folk/{cast.ben.pk}/").content.decode()
    assert "Secret words" not in page
    assert "Your application" not in page


def test_another_units_words_stay_there(cast: Cast, aid):
    piece = EvidenceFactory.create(person=cast.ben, qualification=aid, unit=cast.hill, earned_on=date(2026, 2, 1))
    revoke(evidence=piece, by=cast.omar, at=NOW, reason="Hill's own words.")
    assert (TODAY, "Tatt tilbake: Aid", "") in told(cast)


def test_what_lies_ahead_is_no_history(cast: Cast):
    assert [each for each in told(cast, whom="ana") if each[1].startswith("Begynte")] == []
    assert all(day <= TODAY for day, _title, _text in told(cast))


def test_breaks_have_begun_been_made_longer_and_are_over(cast: Cast):
    ben = cast.ben.assignments.get()
    pause_assignment(assignment=ben, on=TODAY - 9 * DAY, until=TODAY - 3 * DAY, by=cast.kim, now=NOW - 9 * DAY)
    pause_assignment(assignment=ben, on=TODAY - 8 * DAY, until=TODAY - 2 * DAY, by=cast.lea, now=NOW - 8 * DAY)
    end_breaks(on=TODAY - DAY)
    pause_assignment(assignment=ben, on=TODAY, by=cast.kim, now=NOW)
    breaks = [(day, title, text) for day, title, text in told(cast) if "ause" in title]
    role = "som støttespiller i Harbour"
    assert breaks == [
        (TODAY, f"Pause {role}", "Kim Lie."),
        (TODAY - DAY, f"Tilbake fra pausen {role}", ""),
        (TODAY - 8 * DAY, f"Ny siste dag i pausen {role}", f"Til og med {date_format(TODAY - 2 * DAY)}. Lea Lie."),
        (TODAY - 9 * DAY, f"Pause {role}", f"Til og med {date_format(TODAY - 3 * DAY)}. Kim Lie."),
    ]
