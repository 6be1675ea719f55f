"""Where Wagtail tells us that a guide was published. The only signal this room listens to; it calls one action."""

from typing import Any

from django.utils import timezone
from wagtail.signals import published

from .actions.guides import publish_guide
from .models import InterviewGuide


def on_published(sender: type[InterviewGuide], instance: InterviewGuide, **kwargs: Any) -> None:
    """Freeze an edition."""
    publish_guide(guide=instance, at=timezone.now())


def connect() -> None:
    """Called once, when the app is ready."""
    published.connect(on_published, sender=InterviewGuide, dispatch_uid="publish-guide")
