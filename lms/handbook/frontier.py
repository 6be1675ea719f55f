"""Where Wagtail tells us that a page of the handbook was published; each time it calls one action."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from lms.people.selectors import person_of

from .actions import release
from .models import Guideline, GuidelineTranslation


def on_page_published(sender: type[Page], instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    """Freeze an edition, and do what its kind of change says."""
    user = revision.user if revision else None
    release(page=instance, by=person_of(user) if user else None, at=timezone.now())


def connect() -> None:
    """Called once, when the app is ready."""
    for page_type in (Guideline, GuidelineTranslation):
        page_published.connect(on_page_published, sender=page_type, dispatch_uid=f"release-{page_type.__name__}")
