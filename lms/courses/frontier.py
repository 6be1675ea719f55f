"""Where Wagtail tells us that a page was published. The only signal this room listens to; it calls one action."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from lms.people.selectors import person_of

from .actions import release
from .models import STEP_TYPES


def on_page_published(sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Freeze an edition of every published step."""
    user = revision.user if revision else None
    release(
        page=instance,
        change_class=getattr(instance, "change_class", ""),
        note=getattr(instance, "change_note", ""),
        by=person_of(user) if user else None,
        at=timezone.now(),
    )


def connect() -> None:
    """Called once, when the app is ready."""
    for step_type in STEP_TYPES:
        page_published.connect(on_page_published, sender=step_type, dispatch_uid=f"release-{step_type.__name__}")
