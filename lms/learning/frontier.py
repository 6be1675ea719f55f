"""Where Wagtail tells us that a step was published. The only signal this room listens to; each time it calls one action.

Here and not in `courses`, since a change may ask something of those who have done the step, and that room knows no learners.
"""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from lms.courses.actions import release
from lms.courses.models import STEP_TYPES, Translation
from lms.people.selectors import person_of
from lms.quizzes.models import ChangeClass

from .publishing import release_step


def on_page_published(sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Freeze an edition of every published step, and do what its kind of change says."""
    user = revision.user if revision else None
    release_step(page=instance, by=person_of(user) if user else None, at=timezone.now(), revision=revision)


def on_translation_published(sender: type[Page], instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Freeze what a translation says; nobody who has done the step is asked anything, since the source says what is true."""
    user = revision.user if revision else None
    release(page=instance, change_class=ChangeClass.WORDING, note="", by=person_of(user) if user else None, at=timezone.now())


def connect() -> None:
    """Called once, when the app is ready."""
    for step_type in STEP_TYPES:
        page_published.connect(on_page_published, sender=step_type, dispatch_uid=f"release-{step_type.__name__}")
    page_published.connect(on_translation_published, sender=Translation, dispatch_uid="release-Translation")
