"""What stands beside the fields of a page that is reviewed, in the editors' desk; below the models, since a page model names its panels."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from lms.ui.widgets import WordsInput


def truth_panel(*, sources: FieldPanel) -> MultiFieldPanel:
    """Everything about how true a text is; `sources` is the panel of what it rests on, which pages keep in ways of their own."""
    return MultiFieldPanel(
        [
            FieldPanel("review_status"),
            FieldPanel("review_needs", widget=WordsInput),
            FieldPanel("approved_by"),
            FieldPanel("approved_on"),
            FieldPanel("review_note"),
            sources,
            FieldPanel("statements"),
            ApprovalPanel(heading=_("What professionals have said")),
        ],
        heading=_("Truth: sources and approval"),
    )


class ApprovalPanel(Panel):
    """What professionals have said of the words of a page, as they stand now; nothing where nobody's yes is needed."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "quizzes/panels/approval.html"

        def is_shown(self) -> bool:
            """Only where somebody's yes is needed."""
            return super().is_shown() and bool(self.instance.pk and self.instance.claims)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """With each claim and what was said of it last. 1 query."""
            approvals = apps.get_model("quizzes", "Approval").objects  # which stand above: a page model names its panels
            claims = self.instance.claims
            said = approvals.newest(claims)
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"lines": [(claim, said.get(claim)) for claim in claims]}
