"""The forms behind a course and its steps in the Wagtail admin; below the models, since a page model names its form."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from lms.blocks.page_forms import ReadablePageForm
from lms.qualifications.models import Qualification
from lms.quizzes import policies
from lms.quizzes.models import Question
from lms.quizzes.page_forms import ReviewedForm
from lms.quizzes.rules import statements
from lms.roles.cms import approves_topics

from .ownership import joins_guarded_course, qualifications_for
from .rules import skeleton


class CoursePageForm(ReadablePageForm):
    """Offers and takes only qualifications that a course in this place may give, and the one it has. A form can be forged."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("expire_at", None)  # what may be asked of people does not end by itself: «Ta kurset ut av bruk» sees to both
        # What is kept of the page itself, not of a draft: a copy's draft still tells what the copied course gave.
        kept = type(self.instance).objects.filter(pk=self.instance.pk).values("qualification")
        allowed = qualifications_for(self.parent_page)
        if "qualification" in self.fields:
            field: Any = self.fields["qualification"]
            field.queryset = allowed | Qualification.objects.filter(pk__in=kept)
            field.error_messages["invalid_choice"] = _("A course here cannot give that. Choose one from the list, or none.")


class StepPageForm(ReviewedForm):
    """Asks what kind of change it is each time a step is published anew, and takes only questions that its writer may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Looked at now: cleaning writes what was sent into the instance.
        self.questions_before = _questions_in(self.instance.body)

    def clean(self) -> dict[str, Any]:
        """Nor does a page get a question of another unit."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("required_by") and cleaned.get("need") != "required":
            self.add_error("required_by", _("Only what is required has a last day."))
        if "body" in cleaned and not self._may_use(_questions_in(cleaned["body"])):
            self.add_error("body", _("One of the questions is not yours to use. Choose another."))
        self.check_professions("body", _needs_in(cleaned.get("body")))
        if "action-publish" in self.data and self._is_held_back(cleaned):
            self.add_error(
                None, _("In this course, a subject owner approves what units add. Send it in for approval instead of publishing it.")
            )
        return cleaned

    def _is_held_back(self, cleaned: dict[str, Any]) -> bool:
        """Whether what is sent would bring a unit's own module into a guarded course without a yes. The place may be new, so the form asks too."""
        places = {f"{name}_id": getattr(cleaned.get(name), "pk", None) for name in ("fills", "hangs_on")}
        return joins_guarded_course(**places) and not approves_topics(self.for_user)

    def _may_use(self, questions: set[str]) -> bool:
        """Whether each question stands in the page already, or may be chosen by whoever writes. A form can be forged.

        At most 6 queries; none when no question is new.
        """
        new = questions - self.questions_before
        if new and self.instance.pk:
            new -= _questions_in(type(self.instance).objects.get(pk=self.instance.pk).body)
        if not new:
            return True
        reached = policies.reach(self.for_user, on=timezone.localdate())
        return policies.questions(reached, ["choose"]).filter(pk__in=new).count() == len(new)


class TranslationForm(ReadablePageForm):
    """Asks for what the translated page says, and nothing else. A knowledge check stays the source's: no question can be brought in here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = self.parent_page.specific
        told = {field.name for field in self.source._meta.get_fields()}
        for name in ("summary", "audience", "introduction", "outcomes", "guidance", "body"):
            if name not in told or (name == "outcomes" and "summary" not in told):  # a module's are numbers
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """The same blocks that people answer in stand in both languages, so that what somebody did in one is there in the other."""
        cleaned: dict[str, Any] = super().clean()
        if (
            "body" in cleaned
            and not self.errors
            and skeleton(cleaned["body"].get_prep_value()) != skeleton(self.source.body.get_prep_value())
        ):
            self.add_error(
                "body",
                _("Questions, dilemmas, checklists and places for local texts must be the same, in the same order, as in the source."),
            )
        return cleaned


def _needs_in(body: StreamValue | None) -> list[str]:
    """Whose yes the dilemmas of a body need."""
    return [
        need
        for each in statements.dilemmas_in(body.get_prep_value() if body else [])
        for need in statements.professions(each["review"]["needs"])
    ]


def _questions_in(body: StreamValue) -> set[str]:
    """The numbers of the bank questions that a body holds, wherever they stand in it."""
    return {pk for model, pk, _path, _content_path in body.stream_block.extract_references(body) if model is Question}
