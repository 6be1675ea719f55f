"""What a person must know to run and change the house is written down, and stays so."""

import ast
import re

from tests.architecture.files import ROOT, name, read, rooms

DOCUMENTS = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]
PARTS_OF_A_DECISION = ("Context", "Decision", "Consequences", "Rejected")


def said(text: str) -> bool:
    """Whether a document says `text`."""
    return any(text in read(path) for path in DOCUMENTS)


def settings_read() -> set[str]:
    """The names that the settings read from the environment."""
    names: set[str] = set()
    for path in (ROOT / "lms" / "settings").glob("*.py"):
        for call in ast.walk(ast.parse(read(path))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("env.") and isinstance(call.args[0], ast.Constant):
                names.add(str(call.args[0].value))
    return names


def test_every_setting_is_documented():
    operations = read(ROOT / "docs" / "operations.md")

    assert {setting for setting in settings_read() if f"`{setting}`" not in operations} == set()


def test_the_sample_environment_names_every_setting():
    named = set(re.findall(r"^(?:# ?)?([A-Z][A-Z_0-9]+)=", read(ROOT / ".env.example"), re.MULTILINE))

    assert named - {"DJANGO_SETTINGS_MODULE"} == settings_read()


def test_every_command_is_documented():
    commands = [path.stem for path in ROOT.glob("lms/*/management/commands/*.py") if not path.name.startswith("_")]

    assert [command for command in commands if not said(f"manage.py {command}")] == []


def test_every_make_target_is_documented():
    assert [target for target in re.findall(r"^([a-z]+):.*## ", read(ROOT / "Makefile"), re.MULTILINE) if not said(f"make {target}")] == []


def test_every_room_is_documented():
    architecture = read(ROOT / "docs" / "architecture.md")

    assert [room.name for room in rooms() if f"{room.name}/" not in architecture and f"`{room.name}`" not in architecture] == []


def test_decisions_have_their_four_parts():
    decisions = sorted(ROOT.glob("docs/decisions/[0-9]*.md"))

    assert [f"{name(path)}: {part}" for path in decisions for part in PARTS_OF_A_DECISION if f"## {part}" not in read(path)] == []


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", read(path), flags=re.DOTALL)):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                broken.append(f"{name(path)}: {target}")

    assert broken == []
