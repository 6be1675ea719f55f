"""What the central courses lack: found by reading them, without asking anybody outside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from html import unescape
from typing import Any

from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from lms.blocks.body import PictureBlock
from lms.courses.models import CoursePage, ModulePage, SlotPage, Source
from lms.courses.rules.readability import TARGET, lix
from lms.courses.selectors import central_steps, courses_open_to

CHECKED_WITHIN = timedelta(days=365)  # a source older than that is read again
FEWEST_WORDS = 50  # LIX of less says little


class Matter(StrEnum):
    """What can be the matter, the most pressing first."""

    REVIEW = "review"  # the day by which somebody was to go through the course is past, or there is none
    APPROVAL = "approval"  # needs a professional's approval and has none
    LINK = "link"  # leads to a page or file of ours that is gone or not published
    PICTURE = "picture"  # says nothing to those who cannot see it
    SOURCE = "source"  # nobody has read it for a year
    TEXT = "text"  # heavier to read than it should be
    OUTSIDE = "outside"  # leads out of the house: somebody must click on it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where it stands (a page or a source), and what the words about it need."""

    matter: Matter
    title: str
    course: str = ""
    page_id: int | None = None
    source_id: int | None = None
    detail: str = ""
    day: date | None = None
    number: int = 0


@dataclass
class _Read:
    """What stands in a page."""

    page: Page
    course: str
    texts: list[str] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)
    silent: int = 0
    waiting: list[str] = field(default_factory=list)

    def rich(self, html: str) -> None:
        """Reads rich text as the database keeps it."""
        for tag in _TAGS.findall(html):
            said = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}
            number = int(said["id"]) if said.get("id", "").isdigit() else 0
            if said.get("linktype") == "page":
                self.pages.add(number)
            elif said.get("linktype") == "document":
                self.documents.add(number)
            elif said.get("href", "").startswith(("http://", "https://")):
                self.outside.append(said["href"])
            elif said.get("embedtype") == "image":
                self.images.add(number)
                self.silent += not said.get("alt", "").strip()
        self.texts.append(unescape(_TAG.sub(" ", _LINE_ENDS.sub("\n", html))))

    def body(self, block: blocks.Block, raw: Any) -> None:
        """Reads a block and what stands in it."""
        for leaf, value in _parts(block, raw):
            if isinstance(leaf, PictureBlock):
                self.silent += not str(value.get("alt") or "").strip()
            elif isinstance(leaf, blocks.StructBlock):
                review = value.get("review")
                if isinstance(review, dict) and review.get("needs") and review.get("status") != "approved":
                    self.waiting.append(f"«{value.get('title', '')}»: {review['needs']}")
            elif isinstance(leaf, blocks.RichTextBlock):
                self.rich(value or "")
            elif isinstance(leaf, blocks.TextBlock):
                self.texts.append(value or "")
            elif isinstance(leaf, DocumentChooserBlock) and value:
                self.documents.add(value)
            elif isinstance(leaf, ImageChooserBlock) and value:
                self.images.add(value)


_TAGS = re.compile(r"<(?:a|embed)\b[^>]*>")
_ATTRIBUTES = re.compile(r'(\w+)="([^"]*)"')
_LINE_ENDS = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")


def _parts(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Every struct and every leaf of a value as the database keeps it. Nothing is fetched."""
    if isinstance(block, blocks.StreamBlock):
        for child in raw:
            if child["type"] in block.child_blocks:
                yield from _parts(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from _parts(block.child_block, item["value"] if isinstance(item, dict) and item.get("type") == "item" else item)
    elif isinstance(block, blocks.StructBlock):
        yield block, raw
        for name, child in block.child_blocks.items():
            if raw.get(name) is not None:
                yield from _parts(child, raw[name])
    else:
        yield block, raw


def due(*, on: date) -> list[Finding]:
    """Everything in the central courses that somebody should look at on a day, by matter and in the order of the catalogue. 8 queries."""
    courses = courses_open_to([])
    steps = [step for model in (ModulePage, SlotPage) for step in central_steps(model, courses)]
    reads = [*map(_read_course, courses), *(_read_step(course, page) for course, page in steps)]
    reads.sort(key=lambda read: read.page.path)
    live = set(Page.objects.live().filter(pk__in=set().union(*(read.pages for read in reads))).values_list("pk", flat=True))
    files = _there(get_document_model(), set().union(*(read.documents for read in reads)))
    images = _there(get_image_model(), set().union(*(read.images for read in reads)))
    found = [_review(course, on) for course in courses]
    for read in reads:
        found += _findings(read, live, files, images)
    found += [
        Finding(Matter.SOURCE, f"{source.key} {source.title}", source_id=source.pk, day=source.checked)
        for source in Source.objects.filter(checked__lt=on - CHECKED_WITHIN).order_by("checked", "key")
    ]
    order = list(Matter)
    return sorted((each for each in found if each), key=lambda each: order.index(each.matter))


def _there(model: Any, ids: set[int]) -> set[int]:
    return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _read_course(page: CoursePage) -> _Read:
    read = _Read(page, page.title)
    read.texts.append(page.summary)
    read.rich(page.introduction)
    return read


def _read_step(course: CoursePage, page: ModulePage | SlotPage) -> _Read:
    read = _Read(page, course.title)
    if page.awaits_approval:
        read.waiting.append(", ".join(page.review_needs))
    read.body(page.body.stream_block, list(page.body.raw_data))
    return read


def _review(course: CoursePage, on: date) -> Finding | None:
    if course.review_by and course.review_by >= on:
        return None
    return Finding(Matter.REVIEW, course.title, page_id=course.pk, day=course.review_by)


def _findings(read: _Read, live: set[int], files: set[int], images: set[int]) -> Iterator[Finding]:
    def finding(matter: Matter, **more: Any) -> Finding:
        return Finding(matter, read.page.title, "" if read.page.title == read.course else read.course, read.page.pk, **more)

    if read.waiting:
        yield finding(Matter.APPROVAL, detail="; ".join(read.waiting))
    gone = len(read.pages - live) + len(read.documents - files) + len(read.images - images)
    if gone:
        yield finding(Matter.LINK, number=gone)
    if read.silent:
        yield finding(Matter.PICTURE, number=read.silent)
    text = "\n".join(read.texts)
    heaviness = lix(text)
    if heaviness and heaviness > TARGET and len(text.split()) >= FEWEST_WORDS:
        yield finding(Matter.TEXT, number=heaviness)
    for address in dict.fromkeys(read.outside):
        yield finding(Matter.OUTSIDE, detail=address)
