"""The handbook's pages."""

from typing import Any

from wagtail.models import Page, Site

from lms.handbook.models import Guideline, GuidelineTranslation, HandbookIndexPage

TEXT = [{"type": "text", "value": "<p>Det du får vite, blir her.</p>"}]


def the_handbook() -> HandbookIndexPage:
    """The one there is, or a new one below the first page."""
    index = HandbookIndexPage.objects.first()
    if index is None:
        home = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
        index = home.add_child(instance=HandbookIndexPage(title="Tidgivermappe", slug="tidgivermappe"))
    return HandbookIndexPage.objects.get(pk=index.pk)


def a_guideline(title: str = "Etiske retningslinjer", *, under: Page | None = None, **fields: Any) -> Guideline:
    """A published guideline: the centre's, or below a unit's page."""
    parent = Page.objects.get(pk=(under or the_handbook()).pk)
    page = parent.add_child(instance=Guideline(title=title, live=False, **{"summary": "Kort.", "body": TEXT} | fields))
    return publish_again(page)


def a_statement(key: str, text: str, needs: str = "jur", sources: tuple[str, ...] = ("K1",)) -> dict[str, Any]:
    """Something a guideline says, as its page keeps it."""
    return {"type": "statement", "value": {"key": key, "text": text, "status": "verified", "sources": list(sources), "needs": needs}}


def publish_again(page: Guideline, *, change_class: str = "", **changes: Any) -> Guideline:
    """Publish it with changes, saying what kind of change they are."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.change_class, page.draft_title = change_class, page.title
    page.save_revision().publish()
    return Guideline.objects.get(pk=page.pk)


def a_translation(
    page: Guideline, title: str = "Etiske retningsliner", *, made_from: int = 1, language: str = "nn"
) -> GuidelineTranslation:
    """A published translation of a guideline."""
    parent = Guideline.objects.get(pk=page.pk)
    made = parent.add_child(
        instance=GuidelineTranslation(
            title=title,
            slug=f"sprak-{language}",
            language=language,
            summary="Kort, på nynorsk.",
            body=TEXT,
            made_from=made_from,
            live=False,
        )
    )
    made.save_revision().publish()
    return GuidelineTranslation.objects.get(pk=made.pk)
