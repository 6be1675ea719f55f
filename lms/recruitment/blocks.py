"""The blocks of an interview guide."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class QuestionBlock(blocks.StructBlock):
    """A question that everybody is asked, in this order, and what to follow up with."""

    text = blocks.TextBlock(label=_("question"), max_length=400)
    probe = blocks.TextBlock(label=_("follow up with"), max_length=400, required=False)

    class Meta:
        icon = "help"
        label = _("Question")


class CriterionBlock(blocks.StructBlock):
    """What is scored, and what each score looks like."""

    name = blocks.CharBlock(label=_("criterion"), max_length=80)
    anchor_1 = blocks.TextBlock(label=_("1: stop and talk"), max_length=250)
    anchor_2 = blocks.TextBlock(label=_("2: weak"), max_length=250)
    anchor_3 = blocks.TextBlock(label=_("3: good"), max_length=250)
    anchor_4 = blocks.TextBlock(label=_("4: strong"), max_length=250)
    is_flag = blocks.BooleanBlock(
        label=_("safeguarding flag"),
        required=False,
        help_text=_("Stands outside the sum. A 1 stops the case until a second person has decided."),
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Criterion")


class GuideBlocks(blocks.StreamBlock):
    """Text to read aloud, questions, criteria."""

    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "ul"])
    question = QuestionBlock()
    criterion = CriterionBlock()

    class Meta:
        block_counts = {"criterion": {"min_num": 1}}
