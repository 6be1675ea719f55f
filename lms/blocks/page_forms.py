"""What the editors' desk asks of a page's running text before it is published."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.rich_text import RichText

from .rules import FaultKind, faults


class ReadableBody:
    """For the form of a page with a `body`: refuses to publish what some readers cannot find their way in. A draft may be anything.

    Stands before the form's other bases.
    """

    def clean(self) -> dict[str, Any]:
        """Each fault is told with the block it is in."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # a form's, which this one is mixed into
        publishing = "action-publish" in self.data or "action-submit" in self.data  # type: ignore[attr-defined]  # as above
        body = cleaned.get("body")
        if publishing and isinstance(body, StreamValue):
            for reason in reasons(body):
                self.add_error("body", reason)  # type: ignore[attr-defined]  # as above
        return cleaned


class ReadablePageForm(ReadableBody, WagtailAdminPageForm):
    """The form of a page that has nothing else to ask."""


def reasons(body: StreamValue) -> Iterator[str]:
    """Why a body cannot be published, each with the number and name of the block."""
    children = list(body)
    for fault in faults([list(_texts(child.value)) for child in children]):
        where = {"number": fault.block, "block": children[fault.block - 1].block.label, "text": fault.text}
        match fault.kind:
            case FaultKind.SKIPPED_HEADING:
                yield _("Block %(number)s, %(block)s: the heading «%(text)s» skips a level. Make it one level larger.") % where
            case FaultKind.BARE_LINK:
                yield _("Block %(number)s, %(block)s: the link «%(text)s» does not say where it leads. Link words that do.") % where
            case FaultKind.GAP:
                yield _("Block %(number)s, %(block)s: there is still a gap to fill: %(text)s") % where


def _texts(value: Any) -> Iterator[str]:
    """The running text in a block's value, wherever it stands."""
    if isinstance(value, RichText):
        yield value.source
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from _texts(inner)
