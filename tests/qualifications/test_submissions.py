"""Certificates from elsewhere: sent in, decided on once, and forgotten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.mail.models import Letter
from lms.qualifications import submissions
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Holding, Paper, Submission, WhyBack
from lms.qualifications.policies import submissions_to_decide, submissions_to_see
from lms.units.models import Unit
from tests.cast import Cast
from tests.factories.qualifications import QualificationFactory
from tests.factories.submissions import a_paper, a_submission

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = date(2026, 3, 1)


@pytest.fixture
def first_aid(db):
    return QualificationFactory.create(key="first-aid", name="First aid", valid_for=24, valid_unit="months", takes_outside=True)


def approve(submission, by, **told):
    said = {"earned_on": DAY, "valid_until": None, "unit": Unit.objects.get(slug="harbour"), "now": NOW}
    return submissions.approve(submission=submission, by=by, **said | told)


def test_approving_makes_evidence_as_sure_as_paper_valid_as_the_qualification_says(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    evidence = approve(sent, cast.kim)
    assert (evidence.kind, evidence.assurance, evidence.earned_on, evidence.valid_until, evidence.source) == (
        EvidenceKind.OUTSIDE,
        Assurance.REGISTERED,
        DAY,
        date(2028, 3, 1),
        "Røde Kors",
    )
    assert (evidence.registered_by, evidence.unit) == (cast.kim, cast.harbour)
    assert Holding.objects.filter(person=cast.ben, qualification=first_aid).exists()


def test_the_certificates_own_last_day_counts(cast: Cast, first_aid):
    assert approve(a_submission(cast.ben, first_aid), cast.kim, valid_until=date(2026, 9, 1)).valid_until == date(2026, 9, 1)
    assert "Det gjelder til og med 1. september 2026." in Letter.objects.get().body


def test_sending_the_same_file_twice_is_once_and_another_must_wait(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    assert a_submission(cast.ben, first_aid) == sent
    with pytest.raises(ValidationError):
        a_submission(cast.ben, first_aid, paper=a_paper(digest="2" * 64))
    assert Paper.objects.get().submission == sent


def test_deciding_twice_is_once_and_of_two_people_the_second_is_told_who(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    evidence = approve(sent, cast.kim)
    assert approve(sent, cast.kim) == evidence
    with pytest.raises(ValidationError, match="Kim Lie"):
        approve(sent, cast.lea)
    with pytest.raises(ValidationError, match="Kim Lie"):
        submissions.send_back(submission=sent, why=WhyBack.OTHER, note="No.", by=cast.lea, now=NOW)
    with pytest.raises(ValidationError):
        submissions.send_back(submission=sent, why=WhyBack.OTHER, note="No.", by=cast.kim, now=NOW)
    assert (Evidence.objects.count(), Letter.objects.filter(key=f"submission:{sent.pk}").count()) == (1, 1)


def test_sent_back_says_why_makes_nothing_and_can_be_sent_anew(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    for _twice in range(2):
        back = submissions.send_back(submission=sent, why=WhyBack.UNREADABLE, note="Ta bildet i lys.", by=cast.kim, now=NOW)
    assert (back.state, back.why_back, back.note, Evidence.objects.count()) == ("returned", "unreadable", "Ta bildet i lys.", 0)
    letter = Letter.objects.get(key=f"submission:{sent.pk}")
    assert (letter.to, "Ta bildet i lys." in letter.body) == (cast.ben.email, True)
    assert letter.subject.startswith("Beviset ditt kom tilbake: ")
    assert a_submission(cast.ben, first_aid) != sent


def test_nobody_decides_on_their_own_whatever_they_lead(cast: Cast, first_aid):
    sent = a_submission(cast.lea, first_aid)
    for verb in (lambda: approve(sent, cast.lea), lambda: send_back(sent, cast.lea)):
        with pytest.raises(ValidationError):
            verb()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=sent.pk).update(decided_by=cast.lea)


def send_back(sent, by, now=NOW):
    return submissions.send_back(submission=sent, why=WhyBack.RUN_OUT, note="", by=by, now=now)


def test_withdrawn_it_is_gone_with_its_file_and_who_looked_at_it_is_told(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    assert submissions.withdraw(submission=sent)
    assert not submissions.withdraw(submission=sent)
    assert not Paper.objects.exists()
    with pytest.raises(ValidationError):
        approve(sent, cast.kim)


def test_what_was_decided_is_not_withdrawn(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    approve(sent, cast.kim)
    assert not submissions.withdraw(submission=sent)


def test_somebody_without_an_address_gets_no_letter(cast: Cast, first_aid):
    approve(a_submission(cast.noor, first_aid, by=cast.kim), cast.kim)
    assert not Letter.objects.filter(key__startswith="submission:").exists()


def test_the_file_goes_with_the_decision(cast: Cast, first_aid):
    sent = a_submission(cast.ben, first_aid)
    approve(sent, cast.kim)
    assert not Paper.objects.exists()
    assert Submission.objects.get() == sent


def test_or_as_many_days_later_as_the_setting_says(cast: Cast, first_aid, settings):
    settings.CERTIFICATE_KEPT_DAYS = 30
    approve(a_submission(cast.ben, first_aid), cast.kim)
    assert submissions.forget(now=NOW + timedelta(days=30, seconds=-1)) == 0
    assert submissions.forget(now=NOW + timedelta(days=30)) == 1
    assert (Paper.objects.count(), Submission.objects.count()) == (0, 1)


def test_what_was_not_approved_is_forgotten_after_half_a_year(cast: Cast, first_aid):
    waiting = a_submission(cast.ana, first_aid, now=NOW)
    send_back(a_submission(cast.ben, first_aid, now=NOW), cast.kim)
    approve(a_submission(cast.noor, first_aid, now=NOW, by=cast.kim), cast.kim)
    assert submissions.forget(now=NOW + timedelta(days=180, seconds=-1)) == 0
    assert waiting in Submission.objects.all()
    submissions.forget(now=NOW + timedelta(days=180))
    assert [(each.person, each.state) for each in Submission.objects.all()] == [(cast.noor, "approved")]
    assert not Paper.objects.exists()


def test_erased_with_the_person(cast: Cast, first_aid):
    a_submission(cast.ben, first_aid)
    cast.ben.delete()
    assert not Paper.objects.exists()


def test_those_who_follow_up_the_person_decide_and_nobody_else(cast: Cast, first_aid):
    of_ben, of_ola = a_submission(cast.ben, first_aid), a_submission(cast.ola, first_aid)
    decides = {name: set(submissions_to_decide(person, on=TODAY)) for name, person in cast.people.items()}
    assert {name: rows for name, rows in decides.items() if rows} == {
        "lea": {of_ben},
        "kim": {of_ben},
        "dag": {of_ben},
        "omar": {of_ola},
        "adm": {of_ben, of_ola},
    }
    assert set(submissions_to_see(cast.ben, on=TODAY)) == {of_ben}


def test_an_ended_assignment_ends_the_sight_of_it(cast: Cast, first_aid):
    a_submission(cast.ben, first_aid)
    cast.ben.assignments.update(status="ended", ends_on=TODAY)
    assert not submissions_to_decide(cast.kim, on=TODAY).exists()
