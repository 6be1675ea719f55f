"""The words of letters in the Wagtail admin, for those who edit centrally. No letter that was sent is registered here."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.action_menu import ActionMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet, UnpublishView

from .actions import shipped_words
from .forms import LetterTextForm
from .models import LetterText
from .selectors import written_words
from .texts import kind_of, kinds

LANGUAGES = dict(settings.LANGUAGES)


class LettersView(IndexView):
    """Every letter that can be written, and in each language whose words go: ours or the centre's. 1 query, whatever their number."""

    page_title = _("Letters and reminders")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """By group: each letter with a line for each language."""
        written = written_words()
        groups: dict[str, list[dict[str, Any]]] = {}
        for kind in kinds():
            lines = [self._line(kind.key, language, label, written.get((kind.key, language))) for language, label in settings.LANGUAGES]
            groups.setdefault(str(kind.group), []).append({"label": kind.label, "languages": lines})
        return {**super().get_context_data(*args, **kwargs), "groups": list(groups.items())}

    def _line(self, key: str, language: str, label: Any, text: LetterText | None) -> dict[str, Any]:
        url = self.get_edit_url(text) if text else f"{reverse(self.add_url_name)}?{urlencode({'key': key, 'language': language})}"
        return {"label": label, "url": url, "text": text}

    @property
    def add_url(self) -> None:
        """A letter is chosen in the list, not made."""


class WriteView(CreateView):
    """Writing a letter for the first time begins with the shipped words."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One that has been written is changed instead, and one that nobody sends is not found."""
        key, language = request.GET.get("key", ""), request.GET.get("language", "")
        if request.method != "POST" and (kind_of(key) is None or language not in LANGUAGES):
            raise Http404
        if text := LetterText.objects.filter(key=key, language=language).first():
            return redirect(reverse(self.edit_url_name, args=[text.pk]))
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which letter it is, and in which language."""
        return str(self.form.instance)

    def get_initial_form_instance(self) -> LetterText | None:
        """The shipped words, with their blanks."""
        key, language = self.request.GET.get("key", ""), self.request.GET.get("language", "")
        if self.request.method == "POST" or (kind := kind_of(key)) is None:
            return None
        words = shipped_words(kind, language=language)
        return LetterText(key=key, language=language, subject=words.subject, body=words.body)


class BackView(UnpublishView):
    """Back to the shipped words. What was written stays as a draft, with its history."""

    page_title = _("Back to the shipped words")
    success_message = _("The shipped words go from now on: %(object)s.")


class BlanksPanel(HelpPanel):
    """What this letter can be filled with, and the words that come with the platform."""

    class BoundPanel(HelpPanel.BoundPanel):
        """Shows it."""

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The letter's blanks, what each means and what stands there in the preview."""
            kind = kind_of(self.form["key"].value() or "")
            blanks = (
                [(f"{{{name}}}", blank.meaning, blank.sample, name in kind.needed) for name, blank in kind.blanks.items()] if kind else []
            )
            language = self.form["language"].value()
            shipped = shipped_words(kind, language=language) if kind and language in LANGUAGES else None
            return {**super().get_context_data(parent_context), "blanks": blanks, "shipped": shipped, "language": language}


class LetterTextViewSet(SnippetViewSet):
    """The words of letters. Where none are published in a language, the shipped ones go."""

    model = LetterText
    icon = "mail"
    menu_label = _("Letters and reminders")
    menu_name = "letter-texts"
    menu_order = 261
    add_to_admin_menu = True
    copy_view_enabled = False  # each letter is written once in each language
    index_view_class = LettersView
    add_view_class = WriteView
    unpublish_view_class = BackView
    edit_handler = ObjectList(
        [
            FieldPanel("key", classname="w-hidden", required_on_save=True),
            FieldPanel("language", classname="w-hidden", required_on_save=True),
            FieldPanel("subject"),
            FieldPanel("body", required_on_save=True),
            BlanksPanel(template="mail/blanks_panel.html", heading=_("Blanks")),
        ],
        base_form_class=LetterTextForm,
    )


class BackMenuItem(UnpublishMenuItem):
    """The same, in the words of letters."""

    label = _("Back to the shipped words")
    icon_name = "undo"


@hooks.register("construct_snippet_action_menu")
def call_it_by_its_name(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """A letter is not unpublished: the shipped words go again."""
    if context["model"] is LetterText:
        items[:] = [BackMenuItem(order=item.order) if isinstance(item, UnpublishMenuItem) else item for item in items]


register_snippet(LetterTextViewSet)
