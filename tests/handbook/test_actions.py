"""Editions, and saying that one has read and understood."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from lms.handbook.actions import TAKEN_BACK, acknowledge, take_back_reread
from lms.handbook.models import Acknowledgement, Guideline, GuidelineEdition
from lms.handbook.rules import State
from lms.handbook.selectors import asked_again, entry, newest_edition, places_of, reread_of
from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Decision, Evidence, EvidenceKind
from lms.qualifications.registering import register
from lms.requirements.actions import require
from lms.requirements.rules import State as Readiness
from lms.requirements.selectors import readiness_of
from tests.cast import Cast
from tests.factories.handbook import TEXT, a_guideline, a_translation, publish_again
from tests.factories.qualifications import QualificationFactory

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
OTHER = [{"type": "text", "value": "<p>Noe nytt.</p>"}]


def sign(person: Person, page: Guideline, *, now=NOW, **told) -> Acknowledgement:
    edition = newest_edition(page)
    assert edition
    return acknowledge(person=person, page=page, edition=edition, unit=None, now=now, **({"signature": person.name} | told))


def state(person: Person, page: Guideline, on: date = TODAY) -> State:
    found = entry(person, page.pk, places_of(person, on=on), on=on)
    assert found
    return found.standing.state


def test_publishing_freezes_an_edition_and_the_first_is_wording(cast: Cast) -> None:
    page = a_guideline(change_note="Hei")
    publish_again(page, change_class="retake")  # says what it said
    assert [(row.number, row.change_class, row.retake_from) for row in GuidelineEdition.objects.filter(page=page)] == [(1, "wording", None)]
    publish_again(page, change_class="important", body=OTHER, change_note="Ny regel.")
    newest = newest_edition(page)
    assert newest
    assert (newest.number, newest.change_class, newest.note) == (2, "important", "Ny regel.")
    assert "Noe nytt." in str(newest.content["body"])
    with pytest.raises(TypeError):
        newest.save()


def test_signing_is_evidence_of_the_exact_edition_and_makes_ready(cast: Cast) -> None:
    earned = QualificationFactory(key="taushetserklaering", name="Taushetserklæring signert")
    require(qualification=earned, valid_from=date(2020, 1, 1))
    page = a_guideline("Taushetserklæring", asks="signed", qualification=earned)
    assert readiness_of(cast.ben, on=TODAY)[0].verdict.state is Readiness.LACKING

    first = sign(cast.ben, page, signature=" ben  lie ")
    assert (first.edition.number, first.signature, first.language, first.round) == (1, "ben lie", "nb", 1)
    piece = Evidence.objects.get(person=cast.ben)
    assert (piece.kind, piece.source_key, piece.earned_on) == (EvidenceKind.GUIDELINE, first.evidence_key, TODAY)
    assert piece.source.startswith("Taushetserklæring")
    assert readiness_of(cast.ben, on=TODAY)[0].verdict.state is Readiness.READY

    assert sign(cast.ben, page) == first
    assert (Acknowledgement.objects.count(), Evidence.objects.count()) == (1, 1)


@pytest.mark.parametrize("signature", ["", "Ben", "Ana Lie"])
def test_another_name_is_no_signature(cast: Cast, signature: str) -> None:
    page = a_guideline(asks="signed")
    with pytest.raises(ValidationError) as caught:
        sign(cast.ben, page, signature=signature)
    assert list(caught.value.message_dict) == ["signature"]
    assert not Acknowledgement.objects.exists()


def test_what_asks_nothing_cannot_be_acknowledged(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        sign(cast.ben, a_guideline())


def test_an_older_screen_is_read_once_more(cast: Cast) -> None:
    page = a_guideline(asks="read")
    old = newest_edition(page)
    assert old
    page = publish_again(page, change_class="wording", body=OTHER)
    with pytest.raises(ValidationError, match=r"changed|endret"):
        acknowledge(person=cast.ben, page=page, edition=old, unit=None, now=NOW)
    now = newest_edition(page)
    assert now
    with pytest.raises(ValidationError, match=r"changed|endret"):
        acknowledge(person=cast.ben, page=page, edition=now, unit=None, now=NOW, seen=(now.pk, 7))
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(("change", "wanted"), [("wording", State.DONE), ("important", State.DONE), ("retake", State.AGAIN)])
@pytest.mark.parametrize("earns", [True, False])
def test_only_a_reread_asks_again(cast: Cast, change: str, wanted: State, earns: bool) -> None:
    earned = QualificationFactory() if earns else None
    page = a_guideline(asks="read", qualification=earned)
    sign(cast.ben, page, now=NOW - timedelta(days=9))
    page = publish_again(page, change_class=change, body=OTHER, change_note="Ny regel.")
    assert state(cast.ben, page) is wanted
    assert Decision.objects.exists() is (change == "retake")
    if change == "retake":
        second = sign(cast.ben, page, now=timezone.now())
        assert second.edition.number == 2
        assert state(cast.ben, page) is State.DONE
        assert ledger.rebuild() == 0


def test_a_reread_with_a_day_counts_until_then(cast: Cast) -> None:
    page = a_guideline(asks="read", qualification=QualificationFactory())
    sign(cast.ben, page, now=NOW - timedelta(days=9))
    sign(cast.ola, page, now=NOW - timedelta(days=9))
    day = TODAY + timedelta(days=30)
    page = publish_again(page, change_class="retake", body=OTHER, retake_from=day)
    found = entry(cast.ben, page.pk, [], on=TODAY)
    assert found
    assert (found.standing.state, found.standing.last_day) == (State.SOON, day - timedelta(days=1))
    assert state(cast.ben, page, day) is State.AGAIN
    sign(cast.ola, page, now=timezone.now())
    assert state(cast.ola, page, day) is State.DONE


@pytest.mark.parametrize("earns", [True, False])
@pytest.mark.parametrize("days", [0, 30])
def test_what_is_not_to_be_read_again_after_all_counts_as_before(cast: Cast, earns: bool, days: int) -> None:
    page = a_guideline(asks="read", qualification=QualificationFactory() if earns else None)
    sign(cast.ben, page, now=NOW - timedelta(days=9))
    page = publish_again(page, change_class="retake", body=OTHER, retake_from=TODAY + timedelta(days=days))
    assert state(cast.ben, page) is (State.SOON if days else State.AGAIN)
    edition = newest_edition(page)
    assert edition
    for minutes in (0, 1):
        reread = reread_of(edition)
        assert reread
        assert (reread.people, reread.is_taken_back) == (1, bool(minutes))
        take_back_reread(page=page, reread=reread, by=cast.lea, at=NOW + timedelta(minutes=minutes), reason="Loven ble utsatt.")
    assert (state(cast.ben, page), state(cast.ben, page, TODAY + timedelta(days=days))) == (State.DONE, State.DONE)
    found = entry(cast.ben, page.pk, [], on=TODAY)
    assert found
    assert found.news == edition
    assert found.edition.change_class == "important"
    told = PageLogEntry.objects.get(page=page, action=TAKEN_BACK)
    assert (told.user, told.data) == (cast.lea.user, {"reason": "Loven ble utsatt."})
    assert ledger.rebuild() == 0


def test_what_was_asked_before_is_still_asked(cast: Cast) -> None:
    page = a_guideline(asks="read")
    sign(cast.ben, page, now=NOW - timedelta(days=9))
    first = newest_edition(publish_again(page, change_class="retake", body=OTHER))
    page = publish_again(page, change_class="retake", title="Et annet navn")
    asked = []
    for _ in range(2):
        edition = asked_again(page)
        assert edition
        reread = reread_of(edition)
        assert reread
        asked.append((edition, state(cast.ben, page)))
        take_back_reread(page=page, reread=reread, by=cast.lea, at=timezone.now(), reason="Feil.")
    assert asked == [(newest_edition(page), State.AGAIN), (first, State.AGAIN)]
    assert asked_again(page) is None
    assert state(cast.ben, page) is State.DONE


def test_paper_counts_and_lapses_with_the_text_while_other_evidence_stands(cast: Cast) -> None:
    earned = QualificationFactory()
    page = a_guideline(asks="signed", qualification=earned)
    told = {
        "qualification": earned,
        "earned_on": TODAY,
        "valid_until": None,
        "own_word": False,
        "reason": "I permen.",
        "unit": cast.harbour,
    }
    register(person=cast.noor, kind=EvidenceKind.GUIDELINE, by=cast.kim, now=NOW, **told)
    register(person=cast.ben, kind=EvidenceKind.RECOGNISED, by=cast.kim, now=NOW, **told)
    assert (state(cast.noor, page), state(cast.ben, page)) == (State.DONE, State.DONE)
    page = publish_again(page, change_class="retake", body=OTHER)
    assert (state(cast.noor, page), state(cast.ben, page)) == (State.NEW, State.DONE)


def test_what_was_taken_back_is_signed_again_the_same_day(cast: Cast) -> None:
    page = a_guideline(asks="read", qualification=QualificationFactory())
    sign(cast.ben, page)
    ledger.revoke(evidence=Evidence.objects.get(), by=cast.kim, at=NOW, reason="Feil person.")
    assert state(cast.ben, page) is State.AGAIN
    assert sign(cast.ben, page).round == 2
    assert sign(cast.ben, page).round == 2
    assert state(cast.ben, page) is State.DONE


def test_renewing_the_same_edition_is_a_new_round(cast: Cast) -> None:
    page = a_guideline(asks="read", qualification=QualificationFactory(valid_for=12, valid_unit="months"))
    sign(cast.ben, page, now=NOW - timedelta(days=340))
    assert state(cast.ben, page) is State.SOON
    again = sign(cast.ben, page)
    assert (again.round, again.edition.number) == (2, 1)
    assert sign(cast.ben, page) == again
    assert state(cast.ben, page) is State.DONE


def test_the_language_it_was_read_in_is_kept(cast: Cast) -> None:
    page = a_guideline(asks="read")
    spoken = newest_edition(a_translation(page))
    row = sign(cast.ben, page, language="nn", translation=spoken)
    assert (row.language, row.translation, row.edition.number) == ("nn", spoken, 1)


def test_erasing_somebody_takes_their_acknowledgements(cast: Cast) -> None:
    from lms.privacy.actions import erase

    page = a_guideline(asks="read", qualification=QualificationFactory())
    sign(cast.ben, page)
    sign(cast.ola, page)
    erase(person=cast.ben, email="", now=NOW)
    assert [row.person for row in Acknowledgement.objects.all()] == [cast.ola]


def test_the_text_is_as_it_was(cast: Cast) -> None:
    page = a_guideline(asks="read")
    row = sign(cast.ben, page)
    publish_again(page, change_class="important", body=OTHER)
    said = json.loads(Acknowledgement.objects.get(pk=row.pk).edition.content["body"])
    assert [block["value"] for block in said] == [TEXT[0]["value"]]
