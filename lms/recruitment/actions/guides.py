"""Interview guides: publishing one, and the ones an installation begins with."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.db import transaction

from lms.recruitment.models import GuideEdition, InterviewGuide

SHIPPED = Path(__file__).parent.parent / "guides.yaml"


@transaction.atomic
def publish_guide(*, guide: InterviewGuide, at: datetime) -> GuideEdition:
    """Freeze an edition of a guide as it stands, for rounds that are arranged from now on. One that says the same as the latest is that one."""
    latest = GuideEdition.objects.filter(guide=guide).order_by("-number").first()
    content = guide.content
    if latest and (latest.title, latest.content) == (guide.title, content):
        return latest
    return GuideEdition.objects.create(guide=guide, number=latest.number + 1 if latest else 1, title=guide.title, content=content, at=at)


@transaction.atomic
def load_guides() -> list[InterviewGuide]:
    """Make and publish the shipped guides of rounds that have none. Returns those that were made; a guide that is there is never touched."""
    there = set(InterviewGuide.objects.values_list("round", flat=True))
    made = []
    for shipped in yaml.safe_load(SHIPPED.read_text(encoding="utf-8")):
        if shipped["round"] in there:
            continue
        guide = InterviewGuide(title=shipped["title"], round=shipped["round"], live=False)
        guide.body = [_block(shipped["round"], place, block) for place, block in enumerate(shipped["blocks"])]
        guide.full_clean()
        guide.save()
        guide.save_revision().publish()
        made.append(guide)
    return made


def _block(number: int, place: int, block: dict[str, Any]) -> dict[str, Any]:
    """One block as a StreamField reads it, with an id that is the same in every installation."""
    ((kind, value),) = block.items()
    if kind == "text":
        return {"type": "text", "value": " ".join(value.split()), "id": _id(number, str(place))}
    if kind == "criterion":
        anchors = {f"anchor_{position}": anchor for position, anchor in enumerate(value["anchors"], start=1)}
        fields = {"name": value["name"], **anchors, "is_flag": value.get("flag", False)}
    else:
        fields = {"text": value["text"], "probe": value["probe"]}
    return {"type": kind, "value": fields, "id": _id(number, value["key"])}


def _id(number: int, key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"guide/{number}/{key}"))
