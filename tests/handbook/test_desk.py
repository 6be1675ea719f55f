"""The editors' desk: who writes guidelines where, what a form takes, and what is asked before one is out."""

from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.courses.actions.approvals import Professional, approve
from lms.handbook.models import Guideline, GuidelineEdition, GuidelineTranslation
from lms.qualifications.models import Qualification, Reversal
from lms.roles.actions import sync_wagtail_access
from tests.cast import Cast, login
from tests.factories.handbook import a_guideline, a_statement, a_translation, publish_again, the_handbook

BASE = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


def add(client: Client, parent: Page, **told: object) -> dict[str, list[str]]:
    """Make and publish a guideline as the editor's form would; what is said to be wrong."""
    data = nested_form_data(
        {"title": "Nøkler", "slug": "nokler", "summary": "Hvem har nøkkel?", "body": streamfield([("text", rich_text("<p>Her.</p>"))])}
    )
    data |= BASE | {
        "asks": "read",
        "promise": "",
        "qualification": "",
        "review_status": "not_approved",
        "review_needs": "",
        "statements-count": "0",
        "sources-count": "0",
    }
    data |= {"change_class": "", "change_note": "", "action-publish": "1"} | told
    answer = client.post(reverse("wagtailadmin_pages:add", args=["handbook", "guideline", parent.pk]), data)
    if answer.status_code == 302 and answer["Location"] != "/admin/":
        return {}
    form = (answer.context or {}).get("form")
    return dict(form.errors) if form else {"": ["no"]}


def test_a_leader_writes_for_their_unit_and_an_editor_hands_in(cast: Cast) -> None:
    assert add(login(cast.lea), cast.harbour_page, roles=["stottespiller"]) == {}
    page = Guideline.objects.get()
    assert (page.live, page.roles, GuidelineEdition.objects.count()) == (True, ["stottespiller"], 1)
    draft = add(login(cast.eva), cast.harbour_page, slug="skap")
    assert draft == {}
    assert Guideline.objects.filter(live=True).count() == 1  # an editor does not publish
    assert add(login(cast.omar), cast.harbour_page, slug="rom") == {"": ["no"]}
    assert add(login(cast.lea), the_handbook(), slug="sentral") == {"": ["no"]}
    assert Guideline.objects.count() == 2


def test_a_form_takes_no_role_that_is_not_there_and_nothing_of_another_units(cast: Cast) -> None:
    central = Qualification.objects.create(key="sentral", name="Sentral")
    client = login(cast.lea)
    assert list(add(client, cast.harbour_page, roles=["astronaut"])) == ["roles"]
    assert add(client, cast.harbour_page, qualification=central.pk) == {
        "qualification": ["En retningslinje her kan ikke gi det. Velg en fra lista, eller ingen."]
    }
    own = Qualification.objects.create(key="egen", name="Egen", unit=cast.harbour)
    assert list(add(client, cast.harbour_page, qualification=own.pk, asks="nothing")) == ["qualification"]
    assert list(add(client, cast.harbour_page, review_needs="lege")) == ["review_needs"]
    assert add(client, cast.harbour_page, qualification=own.pk) == {}


def stating(*said: tuple[str, str]) -> dict[str, object]:
    """The fields of a form for statements: key and words."""
    blocks = [
        (
            "statement",
            {"key": key, "text": text, "status": "general", "needs": "jur", "sources": {"count": "0"}},
        )
        for key, text in said
    ]
    return nested_form_data({"statements": streamfield(blocks)})


def test_a_statement_stands_in_the_text_or_the_promise_word_for_word(cast: Cast) -> None:
    client = login(cast.lea)
    told = {"promise": "Jeg tier.", **stating(("HAMN-P01", "Her. Jeg tier."))}
    assert add(client, cast.harbour_page, **told | stating(("HAMN-P01", "Der."))) == {
        "statements": ["HAMN-P01: Dette står ikke i teksten. Kopier ordene slik de står der."]
    }
    assert list(add(client, cast.harbour_page, **told | stating(("HAMN-P01", "Her."), ("HAMN-P01", "Jeg tier.")))) == ["statements"]
    assert add(client, cast.harbour_page, **told) == {}


def test_the_desk_tells_what_professionals_have_said(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, review_needs=["jur"], statements=[a_statement("HAMN-P01", "blir her.")])
    client, desk = login(cast.lea), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "HAMN-P01</strong> · jur · venter" in client.get(desk).content.decode()
    who = Professional("Anne", "jurist, Horten", timezone.localdate())
    approve([(page.claims[0], "blir her.")], who=who, by=cast.cleo, at=timezone.now())
    assert "godkjent av Anne, jurist, Horten" in client.get(desk).content.decode()


def change(client: Client, page: Guideline, kind: str, *, action: str = "action-publish", note: str = "Ny regel.") -> str:
    """Publish (or hand in) a changed title, saying what kind of change it is; where that leads."""
    data = nested_form_data(
        {
            "title": page.title + "!",
            "slug": page.slug,
            "summary": "Kort.",
            "body": streamfield([("text", rich_text("<p>Ny.</p>"))]),
        }
    )
    data |= BASE | {
        "asks": "read",
        "promise": "",
        "qualification": "",
        "review_status": "not_approved",
        "review_needs": "",
        "statements-count": "0",
        "sources-count": "0",
    }
    data |= {"change_class": kind, "change_note": note, "retake_from": "", action: "1"}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    return str(answer.headers.get("Location", ""))


@pytest.mark.parametrize("kind", ["important", "retake"])
def test_a_change_that_asks_something_is_shown_before_it_is_out(cast: Cast, kind: str) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    client = login(cast.lea)
    asked = change(client, page, kind)
    assert asked.startswith(f"/admin/mappe/{page.pk}/publiser/")
    assert GuidelineEdition.objects.count() == 1
    html = client.get(asked).content.decode()
    assert "Ingen har sagt at de har lest den ennå." in html
    assert client.post(asked).status_code == 302
    assert GuidelineEdition.objects.latest("number").change_class == kind


def test_people_are_told_what_has_changed_or_nothing_is_published(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    client = login(cast.lea)
    for kind in ("important", "retake"):
        assert change(client, page, kind, note="") == ""
    assert change(client, page, "wording", note="").startswith("/admin/pages/")


def test_words_that_are_the_same_ask_nothing_and_that_is_said(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    client = login(cast.lea)
    page.change_class, page.change_note = "retake", "Ny regel."
    asked = reverse("handbook_desk:publish", args=[page.pk, page.save_revision().pk])
    assert "Ordene er de samme som folk leser nå" in client.get(asked).content.decode()
    assert "blir bedt om" in client.post(asked, follow=True).content.decode()
    assert GuidelineEdition.objects.filter(page=page).count() == 1


def test_whoever_approves_reads_how_many_it_touches(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    sync_wagtail_access(on=timezone.localdate())
    change(login(cast.eva), page, "retake", action="action-submit")
    html = login(cast.lea).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Hvis dette godkjennes: Ingen har sagt at de har lest den ennå." in unescape(html)


def test_that_it_is_read_again_is_taken_back_with_a_reason(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    edit, history = (reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in ("edit", "history"))
    client = login(cast.lea)
    assert "/angre/" not in client.get(edit).content.decode()
    client.post(change(client, page, "retake"))
    edition = GuidelineEdition.objects.get(page=page, change_class="retake")
    address = reverse("handbook_desk:take_back", args=[edition.pk])
    assert address in client.get(edit).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not Reversal.objects.exists()
    for _ in range(2):
        assert client.post(address, {"reason": "Loven ble utsatt."})["Location"] == history
    assert Reversal.objects.get().reason == "Loven ble utsatt."
    assert address not in client.get(edit).content.decode()
    assert client.get(history).content.decode().count("Loven ble utsatt.") == 1


def test_only_those_who_may_publish_take_back_and_only_what_is_read_again(cast: Cast) -> None:
    page = publish_again(a_guideline(under=cast.harbour_page, asks="read"), change_class="retake", title="Nytt")
    first, second = GuidelineEdition.objects.filter(page=page).order_by("number")
    for person, edition in ((cast.eva, second), (cast.omar, second), (cast.cleo, first), (cast.lea, first)):
        assert login(person).post(reverse("handbook_desk:take_back", args=[edition.pk]), {"reason": "Nei."}).status_code == 404
    assert (
        reverse("handbook_desk:take_back", args=[second.pk])
        not in login(cast.eva).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )
    assert not Reversal.objects.exists()


def test_a_change_of_wording_is_out_at_once_and_none_without_a_word(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page, asks="read")
    client = login(cast.lea)
    assert change(client, page, "") == ""
    assert GuidelineEdition.objects.count() == 1
    change(client, page, "wording")
    assert GuidelineEdition.objects.count() == 2


def test_what_was_out_is_not_deleted(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page)
    client = login(cast.adm)
    for each in (page, cast.harbour_page):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[each.pk]))
        assert "Avpubliser det heller" in " ".join(map(str, get_messages(answer.wsgi_request)))
    assert Guideline.objects.filter(pk=page.pk).exists()


def test_a_translation_begins_with_the_guidelines_words_and_is_made_once(cast: Cast) -> None:
    page = a_guideline(under=cast.harbour_page)
    client = login(cast.lea)
    url = reverse("wagtailadmin_pages:add", args=["handbook", "guidelinetranslation", page.pk])
    assert "Etiske retningslinjer" in client.get(url).content.decode()
    data = nested_form_data(
        {"title": "Retningsliner", "slug": "nynorsk", "summary": "Kort.", "body": streamfield([("text", rich_text("<p>Her.</p>"))])}
    )
    data |= BASE | {"language": "nn", "promise": "", "is_up_to_date": "on", "action-publish": "1"}
    assert client.post(url, data).status_code == 302
    assert GuidelineTranslation.objects.get().made_from == 1
    again = client.post(url, data | {"slug": "nynorsk-2"})
    assert list(again.context["form"].errors) == ["language"]
    assert GuidelineTranslation.objects.count() == 1


def test_the_preview_shows_it_as_it_is_read(cast: Cast) -> None:
    page = a_guideline(review_needs=["jur"])
    translation = a_translation(page)
    for each in (page, translation, the_handbook()):
        answer = login(cast.adm).get(reverse("wagtailadmin_pages:view_draft", args=[each.pk]))
        assert (answer.status_code, each.title in answer.content.decode()) == (200, True)
