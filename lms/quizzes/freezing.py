"""What a page says at the moment it is published, so that it can be kept and held against what it said before."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Page

from .changes import retake_day
from .models import ChangeClass, PageEdition

# What says when and by whom a page was saved or where it stands, or is said to those alone who approve it; an edition is what readers are told.
_NOT_CONTENT = {
    "path", "depth", "numchild", "url_path", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
    "latest_revision_created_at", "latest_revision", "live_revision", "expired", "expire_at", "go_live_at", "owner", "locked", "locked_at",
    "locked_by", "draft_title", "alias_of", "comments", "wagtail_admin_comments", "change_class", "change_note", "retake_from",
    "search_description", "seo_title", "show_in_menus", "translation_key", "review_note",
}  # fmt: skip


def _frozen(page: Page) -> tuple[dict[str, Any], str]:
    """A specific page as Wagtail serialises it, fit for a JSON field, and what stands for its words: two that say something else differ in it."""
    content = page.serializable_data()
    # PostgreSQL keeps a body's keys in an order of its own, so bodies are compared by what they say.
    bodies = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    told = {name: json.loads(value) if name in bodies else value for name, value in content.items() if name not in _NOT_CONTENT}
    fingerprint = sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    return json.loads(json.dumps(content, ensure_ascii=False, default=str)), fingerprint


def says_the_same(page: Page, newest: PageEdition | None) -> bool:
    """Whether a specific page, published as it is, would make no new edition: then nobody is told or asked anything."""
    return newest is not None and newest.content_hash == _frozen(page)[1]


def next_edition(page: Page, *, after: int, change_class: str, note: str, retake_from: date | None, on: date) -> dict[str, Any]:
    """The fields of an edition of what a specific page says, published on `on` after the one with the number `after` (0: none).

    The first is always *wording*: nobody has done or read anything older. `retake_from` is heard for a retake alone, see `retake_day`.
    """
    content, fingerprint = _frozen(page)
    kind = (change_class or ChangeClass.WORDING) if after else ChangeClass.WORDING
    return {
        "page_id": page.pk,
        "number": after + 1,
        "title": page.title,
        "content": content,
        "content_hash": fingerprint,
        "change_class": kind,
        "note": note,
        "retake_from": retake_day(retake_from, on=on) if kind == ChangeClass.RETAKE else None,
    }
