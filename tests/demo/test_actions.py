from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from content.models import UnitPage
from lms.courses.models import CoursePage
from lms.courses.selectors import outline
from lms.demo import actions
from lms.demo.cast import CAST
from lms.demo.organisation import PLACES
from lms.people.models import Person, User
from lms.qualifications import actions as ledger
from lms.quizzes.models import Attempt
from lms.roles.models import Assignment, FollowUp, TalkWish
from lms.roles.selectors.reviews import open_review, progress
from lms.units.models import Unit


def counts() -> Counter[str]:
    rooms = [config for config in apps.get_app_configs() if config.name.startswith(("lms.", "content"))]
    return Counter({model._meta.label: model._base_manager.count() for config in rooms for model in config.get_models()})


def test_second_load_keeps_everything(demo):
    before = counts()

    loaded = actions.load(now=timezone.now())

    assert not loaded.made
    assert counts() == before


def test_second_load_keeps_what_was_done_since(demo):
    Person.objects.filter(email="nora@tidgiver.example").update(given_name="Nora Marie")

    actions.load(now=timezone.now())

    assert Person.objects.get(email="nora@tidgiver.example").given_name == "Nora Marie"


def test_units_have_their_numbers(demo):
    current = Assignment.objects.current().values_list("unit__slug", "person").distinct()

    assert Counter(slug for slug, _person in current) == Counter({place.slug: place.tidgivere for place in PLACES if place.tidgivere})


def test_everybody_in_the_cast_can_step_in(demo, client):
    for part in CAST:
        client.post(f"/demo/{part.key}/")
        assert client.session["_auth_user_id"] == str(Person.objects.get(email=part.email).user_id)


def test_login_by_code_knows_the_cast(demo, client):
    for part in CAST:
        assert EmailAddress.objects.filter(user__email=part.email, email=part.email, verified=True, primary=True).exists()


def test_only_the_administrator_is_superuser(demo):
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["astrid@tidgiver.example"]


def test_holdings_are_what_the_ledger_says(demo):
    assert ledger.rebuild() == 0


def test_attempts_are_marked_as_the_rules_mark_them(demo):
    attempt = Attempt.objects.order_by("percent")[0]

    assert attempt.passed
    right = attempt.responses.filter(correct=True).count()
    assert attempt.percent == 100 * right // attempt.responses.count()


def test_bergens_module_is_met_in_bergen_alone(demo):
    course = CoursePage.objects.get(qualification__key="taushetsplikt")
    titles = {
        slug: [step.title for step in outline(course, Unit.objects.get(slug=slug)).steps if step.is_local]
        for slug in ("steg-for-steg-bergen", "steg-for-steg-oslo", "dagsenteret-bergen")
    }

    assert titles == {"steg-for-steg-bergen": ["Slik gjør vi det i Bergen"], "steg-for-steg-oslo": [], "dagsenteret-bergen": []}


def test_every_unit_with_tidgivere_has_a_page_and_somebody_to_ring(demo, client):
    for unit in Unit.objects.filter(kind__has_tidgivere=True):
        assert client.get(UnitPage.objects.get(unit=unit).url).status_code == 200


def test_load_without_the_curriculum_says_so(db):
    with pytest.raises(ValidationError, match="load_curriculum"):
        actions.load(now=timezone.now())

    assert not actions.is_loaded()


def test_command_refuses_where_it_is_not_a_demo(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")


def test_some_units_have_gone_through_their_register_and_some_would_like_a_talk(demo):
    units = list(Unit.objects.all())
    far = progress(units, review=open_review(on=timezone.localdate()), on=timezone.localdate())
    stands = Counter("done" if each.left == 0 else "begun" if each.done else "not begun" for each in far.values())
    assert set(stands) == {"done", "begun", "not begun"}
    assert TalkWish.objects.filter(closed_at=None).count() == FollowUp.objects.filter(done_on=None).count() == 2
