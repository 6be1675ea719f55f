"""What a leader can begin a local module with: short texts in bokmål with gaps to fill, kept in `starters.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).parent / "starters.yaml"


@dataclass(frozen=True)
class Starter:
    """A module to begin with. `body` is as a module's StreamField takes it; `needs` is whose approval its subject needs."""

    key: str
    title: str
    description: str
    minutes: int
    needs: list[str]
    body: list[tuple[str, Any]]


@cache
def starters() -> dict[str, Starter]:
    """Every starter by its key, in the order they are offered."""
    told = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return {each["key"]: Starter(**each | {"body": [pair for block in each["body"] for pair in block.items()]}) for each in told}
