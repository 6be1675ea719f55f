from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from lms.mail.models import Letter
from lms.operations.models import ScheduledJob


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_live_asks_nothing(client):
    response = client.get("/helse/live")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_tells_what_it_has_seen(client, db):
    response = client.get("/helse/klar")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "checks": {"database": True, "migrations": True, "schedule": True, "letters": True}},
    )


def test_stuck_letters_and_schedule_are_told_but_close_nothing(client, db):
    ago = timezone.now() - timedelta(hours=1)
    Letter.objects.create(key="k", to="a@b.example", subject="s", body="b", created_at=ago, send_after=ago)
    ScheduledJob.objects.create(name="x", next_run=ago)
    response = client.get("/helse/klar")
    assert (response.status_code, response.json()["checks"]["letters"], response.json()["checks"]["schedule"]) == (200, False, False)
    assert client.get("/helse/klar?alt=1").status_code == 503


def test_robots_keeps_out_of_a_demo(client, settings):
    assert b"Disallow: /\n" in client.get("/robots.txt").content
    settings.DEMO = False
    text = client.get("/robots.txt").content
    assert b"Disallow: /min-side/\n" in text
    assert b"Disallow: /\n" not in text


@pytest.fixture
def picture() -> str:
    return default_storage.save("images/cat.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


def test_media_is_shown_but_never_run(client, picture):
    response = client.get(f"/media/{picture}")
    assert (response.status_code, response["Content-Type"], response["X-Content-Type-Options"]) == (200, "image/svg+xml", "nosniff")
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert body(response).startswith(b"<svg")


def test_media_is_asked_for_again_only_when_changed(client, picture):
    first = client.get(f"/media/{picture}")
    again = client.get(f"/media/{picture}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    body(first)


@pytest.mark.parametrize("path", ["images/none.png", "documents/secret.mp4", "images/x.html", "../manage.py", "images/%2e%2e/db.sqlite3"])
def test_media_hides_the_rest(client, db, path):
    default_storage.save("documents/secret.mp4", ContentFile(b"x"))
    assert client.get(f"/media/{path}").status_code == 404


@pytest.fixture
def film(db):
    document = get_document_model()(title="Film", collection=Collection.get_first_root_node())
    document.file.save("film.mp4", ContentFile(bytes(range(100))))
    return document


def test_film_is_given_in_parts(client, film):
    response = client.get(film.url, headers={"range": "bytes=10-19"})
    assert (response.status_code, response["Content-Range"], response["Content-Length"]) == (206, "bytes 10-19/100", "10")
    assert body(response) == bytes(range(10, 20))
    assert client.get(film.url, headers={"range": "bytes=100-"}).status_code == 416
    whole = client.get(film.url)
    assert (whole.status_code, whole["Accept-Ranges"], whole["Content-Type"]) == (200, "bytes", "video/mp4")
    assert body(whole) == bytes(range(100))


def test_text_document_is_kept_rather_than_shown(client, db):
    document = get_document_model()(title="Plan", collection=Collection.get_first_root_node())
    document.file.save("plan.pdf", ContentFile(b"%PDF"))
    response = client.get(document.url)
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    body(response)


def test_private_document_is_asked_for_first(client, film):
    CollectionViewRestriction.objects.create(collection=film.collection, restriction_type="login")
    response = client.get(film.url, headers={"range": "bytes=0-"})
    assert (response.status_code, response["Location"].startswith("/konto/login/")) == (302, True)
