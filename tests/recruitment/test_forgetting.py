"""Forgetting: every part by its own clock, counts stay, twice is once, a dry run changes nothing."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from lms.mail.models import Letter
from lms.recruitment.actions import cases, links
from lms.recruitment.actions.forgetting import Forgotten, forget_due, forget_somebody
from lms.recruitment.actions.letters import key_of
from lms.recruitment.models import (
    Application,
    Away,
    FileRead,
    FlagDecision,
    GuidelineSigned,
    Interview,
    Move,
    PoliceCertificate,
    Receipt,
    Referee,
    Reference,
    Ruling,
    Score,
    ScoreSheet,
    Seat,
    SecretLink,
    Stage,
    Tie,
    TrialShift,
)
from lms.recruitment.rules.retention import STANDARD, Part
from tests.factories.recruitment import DAY, NOW, a_round, an_application

ENDS = NOW + 14 * DAY


def a_letter(key: str, to: str, *, subject: str = "Hei") -> Letter:
    return Letter.objects.create(key=key, to=to, subject=subject, body="…", created_at=NOW, send_after=NOW, sent_at=NOW)


def a_full_case(cast: Any, stage: str, **values: Any) -> Application:
    """A case with something in every field and table, which stood in `stage` when it ended (or has not ended)."""
    ended = stage in {"admitted", "declined", "withdrawn"}
    case = an_application(
        cast.harbour,
        cast.companion,
        stage=stage,
        motivation="Fordi",
        skills="Tysk",
        interests=["cafe"],
        times=["days"],
        has_ties=True,
        channel="friend",
        owner=cast.kim,
        person=cast.ana,
        contacted_at=NOW,
        ended_at=ENDS if ended else None,
        ruled_at=ENDS if ended else None,
        **values,
    )
    a_round(case, 1, cast.kim, cast.dag)
    Interview.objects.filter(application=case).update(place="Strandgaten 1", other_times_wish="Etter fire", arranged_by=cast.kim)
    interview = case.interviews.get()
    interview.offered_times.create(starts_at=NOW)
    FlagDecision.objects.create(interview=interview, criterion="safety", may_go_on=True, text="Snakket med", by=cast.lea, at=NOW)
    Score.objects.filter(sheet__seat__interview=interview).update(reason="Ny tanke")
    referee = case.referees.create(name="Per Sjef", relation="Sjef", email=f"per{case.pk}@ref.example", named_at=NOW)
    Reference.objects.create(referee=referee, form_version="1", answers={}, saved_at=NOW, given_at=NOW)
    links.make_link(purpose=SecretLink.Purpose.REFERENCE, application=case, referee=referee, now=NOW)
    links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=case, now=NOW)
    Move.objects.create(application=case, from_stage="received", to_stage="contacted", by=cast.kim, at=NOW, reason="Ringte")
    for what in FileRead.What:
        FileRead.objects.create(application=case, person=cast.kim, what=what, at=NOW)
    Tie.objects.create(application=case, person=cast.ben, declared_at=NOW)
    TrialShift.objects.create(application=case, on=NOW.date(), host=cast.ben, held=True)
    PoliceCertificate.objects.create(application=case, basis="34-1", shown_on=NOW.date(), shown_to=cast.lea)
    GuidelineSigned.objects.create(application=case, title="Slik er vi", at=NOW)
    Ruling.objects.create(
        application=case,
        outcome="declined",
        code="time",
        sentence="Tiden passer ikke.",
        from_stage="interview_1",
        proposed_by=cast.kim,
        proposed_at=NOW,
        confirmed_by=cast.lea,
        confirmed_at=ENDS,
        letter=a_letter(f"ruling:{case.pk}", case.email),
    )
    a_letter(key_of(case, "receipt"), case.email)
    a_letter(f"ask:{referee.pk}", referee.email)
    return case


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the room and of the outbox."""
    models = [*apps.get_app_config("recruitment").get_models(), Letter]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def words_left(case: Application) -> str:
    """Every word that the room and the outbox hold, but for what stays as counts."""
    return str(everything())


@pytest.mark.parametrize("stage", [str(stage) for stage in Stage])
def test_a_case_from_each_stage_is_forgotten_on_schedule_and_leaves_its_counts(cast, process, stage):
    case = a_full_case(cast, stage)
    kept = Application.objects.values_list("stage", "unit", "role", "channel", "received_at", "contacted_at", "ruled_at", "ended_at")
    before = list(kept)
    forget_due(now=ENDS + 400 * DAY)
    case.refresh_from_db()
    assert list(kept) == before
    if stage not in {"admitted", "declined", "withdrawn"}:
        assert case.forgotten == {}
        assert case.name == "Vera Vik"
        return
    assert set(case.forgotten) == {str(part) for part in Part}
    assert list(Ruling.objects.values_list("outcome", "code", "confirmed_at", "sentence")) == [("declined", "time", ENDS, "")]
    assert list(Interview.objects.values_list("round", "starts_at", "place")) == [(1, NOW, "")]
    assert list(Move.objects.values_list("to_stage", "at", "by", "reason")) == [("contacted", NOW, None, "")]
    gone = (Referee, Reference, Seat, ScoreSheet, Score, FlagDecision, Tie, TrialShift, PoliceCertificate, GuidelineSigned)
    assert [model.__name__ for model in (*gone, SecretLink, FileRead) if model.objects.exists()] == []
    left = words_left(case)
    secrets = [
        "Vera",
        "Vik",
        "soker.example",
        "ref.example",
        "900 00 000",
        "Fordi",
        "Tysk",
        "Per Sjef",
        "Ringte",
        "Strandgaten",
        "Etter fire",
    ]
    assert [word for word in (*secrets, "Tiden passer", "Snakket med", "Ny tanke", "Vil gi av tiden") if word in left] == []
    assert case.person == (cast.ana if stage == "admitted" else None)
    assert str(case) == "Slettet søker"


def test_each_part_goes_on_its_own_day(cast, process):
    case = a_full_case(cast, "declined")
    when = {part: clock.declined for part, clock in STANDARD.items()}
    seen: dict[Part, int] = {}
    for day in range(0, 190):
        forget_due(now=ENDS + day * DAY)
        case.refresh_from_db()
        for part in case.forgotten:
            seen.setdefault(Part(part), day)
    assert seen == when


def test_nothing_is_forgotten_the_day_before(cast, process):
    a_full_case(cast, "declined")
    before = everything()
    assert forget_due(now=ENDS + 89 * DAY) == Forgotten({}, dict.fromkeys(map(str, Part), 1))
    assert everything() == before


def test_notes_go_and_scores_stay_until_their_own_day(cast, process):
    a_full_case(cast, "declined")
    forget_due(now=ENDS + 90 * DAY)
    assert list(ScoreSheet.objects.values_list("notes", "draft")) == [({}, {})] * 2
    assert (Score.objects.count(), Score.objects.exclude(reason="").count()) == (4, 0)
    assert FlagDecision.objects.get().text == ""
    assert not Letter.objects.filter(to__contains="ref.example").exists()
    assert Application.objects.get().motivation == "Fordi"


def test_twice_is_once_and_a_receipt_says_what_was_done(cast, process):
    a_full_case(cast, "declined")
    a_full_case(cast, "admitted")
    a_full_case(cast, "received")
    forget_due(now=ENDS + 180 * DAY)
    receipt = Receipt.objects.get()
    assert receipt.counts == {"notes": 2, "references": 2, "answers": 2, "identity": 2, "scores": 1}
    assert receipt.kept == {"scores": 1}
    before = everything()
    assert forget_due(now=ENDS + 180 * DAY).counts == {}
    assert everything() == before


def test_a_dry_run_says_the_same_and_changes_nothing(cast, process):
    a_full_case(cast, "declined")
    Away.objects.create(person=cast.kim, deputy=cast.lea, first_day=NOW.date(), last_day=NOW.date())
    before = everything()
    told = forget_due(now=ENDS + 100 * DAY, dry_run=True)
    assert everything() == before
    assert told == forget_due(now=ENDS + 100 * DAY)
    assert told.counts == {"notes": 1, "references": 1, "absences": 1}


def test_days_come_from_the_setting(cast, process, settings):
    settings.RECRUITMENT_KEPT_DAYS = {"notes": (10, 20)}
    a_full_case(cast, "declined")
    a_full_case(cast, "admitted")
    assert forget_due(now=ENDS + 10 * DAY, dry_run=True).counts == {"notes": 1}
    assert forget_due(now=ENDS + 20 * DAY, dry_run=True).counts == {"notes": 2}


def test_a_letter_to_an_address_that_another_case_has_stays(cast, process):
    gone = a_full_case(cast, "declined", email="vera@x.example")
    stays = a_full_case(cast, "received", email="VERA@x.example")
    a_letter("something-else", "vera@x.example")
    forget_due(now=ENDS + 180 * DAY)
    assert not Letter.objects.filter(key=key_of(gone, "receipt")).exists()
    assert Letter.objects.filter(key__in=[key_of(stays, "receipt"), "something-else", f"ruling:{stays.pk}"]).count() == 3


def test_letters_to_a_referee_who_is_one_of_ours_go_with_the_references(cast, process):
    case = a_full_case(cast, "declined")
    a_letter(key_of(case, "reference-thanks", 1), cast.ben.email, subject="Takk for det du sa om Vera Vik")
    a_letter("places:1", cast.ben.email)
    forget_due(now=ENDS + 90 * DAY)
    assert list(Letter.objects.filter(to=cast.ben.email).values_list("key", flat=True)) == ["places:1"]


def test_the_sentence_of_an_answer_goes_from_its_letter_too(cast, process, settings):
    settings.RECRUITMENT_KEPT_DAYS = {Part.ANSWERS: (30, 30)}
    case = a_full_case(cast, "declined")
    Letter.objects.update(body="Tiden passer ikke.")
    forget_due(now=ENDS + 30 * DAY)
    assert (case.rulings.get().sentence, case.rulings.get().letter.body) == ("", "")


def test_a_case_that_is_decided_anew_is_not_forgotten(cast, process):
    case = a_full_case(cast, "declined")
    cases._move(cases.locked(case), cases.stages.Stage.RULING, now=ENDS + DAY)
    assert forget_due(now=ENDS + 400 * DAY) == Forgotten({}, {})


def test_the_command_tells_and_the_night_does(cast, process, django_assert_num_queries):
    a_full_case(cast, "withdrawn", received_at=NOW - 900 * DAY)
    Application.objects.update(ended_at=NOW - 800 * DAY)
    out = StringIO()
    call_command("forget_recruitment", "--dry-run", stdout=out)
    assert "Would be removed:\n  notes: 1" in out.getvalue()
    assert Application.objects.get().forgotten == {}
    out = StringIO()
    call_command("forget_recruitment", stdout=out)
    assert "Removed:\n  notes: 1" in out.getvalue()
    assert Application.objects.get().name == ""


@pytest.mark.parametrize("number", [1, 3, 30])
def test_forgetting_takes_the_same_number_of_queries_whatever_the_number_of_cases(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        an_application(cast.harbour, cast.companion, stage="declined", ended_at=ENDS)
    with django_assert_num_queries(49):
        forget_due(now=ENDS + timedelta(days=400))


def test_somebody_who_asks_is_forgotten_at_once(cast, process):
    open_case = a_full_case(cast, "interview_1", email="vera@x.example")
    a_full_case(cast, "declined", email="Vera@x.example")
    other = a_full_case(cast, "received")
    other.referees.create(name="Vera Vik", relation="Nabo", email="vera@X.example", named_at=NOW)
    Application.objects.update(person=None)
    assert forget_somebody(person=None, emails=["vera@x.example"], now=NOW) == 3
    open_case.refresh_from_db()
    assert (open_case.stage, open_case.name, set(open_case.forgotten)) == ("withdrawn", "", set(map(str, Part)))
    assert not Referee.objects.filter(name="Vera Vik").exists()
    assert Application.objects.get(pk=other.pk).name == "Vera Vik"  # a namesake, with another address
    assert not Letter.objects.filter(to__iexact="vera@x.example").exists()
    assert forget_somebody(person=None, emails=[], now=NOW) == 0
