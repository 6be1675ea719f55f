"""What a module can hold besides running text. The key in each block is stable: progress and local texts point at it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from lms.blocks.body import SHORT_FEATURES, BodyBlocks


class ReviewBlock(blocks.StructBlock):
    """Whose approval a text waits for."""

    status = blocks.ChoiceBlock(
        label=_("status"),
        choices=[("not_approved", _("not approved yet")), ("approved", _("approved"))],
        default="not_approved",
    )
    needs = blocks.CharBlock(label=_("whose approval"), max_length=80, required=False)


class ChoiceBlock(blocks.StructBlock):
    """One way to act, and what follows."""

    key = blocks.CharBlock(label=_("letter"), max_length=4)
    text = blocks.TextBlock(label=_("what you do or say"))
    consequence = blocks.TextBlock(label=_("what happens then"))
    best = blocks.BooleanBlock(label=_("the best way"), required=False)
    next = blocks.CharBlock(
        label=_("goes on to"),
        max_length=40,
        required=False,
        help_text=_("The key of a later step. Empty ends the story."),
    )


class DilemmaStepBlock(blocks.StructBlock):
    """One crossroads."""

    key = blocks.CharBlock(label=_("key"), max_length=40, validators=[validate_slug])
    prompt = blocks.TextBlock(label=_("what now?"))
    choices = blocks.ListBlock(ChoiceBlock(), label=_("choices"), min_num=2)


class DilemmaBlock(blocks.StructBlock):
    """A situation with choices and consequences. Trying is what counts: no choice fails anyone."""

    key = blocks.CharBlock(label=_("key"), max_length=40)
    title = blocks.CharBlock(label=_("title"), max_length=120)
    situation = blocks.RichTextBlock(label=_("situation"), features=SHORT_FEATURES)
    steps = blocks.ListBlock(DilemmaStepBlock(), label=_("steps"), min_num=1)
    reason = blocks.RichTextBlock(label=_("why the best way is best"), features=SHORT_FEATURES)
    review = ReviewBlock(label=_("review"))
    sources = blocks.ListBlock(blocks.CharBlock(max_length=20), label=_("sources"), required=False, default=[])

    class Meta:
        icon = "order"
        label = _("Dilemma")
        template = "courses/blocks/dilemma.html"

    def clean(self, value: Any) -> Any:
        """One best choice a step; a choice leads to a later step or ends."""
        value = super().clean(value)
        keys = [step["key"] for step in value["steps"]]
        for number, step in enumerate(value["steps"]):
            if sum(bool(choice["best"]) for choice in step["choices"]) != 1:
                raise blocks.StructBlockValidationError({"steps": ValidationError(_("Each step needs exactly one best choice."))})
            if any(choice["next"] and choice["next"] not in keys[number + 1 :] for choice in step["choices"]):
                raise blocks.StructBlockValidationError({"steps": ValidationError(_("A choice can only go on to a later step."))})
        return value


class ReflectionBlock(blocks.StructBlock):
    """A question to oneself. The answer is the person's own."""

    key = blocks.CharBlock(label=_("key"), max_length=40, validators=[validate_slug])
    prompt = blocks.TextBlock(label=_("question"))
    hint = blocks.TextBlock(label=_("help on the way"), required=False)

    class Meta:
        icon = "user"
        label = _("Reflection")
        template = "courses/blocks/reflection.html"


class ContactsBlock(blocks.StructBlock):
    """«Hvem ringer jeg?»: the contact cards of the learner's unit."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    fallback = blocks.RichTextBlock(label=_("when the unit has no cards"), features=SHORT_FEATURES)

    class Meta:
        icon = "mobile-alt"
        label = _("Whom do I ring?")
        template = "courses/blocks/contacts.html"


class LocalTextBlock(blocks.StructBlock):
    """A place for a unit's own short text inside a module."""

    key = blocks.CharBlock(label=_("key"), max_length=40, validators=[validate_slug])
    title = blocks.CharBlock(label=_("title"), max_length=120)
    guidance = blocks.TextBlock(label=_("guidance for the leader"))
    need = blocks.ChoiceBlock(
        label=_("need"),
        choices=[
            ("optional", _("optional")),
            ("expected", _("expected")),
            ("required", _("required")),
        ],
        default="optional",
    )
    required_by = blocks.DateBlock(
        label=_("required by"),
        required=False,
        help_text=_("The last day to fill it. Only for what is required; empty means that there is no last day."),
    )
    default = blocks.RichTextBlock(label=_("text until the unit has written its own"), features=SHORT_FEATURES)

    class Meta:
        icon = "home"
        label = _("Local text")
        template = "courses/blocks/local.html"

    def clean(self, value: Any) -> Any:
        """Only what is required has a last day."""
        value = super().clean(value)
        if value["required_by"] and value["need"] != "required":
            raise blocks.StructBlockValidationError({"required_by": ValidationError(_("Only what is required has a last day."))})
        return value


class ModuleBlocks(BodyBlocks):
    """A module's body."""

    question = SnippetChooserBlock(
        "quizzes.Question",
        label=_("Knowledge check"),
        icon="help",
        template="courses/blocks/question.html",
    )
    dilemma = DilemmaBlock()
    reflection = ReflectionBlock()
    contacts = ContactsBlock()
    local = LocalTextBlock()

    STATIC: ClassVar[frozenset[str]] = BodyBlocks.STATIC
