"""The blocks of running text: what an article, a unit page and a module share.

Each renders `templates/blocks/<name>.html`. Trees are flat, since StreamField definitions stand in migrations.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage
from wagtail.images.shortcuts import get_renditions_or_not_found

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
PICTURE_WIDTHS = tuple(f"width-{width}|format-webp|preserve-svg" for width in (480, 960, 1472))
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


def picture_sources(image: AbstractImage) -> dict[str, Any]:
    """What `<img>` needs of a picture: `src`, `width` and `height` in pixels, and `srcset` where there are several. At most 1 query."""
    widths = PICTURE_WIDTHS[-1:] if image.is_svg() else PICTURE_WIDTHS
    renditions = list(get_renditions_or_not_found(image, widths).values())
    largest = renditions[-1]
    sources: dict[str, Any] = {"src": largest.url, "width": largest.width, "height": largest.height}
    if len({rendition.width for rendition in renditions}) > 1:
        sources["srcset"] = ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)
    return sources


class PictureBlock(blocks.StructBlock):
    """A picture that always says what it shows."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what it shows"),
        max_length=250,
        help_text=_("What you would say on the telephone. Read aloud to those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the picture in three widths, so that a phone fetches a small one; a drawing (SVG) is one file. At most 1 query."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        image = value.get("image")
        return context | picture_sources(image) if image else context


class MediaBlock(blocks.StructBlock):
    """Film or sound, never without words."""

    kind = blocks.ChoiceBlock(label=_("kind"), choices=[("film", _("film")), ("sound", _("sound"))])
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(label=_("file"), help_text=_("mp4 or webm for film, mp3 or m4a for sound."))
    captions = DocumentChooserBlock(label=_("captions"), required=False, help_text=_("A .vtt file. Required for film."))
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=SHORT_FEATURES,
        help_text=_("Everything that is said, and what one must see to understand it."),
    )

    class Meta:
        icon = "media"
        label = _("Film or sound")
        template = "blocks/media.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `kind` as HTML names it."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"kind": "audio" if value.get("kind") == "sound" else "video"}

    def clean(self, value: Any) -> Any:
        """Film needs captions."""
        value = super().clean(value)
        if value["kind"] == "film" and not value["captions"]:
            raise blocks.StructBlockValidationError({"captions": ValidationError(_("Film needs captions."))})
        return value


class CalloutBlock(blocks.StructBlock):
    """Something to stop at."""

    tone = blocks.ChoiceBlock(
        label=_("tone"),
        choices=[
            ("tip", _("tip")),
            ("important", _("important")),
            ("warning", _("warning")),
            ("example", _("example")),
        ],
        default="tip",
    )
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "blocks/callout.html"


class SectionBlock(blocks.StructBlock):
    """One part of an accordion."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_FEATURES)


class AccordionBlock(blocks.StructBlock):
    """Parts that open one by one."""

    items = blocks.ListBlock(SectionBlock(), label=_("parts"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Accordion")
        template = "blocks/accordion.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words; never a real, named person's."""

    text = blocks.TextBlock(label=_("words"))
    by = blocks.CharBlock(
        label=_("said by"),
        max_length=120,
        required=False,
        help_text=_("A role, not a name: «tidgiver, 34»."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off for oneself."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=250), label=_("points"), min_num=1)

    class Meta:
        icon = "tick"
        label = _("Checklist")
        template = "blocks/checklist.html"


class GlossaryBlock(blocks.StructBlock):
    """A word explained."""

    term = blocks.CharBlock(label=_("word"), max_length=80)
    explanation = blocks.TextBlock(label=_("meaning"))

    class Meta:
        icon = "help"
        label = _("Word explained")
        template = "blocks/glossary.html"


class SummaryBlock(blocks.StructBlock):
    """«Remember this» at the end."""

    text = blocks.RichTextBlock(label=_("text"), features=SHORT_FEATURES)

    class Meta:
        icon = "clipboard-list"
        label = _("Summary")
        template = "blocks/summary.html"


class BodyBlocks(blocks.StreamBlock):
    """Running text with what belongs to it."""

    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES, icon="pilcrow", template="blocks/text.html")
    picture = PictureBlock()
    media = MediaBlock()
    callout = CalloutBlock()
    accordion = AccordionBlock()
    quote = QuoteBlock()
    checklist = ChecklistBlock()
    glossary = GlossaryBlock()
    summary = SummaryBlock()

    # Blocks that draw nothing per person or unit: their HTML may be kept.
    STATIC: ClassVar[frozenset[str]] = frozenset({"text", "picture", "media", "callout", "accordion", "quote", "glossary", "summary"})
