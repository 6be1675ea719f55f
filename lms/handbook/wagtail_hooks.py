"""Where Wagtail would show a page of the handbook by itself, and what it asks before one is published or taken away."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page

from lms.people.models import User

from . import desk
from .actions import TAKEN_BACK
from .models import Guideline, GuidelineTranslation, HandbookIndexPage
from .selectors import asked_again, readers, was_published
from .words import touched


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """This room's addresses at the editors' desk."""
    own = [
        path("<int:page>/publiser/<int:revision>/", desk.publish, name="publish"),
        path("utgave/<int:edition>/angre/", desk.take_back, name="take_back"),
    ]
    return [path("mappe/", include((own, "handbook_desk")))]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What the log of a page calls the verbs of this room."""
    actions.register_action(TAKEN_BACK)(TakenBack)


class TakenBack(LogFormatter):
    """That a guideline is no longer to be read again, and why."""

    label = gettext_lazy("Taken back that it is done again")

    def format_message(self, log_entry: BaseLogEntry) -> str:
        """With the reason."""
        return _("Taken back that it is done again: «%(reason)s»") % {"reason": log_entry.data["reason"]}


@hooks.register("register_page_header_buttons")
def take_back_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a guideline that is to be read again to taking that back, for whoever publishes it."""
    own = page.specific if issubclass(page.specific_class or Page, Guideline) else None
    if own is None or not own.permissions_for_user(user).can_publish():
        return
    edition = asked_again(own)
    if edition:
        url = reverse("handbook_desk:take_back", args=[edition.pk])
        yield Button(_("Take back that it is done again"), url=url, icon_name="undo", priority=67)


@hooks.register("before_publish_page")
def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A change that asks something of people is shown with how many it touches, before it is out. The draft is saved by now."""
    if not isinstance(page, Guideline) or not page.asks_something:
        return None
    return redirect("handbook_desk:publish", page.pk, page.get_latest_revision().pk)


@hooks.register("before_edit_page")
def tell_who_approves(request: HttpRequest, page: Page) -> None:
    """Approving publishes in one press, so whoever may approve reads how many it touches above the page."""
    if request.method == "GET" and isinstance(page, Guideline) and page.asks_something and page.current_workflow_state:
        messages.info(request, _("If this is approved: %(line)s") % {"line": touched(page.change_class, readers(page), asks=page.asks)})


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, objects: list[Page], action: BulkAction) -> HttpResponse | None:
    """Nothing is published from a list without a word on what has changed, and nothing deleted that somebody has read."""
    if action_type == "publish":
        told = action.cleaned_form.cleaned_data.get("include_descendants") if action.cleaned_form else False
        pages = [page for page in objects if issubclass(page.specific_class or Page, Guideline)]
        if told:
            pages += [each for page in objects for each in page.get_descendants().type(Guideline)]
        if any(page.first_published_at for page in pages):
            messages.error(
                request, _("A guideline is published from its own page, where you say what kind of change it is. Nothing is published.")
            )
            return redirect(action.next_url)
    if action_type == "delete":
        return next(
            (answer for answer in (keep_what_was_published(request, page) for page in objects if isinstance(page, Page)) if answer), None
        )
    return None


@hooks.register("before_delete_page")
def keep_what_was_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What has been out may have been read and signed, and can be shown again: it is unpublished, never deleted."""
    if not was_published(page):
        return None
    messages.error(
        request, _("People may have read and signed this, so it cannot be deleted. Unpublish it instead; then nobody is asked for it.")
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_serve_page")
def to_the_readers_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """The handbook is read where we know who reads, never by its place in the tree."""
    if isinstance(page, HandbookIndexPage):
        return redirect("handbook:index")
    if isinstance(page, Guideline):
        return redirect(reverse("handbook:guideline", args=[page.pk]))
    if isinstance(page, GuidelineTranslation):
        return redirect(reverse("handbook:guideline", args=[page.get_parent().pk]))
    return None
