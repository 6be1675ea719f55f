"""The list, the page and its button."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from lms.courses.actions.approvals import Professional, approve
from lms.handbook.models import Acknowledgement, Guideline
from lms.handbook.selectors import newest_edition
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.quizzes.models import Approval
from tests.cast import Cast, login
from tests.factories.handbook import a_guideline, a_statement, a_translation, publish_again
from tests.factories.qualifications import QualificationFactory

TODAY = timezone.localdate()
LAWYER = Professional("Anne", "jurist, Horten", TODAY)


def approve_all(page: Guideline, *, by: Person) -> None:
    approve([(claim, "ord") for claim in page.claims], who=LAWYER, by=by, at=timezone.now())


def url(page: object) -> str:
    return reverse("handbook:guideline", args=[page.pk])  # type: ignore[attr-defined]


def sent(page, **more: object) -> dict[str, object]:
    edition = newest_edition(page)
    assert edition
    return {"edition": edition.pk, "translation": "", **more}


def test_what_is_left_stands_first_and_is_gone_when_it_is_done(cast: Cast) -> None:
    known, page = a_guideline("Slik bruker du mappa"), a_guideline(asks="read")
    client = login(cast.ben)
    html = client.get(reverse("handbook:index")).content.decode()
    assert html.index("Dette har du igjen å lese") < html.index(page.title) < html.index("Dette gjelder deg") < html.index(known.title)
    response = client.post(url(page), sent(page), follow=True)
    assert response.redirect_chain == [(reverse("handbook:index"), 302)]
    html = response.content.decode()
    assert "Dette har du igjen å lese" not in html
    assert "Du har lest alt du skal lese." in html


def test_reading_and_pressing_twice_is_once(cast: Cast) -> None:
    page = a_guideline(asks="read", promise="Jeg spør når jeg lurer.", qualification=QualificationFactory())
    client = login(cast.ben)
    html = client.get(url(page)).content.decode()
    assert "Jeg spør når jeg lurer." in html
    assert "Jeg har lest og forstått" in html
    told = sent(page)
    for _press in range(2):
        assert client.post(url(page), told).status_code == 302
    row = Acknowledgement.objects.get()
    assert (row.person, row.unit, row.language) == (cast.ben, cast.harbour, "nb")
    assert Evidence.objects.get().unit == cast.harbour
    html = client.get(url(page)).content.decode()
    assert '<form method="post" class="flow"' not in html
    assert "Du har lest og forstått dette" in html


def test_a_wrong_name_is_told_beside_the_field_and_stays(cast: Cast) -> None:
    page = a_guideline("Taushetserklæring", asks="signed")
    response = login(cast.ben).post(url(page), sent(page, signature="Benn"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Skriv hele navnet ditt slik det står hos oss: Ben Lie" in html
    assert 'value="Benn"' in html
    assert not Acknowledgement.objects.exists()


def test_an_older_screen_gets_the_new_text_and_another_press(cast: Cast) -> None:
    page = a_guideline(asks="read")
    told = sent(page)
    page = publish_again(page, change_class="wording", body=[{"type": "text", "value": "<p>Noe nytt.</p>"}])
    client = login(cast.ben)
    response = client.post(url(page), told)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Teksten er endret etter at du åpnet den." in html
    assert "Noe nytt." in html
    assert f'name="edition" value="{sent(page)["edition"]}"' in html
    assert client.post(url(page), sent(page)).status_code == 302


def test_it_is_read_and_signed_in_ones_own_language(cast: Cast) -> None:
    page = a_guideline(asks="read")
    translation = a_translation(page)
    client = login(cast.ben)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nn"
    html = client.get(url(page)).content.decode()
    assert "Etiske retningsliner" in html
    spoken = newest_edition(translation)
    assert spoken
    assert client.post(url(page), sent(page)).status_code == 422  # bokmål stood on the screen
    assert client.post(url(page), sent(page, translation=spoken.pk)).status_code == 302
    assert Acknowledgement.objects.get().translation == spoken


def test_who_may_not_read_it_finds_nothing(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    for person in (cast.ola, cast.omar, cast.cleo):
        client = login(person)
        assert client.get(url(page)).status_code == 404
        assert client.post(url(page), sent(page)).status_code == 404
        assert client.get(reverse("handbook:edition", args=[sent(page)["edition"]])).status_code == 404


def test_nothing_is_asked_of_those_in_other_roles(cast: Cast) -> None:
    page = a_guideline(asks="read", roles=["stottespiller"])
    assert 'name="edition"' not in login(cast.lea).get(url(page)).content.decode()
    assert 'name="edition"' in login(cast.ben).get(url(page)).content.decode()


@pytest.mark.parametrize(("status", "wanted"), [("not_approved", True), ("approved", False)])
def test_readers_are_told_that_nobody_has_approved_it(cast: Cast, status: str, wanted: bool) -> None:
    page = a_guideline(review_needs=["jur"], review_status=status)
    assert ("Ikke faglig godkjent ennå" in login(cast.ben).get(url(page)).content.decode()) is wanted


def test_the_mark_goes_with_the_last_yes_and_comes_back_with_another_word(cast: Cast) -> None:
    page = a_guideline(review_needs=["jur"], asks="read", promise="Jeg tier.", statements=[a_statement("MAPPE-P01", "blir her. Jeg tier.")])
    client = login(cast.ben)

    def is_marked() -> bool:
        html = client.get(url(page)).content.decode()
        return "Ikke faglig godkjent ennå" in html

    assert is_marked()
    approve_all(page, by=cast.cleo)
    assert not is_marked()
    assert "Faglig godkjent" in client.get(url(page)).content.decode()
    page = publish_again(page, change_class="wording", promise="Jeg tier som regel.")  # as a load or an accepted change may
    assert is_marked()
    page = publish_again(page, change_class="wording", promise="Jeg tier.")
    assert not is_marked()


def test_a_translation_has_the_mark_of_its_guideline(cast: Cast) -> None:
    page = a_guideline(review_needs=["jur"])
    a_translation(page)
    client = login(cast.ben)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nn"
    assert "Ikkje fagleg godkjend enno" in client.get(url(page)).content.decode()
    approve_all(page, by=cast.cleo)
    assert "Ikkje fagleg godkjend enno" not in client.get(url(page)).content.decode()


def test_what_no_statement_covers_waits_as_a_whole_and_the_promise_is_part_of_it(cast: Cast) -> None:
    page = a_guideline(review_needs=["jur", "org"], asks="read", promise="Jeg tier.", statements=[a_statement("MAPPE-P01", "blir her.")])
    assert [(claim.key, claim.need) for claim in page.claims] == [("MAPPE-P01", "jur"), (f"side-{page.pk}", "org")]
    approve_all(page, by=cast.cleo)
    page.promise = "Jeg prater."
    assert [claim.need for claim in Approval.objects.waiting(page.claims)] == ["org"]


def test_what_was_signed_can_be_seen_again(cast: Cast) -> None:
    page = a_guideline(asks="read")
    old = sent(page)
    client = login(cast.ben)
    client.post(url(page), old)
    page = publish_again(page, change_class="important", change_note="Ny dør.", body=[{"type": "text", "value": "<p>Noe nytt.</p>"}])
    html = client.get(url(page)).content.decode()
    assert "Ny dør." in html
    then = reverse("handbook:edition", args=[old["edition"]])
    assert then in html
    told = client.get(then).content.decode()
    assert "Det du får vite, blir her." in told
    assert "Noe nytt." not in told


def test_what_was_read_in_another_language_is_seen_again_in_it(cast: Cast) -> None:
    page = a_guideline(asks="read")
    spoken = newest_edition(a_translation(page))
    assert spoken
    client = login(cast.ben)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nn"
    client.post(url(page), sent(page, translation=spoken.pk))
    publish_again(page, change_class="important", body=[{"type": "text", "value": "<p>Noe nytt.</p>"}])
    then = reverse("handbook:edition", args=[spoken.pk])
    assert then in client.get(url(page)).content.decode()
    told = client.get(then).content.decode()
    assert "Etiske retningsliner" in told
    assert '<article class="prose flow" lang="nn">' in told


def test_a_role_card_shows_whom_to_ring_and_wagtails_address_leads_here(cast: Cast) -> None:
    from lms.units.models import ContactCard

    ContactCard.objects.create(unit=cast.harbour, title="På vakt", phone="55 00 00 00")
    page = a_guideline("Støttespiller", slug="stottespiller", roles=["stottespiller"])
    client = login(cast.ben)
    assert "55 00 00 00" in client.get(url(page)).content.decode()
    response = client.get(page.get_url())
    assert (response.status_code, response["Location"]) == (302, url(page))


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_waits_in_a_page_costs_one_query_however_much_it_is(cast: Cast, django_assert_num_queries, number: int) -> None:
    statements = [a_statement(f"MAPPE-P{place}", "blir her.") for place in range(number)]
    plain, waits = a_guideline("Åpen", slug="apen"), a_guideline(review_needs=["org"], statements=statements)
    client = login(cast.ben)
    for page, queries in ((plain, 9), (waits, 10)):
        client.get(url(page))
        with django_assert_num_queries(queries):
            client.get(url(page))


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_whatever_there_is(cast: Cast, django_assert_max_num_queries, number: int) -> None:
    pages = [
        a_guideline(f"Side {place}", slug=f"side-{place}", asks="read", qualification=QualificationFactory()) for place in range(number)
    ]
    client = login(cast.ben)
    client.get(url(pages[0]))
    with django_assert_max_num_queries(11):
        client.get(url(pages[0]))
    with django_assert_max_num_queries(11):
        client.get(reverse("handbook:index"))
