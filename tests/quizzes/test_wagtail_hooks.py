"""The bank in the Wagtail admin: everybody finds their own questions, and nobody another's."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lms.people.models import User
from lms.quizzes.actions import start_attempt
from lms.quizzes.models import Question
from lms.quizzes.scoping import QuestionPermissionPolicy
from lms.roles.cms import sync_wagtail_access
from tests.factories import quizzes as make
from tests.factories.roles import ResponsibilityFactory
from tests.quizzes.test_actions import NOW

pytestmark = pytest.mark.django_db
BANK = "wagtailsnippets_quizzes_question"
CHOOSER = "wagtailsnippetchoosers_quizzes_question"
OWN_VIEWS = ["edit", "delete", "copy", "history", "usage", "preview_on_edit"]


class Cast:
    """Three units, a question in each and one at the centre, and those who write them."""

    def __init__(self) -> None:
        self.root = make.unit("landet", with_page=True)
        self.city = make.unit("by", parent=self.root, with_page=True)
        self.other = make.unit("annen-by", parent=self.root, with_page=True)
        self.central = make.question(key="SENTRAL-1")
        self.of_root, self.of_city, self.of_other = (
            make.question(key=f"{unit.slug}-1".upper(), unit=unit) for unit in (self.root, self.city, self.other)
        )
        self.leader = self.responsible("leader", self.city)
        self.national_leader = self.responsible("leader", self.root)
        self.coordinator = self.responsible("coordinator", self.city)
        self.central_editor = self.responsible("central_editor", self.root)
        sync_wagtail_access(on=date.today())

    def responsible(self, kind, unit):
        return ResponsibilityFactory(kind=kind, unit=unit).person


@pytest.fixture
def cast():
    return Cast()


def browser(person) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client


def url(view, *args):
    return reverse(f"{BANK}:{view}", args=args)


def keys(response):
    return {question.key for question in response.context["object_list"]}


def test_a_leader_lists_the_units_questions_and_those_below(cast):
    assert keys(browser(cast.leader).get(url("list"))) == {"BY-1"}
    assert keys(browser(cast.national_leader).get(url("list"))) == {"LANDET-1", "BY-1", "ANNEN-BY-1"}
    assert keys(browser(cast.central_editor).get(url("list"))) == {"SENTRAL-1"}
    assert browser(cast.coordinator).get(url("list")).status_code == 302  # no way into the admin at all


@pytest.mark.parametrize("view", OWN_VIEWS)
def test_anothers_question_is_not_there(cast, view):
    client = browser(cast.leader)
    own = client.get(url(view, cast.of_city.pk)).status_code
    assert own == 200, view
    for foreign in (cast.of_other, cast.of_root, cast.central):
        assert client.get(url(view, foreign.pk)).status_code == 404
        assert client.post(url(view, foreign.pk), {}).status_code == 404
    assert client.get(url(view, 999_999)).status_code == 404
    assert Question.objects.count() == 4


def test_old_versions_of_anothers_question_are_not_there(cast):
    own, foreign = cast.of_city.save_revision(), cast.of_other.save_revision()
    client = browser(cast.leader)
    assert client.get(url("revisions_revert", cast.of_city.pk, own.pk)).status_code == 200
    assert client.get(url("revisions_revert", cast.of_other.pk, foreign.pk)).status_code == 404
    assert client.get(url("revisions_revert", cast.of_city.pk, foreign.pk)).status_code == 404
    assert client.get(url("revisions_compare", cast.of_city.pk, "earliest", foreign.pk)).status_code == 404


def test_the_chooser_offers_the_centres_questions_and_those_of_ones_own_way_up(cast):
    make.question(key="GAMMEL-1", retired=True)
    client = browser(cast.leader)
    page = client.get(reverse(f"{CHOOSER}:choose")).content.decode()
    offered = {key for key in ("SENTRAL-1", "LANDET-1", "BY-1", "ANNEN-BY-1", "GAMMEL-1") if key in page.replace("ANNEN-BY-1", "")}
    assert offered == {"SENTRAL-1", "LANDET-1", "BY-1"}
    assert "ANNEN-BY-1" not in page
    found = client.get(reverse(f"{CHOOSER}:choose_results"), {"q": "SENTRAL"}).content.decode()
    assert "SENTRAL-1" in found
    assert "LANDET-1" not in found


def test_the_chooser_accepts_nothing_it_does_not_offer(cast):
    client = browser(cast.leader)
    assert client.get(reverse(f"{CHOOSER}:chosen", args=[cast.central.pk])).status_code == 200
    assert client.get(reverse(f"{CHOOSER}:chosen", args=[cast.of_other.pk])).status_code == 404
    several = client.get(reverse(f"{CHOOSER}:chosen_multiple"), {"id": [cast.of_city.pk, cast.of_other.pk]}).content.decode()
    assert "BY-1" in several
    assert "ANNEN-BY-1" not in several


def test_bulk_deletion_leaves_anothers_question_alone(cast):
    address = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    browser(cast.leader).post(f"{address}?id={cast.of_city.pk}&id={cast.of_other.pk}&id={cast.central.pk}")
    assert set(Question.objects.values_list("key", flat=True)) == {"SENTRAL-1", "LANDET-1", "ANNEN-BY-1"}


def filled(**changes) -> dict[str, object]:
    """The form as a browser sends it, with one right and one wrong option."""
    data: dict[str, object] = {
        "prompt": "Hvem ringer du?",
        "key": "by-2",
        "subject": "lokalt",
        "status": "stated",
        "sources": "K1,  K3 , ",
        "needs": ["jur", "erf"],
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "single",
        "body-0-id": "",
        "body-0-value-options-count": "2",
    }
    for at, (text, right) in enumerate([("Leder", "on"), ("Ingen", "")]):
        prefix = f"body-0-value-options-{at}"
        data |= {f"{prefix}-deleted": "", f"{prefix}-order": str(at), f"{prefix}-type": "item", f"{prefix}-id": ""}
        data |= {f"{prefix}-value-text": text, f"{prefix}-value-feedback": "Derfor."}
        if right:
            data[f"{prefix}-value-correct"] = right
    return data | changes


def test_a_leader_writes_a_question_for_the_own_unit_alone(cast):
    client = browser(cast.leader)
    form = client.get(url("add")).context["form"]
    assert list(form.fields["unit"].queryset) == [cast.city]
    assert form.initial["unit"] == cast.city
    assert client.post(url("add"), filled(unit=str(cast.city.pk))).status_code == 302
    made = Question.objects.get(key="BY-2")
    assert (made.unit, made.sources, made.needs, made.status) == (cast.city, ["K1", "K3"], ["jur", "erf"], "stated")
    for unit in (cast.other.pk, ""):
        refused = client.post(url("add"), filled(key="by-3", unit=str(unit)))
        assert refused.status_code == 200
        assert "unit" in refused.context["form"].errors
    assert not Question.objects.filter(key="BY-3").exists()


def test_a_leader_cannot_move_a_question_out_of_reach(cast):
    client = browser(cast.leader)
    refused = client.post(url("edit", cast.of_city.pk), filled(key="BY-1", unit=str(cast.other.pk)))
    assert "unit" in refused.context["form"].errors
    cast.of_city.refresh_from_db()
    assert cast.of_city.unit == cast.city


def test_a_central_editor_writes_central_questions(cast):
    assert browser(cast.central_editor).post(url("add"), filled(key="SENTRAL-2", unit="")).status_code == 302
    assert Question.objects.get(key="SENTRAL-2").unit is None


def test_approval_from_a_file_that_has_no_word_here_is_kept(cast):
    Question.objects.filter(pk=cast.of_city.pk).update(needs=["jur", "prest"])
    form = browser(cast.leader).get(url("edit", cast.of_city.pk)).context["form"]
    assert ("prest", "prest") in form.fields["needs"].choices


def test_an_answered_question_can_be_retired_but_not_deleted(cast):
    start_attempt(person=make.person(), quiz=make.quiz(below=cast.city.page), unit=cast.city, now=NOW)
    client = browser(cast.leader)
    assert client.post(url("delete", cast.of_city.pk)).status_code == 404
    assert client.get(url("edit", cast.of_city.pk)).status_code == 200


def test_search_finds_words_of_the_question(cast):
    Question.objects.filter(pk=cast.of_city.pk).update(prompt="Hvor henger førstehjelpsskrinet?")
    client = browser(cast.leader)
    assert keys(client.get(url("list"), {"q": "skrinet"})) == {"BY-1"}
    assert keys(client.get(url("list"), {"q": "SENTRAL"})) == set()


def test_an_exported_list_holds_no_more_than_the_list(cast):
    answer = browser(cast.leader).get(url("list"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "BY-1" in text
    assert "ANNEN-BY-1" not in text


@pytest.mark.parametrize("action", ["add", "change", "delete", "view", "choose"])
def test_predicate_and_rows_agree(cast, action):
    policy = QuestionPermissionPolicy(Question)
    for person in (cast.leader, cast.national_leader, cast.coordinator, cast.central_editor):
        user = User.objects.get(pk=person.user_id)
        rows = set(policy.instances_user_has_permission_for(user, action))
        assert rows == {question for question in Question.objects.all() if policy.user_has_permission_for_instance(user, action, question)}
        if action != "choose":
            assert policy.user_has_permission(user, action) == (user in policy.users_with_permission(action))
    assert not policy.user_has_permission(User(is_active=False), action)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_asks_the_database_the_same_number_of_times(cast, number, django_assert_max_num_queries):
    for _each in range(number):
        make.question(unit=cast.city)
    client = browser(cast.leader)
    client.get(url("list"))
    with django_assert_max_num_queries(22):
        client.get(url("list"))


def test_a_preview_shows_the_question_and_its_answer(cast):
    editor = cast.responsible("editor", cast.city)
    sync_wagtail_access(on=date.today())
    client = browser(editor)
    client.post(url("preview_on_edit", cast.of_city.pk), filled(key="BY-1", unit=str(cast.city.pk)))
    page = client.get(url("preview_on_edit", cast.of_city.pk)).content.decode()
    assert "Hvem ringer du?" in page
    assert "Derfor." in page
