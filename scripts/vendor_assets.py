"""Renew static/vendor from npm packages: fonts, icons and the parts of the design system in use.

For the one who renews them; nothing of it runs with the site::

    mkdir /tmp/vendor && cd /tmp/vendor
    npm pack --ignore-scripts @digdir/designsystemet-css @fontsource-variable/source-sans-3 @fontsource/fraunces @navikt/aksel-icons
    for file in *.tgz; do mkdir "${file%.tgz}"; tar xzf "$file" -C "${file%.tgz}"; done
    npm install --ignore-scripts svgo          # optional: a sprite of half the size
    python scripts/vendor_assets.py /tmp/vendor
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
sys.path.insert(0, str(ROOT))

# Parts of the design system that our components build on: layer → files under dist/src.
DESIGN_SYSTEM = {"ds.base": ("base",), "ds.components": ("button", "input")}
FONTS = {
    "@fontsource-variable/source-sans-3": ("source-sans-3", ("source-sans-3-latin-wght-normal", "source-sans-3-latin-ext-wght-normal")),
    "@fontsource/fraunces": ("fraunces", ("fraunces-latin-600-normal", "fraunces-latin-ext-600-normal")),
}
SVGO = """export default {floatPrecision: 2, multipass: true, plugins: [{name: "preset-default",
params: {overrides: {cleanupIds: false, removeHiddenElems: false, removeUselessDefs: false}}}]}"""


def packages(folder: Path) -> dict[str, tuple[Path, dict[str, str]]]:
    """Package name → (its folder, its package.json) for all unpacked packages in a folder."""
    found = {}
    for path in folder.glob("*/package/package.json"):
        about = json.loads(path.read_text(encoding="utf-8"))
        found[about["name"]] = (path.parent, about)
    return found


def sprite(package: Path, tools: Path) -> str:
    """One SVG of symbols, sorted by our names, made small by svgo where that is installed."""
    from lms.ui.icons import ICONS  # after the path is set

    symbols = []
    for name, source in sorted(ICONS.items()):
        svg = (package / "dist" / "svg" / f"{source}.svg").read_text(encoding="utf-8")
        body = re.sub(r"^.*?<svg[^>]*>|</svg>.*$|<title>.*?</title>", "", svg, flags=re.DOTALL).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    text = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>"
    if (tools / "node_modules" / "svgo").exists():
        with tempfile.NamedTemporaryFile("w", suffix=".mjs", delete=False) as config:
            config.write(SVGO)
        command = ["npx", "svgo", "--config", config.name, "--string", text, "--output", "-"]
        text = subprocess.run(command, cwd=tools, check=True, capture_output=True, text=True).stdout.strip()
    return text + "\n"


def design_system(package: Path) -> str:
    """The parts in use, each in the layer that the package itself gives it."""
    parts = ["@layer ds.theme, ds.base, ds.components;"]
    for layer, names in DESIGN_SYSTEM.items():
        body = "".join((package / "dist" / "src" / f"{name}.css").read_text(encoding="utf-8").strip() for name in names)
        parts.append(f"@layer {layer}{{{body}}}")
    return "\n".join(parts) + "\n"


def main(folder: Path) -> None:
    """Write every vendored file again, its licence beside it, and the manifest."""
    found = packages(folder)
    entries: list[dict[str, str]] = []

    def write(name: str, source: str, target: Path, text: str | None = None) -> None:
        package, about = found[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            shutil.copyfile(package / source, target)
        else:
            target.write_text(text, encoding="utf-8")
        licence = package / "LICENSE"
        if licence.exists():
            shutil.copyfile(licence, target.parent / "LICENSE")
        digest = base64.b64encode(hashlib.sha384(target.read_bytes()).digest()).decode()
        entries.append(
            {
                "package": name,
                "version": about["version"],
                "from": source,
                "file": target.relative_to(ROOT).as_posix(),
                "sha384": digest,
                "licence": about["license"],
            }
        )

    name = "@digdir/designsystemet-css"
    source = " + ".join(f"dist/src/{part}.css" for names in DESIGN_SYSTEM.values() for part in names)
    write(name, source, VENDOR / "designsystemet" / "core.css", design_system(found[name][0]))
    for name, (short, files) in FONTS.items():
        for file in files:
            write(name, f"files/{file}.woff2", VENDOR / short / f"{file}.woff2")
    name = "@navikt/aksel-icons"
    write(name, "dist/svg/*.svg", VENDOR / "aksel-icons" / "sprite.svg", sprite(found[name][0], folder))
    (VENDOR / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
