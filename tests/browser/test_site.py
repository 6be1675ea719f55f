"""The pages that everybody meets first, as a real browser sees them."""

import pytest

pytestmark = pytest.mark.browser

PUBLIC = ["/", "/konto/login/", "/kurs/", "/bevis/", "/demo/", "/stil/"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_accessible_in_light_and_dark(site, page, accessible, address):
    answer = page.goto(site + address)

    assert answer.status == 200
    accessible(page)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_fits_a_phone(site, page, address):
    """Nothing makes the page wider than the screen, which would have people push it to and fro."""
    page.goto(site + address)

    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
