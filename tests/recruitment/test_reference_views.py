"""The pages of references: the applicant's, the referee's and the desk's."""

import re
from datetime import timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.mail.models import Letter
from lms.recruitment.actions import answers, cases, references
from lms.recruitment.actions.links import make_link
from lms.recruitment.models import FileRead, Referee, Reference, SecretLink, Stage
from tests.cast import login
from tests.factories.recruitment import an_application
from tests.factories.references import ANSWERS, a_referee

REFERENCE, APPLICANT = SecretLink.Purpose.REFERENCE, SecretLink.Purpose.APPLICANT
DETAILS = {"name": "Per Sjef", "relation": "Sjef", "email": "per@sjef.example", "phone": "", "language": "nb"}


@pytest.fixture
def per(met) -> Referee:
    """A referee who was asked just now."""
    return a_referee(met, name="Per Sjef", asked_at=timezone.now())


def form_of(referee, *, now=None) -> str:
    token = make_link(purpose=REFERENCE, application=referee.application, referee=referee, now=now or timezone.now())
    return reverse("recruitment:reference", args=[token])


def own_page(application) -> str:
    token = make_link(purpose=APPLICANT, application=application, now=timezone.now())
    return reverse("recruitment:own_referees", args=[token])


def at(name, application, *args) -> str:
    return reverse(f"recruitment:{name}", args=[application.unit.slug, application.pk, *args])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(soup(response).get_text(" ").split())


def told(response) -> list[str]:
    """What was said at the top of the next page."""
    return [str(message) for message in response.wsgi_request._messages]


def posted(client, url) -> dict[str, str]:
    """What the form on a page brings with it: the hidden fields, and what it is filled in with."""
    form = next(form for form in soup(client.get(url)).find_all("form") if form.get("action") == url)
    return {str(each["name"]): str(each["value"]) for each in form.find_all("input", type="hidden")}


# --- the referee's form ---


def test_the_form_tells_asks_and_thanks_without_a_script(client, per):
    url = form_of(per)
    response = client.get(url)
    page = text(response)
    assert response.status_code == 200
    for said in ("Vera Vik", "Harbour", "180 dager", "Datatilsynet", "artikkel 6", "5 minutter", "Ikke skriv noe om helse, rus eller tro."):
        assert said in page
    assert [str(number) for number in range(1, 9) if f"{number}. " not in page] == []
    done = client.post(url, ANSWERS | posted(client, url) | {"good_faith": "on"})
    assert done.status_code == 302
    assert "Vi har svaret ditt" in text(client.get(done["Location"]))
    reference = Reference.objects.get()
    assert reference.given_at
    assert reference.answers["people"]["question"] == "5. Hvordan møter Vera mennesker som har det vanskelig, eller som er sinte?"
    per.refresh_from_db()
    assert per.opened_at


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(client, per):
    url = form_of(per)
    response = client.post(url, ANSWERS | {"last_contact": "", "concern": "yes", "may_ring": "no", "good_faith": ""})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"last_contact", "concern_text", "good_faith"}
    assert "Tok vakta da tre andre var syke." in text(response)
    assert not Reference.objects.exists()


def test_saved_for_later_is_there_again_in_another_browser(client, per):
    url = form_of(per)
    response = client.post(url, posted(client, url) | {"capacity": "Sjef i tre år", "again": "gladly", "later": "1"}, follow=True)
    assert response.status_code == 200
    assert "Lagret" in text(response)
    page = soup(Client().get(form_of(per)))  # also by the link of a reminder
    assert page.find("input", {"name": "capacity"})["value"] == "Sjef i tre år"
    assert page.find("input", {"name": "again", "value": "gladly"}).has_attr("checked")
    assert Reference.objects.get().given_at is None


def test_the_browser_saves_by_itself_and_says_when_it_could_not(client, per):
    url = form_of(per)
    hidden = posted(client, url)
    save = partial(client.post, url, headers={"X-Autosave": "1"})
    assert [save(hidden | {"capacity": words}).status_code for words in ("S", "Sj")] == [200, 200]
    assert save(hidden | {"capacity": "x" * 201}).status_code == 422
    assert save(hidden | {"capacity": "older", "window": "another"}).status_code == 409
    assert Reference.objects.get().answers["capacity"]["value"] == "Sj"
    client.post(url, ANSWERS | hidden)
    assert save(hidden | {"capacity": "late"}).status_code == 404
    assert Reference.objects.get().answers["capacity"]["value"] == ANSWERS["capacity"]


def test_a_second_window_is_told_before_it_overwrites(client, per):
    url = form_of(per)
    first, second = posted(client, url), posted(client, url)
    assert first["window"] != second["window"]
    client.post(url, first | {"capacity": "from the first", "later": "1"})
    response = client.post(url, second | {"capacity": "from the second", "later": "1"})
    assert response.status_code == 422
    assert "et annet vindu" in text(response)
    assert soup(response).find("input", {"name": "capacity"})["value"] == "from the second"
    assert Reference.objects.get().answers["capacity"]["value"] == "from the first"
    form = next(form for form in soup(response).find_all("form") if form.get("action") == url)
    seen = {each["name"]: each["value"] for each in form.find_all("input", type="hidden")}
    assert client.post(url, seen | {"capacity": "from the second", "later": "1"}).status_code == 302
    assert Reference.objects.get().answers["capacity"]["value"] == "from the second"


def test_sending_twice_is_sending_once(client, per):
    url = form_of(per)
    hidden = posted(client, url)
    assert client.post(url, ANSWERS | hidden).status_code == 302
    again = client.post(url, ANSWERS | hidden | {"reliability": "Changed"})
    assert again.status_code == 404
    assert "Har du alt svart, har vi svaret ditt" in text(again)
    assert Reference.objects.get().answers["reliability"]["value"] == ANSWERS["reliability"]


def test_saying_no_asks_once_more_and_leaves_nothing(client, per):
    url = form_of(per)
    client.post(url, posted(client, url) | {"capacity": "Sjef", "later": "1"})
    done = client.post(f"{url}nei/", follow=True)
    assert "Takk for at du sa fra" in text(done)
    assert not Reference.objects.exists()
    assert client.post(f"{url}nei/").status_code == 404
    assert client.get(f"{url}nei/").status_code == 405


@pytest.mark.parametrize(("language", "said"), [("nb", "Før du svarer"), ("nn", "Før du svarar"), ("en", "Before you answer")])
def test_the_form_speaks_the_referees_language_until_another_is_chosen(client, per, language, said):
    per.language = language
    per.save()
    url = form_of(per)
    response = client.get(url)
    assert said in text(response)
    assert response["Content-Language"] == language
    assert soup(response).html["lang"] == language
    switch = next(form for form in soup(response).find_all("form") if "languages" in form.get("class", []))
    client.post(switch["action"], {"language": "en", "next": switch.find("input", {"name": "next"})["value"]})
    assert "Before you answer" in text(client.get(url))
    done = client.post(url, ANSWERS)
    assert "Thank you" in text(client.get(done["Location"]))
    assert Reference.objects.get().answers["again"]["answer"] == "Yes, gladly"


def test_thanks_keep_the_language_of_the_form(client, per):
    per.language = "nn"
    per.save()
    done = client.post(form_of(per), ANSWERS)
    assert "Vi har svaret ditt. Du treng ikkje gjere meir." in text(client.get(done["Location"]))
    assert client.get(reverse("recruitment:reference_thanks") + "?sprak=xx").status_code == 200


def dead_ways(cast, per, process):
    """Each way a link can be dead: its address."""
    now = timezone.now()
    yesterday = now - timedelta(days=1)

    def another(**values):
        return a_referee(an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1), asked_at=now, **values)

    used, no, replaced, withdrawn, moved = (another() for _number in range(5))
    urls = {
        "used": form_of(used),
        "declined": form_of(no),
        "replaced": form_of(replaced),
        "withdrawn": form_of(withdrawn),
        "address corrected": form_of(moved),
        "expired": form_of(per, now=now - timedelta(days=21)),
        "guessed": reverse("recruitment:reference", args=["x" * 43]),
        "short": reverse("recruitment:reference", args=["1"]),
        "for another purpose": reverse(
            "recruitment:reference", args=[make_link(purpose=APPLICANT, application=per.application, now=yesterday)]
        ),
    }
    answers.give(referee=used, answers=ANSWERS, language="nb", now=now)
    answers.decline(referee=no, now=now)
    references.replace_referee(referee=replaced, by=cast.kim, now=now)
    cases.withdraw(application=withdrawn.application, now=now)
    references.change_referee(referee=moved, by=cast.kim, now=now, **DETAILS)
    return urls


def bare(response, url) -> bytes:
    """A page without its own address and the token against forgery, which differ each time."""
    content = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)
    return content.replace(url.encode(), b"ADDRESS")


def test_however_a_link_is_dead_the_page_is_the_same_to_the_byte(cast, process, per):
    pages, heads = set(), set()
    for url in dead_ways(cast, per, process).values():
        for ask in ("get", "post"):
            for language in ("nb", "en"):
                client = Client()
                client.cookies["sprak"] = language
                response = getattr(client, ask)(url)
                pages.add((language, bare(response, url)))
                heads.add((response.status_code, response["Referrer-Policy"], response["X-Robots-Tag"], response["Cache-Control"]))
        assert Client().post(f"{url}nei/").status_code == 404
    assert len(pages) == 2
    assert heads == {(404, "same-origin", "noindex, nofollow", "max-age=0, no-cache, no-store, must-revalidate, private")}


def test_a_link_that_dies_while_somebody_writes_gives_that_page_too(client, per):
    per.language = "en"
    per.save()
    url, guessed = form_of(per), reverse("recruitment:reference", args=["x" * 43])
    Referee.objects.update(replaced_at=timezone.now())  # in the moment between opening the link and saving
    for data in (ANSWERS, {"later": "1"}):
        response = client.post(url, data)
        assert response.status_code == 404
        assert bare(response, url) == bare(client.get(guessed), guessed)
    assert client.post(f"{url}nei/").status_code == 404
    assert not Reference.objects.exists()


def test_an_applicants_pages_do_not_open_by_a_referees_link(client, per):
    token = form_of(per).split("/")[2]
    for name, args in (("own_case", []), ("own_referees", []), ("own_referee", [per.pk]), ("remove_own_referee", [per.pk])):
        url = reverse(f"recruitment:{name}", args=[token, *args])
        assert client.post(url).status_code in {404, 405}
        assert client.get(url).status_code in {404, 405}


def test_a_form_comes_from_our_own_site_also_with_the_check_against_forgery(per):
    client = Client(enforce_csrf_checks=True)
    url = form_of(per)
    token = soup(client.get(url)).find("input", {"name": "csrfmiddlewaretoken"})["value"]
    assert client.post(url, ANSWERS).status_code == 403
    assert client.post(url, ANSWERS | {"csrfmiddlewaretoken": token}, headers={"Origin": "http://testserver"}).status_code == 302


def test_the_form_takes_few_queries(client, per, django_assert_max_num_queries):
    url = form_of(per)
    client.get(url)
    with django_assert_max_num_queries(5):  # the link, the opening, the draft, and Wagtail's site and redirects
        client.get(url)


# --- the applicant's own page ---


def test_an_applicant_names_changes_and_removes_without_a_script(client, application):
    url = own_page(application)
    page = text(client.get(url))
    assert "Vi trenger 2 navn til" in page
    for said in ("Spør dem først", "Ikke familie", "to ulike steder", "en lærer"):
        assert said in page
    for _twice in range(2):
        assert client.post(url, DETAILS).status_code == 302
    referee = Referee.objects.get()
    assert "Ikke spurt ennå" in text(client.get(url))
    change = reverse("recruitment:own_referee", args=[url.split("/")[2], referee.pk])
    assert soup(client.get(change)).find("input", {"name": "email"})["value"] == "per@sjef.example"
    assert client.post(change, DETAILS | {"email": "", "phone": ""}).status_code == 422
    assert client.post(change, DETAILS | {"name": "Pål"}).status_code == 302
    referee.refresh_from_db()
    assert referee.name == "Pål"
    assert client.post(f"{change}fjern/").status_code == 302
    assert not Referee.objects.exists()


def test_the_applicant_sees_asked_and_answered_and_nothing_between(client, met, cast):
    silent, lost, no, done = (a_referee(met, name=name, asked_at=timezone.now()) for name in ("Ane", "Bo", "Cai", "Dag"))
    lost.bounced_at = no.declined_at = timezone.now()
    lost.save()
    no.save()
    answers.give(referee=done, answers=ANSWERS, language="nb", now=timezone.now())
    url = own_page(met)
    rows = [" ".join(row.get_text(" ").split()) for row in soup(client.get(url)).select(".person")]
    assert ["Spurt" in row for row in rows] == [True, True, True, False]
    assert "Har svart" in rows[3]
    token = url.split("/")[2]
    for referee in (silent, lost, no, done):
        change = reverse("recruitment:own_referee", args=[token, referee.pk])
        assert [client.get(change).status_code, client.post(f"{change}fjern/").status_code] == [404, 404]
    own = text(client.get(reverse("recruitment:own_case", args=[token])))
    assert "Dag" in own
    assert ANSWERS["reliability"] not in own


def test_another_applicants_referee_is_not_there(client, cast, application):
    other = a_referee(an_application(cast.harbour, cast.companion))
    token = own_page(application).split("/")[2]
    change = reverse("recruitment:own_referee", args=[token, other.pk])
    assert [client.get(change).status_code, client.post(change, DETAILS).status_code] == [404, 404]
    assert client.post(f"{change}fjern/").status_code == 404
    other.refresh_from_db()
    assert other.name != DETAILS["name"]


def test_a_place_is_free_again_when_somebody_is_replaced(client, cast, met):
    url = own_page(met)
    referees = [a_referee(met) for _number in range(2)]
    assert "så mange som vi ber om" in text(client.get(url))
    assert client.post(url, DETAILS).status_code == 422
    references.replace_referee(referee=referees[0], by=cast.kim, now=timezone.now())
    page = text(client.get(url))
    assert "Vi trenger 1 navn" in page
    assert referees[0].name not in page
    assert client.post(url, DETAILS).status_code == 302


# --- the desk ---


def test_the_recruiter_asks_all_with_one_button(cast, met):
    a_referee(met, name="Per")
    client = login(cast.kim)
    page = soup(client.get(at("case", met)))
    assert page.find("form", action=at("ask_references", met))
    for _twice in range(2):
        assert client.post(at("ask_references", met)).status_code == 302
    assert Letter.objects.count() == 1
    assert not soup(client.get(at("case", met))).find("form", action=at("ask_references", met))


def test_too_early_is_said_and_nothing_is_sent(cast, application):
    a_referee(application)
    client = login(cast.kim)
    assert not soup(client.get(at("case", application))).find("form", action=at("ask_references", application))
    response = client.post(at("ask_references", application))
    assert "første samtale" in told(response)[0]
    assert not Letter.objects.exists()


def test_the_recruiter_writes_down_and_corrects(cast, met):
    client = login(cast.kim)
    page = client.get(at("name_referee", met))
    assert "Ikke skriv noe om helse, rus eller tro." in text(page)
    assert client.post(at("name_referee", met), DETAILS | {"name": ""}).status_code == 422
    assert client.post(at("name_referee", met), DETAILS).status_code == 302
    referee = Referee.objects.get()
    client.post(at("ask_references", met))
    response = client.post(at("referee", met, referee.pk), DETAILS | {"email": "riktig@sjef.example"})
    assert "send det på nytt" in told(response)[-1].lower()
    hidden = soup(client.get(at("referee", met, referee.pk))).find("input", {"name": "seen"})["value"]
    for _twice in range(2):
        client.post(at("act_on_referee", met, referee.pk, "send"), {"seen": hidden})
    assert list(Letter.objects.order_by("pk").values_list("to", flat=True)) == ["per@sjef.example", "riktig@sjef.example"]


@pytest.mark.parametrize(
    ("verb", "field"), [("kom-tilbake", "bounced_at"), ("bytt", "replaced_at"), ("fjern", ""), ("send", "asked_at"), ("noe-annet", "")]
)
def test_what_can_be_done_about_a_referee(cast, met, per, verb, field):
    client = login(cast.kim)
    response = client.post(at("act_on_referee", met, per.pk, verb))
    assert response.status_code == (404 if verb == "noe-annet" else 302)
    before = per.asked_at
    per.refresh_from_db()
    if field and field != "asked_at":
        assert getattr(per, field)
    else:
        assert per.asked_at == before  # asked already: not removed, and not sent anew unseen


def test_reading_stands_on_a_page_of_its_own_and_is_written_down(cast, met, per):
    client = login(cast.kim)
    assert "Ingen har svart" in text(client.get(at("references", met)))
    assert not FileRead.objects.exists()
    answers.give(referee=per, answers=ANSWERS | {"may_be_read": "no"}, language="nb", now=timezone.now())
    case = text(client.get(at("case", met)))
    assert "Har svart" in case
    assert ANSWERS["reliability"] not in case
    assert not FileRead.objects.filter(what="references").exists()
    page = text(client.get(at("references", met)))
    assert ANSWERS["reliability"] in page
    assert "vil ikke at søkeren skal lese" in page
    assert FileRead.objects.get(what="references").person == cast.kim


def test_a_draft_is_shown_to_nobody(cast, met, per):
    answers.save_draft(referee=per, answers={"capacity": "Secret"}, language="nb", seen="", window="", now=timezone.now())
    client = login(cast.kim)
    for url in (at("case", met), at("references", met), at("referee", met, per.pk), at("telephone_reference", met, per.pk)):
        assert "Secret" not in client.get(url).content.decode()


def test_on_the_telephone_the_notice_is_read_first(cast, met, per):
    per.language = "en"
    per.save()
    client, url = login(cast.kim), at("telephone_reference", met, per.pk)
    page = text(client.get(url))
    assert "Les dette høyt først" in page
    assert "Datatilsynet. You do not have to answer." in page
    assert "5. How does Vera meet people" in page
    refused = client.post(url, ANSWERS)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"told"}
    for _twice in range(2):
        assert client.post(url, ANSWERS | {"told": "on"}).status_code == 302
    reference = Reference.objects.get()
    assert (reference.by_telephone, reference.language) == (cast.kim, "en")
    assert "told" not in reference.answers
    assert "skrevet ned av Kim Lie" in text(client.get(at("references", met)))


def test_on_the_telephone_somebody_may_say_no(cast, met, per):
    client = login(cast.kim)
    assert client.post(at("telephone_reference", met, per.pk), {"no": "1"}).status_code == 302
    per.refresh_from_db()
    assert per.declined_at
    assert not Reference.objects.exists()


def test_nobody_is_rung_too_early(cast, application):
    referee = a_referee(application, email="")
    assert login(cast.kim).post(at("telephone_reference", application, referee.pk), ANSWERS | {"told": "on"}).status_code == 302
    assert not Reference.objects.exists()


def test_whoever_knows_the_applicant_reads_nothing(cast, met, per):
    answers.give(referee=per, answers=ANSWERS, language="nb", now=timezone.now())
    cases.declare_tie(application=met, person=cast.kim, now=timezone.now())
    client = login(cast.kim)
    assert [client.get(at(*each)).status_code for each in (("references", met), ("referee", met, per.pk), ("case", met))] == [404] * 3


def test_the_ids_in_an_address_are_never_believed(cast, process, met, per):
    other = an_application(cast.hill, cast.companion, process=process, stage=Stage.INTERVIEW_1)
    theirs = a_referee(other)
    client = login(cast.kim)
    statuses = [
        client.get(reverse("recruitment:references", args=["hill", other.pk])).status_code,
        client.get(reverse("recruitment:references", args=["harbour", other.pk])).status_code,
        client.get(at("referee", met, theirs.pk)).status_code,
        client.post(at("referee", met, theirs.pk), DETAILS).status_code,
        client.post(at("act_on_referee", met, theirs.pk, "bytt")).status_code,
        client.post(at("telephone_reference", met, theirs.pk), ANSWERS | {"told": "on"}).status_code,
    ]
    assert statuses == [404] * 6
    theirs.refresh_from_db()
    assert (theirs.replaced_at, theirs.name == DETAILS["name"]) == (None, False)


@pytest.mark.parametrize("page", ["case", "references"])
def test_pages_take_the_same_queries_with_one_and_three_referees(cast, met, page):
    client = login(cast.kim)
    counts = []
    for more in (1, 2):
        for _number in range(more):
            answers.give(referee=a_referee(met), answers=ANSWERS, language="nb", now=timezone.now(), by=cast.kim)
        with CaptureQueriesContext(connection) as captured:
            client.get(at(page, met))
        counts.append(len(captured))
    assert counts[0] == counts[1]
