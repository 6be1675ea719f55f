"""Interview guides in the Wagtail admin, for those who edit centrally. No case and nobody's data is registered here."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import GuideEdition, InterviewGuide


class InterviewGuideViewSet(SnippetViewSet):
    """Questions and criteria of each round. Publishing one makes an edition; rounds that are arranged keep theirs."""

    model = InterviewGuide
    icon = "comment"
    menu_label = _("Interview guides")
    menu_name = "interview-guides"
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["title", Column("round", label=_("Round"), accessor="get_round_display"), "live"]
    ordering = ["round"]


@hooks.register("before_delete_snippet")
def keep_published_guides(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """A guide that has been published is what rounds were held by; it is never deleted at the desk."""
    return _refused(request, instances)


@hooks.register("before_bulk_action")
def keep_published_guides_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Model], action: object) -> HttpResponse | None:
    """The same for several at once."""
    return _refused(request, objects) if action_type == "delete" else None


def _refused(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    guides = [each.pk for each in instances if isinstance(each, InterviewGuide)]
    if not GuideEdition.objects.filter(guide__in=guides).exists():
        return None
    messages.error(request, _("Interviews are held by this guide, so it cannot be deleted. You can unpublish it instead."))
    return redirect(InterviewGuide.snippet_viewset.get_url_name("list"))


register_snippet(InterviewGuideViewSet)
