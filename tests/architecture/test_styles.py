"""Style sheets and scripts: colours in one place, directions that follow the writing, and a budget."""

import re
from pathlib import Path

from tests.architecture.files import ROOT, name, own_static, read

JS_BUDGET = 30_000  # bytes, as written; nothing of ours is minified
CSS_BUDGET = 60_000
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)|\b(?:rgba?|hsla?|hwb|oklch|oklab|lab|lch)\(")
DIRECTION = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right)\b|[\s;{](?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)
# Set on paper by WeasyPrint and never sent to a browser: paper has one light, and no layer of tokens.
PAPER = {"paper.css"}
UNSAFE = re.compile(r"\beval\(|new Function\(|document\.write|\.innerHTML\s*=|\.outerHTML\s*=|setAttribute\(\s*['\"]style")
STYLES = [path for path in own_static(".css") if path.name not in PAPER]


def findings(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where `pattern` stands, outside comments and addresses (in which a # is no colour)."""
    return [
        f"{name(path)}: {found}"
        for path in paths
        for found in pattern.findall(re.sub(r"/\*.*?\*/|url\([^)]*\)", "", read(path), flags=re.DOTALL))
    ]


def test_colours_are_tokens():
    assert findings(COLOUR, [path for path in STYLES if path.name != "tokens.css"]) == []


def test_directions_follow_the_writing():
    """inline-start and inline-end, not left and right."""
    assert findings(DIRECTION, STYLES) == []


def test_scripts_fit_a_strict_policy():
    """No markup and no code made from text, no style set as an attribute."""
    assert findings(UNSAFE, own_static(".js")) == []


def test_own_scripts_keep_to_their_budget():
    assert sum(path.stat().st_size for path in own_static(".js")) <= JS_BUDGET


def test_styles_of_a_lesson_keep_to_their_budget():
    """A lesson loads tokens and app; the sheets of other pages come on top of these and are small."""
    lesson = [path for path in STYLES if path.name in {"tokens.css", "app.css"}]

    assert len(lesson) == 2
    assert sum(path.stat().st_size for path in lesson) <= CSS_BUDGET
    assert [name(path) for path in STYLES if path not in lesson and path.stat().st_size > CSS_BUDGET / 4] == []
    assert "{% block desk_styles %}{% endblock %}" in read(ROOT / "templates" / "learning" / "step.html")
