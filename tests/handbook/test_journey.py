"""From the first day to the text that changed: somebody new signs, becomes ready, and is asked again from a day."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from lms.handbook.selectors import newest_edition
from lms.requirements.actions import require
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from tests.cast import Cast, login
from tests.factories.handbook import a_guideline, publish_again
from tests.factories.qualifications import QualificationFactory

TODAY = timezone.localdate()


def state(cast: Cast, on: date = TODAY) -> State:
    return readiness_of(cast.ana, on=on)[0].verdict.state


def test_somebody_new_signs_becomes_ready_and_reads_again_what_changed(cast: Cast) -> None:
    earned = QualificationFactory(key="taushetserklaering", name="Taushetserklæring signert")
    require(qualification=earned, valid_from=date(2020, 1, 1))
    page = a_guideline("Taushetserklæring", asks="signed", qualification=earned)
    ana, kim = login(cast.ana), login(cast.kim)
    url = reverse("handbook:guideline", args=[page.pk])

    desk = ana.get(reverse("home:desk")).content.decode()
    assert url in desk
    assert state(cast) is State.LACKING
    edition = newest_edition(page)
    assert edition
    ana.post(url, {"edition": edition.pk, "translation": "", "signature": "Ana Lie"})
    assert state(cast) is State.READY
    assert url not in ana.get(reverse("home:desk")).content.decode()

    file = kim.get(reverse("tracking:person", args=["harbour", cast.ana.pk])).content.decode()
    assert "Taushetserklæring signert" in file
    assert "Retningslinje lest og forstått" in file

    day = TODAY + timedelta(days=20)
    page = publish_again(page, change_class="retake", change_note="Vi har fått ny leder.", retake_from=day, summary="Ny.")
    assert (state(cast) is State.LACKING, state(cast, day)) == (False, State.LACKING)
    html = ana.get(url).content.decode()
    assert "Les dette en gang til" in html
    assert "Vi har fått ny leder." in html
    edition = newest_edition(page)
    assert edition
    ana.post(url, {"edition": edition.pk, "translation": "", "signature": "ana lie"})
    assert state(cast, day) is State.READY


def test_whoever_has_no_device_signs_on_paper(cast: Cast) -> None:
    earned = QualificationFactory(key="taushetserklaering", name="Taushetserklæring signert")
    require(qualification=earned, valid_from=date(2020, 1, 1))
    a_guideline("Taushetserklæring", asks="signed", qualification=earned)
    kim = login(cast.kim)
    person = reverse("tracking:person", args=["harbour", cast.noor.pk])
    assert "leser og signerer det i mappa" in kim.get(person).content.decode()
    kim.post(
        reverse("tracking:register", args=["harbour", cast.noor.pk]),
        {"qualification": earned.pk, "kind": "guideline", "earned_on": TODAY.isoformat(), "reason": "Ligger i permen."},
    )
    assert readiness_of(cast.noor, on=TODAY)[0].verdict.state is State.READY


def test_what_earns_nothing_stands_in_the_history(cast: Cast) -> None:
    page = a_guideline("Slik låser vi", under=cast.harbour_page, asks="read")
    edition = newest_edition(page)
    assert edition
    login(cast.ben).post(reverse("handbook:guideline", args=[page.pk]), {"edition": edition.pk, "translation": ""})
    assert (
        "Leste og forstod: Slik låser vi" in login(cast.kim).get(reverse("tracking:person", args=["harbour", cast.ben.pk])).content.decode()
    )
