"""Write the icon sprite from an unpacked @navikt/aksel-icons package: ``vendor_icons.py <package folder>``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(package: Path) -> None:
    """Read each icon named in ``lms.ui.icons`` and write one sprite of symbols, sorted by name."""
    from lms.ui.icons import ICONS, SPRITE  # noqa: PLC0415  # after the path is set

    symbols = []
    for name, source in sorted(ICONS.items()):
        svg = (package / "dist" / "svg" / f"{source}.svg").read_text(encoding="utf-8")
        body = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", svg, flags=re.DOTALL).strip()
        body = re.sub(r"<title>.*?</title>", "", body, flags=re.DOTALL)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    text = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (ROOT / "static" / SPRITE).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
