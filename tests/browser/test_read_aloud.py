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
    assert page.evaluate("heard()") == ["«Hvor er dere?»", "Hanne ringer 113.", "Hanne ringer 113."]
    page.get_by_role("button", name="Stopp").click()
    expect(page.locator(".is-read-aloud")).to_have_count(0)
    expect(page.get_by_role("button", name="Les høyt")).to_be_focused()


def test_without_a_voice_for_the_language_it_is_not_offered(page: Page, site: str) -> None:
    opened(page, site, '["en-US"]')
    expect(page.locator('[data-module="read-aloud"]')).to_be_hidden()
