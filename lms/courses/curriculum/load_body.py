"""Which block of a step's text in the files is which block in the database."""

from difflib import SequenceMatcher
from typing import Any

from . import model


def matched(
    body: list[model.BodyBlock], old: list[tuple[model.BodyBlock, list[dict[str, Any]]]]
) -> list[tuple[model.BodyBlock, list[dict[str, Any]]] | None]:
    """For each block the old one that it is, changed or not: by its key, else by standing in the same place among unchanged ones."""
    found: list[tuple[model.BodyBlock, list[dict[str, Any]]] | None] = [None] * len(body)
    free = set(range(len(old)))

    def take(new_place: int, old_place: int) -> None:
        found[new_place] = old[old_place]
        free.discard(old_place)

    by_key = {(block.kind, _key(block)): place for place, (block, _raw) in enumerate(old) if _key(block)}
    for place, block in enumerate(body):
        known = by_key.pop((block.kind, _key(block)), None)
        if known is not None:
            take(place, known)
    spelt_old = [f"{block.kind} {block.value}" for block, _raw in old]
    spelt_new = [f"{block.kind} {block.value}" for block in body]
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, spelt_old, spelt_new, autojunk=False).get_opcodes():
        for place in range(new_start, new_end):
            if found[place] is not None:
                continue
            for candidate in range(old_start, old_end):
                fits = old[candidate][0].kind == body[place].kind and not _key(body[place])
                if candidate in free and fits and (tag != "equal" or candidate - old_start == place - new_start):
                    take(place, candidate)
                    break
    return found


def _key(block: model.BodyBlock) -> str:
    return block.value.get("key", "") if isinstance(block.value, dict) else ""
