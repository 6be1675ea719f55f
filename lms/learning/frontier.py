"""Where Wagtail tells us that a step was published. The only signal this room listens to; it calls one action.

Here and not in `courses`, since a change may ask something of those who have done the step, and that room knows no learners.
"""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from lms.courses.models import STEP_TYPES
from lms.people.selectors import person_of

from .publishing import release_step


def on_page_published(sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Freeze an edition of every published step, and do what its kind of change says."""
    user = revision.user if revision else None
    release_step(page=instance, by=person_of(user) if user else None, at=timezone.now(), revision=revision)


def connect() -> None:
    """Called once, when the app is ready."""
    for step_type in STEP_TYPES:
        page_published.connect(on_page_published, sender=step_type, dispatch_uid=f"release-{step_type.__name__}")
