"""The words of letters in the Wagtail admin, for those who edit centrally. No letter that was sent is registered here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .forms import LetterTextForm
from .models import LetterText
from .texts import kinds


class BlanksPanel(HelpPanel):
    """What each letter can be filled with."""

    class BoundPanel(HelpPanel.BoundPanel):
        """Shows it."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Every letter with its blanks, and what each blank means."""
            letters = [(kind.label, [f"{{{blank}}}" for blank in kind.blanks]) for kind in kinds()]
            meanings = {f"{{{name}}}": blank.meaning for kind in kinds() for name, blank in kind.blanks.items()}
            return {**super().get_context_data(parent_context), "letters": letters, "meanings": list(meanings.items())}


class LetterTextViewSet(SnippetViewSet):
    """The words of a letter. Where there are none in a language, the shipped ones go."""

    model = LetterText
    icon = "mail"
    menu_label = _("Letters and reminders")
    menu_name = "letter-texts"
    menu_order = 262
    add_to_admin_menu = True
    list_display = ["__str__", "subject"]
    list_filter = ["language"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("language")]),
            BlanksPanel(template="mail/blanks_panel.html", heading=_("Blanks")),
            FieldPanel("subject"),
            FieldPanel("body"),
        ],
        base_form_class=LetterTextForm,
    )


register_snippet(LetterTextViewSet)
