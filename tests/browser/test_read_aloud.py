"""A lesson is read aloud piece by piece, paused and stopped; without a voice for its language nobody is offered it."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# A browser's voice, which the machine that tests has not: it says nothing until it is told to go on.
VOICE = """(languages) => {
  const said = [];
  const voice = {
    getVoices: () => languages.map((lang) => ({ lang, localService: true })),
    speak: (utterance) => said.push(utterance),
    cancel: () => {},
    addEventListener: () => {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: voice });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.heard = () => said.map((each) => each.text);
  window.goOn = () => said.at(-1).onend();
}"""


def opened(page: Page, site: str, languages: str) -> None:
    page.add_init_script(f"({VOICE})({languages})")
    page.goto(f"{site}/demo/")
    page.locator('form[action="/demo/nora/"] button').first.click()
    page.goto(f"{site}/kurs/forstehjelp/")
    page.locator('form[action$="/start/"] button').click()
    page.goto(f"{site}/kurs/forstehjelp/ring-forst/")


def test_a_lesson_is_read_paused_gone_on_with_and_stopped(page: Page, site: str) -> None:
    opened(page, site, '["en-US", "nb-NO"]')
    page.get_by_role("button", name="Les høyt").click()
    expect(page.locator(".is-read-aloud")).to_have_text("«Hvor er dere?»")
    page.evaluate("goOn()")
    expect(page.locator(".is-read-aloud")).to_contain_text("Hanne ringer 113.")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Les videre")).to_be_focused()
    page.evaluate("goOn()")  # what was being said ends late, and changes nothing
    page.get_by_role("button", name="Les videre").click()
    assert page.evaluate("heard()") == ["«Hvor er dere?»", "Hanne ringer 1 1 3.", "Hanne ringer 1 1 3."]
    page.get_by_role("button", name="Stopp").click()
    expect(page.locator(".is-read-aloud")).to_have_count(0)
    expect(page.get_by_role("button", name="Les høyt")).to_be_focused()


def test_without_a_voice_for_the_language_it_is_not_offered(page: Page, site: str) -> None:
    opened(page, site, '["en-US"]')
    expect(page.locator('[data-module="read-aloud"]')).to_be_hidden()


def read_to_the_end(page: Page, path: str) -> list[str]:
    page.goto(path)
    page.get_by_role("button", name="Les høyt").click()
    marked = page.locator(".is-read-aloud")
    while marked.count():
        page.evaluate("goOn()")
    return list(page.evaluate("heard()"))


def test_what_is_read_is_what_stands_there_in_order_with_numbers_to_ring(page: Page, site: str) -> None:
    opened(page, site, '["nb-NO"]')
    said = read_to_the_end(page, f"{site}/kurs/taushetsplikt/nar-du-ma-si-fra/")
    assert said[0] == "Viktig: Før du begynner"
    assert said.index("1. Fare for liv") < said.index("2. Alvorlig vold") < said.index("3. Barn i fare")
    assert "Ring 1 1 3, og bli hos personen." in said
    assert "Mental Helse svarer hele døgnet på 1 1 6, 1 2 3." in said
    danger = said.index("Ambulanse")
    assert said[danger - 1 : danger + 3] == ["Fare for liv", "Ambulanse", "hele døgnet", "1 1 3"]
    assert not {"Sjekk svaret mitt", "Ferdig – gå videre", "Pause"} & set(said)


def test_the_choices_of_a_dilemma_are_read_and_a_place_in_an_order_is_not(page: Page, site: str) -> None:
    opened(page, site, '["nb-NO"]')
    said = read_to_the_end(page, f"{site}/kurs/taushetsplikt/samtykke-og-deling/")
    asked = said.index("Hva gjør du?")
    assert "telefonen" in " ".join(said[asked + 1 : asked + 5])
    assert "Spør om det er greit" in said
    assert not [each for each in said if "Plass" in each]


def test_whoever_comes_back_to_the_page_can_go_on(page: Page, site: str) -> None:
    opened(page, site, '["nb-NO"]')
    page.get_by_role("button", name="Les høyt").click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect(page.get_by_role("button", name="Les videre")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
