"""The question bank in the Wagtail admin."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.ui.widgets import WordsInput

from .forms import QuestionForm
from .models import Question
from .scoping import QuestionPermissionPolicy, ScopedChooserViewMixin, ScopedChooserViewSetMixin, ScopedViewSetMixin

# Before anything asks for the policy, else Wagtail makes one of its own.
register_permission_policy(Question, QuestionPermissionPolicy(Question))


class _InUse(ScopedChooserViewMixin):
    """A retired question is not offered, but one chosen earlier stays."""

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(retired=False)


class QuestionChooserViewSet(ScopedChooserViewSetMixin, SnippetChooserViewSet):
    """Choosing a question for a lesson."""

    scoped_view_mixin = _InUse


def _kind(question: Question) -> str:
    return str(question.body[0].block.label) if question.body else ""


class QuestionViewSet(ScopedViewSetMixin, SnippetViewSet):
    """The bank: central questions for central editors, a unit's for those who write its pages."""

    model = Question
    icon = "help"
    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_order = 250
    add_to_admin_menu = True
    chooser_viewset_class = QuestionChooserViewSet
    list_per_page = 50
    copy_view_enabled = True
    list_display = [
        "key",
        Column("prompt", label=_("Question"), accessor=lambda question: Truncator(question.prompt).chars(90)),
        Column("kind", label=_("Type"), accessor=_kind),
        Column("subject", label=_("Subject"), sort_key="subject"),
        Column(
            "critical", label=_("Critical"), accessor=lambda question: _("Must be right") if question.critical else "", sort_key="critical"
        ),
        Column("status", label=_("Foundation"), accessor="get_status_display", sort_key="status"),
        Column("sources", label=_("Sources"), accessor=lambda question: ", ".join(question.sources)),
        Column("needs", label=_("Needs approval by"), accessor=lambda question: ", ".join(question.needs)),
        Column("unit", label=_("Unit"), accessor=lambda question: question.unit or _("the central bank")),
    ]
    list_filter = ["subject", "status", "critical", "retired"]
    ordering = ["key"]
    # Plain words in the row: a bank is searched by those who wrote it.
    search_backend_name = None
    search_fields = ["key", "prompt", "subject", "explanation"]
    list_export = ["key", "subject", "prompt", "critical", "outcome", "status", "sources", "needs", "retired"]
    export_filename = "sporsmal"

    edit_handler = ObjectList(
        [
            FieldPanel("prompt"),
            FieldPanel("body"),
            FieldPanel("explanation"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("key"), FieldPanel("unit")]),
                    FieldRowPanel([FieldPanel("subject"), FieldPanel("outcome")]),
                    FieldPanel("critical"),
                    FieldPanel("variant_of"),
                    FieldPanel("retired"),
                ],
                heading=_("Where it belongs"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("status"),
                    FieldPanel("sources", widget=WordsInput, help_text=_("Their keys, with commas between: K1, K3.")),
                    FieldPanel("needs"),
                ],
                heading=_("How well it is founded"),
            ),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """What the list shows, with each question's unit."""
        return super().get_queryset(request).select_related("unit")


register_snippet(QuestionViewSet)
