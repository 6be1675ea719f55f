"""What stands in a page, read as the database keeps it: texts, links, files, pictures, sources, and approvals that are waited for."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.db.models import TextField
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from lms.blocks.body import PictureBlock
from lms.quizzes.models import FactStatus, Question, QuizPage, ReviewedPage
from lms.quizzes.rules.statements import Claim, said_in
from lms.quizzes.selectors import question_claims

_FOR_WRITERS = frozenset({"guidance", "statements", "review_note"})  # fields that no learner reads


@dataclass
class Reading:
    """What stands in a page."""

    page: Page
    course: str = ""  # or what else it is reviewed with
    slug: str = ""  # of that
    texts: list[str] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)
    silent: int = 0
    claims: list[Claim] = field(default_factory=list)  # what of it a professional must say yes to
    names: dict[str, str] = field(default_factory=dict)  # of what stands in it by itself, by its key
    cited: set[str] = field(default_factory=set)
    doubtful: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, page: Page, course: str = "", slug: str = "") -> "Reading":
        """Reads what a page itself says; `page` is the specific one. No query."""
        read = cls(page, course, slug)
        for each in page._meta.local_fields:
            if each.name in _FOR_WRITERS:
                continue
            if isinstance(each, StreamField):
                stream = getattr(page, each.name)
                read.body(stream.stream_block, list(stream.raw_data))
            elif isinstance(each, RichTextField):
                read.rich(getattr(page, each.name))
            elif isinstance(each, TextField):
                read.texts.append(getattr(page, each.name))
        if isinstance(page, ReviewedPage):
            read.claims += page.claims
            read.cited.update(key for each in said_in(page.statements.raw_data) for key in _items(each.get("sources")))
        sources = getattr(page, "sources", None) or []
        # Keys, or blocks of which some have one.
        read.cited.update(key for each in sources if (key := each if isinstance(each, str) else each.value["key"]))
        return read

    def questions(self, asked: Iterable[Question]) -> None:
        """Reads the questions that a test draws on."""
        for question in asked:
            self.texts += [question.prompt, question.explanation]
            self.body(question.body.stream_block, list(question.body.raw_data))
            self.cited.update(question.sources)
            self.claims += question_claims(question)
            if question.status == FactStatus.UNCERTAIN:
                self.doubtful.append(question.key)

    def told(self, claims: Iterable[Claim]) -> str:
        """Whose yes these of its claims wait for: of a test with how many questions; of a step first the professions, then what stands by itself."""
        wanted = list(claims)
        if isinstance(self.page, QuizPage):
            counted = Counter(claim.need for claim in wanted)
            return ", ".join(f"{need} ({number})" for need, number in sorted(counted.items()))
        own = list(dict.fromkeys(claim.need for claim in wanted if claim.key not in self.names))
        parts = [", ".join(own)] if own else []
        for key, name in self.names.items():
            if needs := [claim.need for claim in wanted if claim.key == key]:
                parts.append(f"«{name}»: {', '.join(needs)}")
        return "; ".join(parts)

    def rich(self, html: str) -> None:
        """Reads rich text as the database keeps it."""
        for tag in _TAGS.findall(html):
            said = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}
            number = int(said["id"]) if said.get("id", "").isdecimal() else 0
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
                if isinstance(review, dict):
                    self.names[str(value.get("key", ""))] = str(value.get("title", ""))
                    self.cited.update(_items(value.get("sources")))
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
        for item in _items(raw):
            yield from _parts(block.child_block, item)
    elif isinstance(block, blocks.StructBlock):
        yield block, raw
        for name, child in block.child_blocks.items():
            if raw.get(name) is not None:
                yield from _parts(child, raw[name])
    else:
        yield block, raw


def _items(raw: Any) -> list[Any]:
    """The values of a list, as either way of keeping them writes it."""
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in raw or []]
