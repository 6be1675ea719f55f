"""The seven kinds of question as editors write them. A question's body holds exactly one of these."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class OptionBlock(blocks.StructBlock):
    """One thing to choose."""

    text = blocks.CharBlock(label=_("option"), max_length=300)
    correct = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.TextBlock(
        label=_("feedback"),
        help_text=_("What the one who chose this should learn. Always written."),
    )


class _OptionsBlock(blocks.StructBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("options"), min_num=2)


class SingleBlock(_OptionsBlock):
    """Choose one."""

    class Meta:
        icon = "radio-full"
        label = _("Choose one")

    def clean(self, value: Any) -> Any:
        """Exactly one option is right."""
        value = super().clean(value)
        if sum(bool(option["correct"]) for option in value["options"]) != 1:
            raise blocks.StructBlockValidationError({"options": ValidationError(_("Mark exactly one option as right."))})
        return value


class MultipleBlock(_OptionsBlock):
    """Choose all that are right."""

    class Meta:
        icon = "tick"
        label = _("Choose several")

    def clean(self, value: Any) -> Any:
        """At least one option is right."""
        value = super().clean(value)
        if not any(option["correct"] for option in value["options"]):
            raise blocks.StructBlockValidationError({"options": ValidationError(_("Mark at least one option as right."))})
        return value


class TrueFalseBlock(blocks.StructBlock):
    """Right or wrong."""

    answer = blocks.ChoiceBlock(label=_("the statement is"), choices=[("true", _("True")), ("false", _("False"))])
    feedback_true = blocks.TextBlock(label=_("feedback to the one who answers True"))
    feedback_false = blocks.TextBlock(label=_("feedback to the one who answers False"))

    class Meta:
        icon = "check"
        label = _("True or false")


class _RightWrongBlock(blocks.StructBlock):
    feedback_right = blocks.TextBlock(label=_("feedback when right"))
    feedback_wrong = blocks.TextBlock(label=_("feedback when wrong"))


class OrderingBlock(_RightWrongBlock):
    """Put in order."""

    items = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("the steps in the right order"), min_num=2)

    class Meta:
        icon = "order"
        label = _("Put in order")


class PairBlock(blocks.StructBlock):
    """What belongs together."""

    left = blocks.CharBlock(label=_("this"), max_length=200)
    right = blocks.CharBlock(label=_("belongs to"), max_length=200)


class MatchingBlock(_RightWrongBlock):
    """Match."""

    pairs = blocks.ListBlock(PairBlock(), label=_("pairs"), min_num=2)

    class Meta:
        icon = "link"
        label = _("Match")


class ShortAnswerBlock(_RightWrongBlock):
    """Write a word or two."""

    accepted = blocks.ListBlock(blocks.CharBlock(max_length=80), label=_("accepted answers"), min_num=1)
    expected_wrong = blocks.ListBlock(
        blocks.CharBlock(max_length=80),
        label=_("wrong answers to expect"),
        required=False,
        default=[],
    )

    class Meta:
        icon = "edit"
        label = _("Short answer")


class NumberBlock(_RightWrongBlock):
    """Write a number."""

    value = blocks.DecimalBlock(label=_("right number"))
    tolerance = blocks.DecimalBlock(label=_("may be off by"), default=0, min_value=0)
    expected_wrong = blocks.ListBlock(blocks.DecimalBlock(), label=_("wrong numbers to expect"), required=False, default=[])

    class Meta:
        icon = "order-up"
        label = _("Number")


class QuestionBlocks(blocks.StreamBlock):
    """Exactly one kind of question."""

    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
    short_answer = ShortAnswerBlock()
    number = NumberBlock()

    class Meta:
        min_num = 1
        max_num = 1
