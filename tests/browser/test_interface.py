"""The style guide in a browser: every component passes axe, and what scripts add works by keyboard and survives a closed tab."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(live_server):
    """The address of the style guide."""
    return f"{live_server.url}/stil/"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_component_is_accessible(page: Page, guide, size, accessible):
    page.set_viewport_size(size)
    page.goto(guide)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.removeAttribute('name'); each.open = true; })")

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_order_is_changed_by_keyboard_and_said(page: Page, guide):
    page.goto(guide)
    question = page.get_by_role("group", name="Hva gjør du først?").first

    question.get_by_role("button", name="Flytt ned: Se om stedet er trygt").press("Enter")

    assert question.locator(".ordering__text").all_text_contents()[:2] == ["Sjekk om personen svarer", "Se om stedet er trygt"]
    assert [box.input_value() for box in question.locator("select").all()] == ["1", "2", "3", "4"]
    expect(question.get_by_role("status")).to_have_text("Se om stedet er trygt er nå nummer 2 av 4.")
    expect(question.get_by_role("button", name="Flytt ned: Se om stedet er trygt")).to_be_focused()


def test_answers_survive_a_closed_tab(page: Page, guide):
    page.goto(guide)
    page.get_by_label("Alle som gir tid, også etter at de har sluttet.").first.check()
    page.get_by_role("button", name="Flytt ned: Se om stedet er trygt").click()
    page.get_by_label("Hvilket nummer ringer du når det står om liv?").fill("113")
    expect(page.locator("#prove [data-save-state]")).to_have_text(re.compile("Tatt vare på"))
    page.close(run_before_unload=True)

    again = page.context.new_page()
    again.goto(guide)

    expect(again.get_by_label("Alle som gir tid, også etter at de har sluttet.").first).to_be_checked()
    expect(again.locator(".ordering__text").first).to_have_text("Sjekk om personen svarer")
    expect(again.get_by_label("Hvilket nummer ringer du når det står om liv?")).to_have_value("113")
    expect(again.locator("#prove [data-save-state]")).to_have_text("Vi fant svarene dine fra sist")


def test_answers_are_not_sent_into_the_void(page: Page, guide):
    page.goto(guide)
    submit = page.get_by_role("button", name="Lever")
    submit.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)

    submit.click()

    expect(page.locator("#prove [data-save-state]")).to_have_text(re.compile("uten nett"))


def test_people_are_filtered_while_typing(page: Page, guide):
    page.goto(guide)

    page.get_by_label("Søk på navn").press_sequentially("bjørn velkomst")

    expect(page.locator("#personer .person:visible")).to_have_count(1)
    expect(page.locator("[data-filter-status]")).to_have_text("1 vises")


def test_everything_works_without_script(browser: Browser, browser_context_args, guide):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(guide)

    question = page.get_by_role("group", name="Hva gjør du først?").first
    question.get_by_role("combobox", name="Ring 113").select_option("1")
    page.get_by_text("«En fra kafeen.»").click()

    expect(question.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Da har du sagt at han er gjest der.")).to_be_visible()
    context.close()


def test_menu_opens_on_a_phone_without_script(browser: Browser, browser_context_args, guide):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(guide)
    menu = page.get_by_role("navigation", name="Hovedmeny")

    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Meny").click()

    expect(menu.get_by_role("link").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("answer", ["", "ikke-en-adresse"])
def test_login_tells_what_is_wrong_with_an_address(page: Page, live_server, answer, accessible):
    page.goto(f"{live_server.url}/konto/login/")
    page.get_by_label("E-post").first.fill(answer)

    page.get_by_role("button", name="Send meg en kode").click()

    field = page.get_by_label("E-post")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(answer)
    accessible(page)
