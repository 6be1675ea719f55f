"""What a guideline holds besides the blocks of running text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SourceBlock(blocks.StructBlock):
    """What a guideline rests on, and when somebody last read it."""

    key = blocks.CharBlock(
        label=_("key"), max_length=20, required=False, help_text=_("As in the curriculum's list of sources; may be empty.")
    )
    title = blocks.CharBlock(label=_("title"), max_length=300)
    publisher = blocks.CharBlock(label=_("publisher"), max_length=200)
    checked = blocks.DateBlock(label=_("last read"))

    class Meta:
        icon = "link-external"
        label = _("Source")
