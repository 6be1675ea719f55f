"""The log as this installation is set to write it."""

import logging
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

TOKEN = "q-YCZz0oVgkDqHoOQEsf8Yc9c3Kz_4n1iXb2u7mWv5s"
# As `signing.dumps` makes them. Written out: made anew, it would carry the second, and two workers would collect different tests.
SIGNED = "eyJuZXciOiJhQGIuZXhhbXBsZSJ9:1xWrVN:qobaeqJC_K80aFDBUPiIZ3FHqd6-MiA2AjC6uOkht5c"


def written(record: logging.LogRecord) -> str:
    """A record as the console gets it."""
    formatters = DictConfigurator(settings.LOGGING)
    return formatters.configure_formatter(settings.LOGGING["formatters"]["line"]).format(record)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/soknad/{TOKEN}/trekk/", "/soknad/…/trekk/"),
        (f"/referanse/{TOKEN}/nei/", "/referanse/…/nei/"),
        (f"/soknad/bekreft/{SIGNED}/", "/soknad/bekreft/…/"),
    ],
)
def test_a_form_that_is_refused_does_not_write_its_secret_link(path, shown, caplog):
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    (line,) = [written(record) for record in caplog.records if record.name == "django.security.csrf"]
    assert line.endswith(f"Forbidden (CSRF cookie not set.): {shown}")


def test_nor_does_a_page_that_fails():
    try:
        reverse("recruitment:own_case", args=[TOKEN, "one too many"])
    except NoReverseMatch as error:
        said, cause = ("Internal Server Error", f"/soknad/{TOKEN}/"), (type(error), error, error.__traceback__)
        made = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "%s: %s", said, cause)
    line = written(made)
    assert TOKEN in made.getMessage()
    assert TOKEN in str(cause[1])
    assert TOKEN not in line
    assert "Internal Server Error: /soknad/…/" in line
    assert __file__ in line  # where it failed can still be found


def test_what_is_no_secret_stays():
    record = logging.LogRecord("lms", logging.INFO, __file__, 1, "%s", ("/enhet/steg-for-steg-bergen/rekruttering/17/samtaler/3/",), None)
    assert written(record).endswith("/enhet/steg-for-steg-bergen/rekruttering/17/samtaler/3/")
