"""Passkeys, with a device that only the browser knows: added on «Min konto», used to log in, lost and removed."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from lms.people.models import User
from tests.browser.test_journeys import step_in

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def local(site: str) -> str:
    """The same server by its name: a passkey belongs to a name, never to a number."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def reader(page: Page) -> tuple[CDPSession, str]:
    """A telephone with a fingerprint reader that says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    identity = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return session, identity


def add_passkey(page: Page, local: str, accessible: Callable[[Page], None]) -> None:
    page.goto(f"{local}/min-side/konto/")
    page.get_by_role("link", name="passnøkkel").click()
    accessible(page)
    page.get_by_role("link", name="Legg til en passnøkkel").click()
    accessible(page)
    page.get_by_label("Navn").fill("Telefonen min")
    page.get_by_role("button", name="Legg til").click()
    expect(page.get_by_text("Passnøkkelen er lagt til.")).to_be_visible()
    accessible(page)


def log_out(page: Page, local: str) -> None:
    page.goto(f"{local}/konto/logout/")
    page.get_by_role("main").get_by_role("button", name="Logg ut").click()
    page.wait_for_url(f"{local}/")


def test_a_person_adds_a_passkey_and_logs_in_with_it(page: Page, local: str, reader: tuple[CDPSession, str], accessible):
    step_in(page, local, "nora")
    add_passkey(page, local, accessible)
    assert [(key.type, key.wrap().name) for key in Authenticator.objects.all()] == [("webauthn", "Telefonen min")]
    log_out(page, local)

    page.goto(f"{local}/konto/login/")
    page.get_by_role("button", name="Bruk passnøkkel").click()

    page.wait_for_url("**/min-side/")
    expect(page.locator("h1")).to_contain_text("Nora")


def test_a_passkey_is_renamed_and_removed(page: Page, local: str, reader: tuple[CDPSession, str], accessible):
    step_in(page, local, "nora")
    add_passkey(page, local, accessible)
    log_out(page, local)
    page.goto(f"{local}/konto/login/")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url("**/min-side/")

    page.goto(f"{local}/konto/2fa/")
    page.get_by_role("link", name="Gi nytt navn").click()
    accessible(page)
    page.get_by_label("Navn").fill("Nettbrettet")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name="Fjern").click()
    expect(page.locator("main")).to_contain_text("Nettbrettet")
    accessible(page)
    page.get_by_role("button", name="Fjern").click()

    expect(page.locator("main")).to_contain_text("Du har ingen passnøkkel")
    assert not Authenticator.objects.exists()


def test_a_device_without_a_key_is_told_so(page: Page, local: str, reader: tuple[CDPSession, str], accessible):
    session, identity = reader
    session.send("WebAuthn.setUserVerified", {"authenticatorId": identity, "isUserVerified": False})
    page.goto(f"{local}/konto/login/")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    expect(page.get_by_role("alert")).to_contain_text("Det gikk ikke")
    accessible(page)


def test_whoever_logged_in_long_ago_shows_once_more_who_they_are(page: Page, local: str, reader: tuple[CDPSession, str], accessible):
    step_in(page, local, "nora")
    add_passkey(page, local, accessible)
    page.goto(f"{local}/konto/2fa/webauthn/add/")  # stepping in left no record of when and how
    expect(page.locator("h1")).to_have_text("Er det deg?")
    accessible(page)
    page.get_by_role("button", name="Bruk passnøkkel").click()
    expect(page.locator("h1")).to_have_text("Legg til en passnøkkel")


@pytest.mark.parametrize("address", ["password/set", "email", "2fa", "2fa/webauthn", "2fa/webauthn/add", "2fa/totp/activate"])
def test_every_page_about_ones_log_in_is_ours(page: Page, local: str, address: str, accessible):
    step_in(page, local, "nora")
    page.goto(f"{local}/konto/{address}/")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("link", name="Min konto").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)


def test_the_demo_has_confirmed_addresses(site: str):
    """Else allauth sends whoever wants a passkey away."""
    nora = User.objects.get(person__given_name="Nora", person__family_name__contains="Vik")
    assert EmailAddress.objects.filter(user=nora, verified=True).exists()
