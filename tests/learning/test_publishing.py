"""Several steps published as one change: all or none, told once, asked once; and every other way in which a step goes live."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from lms.courses.models import Edition, ModulePage, Release
from lms.courses.selectors import editions_of, history_lines
from lms.home.selectors import desk
from lms.learning import actions
from lms.learning.publishing import Changed, publish_together
from lms.people.models import Person
from lms.qualifications.actions import record
from lms.qualifications.models import Assurance, Decision, EvidenceKind, Holding, Reversal
from lms.roles.actions import sync_wagtail_access
from tests import school
from tests.cast import login
from tests.school import School

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def place() -> School:
    return school.build()


@pytest.fixture
def cleo(place: School) -> Person:
    """Edits centrally."""
    cleo = school.responsible("Cleo", place.centre, "central_editor")
    sync_wagtail_access(on=TODAY)
    return cleo


@pytest.fixture
def ana(place: School) -> Person:
    """Has done the first and the last module, and holds what the course gives."""
    ana = school.tidgiver("Ana", place.bergen, place.role)
    for slug in ("hvorfor", "slutt"):
        step = actions.progress_in(ana, [(place.course, place.bergen)], on=TODAY)[0].outline.step(slug)
        assert step
        actions.finish_step(person=ana, course=place.course, unit=place.bergen, step=step, now=NOW - timedelta(days=9))
    assert place.course.qualification
    record(
        person=ana,
        qualification=place.course.qualification,
        kind=EvidenceKind.COURSE,
        assurance=Assurance.LOGGED_IN,
        earned_on=TODAY - timedelta(days=9),
        source="Taushetsplikt",
        source_key=f"course:{place.course.pk}:1",
        at=NOW - timedelta(days=9),
    )
    return ana


def draft(page: ModulePage, text: str = "<p>Ring 113.</p>") -> int:
    """A draft nobody has published, by its revision's number."""
    page.body = [{"type": "text", "value": text}]
    page.change_class = ""
    return int(page.save_revision().pk)


def address(place: School) -> str:
    return reverse("learning_desk:publish_steps", args=[place.course.pk])


def send(client: Client, place: School, *drafts: int, kind: str = "important", **more: str) -> Any:
    data = {"drafts": [str(each) for each in drafts], "change_class": kind, "note": "Nye regler.", **more}
    return client.post(address(place), data)


def test_what_is_chosen_is_seen_and_then_out_as_one_change(place: School, cleo: Person, ana: Person) -> None:
    drafts = [draft(place.first), draft(place.last)]
    client = login(cleo)
    html = client.get(address(place)).content.decode()
    assert [str(each) in html for each in drafts] == [True, True]
    seen = send(client, place, *drafts, kind="retake").content.decode()
    assert ("Noen få personer" in seen, "færre enn 5" in seen, Release.objects.count()) == (True, True, 0)
    assert send(client, place, *drafts, kind="retake", seen="1")["Location"] == reverse("courses_desk:history", args=[place.course.pk])
    release = Release.objects.get()
    assert [(each.title, each.number, each.change_class, each.note, each.by) for each in release.editions.order_by("page__path")] == [
        ("Hvorfor", 2, "retake", "Nye regler.", cleo),
        ("Til slutt", 2, "retake", "Nye regler.", cleo),
    ]
    decision = Decision.objects.get()
    assert (decision.key, decision.effects.count(), decision.reason) == (
        f"release:{release.pk}",
        1,
        "«Hvorfor» og 1 steg til må tas på nytt. Nye regler.",
    )
    html = client.get(reverse("courses_desk:history", args=[place.course.pk])).content.decode()
    assert html.count("Én endring av 2 steg") == 1


def test_words_that_are_the_same_ask_nothing_and_that_is_said(place: School, cleo: Person) -> None:
    step = Page.objects.get(pk=place.first.pk).specific
    step.title = "Hvorfor nå?"
    step.save_revision().publish()
    step.change_class, step.change_note = "retake", "Nye regler."
    asked = reverse("learning_desk:publish", args=[step.pk, step.save_revision().pk])
    client = login(cleo)
    assert "Ordene er de samme som folk leser nå" in client.get(asked).content.decode()
    assert client.post(asked).status_code == 302
    assert [each.change_class for each in Edition.objects.filter(page=step)] == ["wording", "wording"]


def test_learners_are_told_once(place: School, cleo: Person, ana: Person) -> None:
    send(login(cleo), place, draft(place.first), draft(place.last), seen="1")
    told = desk(ana, on=TODAY).news
    assert [(new.title, "Det gjelder også «Til slutt»." in new.line) for new in told] == [("Hvorfor", True)]
    login(ana).get("/kurs/taushetsplikt/hvorfor/")
    assert [new.title for new in desk(ana, on=TODAY).news] == ["Til slutt"]


def test_pressing_twice_publishes_once(place: School, cleo: Person) -> None:
    drafts = [draft(place.first), draft(place.last)]
    client = login(cleo)
    assert [send(client, place, *drafts, seen="1").status_code for _each in range(2)] == [302, 302]
    assert (Release.objects.count(), Edition.objects.filter(number=2).count()) == (1, 2)
    common = {"course": place.course, "change_class": "important", "note": "", "user": cleo.user, "at": NOW}
    assert publish_together(revisions=drafts, **common) is None  # type: ignore[arg-type]


def test_a_draft_saved_since_stops_them_all(place: School, cleo: Person) -> None:
    drafts = [draft(place.first), draft(place.last)]
    draft(place.last, "<p>En annen har skrevet.</p>")
    response = send(login(cleo), place, *drafts, seen="1")
    assert (response.status_code, "er endret, publisert eller låst" in response.content.decode()) == (422, True)
    with pytest.raises(Changed):
        publish_together(course=place.course, revisions=drafts, change_class="important", note="", user=cleo.user, at=NOW)  # type: ignore[arg-type]
    assert not Release.objects.exists()


def test_what_could_not_be_published_by_itself_cannot_here(place: School, cleo: Person) -> None:
    drafts = [draft(place.first, "<p>[Fyll inn: nummer]</p>"), draft(place.last)]
    place.slot.go_live_at = NOW + timedelta(days=1)
    place.slot.title = "Senere"
    place.slot.save_revision()
    client = login(cleo)
    html = client.get(address(place)).content.decode()
    assert ("felt å fylle inn" in html, "eget tidspunkt" in html) == (True, True)
    assert send(client, place, *drafts, seen="1").status_code == 422
    assert not Release.objects.exists()


@pytest.mark.parametrize(("sent", "field"), [({"change_class": ""}, "change_class"), ({"note": ""}, "note")])
def test_wrong_answers_are_told_beside_their_field(place: School, cleo: Person, sent: dict[str, str], field: str) -> None:
    data = {"drafts": [str(draft(place.last))], "change_class": "important", "note": "Nytt."}
    response = login(cleo).post(address(place), data | sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_the_day_of_a_retake_lies_within_the_grace(place: School, cleo: Person) -> None:
    late = (TODAY + timedelta(days=91)).isoformat()
    response = send(login(cleo), place, draft(place.last), kind="retake", retake_from=late)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["retake_from"])


def test_only_those_who_may_publish_the_course_find_it(place: School) -> None:
    lea = school.responsible("Lea", place.bergen, "leader")
    sync_wagtail_access(on=TODAY)
    assert login(lea).get(address(place)).status_code == 404


@pytest.mark.parametrize("drafts", [1, 3])
def test_a_change_is_published_in_bounded_queries(
    place: School, cleo: Person, drafts: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pages = [place.first, place.last, place.slot][:drafts]
    revisions = [draft(page) for page in pages]  # type: ignore[arg-type]
    with django_assert_max_num_queries(40 + 80 * drafts):
        publish_together(course=place.course, revisions=revisions, change_class="important", note="", user=cleo.user, at=NOW)  # type: ignore[arg-type]


# --- the other ways ---------------------------------------------------------------------------------------------------------------------------


def test_the_list_of_pages_leads_to_the_course(place: School, cleo: Person) -> None:
    revision = draft(place.last)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={place.last.pk}"
    response = login(cleo).post(url, {})
    assert response["Location"] == f"{address(place)}?steg={place.last.pk}"
    assert Page.objects.get(pk=place.last.pk).live_revision_id != revision


def test_a_course_with_what_lies_below_is_not_published_unasked(place: School, cleo: Person) -> None:
    place.last.unpublish()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={place.course.pk}"
    response = login(cleo).post(url, {"include_descendants": "on"})
    assert response["Location"] == f"{address(place)}?steg={place.last.pk}"
    assert not Page.objects.get(pk=place.last.pk).live


def test_other_pages_are_published_from_the_list_as_always(place: School, cleo: Person) -> None:
    place.course.title = "Nytt navn"
    place.course.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={place.course.pk}"
    login(cleo).post(url, {})
    assert Page.objects.get(pk=place.course.pk).title == "Nytt navn"


def test_a_draft_with_a_time_goes_live_with_the_kind_it_was_given(place: School, cleo: Person) -> None:
    place.last.body = [{"type": "text", "value": "<p>Ring 113.</p>"}]
    place.last.change_class, place.last.change_note = "important", "Nytt nummer."
    place.last.go_live_at = NOW + timedelta(hours=1)
    place.last.save_revision(user=cleo.user).publish(user=cleo.user)
    assert Edition.objects.filter(page=place.last).count() == 1
    place.last.get_latest_revision()
    revision = Page.objects.get(pk=place.last.pk).latest_revision
    revision.content["go_live_at"] = (NOW - timedelta(hours=1)).isoformat()
    revision.approved_go_live_at = NOW - timedelta(hours=1)
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    newest = Edition.objects.filter(page=place.last).latest("number")
    assert (newest.number, newest.change_class, newest.note, newest.by) == (2, "important", "Nytt nummer.", cleo)


def test_history_keeps_a_change_together(place: School, cleo: Person) -> None:
    send(login(cleo), place, draft(place.first), draft(place.last), seen="1")
    lines = history_lines(editions_of(place.course))
    assert [line.edition.release_id is not None for line in lines] == [True, True, False, False, False, False]
    assert [line.edition.together for line in lines][:2] == [2, 2]  # type: ignore[attr-defined]


# --- Taken back -------------------------------------------------------------------------------------------------------------------------------


def asked_again(place: School, cleo: Person) -> Edition:
    """«hvorfor» and «slutt» are to be done again from today."""
    drafts = [draft(ModulePage.objects.get(slug=slug), f"<p>Nytt om {slug}.</p>") for slug in ("hvorfor", "slutt")]
    assert cleo.user
    publish_together(
        course=place.course, revisions=drafts, change_class="retake", note="Ny lov.", retake_from=TODAY, user=cleo.user, at=NOW
    )
    return Edition.objects.filter(retake_from__isnull=False).latest("pk")


def left(person: Person, place: School) -> list[str]:
    (found,) = actions.progress_in(person, [(place.course, place.bergen)], on=TODAY)
    return [step.slug for step in found.outline.steps if step.page_id not in found.progress.done]


def test_a_retake_is_taken_back_for_all_it_touched(place: School, cleo: Person, ana: Person) -> None:
    before, edition = left(ana, place), asked_again(place, cleo)
    assert place.course.qualification
    held = Holding.objects.on(TODAY).filter(person=ana, qualification=place.course.qualification)
    assert {"hvorfor", "slutt"} <= set(left(ana, place))
    assert not held.exists()
    address, history = reverse("learning_desk:take_back", args=[edition.pk]), reverse("courses_desk:history", args=[place.course.pk])
    client = login(cleo)
    assert address in client.get(history).content.decode()
    seen = client.get(address)
    assert (seen.context["retake"].people, len(seen.context["retake"].editions)) == (1, 2)
    assert client.post(address, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"reason": "Loven ble utsatt."})["Location"] == history
    assert Reversal.objects.count() == 1
    assert held.exists()
    assert left(ana, place) == before
    told = client.get(history).content.decode()
    assert "Loven ble utsatt." in told
    assert address not in told
    assert client.get(address).status_code == 200


def test_what_was_asked_before_is_still_asked_when_the_next_is_taken_back(place: School, cleo: Person, ana: Person) -> None:
    first = asked_again(place, cleo)
    second = asked_again(place, cleo)
    client = login(cleo)
    client.post(reverse("learning_desk:take_back", args=[second.pk]), {"reason": "Feil."})
    assert {"hvorfor", "slutt"} <= set(left(ana, place))
    client.post(reverse("learning_desk:take_back", args=[first.pk]), {"reason": "Feil."})
    assert not {"hvorfor", "slutt"} & set(left(ana, place))


def test_only_those_who_may_publish_take_back_and_only_a_retake(place: School, cleo: Person, ana: Person) -> None:
    edition = asked_again(place, cleo)
    leader = school.responsible("Lea", place.bergen, "leader")
    sync_wagtail_access(on=TODAY)
    address = reverse("learning_desk:take_back", args=[edition.pk])
    assert login(leader).post(address, {"reason": "Nei."}).status_code == 404
    assert not Reversal.objects.exists()
    other = Edition.objects.filter(retake_from__isnull=True).latest("pk")
    assert login(cleo).get(reverse("learning_desk:take_back", args=[other.pk])).status_code == 404
