"""What editors find of this room in the Wagtail admin."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from lms.people.models import User
from lms.qualifications.models import Qualification
from lms.roles.cms import approves_topics

from .models import STEP_TYPES, CoursePage, ModulePage, Number, Source, Translation
from .selectors.sharing import followers_below
from .views import desk as desk_views
from .views import languages


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """This room's addresses at the editors' desk."""
    own = [
        path("<int:course_page>/utgaver/", desk_views.history, name="history"),
        path("<int:page>/sprak/", languages.overview, name="languages"),
        path("<int:page>/sprak/<slug:language>/begynn/", languages.begin, name="begin_translation"),
        path("<int:page>/ajour/", languages.up_to_date, name="up_to_date"),
        path("sporsmal/<int:question>/sprak/<slug:language>/", languages.question, name="question_words"),
    ]
    return [path("kurs/", include((own, "courses_desk")))]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What the log of a page calls the verbs of this room."""
    actions.register_action("courses.up_to_date", _("Translation up to date"), _("Marked as up to date with what it translates"))


@hooks.register("register_page_header_buttons")
def editions_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course's own menu to its editions."""
    if isinstance(page.specific, CoursePage):
        yield Button(_("Editions of all steps"), url=reverse("courses_desk:history", args=[page.pk]), icon_name="history", priority=66)


@hooks.register("register_page_header_buttons")
def languages_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course or step to what it says in other languages, for whoever writes it."""
    own: Page = page.get_parent() if issubclass(page.specific_class, Translation) else page
    if issubclass(own.specific_class, (CoursePage, *STEP_TYPES)) and own.permissions_for_user(user).can_edit():
        yield Button(_("Languages"), url=reverse("courses_desk:languages", args=[own.pk]), icon_name="globe", priority=68)


@hooks.register("before_delete_page")
def keep_what_is_followed(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Nobody deletes what other units follow, nor what holds it."""
    names = followers_below(page)
    if not names:
        return None
    messages.error(request, _("This cannot be deleted: other units use it (%(units)s).") % {"units": ", ".join(names)})
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_bulk_action")
def keep_what_is_followed_in_bulk(request: HttpRequest, action_type: str, objects: list[Page], action: object) -> HttpResponse | None:
    """As for one page."""
    if action_type != "delete":
        return None
    answers = (keep_what_is_followed(request, each) for each in objects if isinstance(each, Page))
    return next((answer for answer in answers if answer), None)


@hooks.register("before_unpublish_page")
def tell_that_it_stands(request: HttpRequest, page: Page) -> None:
    """What others follow stands with them as it was published last."""
    names = followers_below(page)
    if names:
        messages.info(request, _("Other units use this (%(units)s). They keep the newest published edition.") % {"units": ", ".join(names)})


@hooks.register("before_copy_page")
def copy_as_a_draft(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy that is published at once, or an alias, which always is, would pass by the one who approves what units add."""
    own = page.specific
    if request.method != "POST" or not {"publish_copies", "alias"} & set(request.POST) or not isinstance(own, ModulePage):
        return None
    if not own.needs_topic_approval or approves_topics(request.user):  # type: ignore[arg-type]  # whoever copies is logged in
        return None
    messages.error(request, _("In this course, a subject owner approves what units add. Copy it without publishing, and send the copy in."))
    return redirect("wagtailadmin_pages:copy", page.pk)


class SourceViewSet(SnippetViewSet):
    """What the curriculum cites; pages and questions name sources by key."""

    model = Source
    icon = "link-external"
    list_display: ClassVar = ["key", "title", "publisher", "checked"]
    search_fields: ClassVar = ["key", "title", "publisher"]
    ordering: ClassVar = ["key"]


class NumberViewSet(SnippetViewSet):
    """The telephone numbers that texts and cards name."""

    model = Number
    icon = "mobile-alt"
    list_display: ClassVar = ["key", "name", "when", "hours", "urgent"]
    search_fields: ClassVar = ["key", "name"]
    ordering: ClassVar = ["order"]


class QualificationViewSet(SnippetViewSet):
    """What one can hold."""

    model = Qualification
    icon = "tick"
    list_display: ClassVar = ["name", "key", "valid_for", "valid_unit"]
    search_fields: ClassVar = ["key", "name"]


class CurriculumGroup(SnippetViewSetGroup):
    """What courses rest on, for the centre's editors."""

    items = (QualificationViewSet, SourceViewSet, NumberViewSet)
    menu_label = _("Curriculum")
    menu_icon = "clipboard-list"
    menu_order = 200


register_snippet(CurriculumGroup)
