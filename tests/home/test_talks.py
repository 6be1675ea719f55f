"""«En prat?» on «Min side»: saying that one would like a talk, seeing how far it has come, taking it back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.home.selectors import talks
from lms.home.words import wish_line
from lms.roles.actions.talks import agree_on_talk, promise_talk
from lms.roles.models import Assignment, Responsibility, TalkWish
from tests.cast import Cast, login
from tests.factories.roles import AssignmentFactory

TODAY = timezone.localdate()
HOME, SAY = "/min-side/", "/min-side/prat/"


def test_one_says_that_one_would_like_a_talk_with_whoever(cast: Cast):
    client = login(cast.ben)
    ((offered),) = client.get(HOME).context["talks"]
    assert [label for _value, label in offered["form"].fields["whom"].choices] == [
        "Den som følger meg opp",
        "Kim Lie, koordinator",
        "Lea Lie, leder",
        "Dag Lie, leder",
    ]
    for _ in range(2):
        assert client.post(SAY, {"unit": "harbour", "urgency": "soon", "whom": ""})["Location"] == "/min-side/#prat"
    wish = TalkWish.objects.get()
    assert (wish.person, wish.unit, wish.urgency, wish.whom) == (cast.ben, cast.harbour, "soon", None)
    html = client.get(HOME).content.decode()
    assert "Du har sagt at du gjerne vil ha en prat snart." in html
    assert f"/min-side/prat/{wish.pk}/trekk/" in html


def test_how_far_it_has_come_is_told(cast: Cast):
    login(cast.ben).post(SAY, {"unit": "harbour", "urgency": "whenever", "whom": cast.lea.pk})
    wish = TalkWish.objects.select_related("whom", "seen_by").get()
    assert "Lea Lie ser det, ingen andre" in wish_line(wish)
    wish = promise_talk(wish=wish, by=cast.lea, now=timezone.now())
    assert "Lea Lie har sett det og tar kontakt." in wish_line(wish)
    wish = agree_on_talk(wish=wish, on=TODAY + timedelta(days=3), by=cast.lea, now=timezone.now())
    assert "avtalt" in wish_line(wish)


def test_it_is_taken_back_by_oneself_alone(cast: Cast):
    client = login(cast.ben)
    client.post(SAY, {"unit": "harbour", "urgency": "soon"})
    address = f"/min-side/prat/{TalkWish.objects.get().pk}/trekk/"
    assert login(cast.kim).post(address).status_code == 404
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert TalkWish.objects.get().outcome == "withdrawn"
    assert client.get(HOME).context["talks"][0]["form"] is not None


@pytest.mark.parametrize(
    "sent", [{"urgency": "now"}, {"urgency": ""}, {"urgency": "soon", "whom": "0"}, {"urgency": "soon", "whom": "omar"}]
)
def test_what_cannot_be_is_not_said(cast: Cast, sent):
    assert login(cast.ben).post(SAY, {"unit": "harbour"} | sent).status_code == 302
    assert not TalkWish.objects.exists()


def test_in_another_unit_nothing_is_said(cast: Cast):
    assert login(cast.ben).post(SAY, {"unit": "hill", "urgency": "soon"}).status_code == 404
    assert login(cast.kim).post(SAY, {"unit": "harbour", "urgency": "soon"}).status_code == 404


def test_where_nobody_else_answers_nothing_is_offered(cast: Cast):
    Responsibility.objects.filter(unit=cast.harbour).delete()
    assert talks(cast.ben, on=TODAY) == []
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind="leader", starts_on=date(2024, 1, 1))
    assert talks(cast.ben, on=TODAY) == []


def test_a_wish_stays_to_be_seen_when_the_assignment_has_ended(cast: Cast):
    login(cast.ben).post(SAY, {"unit": "harbour", "urgency": "soon"})
    Assignment.objects.filter(person=cast.ben).update(status="ended", ends_on=TODAY)
    assert [talk.wish.person for talk in talks(cast.ben, on=TODAY) if talk.wish] == [cast.ben]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number_of_units(cast: Cast, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(person=cast.ben)
    with django_assert_num_queries(3):
        talks(cast.ben, on=TODAY)
