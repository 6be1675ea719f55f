"""A ruling is proposed, confirmed by a second person, sent back, or undone until its letter has gone; and what the applicant reads."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.mail.actions import send_waiting
from lms.mail.models import Letter, LetterText
from lms.recruitment import policies
from lms.recruitment.actions import cases, links, rulings
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import CODES_OF, Code, Outcome, Ruling, SecretLink, Stage
from lms.recruitment.selectors.rulings import is_told, told_ruling
from lms.roles.models import Responsibility, ResponsibilityKind
from tests.factories.recruitment import DAY, NOW, an_application

ON = date(2026, 11, 23)
HOUR = timedelta(hours=1)
SENTENCE = "Vi tror at en annen oppgave passer bedre for deg nå."


def propose(application, by, outcome=Outcome.DECLINED, code=Code.ROLE, sentence=SENTENCE, now=NOW, **more) -> Ruling:
    return rulings.propose(application=application, outcome=outcome, code=code, sentence=sentence, by=by, now=now, **more)


def stage_of(application) -> str:
    application.refresh_from_db()
    return application.stage


# --- proposing ------------------------------------------------------------------------------------------------------------------------------


def test_a_proposal_waits_in_ruling_and_the_same_again_is_once(cast, application):
    first, again = (propose(application, cast.kim) for _time in range(2))
    assert first == again
    assert (stage_of(application), first.from_stage, first.is_open) == (Stage.RULING, Stage.RECEIVED, True)
    assert Letter.objects.count() == 0


def test_another_proposal_must_wait_for_the_first(cast, application):
    propose(application, cast.kim)
    with pytest.raises(ValidationError, match="allerede"):
        propose(application, cast.lea)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.create(
            application=application,
            outcome=Outcome.DECLINED,
            code=Code.ROLE,
            sentence="x",
            from_stage="received",
            proposed_by=cast.lea,
            proposed_at=NOW,
        )


def test_an_admission_is_proposed_only_when_nothing_is_missing(cast, application):
    with pytest.raises(ValidationError) as refused:
        propose(application, cast.kim, Outcome.ADMITTED, Code.SUITED)
    assert len(refused.value.message_dict["outcome"]) == 6  # contact, two rounds of two gaps each, references
    assert stage_of(application) == Stage.RECEIVED


def test_an_admission_that_lacks_nothing_is_proposed_with_its_first_day(cast, ready):
    ruling = propose(ready, cast.kim, Outcome.ADMITTED, Code.SUITED, starts_on=ON)
    assert (ruling.from_stage, ruling.starts_on, stage_of(ready)) == (Stage.REFERENCES, ON, Stage.RULING)


@pytest.mark.parametrize(
    "stage", [Stage.RECEIVED, Stage.CONTACTED, Stage.INTERVIEW_1, Stage.INTERVIEW_2, Stage.REFERENCES, Stage.WAITING_LIST]
)
@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.WAITING_LIST])
def test_no_and_not_yet_are_proposed_at_any_open_stage(cast, process, stage, outcome):
    application = an_application(cast.harbour, cast.companion, stage=stage)
    assert propose(application, cast.kim, outcome, CODES_OF[outcome][0], starts_on=ON).starts_on is None
    assert stage_of(application) == Stage.RULING


@pytest.mark.parametrize("stage", [Stage.DECLINED, Stage.WITHDRAWN, Stage.ADMITTED])
def test_nothing_is_proposed_when_the_case_has_ended(cast, process, stage):
    application = an_application(cast.harbour, cast.companion, stage=stage, ended_at=NOW)
    with pytest.raises(ValidationError, match="avsluttet"):
        propose(application, cast.kim)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("outcome", {"outcome": "perhaps"}),
        ("outcome", {"outcome": ""}),
        ("code", {"code": Code.SUITED}),
        ("code", {"outcome": Outcome.WAITING_LIST, "code": Code.TIME}),
        ("sentence", {"sentence": "Nei."}),
        ("sentence", {"sentence": "  \n "}),
        ("sentence", {"sentence": "x" * 401}),
        ("is_read_again", {"sentence": "Vi er bekymret for helsen din."}),
    ],
)
def test_a_proposal_says_beside_which_field_it_is_wrong(cast, application, field, wrong):
    with pytest.raises(ValidationError) as refused:
        propose(application, cast.kim, **wrong)
    assert list(refused.value.message_dict) == [field]
    assert not application.rulings.exists()


def test_the_database_keeps_code_and_outcome_together(cast, application):
    ruling = propose(application, cast.kim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(code=Code.SUITED)


def test_a_sentence_with_tender_words_is_taken_when_it_is_read_again(cast, application):
    ruling = propose(application, cast.kim, sentence="Her er det\nikke rusfritt  hele kvelden.", is_read_again=True)
    assert ruling.sentence == "Her er det ikke rusfritt hele kvelden."


@pytest.mark.parametrize("who", ["eva", "ben", "omar", "siv", "adm", "cleo"])
def test_only_those_who_work_on_the_case_propose(cast, application, who):
    with pytest.raises(ValidationError, match="kan ikke foreslå"):
        propose(application, cast.people[who])


# --- confirming -----------------------------------------------------------------------------------------------------------------------------


def test_a_second_person_confirms_and_the_letter_waits_an_hour(cast, application):
    ruling = propose(application, cast.kim)
    done = rulings.confirm(ruling=ruling, by=cast.lea, now=NOW + DAY)
    application.refresh_from_db()
    assert (application.stage, application.ruled_at, application.ended_at) == (Stage.DECLINED, NOW + DAY, NOW + DAY)
    assert (done.confirmed_by, done.in_force) == (cast.lea, True)
    letter = done.letter
    assert letter
    assert (letter.to, letter.key) == (application.email, f"recruitment:{application.pk}:ruling:{ruling.pk}")
    assert (letter.send_after, letter.is_secret) == (NOW + DAY + HOUR, True)


def test_the_delay_is_a_setting(cast, application, settings):
    settings.RECRUITMENT_LETTER_DELAY_MINUTES = 10
    letter = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW).letter
    assert letter
    assert letter.send_after == NOW + timedelta(minutes=10)


def test_the_proposer_never_confirms_where_two_are_asked_for(cast, application):
    ruling = propose(application, cast.kim)
    with pytest.raises(ValidationError, match="noen andre"):
        rulings.confirm(ruling=ruling, by=cast.kim, now=NOW)
    assert (stage_of(application), Letter.objects.count()) == (Stage.RULING, 0)


def test_the_proposer_confirms_where_one_is_asked_for(cast):
    set_process(now=NOW, by=None, unit=cast.harbour, deciders=1)
    application = an_application(cast.harbour, cast.companion)
    rulings.confirm(ruling=propose(application, cast.kim), by=cast.kim, now=NOW)
    assert stage_of(application) == Stage.DECLINED


def test_a_recruiter_proposes_and_does_not_confirm(cast, application):
    for person in (cast.ben, cast.eva):
        Responsibility.objects.create(person=person, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    ruling = propose(application, cast.ben)
    for who in (cast.ben, cast.eva, cast.omar, cast.adm):
        with pytest.raises(ValidationError, match="kan ikke stå bak"):
            rulings.confirm(ruling=ruling, by=who, now=NOW)


def test_whoever_knows_the_applicant_stands_behind_nothing(cast, application):
    ruling = propose(application, cast.kim)
    cases.declare_tie(application=application, person=cast.lea, now=NOW)
    with pytest.raises(ValidationError):
        rulings.confirm(ruling=ruling, by=cast.lea, now=NOW)
    cases.declare_tie(application=application, person=cast.kim, now=NOW)
    with pytest.raises(ValidationError, match="kjenner søkeren"):
        rulings.confirm(ruling=ruling, by=cast.dag, now=NOW)


def test_a_proposal_whose_author_is_gone_is_proposed_anew(cast, application):
    ruling = propose(application, cast.kim)
    Ruling.objects.update(proposed_by=None)
    with pytest.raises(ValidationError, match="ikke lenger registrert"):
        rulings.confirm(ruling=ruling, by=cast.lea, now=NOW)


def test_two_who_confirm_after_each_other_are_the_first(cast, application):
    ruling = propose(application, cast.kim)
    for number, who in enumerate((cast.lea, cast.dag)):
        rulings.confirm(ruling=ruling, by=who, now=NOW + number * DAY)
    ruling.refresh_from_db()
    assert (ruling.confirmed_by, ruling.confirmed_at, Letter.objects.count()) == (cast.lea, NOW, 1)
    assert application.moves.filter(to_stage=Stage.DECLINED).count() == 1


def test_an_admission_without_a_person_is_a_mistake_in_the_code(cast, ready):
    ruling = propose(ready, cast.kim, Outcome.ADMITTED, Code.SUITED)
    with pytest.raises(TypeError):
        rulings.confirm(ruling=ruling, by=cast.lea, now=NOW)


def test_the_end_of_a_case_closes_the_referees_links(cast, application):
    referee = application.referees.create(name="Per", relation="Sjef", email="per@x.example", named_at=NOW)
    token = links.make_link(purpose=SecretLink.Purpose.REFERENCE, application=application, referee=referee, now=NOW)
    waiting = rulings.confirm(ruling=propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER), by=cast.lea, now=NOW)
    assert links.open_link(token, SecretLink.Purpose.REFERENCE, now=NOW)
    assert waiting.in_force
    rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW)
    assert links.open_link(token, SecretLink.Purpose.REFERENCE, now=NOW) is None


def test_a_newer_answer_stops_one_that_has_not_gone(cast, application):
    first = rulings.confirm(ruling=propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER), by=cast.lea, now=NOW)
    second = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW)
    assert (second.from_stage, stage_of(application)) == (Stage.WAITING_LIST, Stage.DECLINED)
    assert send_waiting(now=NOW + DAY) == 1
    first.refresh_from_db()
    assert first.letter
    assert first.letter.stopped_at == NOW
    assert told_ruling(application, now=NOW + DAY) == second


def test_an_answer_that_waits_does_not_go_to_somebody_who_withdraws(cast, application):
    rulings.confirm(ruling=propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER), by=cast.lea, now=NOW)
    cases.withdraw(application=application, now=NOW)
    send_waiting(now=NOW + DAY)
    assert [letter.key for letter in Letter.objects.filter(sent_at__isnull=False)] == [f"recruitment:{application.pk}:withdrawn"]


# --- sending back ---------------------------------------------------------------------------------------------------------------------------


def test_a_refused_proposal_takes_the_case_back_where_it_came_from(cast, ready):
    ruling = propose(ready, cast.kim)
    for _twice in range(2):
        rulings.send_back(ruling=ruling, by=cast.lea, now=NOW + DAY, reason="La oss snakke om det.")
    ruling.refresh_from_db()
    assert (stage_of(ready), ruling.refused_by, ruling.reason) == (Stage.REFERENCES, cast.lea, "La oss snakke om det.")
    assert ready.moves.last().reason == "La oss snakke om det."
    with pytest.raises(ValidationError, match="allerede"):
        rulings.confirm(ruling=ruling, by=cast.dag, now=NOW)
    assert propose(ready, cast.lea).is_open


def test_the_proposer_may_take_it_back_and_a_recruiter_another_not(cast, application):
    for person in (cast.ben, cast.eva):
        Responsibility.objects.create(person=person, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    ruling = propose(application, cast.ben)
    with pytest.raises(ValidationError, match="kan ikke sende"):
        rulings.send_back(ruling=ruling, by=cast.eva, now=NOW, reason="Nei.")
    rulings.send_back(ruling=ruling, by=cast.ben, now=NOW, reason="Jeg tok feil.")
    assert stage_of(application) == Stage.RECEIVED


def test_sending_back_needs_a_reason_and_an_open_proposal(cast, application):
    ruling = propose(application, cast.kim)
    with pytest.raises(ValidationError) as refused:
        rulings.send_back(ruling=ruling, by=cast.lea, now=NOW, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    rulings.confirm(ruling=ruling, by=cast.lea, now=NOW)
    with pytest.raises(ValidationError, match="allerede"):
        rulings.send_back(ruling=ruling, by=cast.lea, now=NOW, reason="For sent.")


# --- undoing --------------------------------------------------------------------------------------------------------------------------------


def test_undone_in_time_no_letter_goes_and_the_clock_runs_on(cast, ready):
    ruling = rulings.confirm(ruling=propose(ready, cast.kim), by=cast.lea, now=NOW)
    for _twice in range(2):
        rulings.undo(ruling=ruling, by=cast.dag, now=NOW + HOUR / 2, reason="Feil person.")
    ready.refresh_from_db()
    ruling.refresh_from_db()
    assert (ready.stage, ready.ruled_at, ready.ended_at, ruling.undone_by) == (Stage.RULING, None, None, cast.dag)
    assert send_waiting(now=NOW + DAY) == 0
    again = propose(ready, cast.lea)
    assert again.from_stage == Stage.REFERENCES
    rulings.send_back(ruling=again, by=cast.kim, now=NOW, reason="Nei.")
    assert stage_of(ready) == Stage.REFERENCES


def test_undone_too_late_is_refused_in_plain_words(cast, application):
    ruling = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW)
    assert send_waiting(now=NOW + HOUR) == 1
    with pytest.raises(ValidationError, match="for sent"):
        rulings.undo(ruling=ruling, by=cast.lea, now=NOW + HOUR, reason="Feil.")
    ruling.refresh_from_db()
    assert (stage_of(application), ruling.undone_at) == (Stage.DECLINED, None)


@pytest.mark.parametrize(("later", "is_in_time"), [(HOUR - timedelta(seconds=1), True), (HOUR, False)])
def test_on_paper_there_is_as_much_time(cast, process, later, is_in_time):
    application = an_application(cast.harbour, cast.companion, email="")
    ruling = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW)
    assert (ruling.letter, is_told(ruling, now=NOW + later)) == (None, not is_in_time)
    if is_in_time:
        assert rulings.undo(ruling=ruling, by=cast.lea, now=NOW + later, reason="Feil.").undone_at
    else:
        with pytest.raises(ValidationError, match="for sent"):
            rulings.undo(ruling=ruling, by=cast.lea, now=NOW + later, reason="Feil.")


def test_only_what_holds_is_undone_by_those_who_may_with_a_reason(cast, application):
    proposal = propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER)
    with pytest.raises(ValidationError, match="gjelder nå"):
        rulings.undo(ruling=proposal, by=cast.lea, now=NOW, reason="Feil.")
    ruling = rulings.confirm(ruling=proposal, by=cast.lea, now=NOW)
    for who in (cast.omar, cast.ben, cast.adm):
        with pytest.raises(ValidationError, match="kan ikke angre"):
            rulings.undo(ruling=ruling, by=who, now=NOW, reason="Feil.")
    with pytest.raises(ValidationError) as refused:
        rulings.undo(ruling=ruling, by=cast.lea, now=NOW, reason="")
    assert list(refused.value.message_dict) == ["reason"]
    propose(application, cast.kim)
    with pytest.raises(ValidationError, match="gjelder nå"):
        rulings.undo(ruling=ruling, by=cast.lea, now=NOW, reason="Feil.")


def test_an_earlier_answer_that_went_keeps_the_clock_stopped(cast, application):
    rulings.confirm(ruling=propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER), by=cast.lea, now=NOW)
    send_waiting(now=NOW + HOUR)
    second = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW + DAY)
    rulings.undo(ruling=second, by=cast.lea, now=NOW + DAY, reason="Feil.")
    application.refresh_from_db()
    assert (application.stage, application.ruled_at) == (Stage.RULING, NOW)


# --- what the applicant knows -----------------------------------------------------------------------------------------------------------------


def test_no_page_of_the_applicants_says_it_before_the_letter(cast, application):
    ruling = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW)
    application.refresh_from_db()
    assert told_ruling(application, now=NOW + 2 * HOUR) is None
    send_waiting(now=NOW + HOUR)
    assert told_ruling(application, now=NOW + HOUR) == ruling


# --- letters --------------------------------------------------------------------------------------------------------------------------------


def body_of(letter: Letter | None) -> str:
    assert letter
    return letter.body


def test_a_no_is_decent_and_says_what_is_kept(cast, application):
    cases.hand_over(application=application, to=cast.kim, by=cast.lea, now=NOW)
    letter = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW).letter
    said = [
        "Kjære Vera,",
        SENTENCE,
        "rett til å få saken vurdert på nytt",
        "Kim Lie, kim@havna.example",
        "21. februar 2027",
        "22. mai 2027",
        "/soknad/",
        "Kim Lie, Harbour, Blå Kors",
    ]
    assert [words for words in said if words not in body_of(letter)] == []
    assert "\n\n\n" not in body_of(letter)


@pytest.mark.parametrize(("language", "words"), [("nb", "ventelisten"), ("nn", "ventelista"), ("en", "waiting list")])
def test_a_letter_is_in_the_applicants_language(cast, process, language, words):
    application = an_application(cast.harbour, cast.companion, language=language)
    letter = rulings.confirm(ruling=propose(application, cast.kim, Outcome.WAITING_LIST, Code.LATER), by=cast.lea, now=NOW).letter
    assert words in body_of(letter)


def test_the_link_in_a_letter_opens_the_applicants_own_case(cast, application):
    letter = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW).letter
    token = body_of(letter).partition("/soknad/")[2].partition("/")[0]
    link = links.open_link(token, SecretLink.Purpose.APPLICANT, now=NOW)
    assert link
    assert link.application == application


def test_the_words_of_the_cms_go_before_the_shipped_ones(cast, application):
    LetterText.objects.create(
        key="recruitment/declined", language="nb", subject="Svar fra {enhet}", body="Kjære {fornavn}. {setning} {kontakt}"
    )
    letter = rulings.confirm(ruling=propose(application, cast.kim), by=cast.lea, now=NOW).letter
    assert letter
    assert (letter.subject, letter.body) == ("Svar fra Harbour", f"Kjære Vera. {SENTENCE} Harbour\n")


def test_who_withdraws_gets_a_decent_answer_once(application):
    for _twice in range(2):
        cases.withdraw(application=application, now=NOW)
    letter = Letter.objects.get()
    assert (letter.to, letter.send_after, letter.is_secret) == (application.email, NOW, True)
    assert "21. februar 2027" in letter.body


def test_who_withdraws_without_an_address_gets_no_letter(cast, process):
    cases.withdraw(application=an_application(cast.harbour, cast.companion, email=""), now=NOW)
    assert Letter.objects.count() == 0


def test_deciders_are_those_who_may_rule(cast, application):
    assert {each.pk for each in policies.deciders(application, on=ON)} == {
        person.pk for person in cast.people.values() if policies.may_rule(person, application, on=ON)
    }
    cases.declare_tie(application=application, person=cast.lea, now=NOW)
    application.email = cast.dag.email.upper()
    application.save()
    assert list(policies.deciders(application, on=ON)) == [cast.kim]
    application.person = cast.kim
    assert list(policies.deciders(application, on=ON)) == []
