"""Interview guides and letter templates in the Wagtail admin, for those who edit centrally. No case and nobody's data is registered here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .actions.letters import BLANKS
from .forms.letters import MEANING, LetterTemplateForm
from .models import GuideEdition, InterviewGuide, LetterTemplate


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


class BlanksPanel(HelpPanel):
    """What each letter can be filled with."""

    class BoundPanel(HelpPanel.BoundPanel):
        """Shows it."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Every letter with its blanks, and what each blank means."""
            letters = [(LetterTemplate.Key(key).label, [f"{{{blank}}}" for blank in blanks]) for key, blanks in BLANKS.items()]
            meanings = [(f"{{{blank}}}", meaning) for blank, meaning in MEANING.items()]
            return {**super().get_context_data(parent_context), "letters": letters, "meanings": meanings}


class LetterTemplateViewSet(SnippetViewSet):
    """The words of a letter. Where there is none in a language, the shipped text goes."""

    model = LetterTemplate
    icon = "mail"
    menu_label = _("Letters in recruitment")
    menu_name = "recruitment-letters"
    menu_order = 261
    add_to_admin_menu = True
    list_display = ["__str__", "subject"]
    list_filter = ["key", "language"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("language")]),
            BlanksPanel(template="mail/blanks_panel.html", heading=_("Blanks")),
            FieldPanel("subject"),
            FieldPanel("body"),
        ],
        base_form_class=LetterTemplateForm,
    )


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
register_snippet(LetterTemplateViewSet)
