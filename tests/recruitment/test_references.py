"""Referees are named, asked, reminded, replaced and let go; and answer or say no."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.mail.models import Letter, LetterText
from lms.recruitment.actions import answers, cases, references
from lms.recruitment.actions.endings import end_references
from lms.recruitment.actions.links import make_link, open_link
from lms.recruitment.models import Application, Referee, Reference, SecretLink, Stage
from lms.recruitment.rules.references import State, Task
from lms.recruitment.selectors.references import forgotten_on, given_references, kept_days, referees_of
from lms.roles.models import Role
from tests.factories.recruitment import DAY, NOW
from tests.factories.references import ANSWERS, a_referee, link_in, refused

ON = date(2026, 11, 23)
DETAILS = {"name": "Per Sjef", "relation": "Sjef", "email": "Per@Sjef.example", "phone": "911 00 000", "language": "nb"}
REFERENCE = SecretLink.Purpose.REFERENCE


def states(application, on=ON):
    return [each.state for each in referees_of(application, on=on)]


# --- naming ---


def test_an_applicant_names_as_many_as_the_process_asks_for_and_each_once(cast, application):
    first = references.name_referee(application=application, now=NOW, **DETAILS)
    again = references.name_referee(application=application, now=NOW + DAY, **DETAILS)
    references.name_referee(application=application, now=NOW, **DETAILS | {"name": "Kari", "email": "kari@x.example", "phone": ""})
    assert (first, first.email) == (again, "per@sjef.example")
    third = DETAILS | {"name": "Ida", "email": "ida@x.example", "phone": ""}
    with refused("full"):
        references.name_referee(application=application, now=NOW, **third)
    assert references.name_referee(application=application, now=NOW, by=cast.kim, **third).name == "Ida"
    assert application.referees.count() == 3


def test_a_recruiter_cannot_name_without_end(cast, application):
    for number in range(6):
        a_referee(application, name=str(number))
    with refused("full"):
        references.name_referee(application=application, now=NOW, by=cast.kim, **DETAILS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "VERA@soker.example", "phone": ""}, "email"),
        ({"email": "", "phone": "+47 90000000"}, "phone"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "taken@x.example"}, "email"),
        ({"email": "per@"}, "email"),
        ({"name": " "}, "name"),
    ],
)
def test_who_cannot_be_a_referee(application, changes, field):
    application.email = "vera@soker.example"
    application.save()
    a_referee(application, email="taken@x.example")
    with pytest.raises(ValidationError) as error:
        references.name_referee(application=application, now=NOW, **DETAILS | changes)
    assert list(error.value.message_dict) == [field]


def test_the_database_holds_it_too(application):
    a_referee(application, email="per@x.example")
    for values in ({"email": "PER@x.example"}, {"email": "", "phone": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            a_referee(application, **values)
    a_referee(application, email="per@x.example", replaced_at=NOW)


def test_an_applicant_changes_and_removes_until_the_referee_is_asked(cast, met):
    referee = a_referee(met)
    references.change_referee(referee=referee, now=NOW, **DETAILS)
    referee.refresh_from_db()
    assert (referee.name, referee.email) == ("Per Sjef", "per@sjef.example")
    references.ask_references(application=met, by=cast.kim, now=NOW)
    with refused("asked"):
        references.change_referee(referee=referee, now=NOW, **DETAILS)
    with refused("asked"):
        references.remove_referee(referee=referee, now=NOW)
    other = a_referee(met)
    references.remove_referee(referee=other, now=NOW)
    with refused("gone"):
        references.remove_referee(referee=other, now=NOW)
    assert list(met.referees.all()) == [referee]


# --- asking ---


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.CONTACTED, Stage.WAITING_LIST])
def test_nobody_is_asked_before_the_first_interview(cast, application, stage):
    application.stage = stage
    application.save()
    referee = a_referee(application)
    with refused("early"):
        references.ask_references(application=application, by=cast.kim, now=NOW)
    with refused("early"):
        references.ask_again(referee=referee, by=cast.kim, now=NOW, seen="")
    assert not Letter.objects.exists()


def test_asking_sends_each_a_letter_once_with_a_link_for_21_days(cast, met):
    per = a_referee(met, name="Per")
    by_phone = a_referee(met, name="Kari", email="")
    for _twice in range(2):
        references.ask_references(application=met, by=cast.kim, now=NOW)
    letter = Letter.objects.get()
    assert (letter.to, letter.is_secret) == (per.email, True)
    assert "Per" in letter.body
    assert "Vera Vik" in letter.subject
    assert "13. desember 2026" in letter.body  # the last whole day
    assert "per" not in letter.key.lower().replace("reference", "")
    token = link_in(letter)
    assert open_link(token, REFERENCE, now=NOW + 21 * DAY - timedelta(seconds=1)).referee == per
    assert open_link(token, REFERENCE, now=NOW + 21 * DAY) is None
    assert [(each.referee, each.state, each.task) for each in referees_of(met, on=ON)] == [
        (per, State.ASKED, Task.NONE),
        (by_phone, State.NOT_ASKED, Task.RING),
    ]


@pytest.mark.parametrize(("language", "said"), [("nb", "Vennlig hilsen"), ("nn", "Venleg helsing"), ("en", "Kind regards")])
def test_the_letter_speaks_the_referees_language(cast, met, language, said):
    a_referee(met, language=language)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    assert said in Letter.objects.get().body


def test_the_letter_calls_the_role_what_the_referee_calls_it(cast, met):
    Role.objects.filter(pk=met.role_id).update(names={"nn": "Støttespelar"})
    a_referee(Application.objects.get(pk=met.pk), language="nn")
    references.ask_references(application=met, by=cast.kim, now=NOW)
    assert "som støttespelar i Harbour" in Letter.objects.get().body


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_letter_says_what_article_14_asks(cast, met, language):
    a_referee(met, language=language)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    body = Letter.objects.get().body
    for said in ("Blå Kors", "Vera Vik", "Harbour", str(kept_days()), "Datatilsynet"):
        assert said in body


def test_the_words_of_the_cms_go_first(cast, met):
    LetterText.objects.create(
        key="recruitment/reference", language="nb", subject="Om {søker}", body="Hei {navn}! {lenke} {innen} {enhet} {rolle}"
    )
    a_referee(met, name="Per")
    references.ask_references(application=met, by=cast.kim, now=NOW)
    letter = Letter.objects.get()
    assert letter.subject == "Om Vera Vik"
    assert letter.body.startswith("Hei Per! http")
    assert "{" not in letter.body


def test_two_who_send_anew_at_once_send_one_letter(cast, met):
    referee = a_referee(met)
    assert references.ask_again(referee=referee, by=cast.kim, now=NOW, seen="")
    assert not references.ask_again(referee=referee, by=cast.lea, now=NOW + timedelta(seconds=2), seen="")
    referee.refresh_from_db()
    assert references.ask_again(referee=referee, by=cast.lea, now=NOW + DAY, seen=referee.asked_at.isoformat())
    assert Letter.objects.count() == 2
    tokens = [link_in(letter) for letter in Letter.objects.order_by("created_at")]
    assert all(open_link(token, REFERENCE, now=NOW + DAY) for token in tokens)


def test_there_is_no_letter_to_somebody_without_an_address(cast, met):
    with refused("no_address"):
        references.ask_again(referee=a_referee(met, email=""), by=cast.kim, now=NOW, seen="")


def test_a_corrected_address_closes_what_a_stranger_could_open(cast, met):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    token = link_in(Letter.objects.get())
    answers.note_opened(referee=referee, now=NOW)
    answers.save_draft(referee=referee, answers={"capacity": "A stranger"}, language="nb", seen="", window="a", now=NOW)
    references.note_returned(referee=referee, now=NOW + DAY)
    references.change_referee(referee=referee, by=cast.kim, now=NOW + DAY, **DETAILS)
    assert open_link(token, REFERENCE, now=NOW + DAY) is None
    assert not Reference.objects.exists()
    assert states(met) == [State.NOT_ASKED]
    references.ask_references(application=met, by=cast.kim, now=NOW + DAY)
    assert Letter.objects.filter(to="per@sjef.example").count() == 1


def test_a_corrected_name_leaves_the_link_open(cast, met):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    details = {"name": "Pål", "relation": "Sjef", "email": referee.email, "phone": "", "language": "nn"}
    references.change_referee(referee=referee, by=cast.kim, now=NOW, **details)
    assert open_link(link_in(Letter.objects.get()), REFERENCE, now=NOW)
    assert states(met) == [State.ASKED]


# --- answering ---


def test_a_reference_is_given_once_with_the_words_it_was_asked_in(cast, met):
    referee = a_referee(met, language="nn")
    token = make_link(purpose=REFERENCE, application=met, referee=referee, now=NOW)
    answers.give(referee=referee, answers=ANSWERS, language="nn", now=NOW)
    second = answers.give(referee=referee, answers=ANSWERS | {"reliability": "Changed"}, language="nn", now=NOW + DAY)
    assert open_link(token, REFERENCE, now=NOW) is None
    given = given_references(met)[0]
    assert given.reference == second
    assert (second.given_at, second.may_be_read, second.form_version, second.by_telephone) == (NOW, True, "2026-11", None)
    assert given.lines[0].question == "2. Korleis kjenner du Vera, og kor mange år har de kjent kvarandre?"
    assert "Tok vakta da tre andre var syke." in [line.answer for line in given.lines]
    assert len(given.lines) == len([value for value in ANSWERS.values() if value])


@pytest.mark.parametrize("left_out", ["reliability", "concern", "may_be_read", "good_faith", "signer"])
def test_nothing_that_must_be_answered_is_left_out(met, left_out):
    with refused("unanswered"):
        answers.give(referee=a_referee(met), answers=ANSWERS | {left_out: ""}, language="nb", now=NOW)
    assert not Reference.objects.exists()


def test_a_draft_is_its_writers_alone_and_counts_for_nothing(met):
    referee = a_referee(met, asked_at=NOW)
    answers.save_draft(referee=referee, answers={"capacity": "Sjef"}, language="nb", seen="", window="a", now=NOW)
    assert given_references(met) == []
    assert states(met) == [State.SAVED]


def test_an_older_window_does_not_overwrite_unseen(met):
    referee = a_referee(met, asked_at=NOW)

    def save(words, window, seen, minute):
        now = NOW + timedelta(minutes=minute)
        return answers.save_draft(referee=referee, answers={"capacity": words}, language="nb", seen=seen, window=window, now=now)

    save("one", "a", "", 0)
    save("one more", "a", "", 1)  # the same window, by itself
    with refused("stale"):
        save("", "b", "", 2)
    with refused("stale"):
        answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW, seen="", window="b")
    kept = Reference.objects.get()
    assert kept.answers["capacity"]["value"] == "one more"
    save("two", "b", kept.saved_at.isoformat(), 3)  # having seen it
    assert Reference.objects.get().answers["capacity"]["value"] == "two"


def test_whoever_says_no_leaves_nothing_behind_and_is_a_task(cast, met):
    referee = a_referee(met, asked_at=NOW)
    token = make_link(purpose=REFERENCE, application=met, referee=referee, now=NOW)
    answers.save_draft(referee=referee, answers={"capacity": "Sjef"}, language="nb", seen="", window="a", now=NOW)
    for _twice in range(2):
        answers.decline(referee=referee, now=NOW)
    assert open_link(token, REFERENCE, now=NOW) is None
    assert not Reference.objects.exists()
    assert [(each.state, each.task) for each in referees_of(met, on=ON)] == [(State.DECLINED, Task.REPLACE)]
    for after in (
        lambda: answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW),
        lambda: answers.save_draft(referee=referee, answers={}, language="nb", seen="", window="a", now=NOW),
        lambda: references.ask_again(referee=referee, by=cast.kim, now=NOW, seen=""),
    ):
        with refused("closed"):
            after()


def test_a_given_reference_is_not_declined_or_replaced(cast, met):
    referee = a_referee(met)
    answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW)
    with refused("closed"):
        answers.decline(referee=referee, now=NOW)
    with refused("closed"):
        references.replace_referee(referee=referee, by=cast.kim, now=NOW)


def test_a_reference_on_the_telephone_says_who_wrote_it_and_closes_the_link(cast, met):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    answers.save_draft(referee=referee, answers={"capacity": "begun"}, language="nb", seen="", window="a", now=NOW)
    given = answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW, by=cast.kim)
    assert given.by_telephone == cast.kim
    assert given.answers["capacity"]["value"] == ANSWERS["capacity"]
    assert states(met) == [State.BY_TELEPHONE]
    assert open_link(link_in(Letter.objects.get()), REFERENCE, now=NOW) is None


def test_two_references_are_what_the_case_needs(cast, met):
    Application.objects.filter(pk=met.pk).update(stage=Stage.REFERENCES)
    for number in range(2):
        answers.give(referee=a_referee(met), answers=ANSWERS, language="nb", now=NOW, by=cast.kim if number else None)
    a_referee(met, asked_at=NOW - 60 * DAY)
    assert {each.task for each in referees_of(met, on=ON)} == {Task.NONE}


# --- replacing and ending ---


def test_whoever_is_replaced_is_told_and_the_applicant_is_asked_for_another(cast, met):
    referee = a_referee(met, name="Per", language="en")
    references.ask_references(application=met, by=cast.kim, now=NOW)
    token = link_in(Letter.objects.get())
    for _twice in range(2):
        references.replace_referee(referee=referee, by=cast.kim, now=NOW + DAY)
    assert open_link(token, REFERENCE, now=NOW + DAY) is None
    thanks, asked = (Letter.objects.get(to=address, created_at=NOW + DAY) for address in (referee.email, met.email))
    assert thanks.subject == "Thank you. Nothing more is needed"
    assert "/soknad/" in asked.body
    assert asked.is_secret
    assert "Per" not in asked.body  # why, and who, is between us and the referee
    another = references.name_referee(application=met, now=NOW + DAY, **DETAILS | {"email": referee.email})
    assert another.pk != referee.pk


def test_a_place_nobody_needs_filled_troubles_nobody(cast, met):
    referees = [a_referee(met) for _number in range(3)]
    references.replace_referee(referee=referees[0], by=cast.kim, now=NOW)
    assert not Letter.objects.exists()  # never asked, and two are named still


@pytest.mark.parametrize("end", [Stage.ADMITTED, Stage.DECLINED, Stage.WITHDRAWN])
def test_when_the_case_ends_links_die_drafts_go_and_those_asked_are_thanked_once(cast, met, end):
    asked, has_given, said_no, lost, _unasked, replaced = (a_referee(met, name=name) for name in "abcdef")
    for each in (asked, has_given, said_no, lost, replaced):
        references.ask_again(referee=each, by=cast.kim, now=NOW, seen="")
    tokens = [link_in(letter) for letter in Letter.objects.all()]
    answers.save_draft(referee=asked, answers={"capacity": "begun"}, language="nb", seen="", window="a", now=NOW)
    answers.give(referee=has_given, answers=ANSWERS, language="nb", now=NOW)
    answers.decline(referee=said_no, now=NOW)
    references.note_returned(referee=lost, now=NOW)
    references.replace_referee(referee=replaced, by=cast.kim, now=NOW)
    Letter.objects.all().delete()
    Application.objects.filter(pk=met.pk).update(stage=end, ended_at=NOW)
    met.refresh_from_db()
    for _twice in range(2):
        end_references(met, now=NOW + DAY)
    assert [open_link(token, REFERENCE, now=NOW + DAY) for token in tokens] == [None] * 5
    assert set(Letter.objects.values_list("to", flat=True)) == {asked.email, has_given.email}
    assert Letter.objects.count() == 2
    assert Reference.objects.get().referee == has_given
    body = Letter.objects.first().body
    assert {Stage.ADMITTED: "22. mai 2027"}.get(end, "21. februar 2027") in body
    assert [word for word in ("tatt opp", "avslag", "trukket") if word in body] == []
    assert forgotten_on(met)


def test_withdrawing_thanks_the_referees(cast, met):
    a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    cases.withdraw(application=met, now=NOW + DAY)
    assert Letter.objects.filter(key__contains=":reference-thanks:").count() == 1


def test_nothing_can_be_done_in_a_case_that_has_ended(cast, met):
    referee = a_referee(met)
    cases.withdraw(application=met, now=NOW)
    for verb in (
        lambda: references.name_referee(application=met, now=NOW, by=cast.kim, **DETAILS),
        lambda: references.change_referee(referee=referee, now=NOW, by=cast.kim, **DETAILS),
        lambda: references.remove_referee(referee=referee, now=NOW),
        lambda: references.ask_references(application=met, by=cast.kim, now=NOW),
        lambda: references.ask_again(referee=referee, by=cast.kim, now=NOW, seen=""),
        lambda: references.note_returned(referee=referee, now=NOW),
        lambda: references.replace_referee(referee=referee, by=cast.kim, now=NOW),
        lambda: answers.save_draft(referee=referee, answers={}, language="nb", seen="", window="", now=NOW),
        lambda: answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW),
        lambda: answers.decline(referee=referee, now=NOW),
    ):
        with refused("ended"):
            verb()
    assert Referee.objects.get() == referee


def test_it_is_said_how_long_it_is_kept_as_this_house_keeps_it(settings):
    assert kept_days() == 180
    settings.RECRUITMENT_KEPT_DAYS = {"references": (30, 60)}
    assert kept_days() == 60


def test_a_letter_goes_in_the_middle_of_the_night_without_losing_a_day(cast, met):
    a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))  # Monday in Oslo
    assert [each.dates.asked_on for each in referees_of(met, on=ON)] == [ON]
