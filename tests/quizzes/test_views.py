"""Taking a test with a browser that has no script."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.quizzes.models import Attempt, Response
from lms.quizzes.rules import Kind, Shown, right_answer
from tests.factories import quizzes as make
from tests.quizzes import mounted

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.quizzes.mounted")]


class Browser:
    """Follows links and fills in forms as they stand on the page."""

    def __init__(self, person, quiz) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(person.user)
        self.home = reverse("mounted", args=[quiz.pk])
        self.open("")

    def open(self, rest):
        self._take(self.client.get(self.home + rest, follow=True))
        return self

    def _take(self, response) -> None:
        self.status = response.status_code
        self.url = response.redirect_chain[-1][0] if response.redirect_chain else response.request["PATH_INFO"]
        self.page = BeautifulSoup(response.content, "html.parser")
        self.text = re.sub(r"\s+", " ", self.page.get_text(" "))

    @property
    def rest(self):
        return self.url.removeprefix(self.home)

    def form(self, action=None):
        return next(form for form in self.page.select("main form") if not action or form.get("action", "").endswith(action))

    def send(self, action=None, button=None, **answers):
        """Submit a form with its own values, some of them changed; `button` is the value of the button pressed."""
        form = self.form(action)
        data: dict[str, object] = {}
        for field in form.select("input[name]"):
            if field["type"] in ("radio", "checkbox"):
                if field.has_attr("checked"):
                    data.setdefault(field["name"], []).append(field["value"])  # type: ignore[attr-defined]
            else:
                data[field["name"]] = field.get("value", "")
        for select in form.select("select[name]"):
            chosen = select.select_one("option[selected]") or select.select_one("option")
            data[select["name"]] = chosen["value"]
        if button:
            data["go"] = button
        url = form.get("action") or self.url
        self._take(self.client.post(url, data | answers, follow=True))
        return self


def fields_for(response: Response, answer) -> dict[str, object]:
    """What one would fill in."""
    if response.shown["kind"] == Kind.MATCHING:
        return {f"answer-{row}": choice for row, choice in answer.items()}
    if response.shown["kind"] == Kind.ORDERING:
        return {f"answer-{item}": str(place) for place, item in enumerate(answer, start=1)}
    return {"answer": answer}


def right(response: Response) -> dict[str, object]:
    return fields_for(response, right_answer(Shown.from_json(response.shown)))


def test_a_whole_test_of_all_seven_kinds_without_a_script():
    for at, kind in enumerate(Kind):
        make.question(kind, critical=not at, outcome=1, explanation="Derfor.")
    person, quiz = make.person(), make.quiz(pass_percent=90)
    mounted.handed_in.clear()
    browser = Browser(person, quiz)
    browser.send("start/")
    attempt = Attempt.objects.get()
    for response in attempt.responses.all():
        assert browser.rest.startswith(f"sporsmal/{response.position}/")
        assert response.shown["prompt"] in browser.text
        browser.send(button="next", **right(response))
    assert browser.rest.startswith("se-over/")
    assert "Everything is answered" in browser.text or "Alt er besvart" in browser.text
    assert "vaktleder" in browser.text
    browser.send("lever/")
    attempt.refresh_from_db()
    assert (browser.rest, browser.status) == ("resultat/1/", 200)
    assert (attempt.passed, attempt.percent) == (True, 100)
    assert mounted.handed_in == [attempt.pk]
    assert browser.text.count("Derfor.") == 7
    assert browser.page.select("fieldset input:not([disabled]), select:not([disabled])") == []


def test_every_field_has_a_label_and_every_id_is_once():
    for kind in Kind:
        make.question(kind)
    browser = Browser(make.person(), make.quiz())
    browser.send("start/").send("", button="review")
    for rest in ("sporsmal/1/", "sporsmal/4/", "sporsmal/7/", "se-over/"):
        browser.open(rest)
        ids = [each["id"] for each in browser.page.select("[id]")]
        assert len(ids) == len(set(ids))
        for field in browser.page.select("main input:not([type=hidden]), main select"):
            assert browser.page.select_one(f"label[for={field['id']}]").get_text(strip=True)


def test_what_is_not_right_is_explained_and_can_be_tried_again():
    make.question(outcome=1)
    make.question("number", critical=True, outcome=2)
    person, quiz = make.person(), make.quiz(pass_percent=50)
    browser = Browser(person, quiz)
    browser.send("start/")
    for response in Attempt.objects.get().responses.all():
        browser.send(button="next", **(right(response) if response.shown["kind"] == "single" else {"answer": "24"}))
    browser.send("lever/")
    assert mounted.OUTCOMES[2] in browser.text
    assert mounted.OUTCOMES[1] not in browser.text
    assert "Se en gang til." in browser.text
    assert "72" in browser.text
    browser.send("start/")
    assert Attempt.objects.count() == 2
    assert browser.rest.startswith("sporsmal/1/")


def test_one_can_leave_and_go_on_where_one_left_off():
    for _each in range(3):
        make.question("short_answer")
    person, quiz = make.person(), make.quiz()
    Browser(person, quiz).send("start/").send(button="next", answer="Vaktleder")
    later = Browser(person, quiz)
    link = later.page.select_one(f"main a[href='{later.home}sporsmal/2/']")
    assert link
    assert later.open("sporsmal/1/").page.select_one("input[name=answer]")["value"] == "Vaktleder"
    later.send("", button="next", answer="")  # an empty field takes the answer back
    assert [r.answer for r in Response.objects.all()] == [None, None, None]


def test_an_unreadable_answer_is_kept_beside_its_message():
    make.question("number")
    browser = Browser(make.person(), make.quiz()).send("start/")
    browser.send(button="next", answer="tre døgn")
    field = browser.page.select_one("input[name=answer]")
    assert (browser.status, field["value"], field["aria-invalid"]) == (422, "tre døgn", "true")
    assert browser.page.find(id=field["aria-describedby"].split()[-1]).get_text(strip=True)
    assert Response.objects.get().answer is None


def test_two_items_in_one_place_are_kept_as_they_were_typed():
    make.question("ordering")
    browser = Browser(make.person(), make.quiz()).send("start/")
    items = [choice["id"] for choice in Response.objects.get().shown["choices"]]
    browser.send(button="next", **{f"answer-{items[2]}": "1", f"answer-{items[3]}": "1"})
    chosen = [option["value"] for option in browser.page.select("select option[selected]")]
    assert (browser.status, chosen) == (422, ["1", "2", "1", "1"])


def test_handing_in_twice_is_handing_in_once():
    make.question()
    browser = Browser(make.person(), make.quiz()).send("start/").send(button="next")
    form = {"attempt": "1", "csrfmiddlewaretoken": browser.page.select_one("input[name=csrfmiddlewaretoken]")["value"]}
    answers = [browser.client.post(f"{browser.home}lever/", form)["Location"] for _press in range(2)]
    assert answers == [f"{browser.home}resultat/1/"] * 2
    assert Attempt.objects.count() == 1


def test_a_second_tab_cannot_answer_what_the_first_has_handed_in():
    make.question("short_answer")
    person, quiz = make.person(), make.quiz()
    first = Browser(person, quiz).send("start/")
    second = Browser(person, quiz).open("sporsmal/1/")
    first.send(button="next", answer="vaktleder").send("lever/")
    second.send("", button="next", answer="politiet")
    assert second.rest == "resultat/1/"
    assert Response.objects.get().answer == "vaktleder"
    first.send("start/")
    third = second.open("sporsmal/1/")
    third.form().select_one("input[name=attempt]")["value"] = "1"  # a tab left standing since the first attempt
    third.send("", button="next", answer="politiet")
    assert list(Response.objects.order_by("attempt_id").values_list("answer", flat=True)) == ["vaktleder", None]


def test_anothers_attempt_cannot_be_found():
    make.question()
    owner, stranger, quiz = make.person(), make.person("Omar"), make.quiz()
    Browser(owner, quiz).send("start/").send(button="next").send("lever/")
    prying = Browser(stranger, quiz)
    assert prying.open("resultat/1/").status == 404
    assert prying.open("sporsmal/1/").rest == ""
    token = prying.page.select_one("input[name=csrfmiddlewaretoken]")["value"]
    prying.client.post(f"{prying.home}lever/", {"attempt": "1", "csrfmiddlewaretoken": token})
    assert Attempt.objects.get().person == owner


def test_addresses_that_do_not_exist_are_not_found():
    make.question()
    browser = Browser(make.person(), make.quiz()).send("start/")
    for rest in ("sporsmal/2/", "sporsmal/0/", "sporsmal/x/", "resultat/", "resultat/9/", "noe/"):
        assert browser.open(rest).status == 404, rest
    assert browser.client.put(f"{browser.home}lever/").status_code in (403, 405)


def test_a_test_without_questions_says_so_and_starts_nothing():
    browser = Browser(make.person(), make.quiz())
    assert browser.page.select("main form[action$='start/']") == []
    assert browser.status == 200


def own_queries(client, url) -> int:
    """How often a screen asks this room's tables. What the main menu asks is another room's promise."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return sum('FROM "quizzes_' in query["sql"] for query in asked)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_screens_ask_the_database_the_same_number_of_times(number):
    for _each in range(number):
        make.question()
    browser = Browser(make.person(), make.quiz()).send("start/")
    before = {rest: own_queries(browser.client, browser.home + rest) for rest in ("", "sporsmal/1/", "se-over/")}
    browser.open("se-over/").send("lever/")
    # The quiz itself is one of them: it is looked up by whoever mounts it.
    assert before == {"": 4, "sporsmal/1/": 3, "se-over/": 3}
    assert own_queries(browser.client, f"{browser.home}resultat/1/") == 3
