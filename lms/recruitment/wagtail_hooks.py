"""Interview guides in the Wagtail admin, for those who edit centrally. No case and nobody's data is registered here."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import InterviewGuide


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


register_snippet(InterviewGuideViewSet)
