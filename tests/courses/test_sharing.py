"""What units share: offered, followed, adapted, suggested to the centre."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from lms.courses.actions import sharing
from lms.courses.models import CoursePage, Edition, Following, ModulePage, Offer, Suggestion, SuggestionState
from lms.courses.selectors import outline, outlines
from lms.courses.selectors.adaptations import adaptations
from lms.courses.selectors.sharing import adapted_by, filter_choices, offers, suggested_difference, uses
from lms.learning.actions import enrol, finish_step
from lms.learning.selectors import progress_in
from lms.mail.models import Letter
from lms.people.models import Person
from lms.qualifications.models import Evidence, Qualification
from lms.quizzes.models import Question, QuizPage
from lms.roles.actions import sync_wagtail_access
from lms.units.actions import open_unit
from lms.units.models import Unit
from tests import school
from tests.cast import login
from tests.school import School, publish

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def place() -> School:
    return school.build()


@pytest.fixture
def ada() -> Person:
    return school.person("Ada")


def offered(place: School, by: Person, unit: Unit | None = None, slug: str = "hos-oss") -> Offer:
    """A module of Bergen's (or another's), hung on the course and offered."""
    unit = unit or place.bergen
    module = school.local_module(unit, hangs_on=place.course, slug=slug)
    return sharing.offer(unit=unit, page=module, words="For kafeen", by=by, at=NOW)


def ids(place: School, unit: Unit) -> list[int]:
    return [step.page_id for step in outline(place.course, unit).steps]


def say(page: Page, words: str, note: str = "Nytt.", kind: str = "important") -> None:
    module = page.specific
    module.body = [{"type": "text", "value": f"<p>{words}</p>"}]
    module.change_class, module.change_note = kind, note
    module.save_revision().publish()


def test_what_is_followed_stands_where_the_follower_puts_it_and_nowhere_else(place: School, ada: Person) -> None:
    found = offered(place, ada)
    other = open_unit(name="Moss", slug="moss", kind=place.oslo.kind, parent=place.centre)
    before = ids(place, place.bergen), ids(place, other), ids(place, place.centre)
    sharing.follow(unit=place.oslo, offer=found, place=place.slot, by=ada, at=NOW)
    assert ids(place, place.oslo) == [place.first.pk, found.page_id, place.last.pk, place.quiz.pk]
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    assert ids(place, place.oslo) == [place.first.pk, place.slot.pk, place.last.pk, place.quiz.pk, found.page_id]
    assert Following.objects.count() == 1
    assert (ids(place, place.bergen), ids(place, other), ids(place, place.centre)) == before


def test_units_below_are_told_who_put_it_there(place: School, ada: Person) -> None:
    below = open_unit(name="Moss", slug="moss", kind=place.oslo.kind, parent=place.oslo)
    sharing.follow(unit=place.oslo, offer=offered(place, ada), place=place.slot, by=ada, at=NOW)
    stands = [
        next((each.state, each.by) for each in adaptations(unit, on=NOW.date())[0].places if each.page_id == place.slot.pk)
        for unit in (place.oslo, below, place.bergen)
    ]
    assert stands == [("followed", place.bergen.name), ("above", place.oslo.name), ("default", "")]


def test_what_is_followed_comes_anew_by_itself_and_stays_when_its_owner_stops(place: School, ada: Person) -> None:
    found = offered(place, ada)
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    say(found.page, "Ny tekst.")
    assert outline(place.course, place.oslo).steps[-1].edition_number == 2
    sharing.withdraw(offer=found, at=NOW)
    found.page.unpublish()
    assert ids(place, place.oslo)[-1] == found.page_id
    assert found.page_id not in ids(place, place.bergen)
    with pytest.raises(ProtectedError):
        ModulePage.objects.get(pk=found.page_id).delete()
    sharing.stop_following(following=Following.objects.get())
    assert found.page_id not in ids(place, place.oslo)


def test_who_has_done_it_in_one_unit_has_done_it_in_the_other(place: School, ada: Person) -> None:
    found = offered(place, ada)
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    step = outline(place.course, place.bergen).steps[-1]
    finish_step(person=ada, course=place.course, unit=place.bergen, step=step, now=NOW)
    enrol(person=ada, course=place.course, unit=place.oslo, now=NOW)
    assert found.page_id in progress_in(ada, [(place.course, place.oslo)], on=NOW.date())[0].progress.done


def test_a_retake_touches_what_the_followers_earned_and_nobody_elses(place: School, ada: Person) -> None:
    own = Qualification.objects.create(key="oslo-eget", name="Eget", unit=place.oslo)
    assert place.oslo.page
    theirs = place.oslo.page.specific
    theirs.refresh_from_db()
    course = theirs.add_child(instance=CoursePage(title="Eget", slug="oslo-eget", summary="Kort.", qualification=own))
    found = offered(place, ada)
    sharing.follow(unit=place.oslo, offer=found, place=course, by=ada, at=NOW)
    [step] = outline(course, place.oslo).steps
    evidence = finish_step(person=ada, course=course, unit=place.oslo, step=step, now=NOW)
    assert evidence
    say(found.page, "Helt nytt.", kind="retake")
    today = timezone.localdate()
    assert not Evidence.objects.counting(today).filter(pk=evidence.pk).exists()
    assert not progress_in(ada, [(course, place.oslo)], on=today)[0].progress.done


@pytest.mark.parametrize("why", ["own", "withdrawn", "taken", "quiz in a slot"])
def test_following_is_refused_with_a_reason(place: School, ada: Person, why: str) -> None:
    found, unit, where = offered(place, ada), place.oslo, place.slot
    if why == "own":
        unit = place.bergen
    elif why == "withdrawn":
        sharing.withdraw(offer=found, at=NOW)
    elif why == "taken":
        school.local_module(place.oslo, fills=place.slot)
    else:
        page = Page.objects.get(pk=place.bergen.page_id).specific
        course = page.add_child(instance=CoursePage(title="B", slug="b", summary="Kort."))
        quiz = publish(course.add_child(instance=QuizPage(title="P", slug="p", subject="b", live=False)))
        found = sharing.offer(unit=place.bergen, page=quiz, words="", by=ada, at=NOW)
    with pytest.raises(ValidationError):
        sharing.follow(unit=unit, offer=found, place=where, by=ada, at=NOW)
    assert not Following.objects.exists()


def test_a_test_is_followed_at_the_end_of_a_course_and_never_adapted(place: School, ada: Person) -> None:
    page = Page.objects.get(pk=place.bergen.page_id).specific
    course = page.add_child(instance=CoursePage(title="B", slug="b", summary="Kort."))
    quiz = publish(course.add_child(instance=QuizPage(title="P", slug="p", subject="b", live=False)))
    found = sharing.offer(unit=place.bergen, page=quiz, words="", by=ada, at=NOW)
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    assert outline(place.course, place.oslo).steps[-1].kind == "quiz"
    with pytest.raises(ValidationError):
        sharing.adapt(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)


def test_a_slot_that_is_filled_by_what_is_followed_says_whose_it_is(place: School, ada: Person) -> None:
    sharing.follow(unit=place.oslo, offer=offered(place, ada), place=place.slot, by=ada, at=NOW)
    [course] = adaptations(place.oslo, on=NOW.date())
    assert [(each.state, each.by) for each in course.places if not each.key] == [("followed", place.bergen.name)]


def test_an_adaptation_remembers_its_origin_and_tells_when_it_is_published_anew(place: School, ada: Person) -> None:
    found = offered(place, ada)
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    made = sharing.adapt(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    assert sharing.adapt(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW) == made
    assert [each.is_behind for each in adapted_by([place.oslo])] == [False]
    assert ids(place, place.oslo)[-1] == found.page_id  # until the copy is published
    publish(ModulePage.objects.get(pk=made.page_id))
    assert ids(place, place.oslo)[-1] == made.page_id
    assert not Following.objects.exists()
    say(found.page, "Ny tekst.")
    [behind] = adapted_by([place.oslo])
    assert behind.is_behind
    assert (behind.difference.removed, behind.difference.added) == (("Tillit gjør at folk tør å komme.",), ("Ny tekst.",))
    sharing.see_origin(adaptation=made, upto=2, by=ada, at=NOW)
    assert [each.is_behind for each in adapted_by([place.oslo])] == [False]
    with pytest.raises(ValidationError):
        sharing.offer(unit=place.oslo, page=made.page, words="", by=ada, at=NOW)


def test_leaders_who_adapted_are_written_to_once_for_each_edition_of_the_origin(place: School, ada: Person) -> None:
    found = offered(place, ada)
    made = sharing.adapt(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    lise, stand_in = school.responsible("Lise", place.oslo, "leader"), school.responsible("Per", place.oslo, "leader")
    stand_in.responsibilities.update(is_deputy=True)
    say(found.page, "Ny tekst.")
    edition = Edition.objects.filter(page_id=found.page_id).latest("number")
    letter = Letter.objects.get(key__startswith="origin:")
    assert letter.to == lise.email
    assert reverse("courses:adapted", args=[place.oslo.slug, made.page_id]) in letter.body
    assert sharing.tell_adapters(edition=edition, now=NOW) == 0, "twice is once"
    sharing.see_origin(adaptation=made, upto=edition.number, by=lise, at=NOW)
    say(found.page, "Enda en gang.")
    lise.responsibilities.all().delete()
    say(found.page, "Og en til.")
    assert list(Letter.objects.order_by("pk").values_list("to", flat=True)) == [lise.email, lise.email, stand_in.email]


def test_only_what_one_owns_and_has_published_is_offered(place: School, ada: Person) -> None:
    module = school.local_module(place.bergen, hangs_on=place.course)
    for page, unit in ((place.first, place.bergen), (module, place.oslo)):
        with pytest.raises(ValidationError):
            sharing.offer(unit=unit, page=page, words="", by=ada, at=NOW)
    module.unpublish()
    with pytest.raises(ValidationError):
        sharing.offer(unit=place.bergen, page=module, words="", by=ada, at=NOW)


def test_the_catalogue_finds_by_words_course_kind_and_use(place: School, ada: Person) -> None:
    found = offered(place, ada)
    assert list(offers(place.bergen)) == []  # one's own
    assert [(each.minutes, each.edition, each.is_quiz, each.course_title) for each in offers(place.oslo)] == [
        (6, 1, False, "Taushetsplikt")
    ]  # type: ignore[attr-defined]
    pk = str(place.course.pk)
    for asked in ({"words": "kafeen bergen"}, {"course": pk}, {"kind": "module"}):
        assert list(offers(place.oslo, **asked)) == [found]
    for asked in ({"words": "kafeen oslo"}, {"course": "0"}, {"course": "x"}, {"kind": "quiz"}, {"kind": "x"}, {"used_by": "oslo"}):
        assert list(offers(place.oslo, **asked)) == []
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    assert list(offers(place.oslo, used_by="oslo")) == [found]
    assert filter_choices(place.oslo) == ([(pk, "Taushetsplikt")], [("oslo", place.oslo.name)])
    assert [(use.unit, use.follows) for use in uses([found.page_id])[found.page_id]] == [(place.oslo, True)]
    sharing.withdraw(offer=found, at=NOW)
    assert list(offers(place.oslo)) == []


def suggested(place: School, ada: Person) -> Suggestion:
    module = school.local_module(place.bergen, fills=place.slot)
    return sharing.suggest(unit=place.bergen, target=place.slot, source=module, why="Den virker.", by=ada, at=NOW)


def test_an_accepted_suggestion_is_a_draft_and_a_letter(place: School, ada: Person) -> None:
    found = suggested(place, ada)
    with pytest.raises(ValidationError):
        sharing.suggest(unit=place.bergen, target=place.slot, source=found.source.specific, why="x", by=ada, at=NOW)
    say(place.slot, "Sentral tekst.")
    difference = suggested_difference(found)
    assert ("Sentral tekst." in difference.removed, "Tillit gjør at folk tør å komme." in difference.added) == (True, True)
    page = sharing.accept(suggestion=found, words="Takk.", by=ada, at=NOW)
    page.refresh_from_db()
    assert "Sentral" in str(page.specific.body)
    assert "Tillit" in str(page.get_latest_revision_as_object().body)
    found.refresh_from_db()
    assert (found.state, found.answer) == (SuggestionState.ACCEPTED, "Takk.")
    letter = Letter.objects.get(key=f"suggestion:{found.pk}")
    assert letter.to == ada.email
    assert "Takk." in letter.body
    with pytest.raises(ValidationError):
        sharing.decline(suggestion=found, words="Nei.", by=ada, at=NOW)


def test_a_draft_of_the_centres_is_never_written_over(place: School, ada: Person) -> None:
    found = suggested(place, ada)
    place.slot.save_revision()
    with pytest.raises(ValidationError):
        sharing.accept(suggestion=found, words="", by=ada, at=NOW)
    assert Suggestion.objects.get().state == SuggestionState.OPEN


def test_a_module_for_a_course_becomes_a_new_draft_in_it_without_the_units_questions(place: School, ada: Person) -> None:
    own = Question.objects.create(key="B-1", unit=place.bergen, subject="b", prompt="?", body=[])
    central = Question.objects.get(key="TAU-01")
    module = school.local_module(place.bergen, hangs_on=place.course)
    module.body = [*school.TEXT, {"type": "question", "value": own.pk}, {"type": "question", "value": central.pk}]
    publish(module)
    found = sharing.suggest(unit=place.bergen, target=place.course, source=module, why="x", by=ada, at=NOW)
    page = sharing.accept(suggestion=found, words="", by=ada, at=NOW)
    assert (page.live, page.get_parent().pk) == (False, place.course.pk)
    assert [block.value for block in page.specific.body if block.block_type == "question"] == [central]


def test_a_text_is_added_and_declined_with_a_word(place: School, ada: Person) -> None:
    for refused in ({}, {"text": "x", "source": school.local_module(place.bergen, hangs_on=place.course)}):
        with pytest.raises(ValidationError):
            sharing.suggest(unit=place.bergen, target=place.first, why="x", by=ada, at=NOW, **refused)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        sharing.suggest(unit=place.bergen, target=place.course, text="x", why="x", by=ada, at=NOW)
    found = sharing.suggest(unit=place.bergen, target=place.first, text="<b>Nytt</b>", why="x", by=ada, at=NOW)
    assert suggested_difference(found).added == ("<b>Nytt</b>",)
    with pytest.raises(ValidationError):
        sharing.decline(suggestion=found, words=" ", by=ada, at=NOW)
    sharing.decline(suggestion=found, words="Ikke nå.", by=ada, at=NOW)
    assert "Ikke nå." in Letter.objects.get().body


def test_the_screens_from_offer_to_answer(place: School) -> None:
    lea, omar = school.responsible("Lea", place.bergen, "leader"), school.responsible("Omar", place.oslo, "leader")
    cleo = school.responsible("Cleo", place.centre, "central_editor")
    sync_wagtail_access(on=date.today())
    module = school.local_module(place.bergen, hangs_on=place.course)
    clients = {}
    for who in (lea, omar, cleo):
        clients[who] = Client()
        clients[who].force_login(who.user)  # type: ignore[arg-type]
    assert module.title not in clients[omar].get(reverse("courses:shared", args=["oslo"])).content.decode()
    offering = reverse("courses:offer", args=["bergen", module.pk])
    assert f'action="{offering}"' in clients[lea].get(reverse("courses:sharing", args=["bergen"])).content.decode()
    refused = clients[lea].post(offering, {"words": "K" * 201})
    assert (refused.status_code, "K" * 201 in refused.content.decode(), Offer.objects.count()) == (422, True, 0)
    clients[lea].post(offering, {"words": "For kafeen"})
    found = Offer.objects.get()
    assert "For kafeen" in clients[omar].get(reverse("courses:shared", args=["oslo"]), {"q": "kafeen"}).content.decode()
    assert clients[omar].post(reverse("courses:follow", args=["oslo", found.pk]), {"place": "0"}).status_code == 422
    clients[omar].post(reverse("courses:follow", args=["oslo", found.pk]), {"place": place.course.pk})
    html = clients[omar].get(reverse("courses:sharing", args=["oslo"])).content.decode()
    assert module.title in html
    clients[omar].post(reverse("courses:stop_following", args=["oslo", Following.objects.get().pk]))
    made = clients[omar].post(reverse("courses:adapt", args=["oslo", found.pk]), {"place": place.slot.pk})
    copy = ModulePage.objects.get(fills=place.slot)
    assert made["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    say(module, "Ny tekst.")
    url = reverse("courses:adapted", args=["oslo", copy.pk])
    assert url in clients[omar].get(reverse("courses:slots", args=["oslo"])).content.decode()
    assert "<ins>Ny tekst.</ins>" in clients[omar].get(url).content.decode()
    clients[omar].post(url, {"edition": 2})
    assert "<ins>" not in clients[omar].get(url).content.decode()
    said = {"target": place.first.pk, "source": module.pk, "text": "", "why": "Den virker."}
    clients[lea].post(reverse("courses:suggest", args=["bergen"]), said)
    suggestion = Suggestion.objects.get()
    assert "Den virker." in clients[cleo].get(reverse("upkeep:suggestions")).content.decode()
    one = reverse("upkeep:suggestion", args=[suggestion.pk])
    assert "<ins>Ny tekst.</ins>" in clients[cleo].get(one).content.decode()
    assert clients[cleo].post(one, {"answer": "no", "words": ""}).status_code == 422
    assert clients[cleo].post(one, {"answer": "yes", "words": ""})["Location"] == reverse("wagtailadmin_pages:edit", args=[place.first.pk])
    assert clients[lea].get(reverse("upkeep:suggestions")).status_code == 404


def test_what_is_followed_cannot_be_deleted_at_the_desk(place: School, ada: Person, admin_client: Client) -> None:
    found = offered(place, ada)
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    answer = admin_client.post(reverse("wagtailadmin_pages:delete", args=[found.page_id]), follow=True)
    assert place.oslo.name in answer.content.decode()
    assert ModulePage.objects.filter(pk=found.page_id).exists()
    answer = admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[found.page_id]), follow=True)
    assert place.oslo.name in answer.content.decode()
    assert found.page_id in ids(place, place.oslo)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_catalogue_costs_the_same_however_much_is_shared(
    place: School, ada: Person, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    omar = school.responsible("Omar", place.oslo, "leader")
    for each in range(number):
        found = offered(place, ada, slug=f"m-{each}")
        if each % 2:
            sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    client = Client()
    client.force_login(omar.user)  # type: ignore[arg-type]
    client.get(reverse("courses:shared", args=["oslo"]))
    with django_assert_num_queries(11):
        client.get(reverse("courses:shared", args=["oslo"]))


def test_outlines_of_a_hundred_steps_in_fifty_units_are_one_query(
    place: School, ada: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(96):
        place.course.add_child(instance=ModulePage(title=f"Steg {each}", slug=f"steg-{each}", body=[]))
    found = offered(place, ada)
    units = [open_unit(name=f"U {n}", slug=f"u-{n}", kind=place.oslo.kind, parent=place.centre) for n in range(50)]
    for unit in units:
        sharing.follow(unit=unit, offer=found, place=place.slot if unit.pk % 2 else place.course, by=ada, at=NOW)
    with django_assert_num_queries(1):
        composed = outlines([(place.course, unit) for unit in units])
    assert {len(each.steps) for each in composed} == {100, 101}
    assert {sum(step.page_id == found.page_id for step in each.steps) for each in composed} == {1}


def test_a_follower_writes_their_own_words_in_the_places_of_what_they_follow(place: School, ada: Person) -> None:
    """A module of Bergen's has a place for local words; Oslo's people read Oslo's there, and Bergen's their own."""
    found = offered(place, ada)
    module = ModulePage.objects.get(pk=found.page_id)
    module.body = [*module.body.raw_data, school.LOCAL]
    module.change_class = "wording"
    module.save_revision().publish()
    sharing.follow(unit=place.oslo, offer=found, place=place.course, by=ada, at=NOW)
    key = school.LOCAL["value"]["key"]
    mine = [each for course in adaptations(place.oslo, on=NOW.date()) for each in course.places if each.page_id == module.pk]
    assert [(each.key, each.state) for each in mine] == [(key, "default")]
    assert not [each for course in adaptations(place.bergen, on=NOW.date()) for each in course.places if each.page_id == module.pk]
    leader = school.responsible("Lise", place.oslo, "leader")
    client = login(leader)
    address = reverse("courses:local_text", args=[place.oslo.slug, module.pk, key])
    assert client.post(address, {"text": "Hos oss i Oslo."}).status_code == 302
    assert client.get(reverse("courses:local_text", args=[place.oslo.slug, 0, key])).status_code == 404
    ana = school.tidgiver("Ana", place.oslo, place.role)
    step = next(each for each in outline(place.course, place.oslo).steps if each.page_id == module.pk)
    enrol(person=ana, course=place.course, unit=place.oslo, now=NOW)
    page = login(ana).get(f"/kurs/{place.course.slug}/{step.slug}/", follow=True).content.decode()
    assert "Hos oss i Oslo." in page
    bo = school.tidgiver("Bo", place.bergen, place.role)
    slug = next(each.slug for each in outline(place.course, place.bergen).steps if each.page_id == module.pk)
    enrol(person=bo, course=place.course, unit=place.bergen, now=NOW)
    assert "Hos oss i Oslo." not in login(bo).get(f"/kurs/{place.course.slug}/{slug}/", follow=True).content.decode()
