"""The forms behind a question in the Wagtail admin: itself, and its words in another language."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import policies
from .actions import translate_question
from .models import Profession, Question, QuestionTranslation
from .rules import fits, in_words, texts_of
from .selectors import describe, fingerprint, words_in

_ONE_LINE = 80  # letters; what is longer is written in a larger field
_LONGEST = {"text": 300, "left": 200, "right": 200}


class QuestionForm(WagtailAdminModelForm):
    """Offers the units the user writes for, and asks for approvals by ticking."""

    needs = forms.MultipleChoiceField(label=_("whose approval it needs"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "needs" in self.fields:
            known = list(Profession.choices)
            # What a file has brought stays, though nobody here has a word for it.
            strange = [(value, value) for value in self.instance.needs or [] if value not in Profession.values]
            self.fields["needs"].choices = known + strange
        if "unit" in self.fields:
            self._limit_units()

    def _limit_units(self) -> None:
        reached = policies.reach(self.for_user, on=timezone.localdate()) if self.for_user else policies.Reach()
        units = policies.homes(reached)
        field = self.fields["unit"]
        field.queryset = units
        central = reached.allows("change" if self.instance.pk else "add", None)
        field.required = not central
        field.empty_label = str(_("the central bank")) if central else None
        if not self.instance.pk and not central and not self.initial.get("unit"):
            self.initial["unit"] = units.order_by("path").first()

    def clean_key(self) -> str:
        """Keys are written one way, so that «tau-5» is not another question than «TAU-5»."""
        return str(self.cleaned_data["key"]).strip().upper()

    def clean_subject(self) -> str:
        """An address, whatever was typed."""
        return slugify(self.cleaned_data["subject"])


class QuestionWordsForm(forms.Form):
    """A question in another language: each text of it beside the one it translates. What is right, and the order, cannot be changed here.

    `seen` stands for what the question says now, and is sent with the words: what was written beside another text is not kept.
    """

    def __init__(self, *args: Any, question: Question, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.language = question, language
        self.source, self.seen = describe(question), fingerprint(question)
        made = QuestionTranslation.objects.filter(question=question, language=language).first()
        known = texts_of(words_in(made)) if made and fits(self.source, words_in(made)) else {}
        for place, text in texts_of(self.source).items():
            long = "\n" in text or len(text) > _ONE_LINE
            self.fields[place] = forms.CharField(
                label=label_of(place),
                help_text=text,
                initial=known.get(place, ""),
                max_length=_LONGEST.get(place.rpartition(".")[2]),
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}) if long else forms.TextInput(attrs={"lang": language}),
            )

    def clean(self) -> dict[str, Any]:
        """The question says what it said when its words were written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get("seen") != self.seen:
            self.add_error(None, gettext("The words have changed since you opened the page. Read them once more."))
        return cleaned

    def save(self) -> QuestionTranslation:
        """Keep it. Raises ValidationError when it does not fit the question as it is now."""
        said = in_words(self.source, self.cleaned_data)
        body = QuestionTranslation._meta.get_field("body").to_python([{"type": said.kind.value, "value": said.body}])  # type: ignore[union-attr]
        return translate_question(
            question=self.question, language=self.language, prompt=said.prompt, body=body, explanation=said.explanation
        )


def label_of(place: str) -> str:
    """What a place in a question is called."""
    first, _dot, rest = place.partition(".")
    number = int(rest.split(".")[0]) + 1 if rest else 0
    last = place.rpartition(".")[2]
    match first, last:
        case "prompt", _:
            return gettext("Question")
        case "explanation", _:
            return gettext("Explanation")
        case "options", "text":
            return gettext("Option %(number)s") % {"number": number}
        case "options", "feedback":
            return gettext("Feedback on option %(number)s") % {"number": number}
        case "items", _:
            return gettext("Point %(number)s") % {"number": number}
        case "pairs", "left":
            return gettext("Pair %(number)s, left") % {"number": number}
        case "pairs", "right":
            return gettext("Pair %(number)s, right") % {"number": number}
        case "accepted", _:
            return gettext("Right answers, one a line")
        case "expected_wrong", _:
            return gettext("Wrong answers one foresees, one a line")
        case "feedback_true", _:
            return gettext("Feedback to the one who answers True")
        case "feedback_false", _:
            return gettext("Feedback to the one who answers False")
        case "feedback_wrong", _:
            return gettext("Feedback on a wrong answer")
    return gettext("Feedback on a right answer")
