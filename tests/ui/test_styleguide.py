"""The style guide and docs/ui.md show every component as it is declared; what is vendored is what the manifest says."""

import base64
import hashlib
import json
import re

import pytest
from django.template import Template
from django.test import Client

from lms.ui.components import registry
from lms.ui.icons import ICONS, SPRITE
from tests.architecture.files import ROOT, read

DOCS = read(ROOT / "docs" / "ui.md")
# Parts of base.html, which are on every page.
IN_BASE = {"head_files", "skip_link", "brand", "main_menu", "menu_links", "toast_region", "footer_words", "language_switch"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_styleguide_opens_in_every_language(language):
    client = Client()
    client.cookies["sprak"] = language
    response = client.get("/stil/")

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_bokmal_comes_first_whatever_the_browser_speaks():
    assert '<html lang="nb"' in Client(headers={"accept-language": "en"}).get("/stil/").text


def test_styleguide_shows_every_component():
    shown = set(re.findall(r"\{% (\w+)", read(ROOT / "templates" / "styleguide" / "index.html")))

    assert set(registry) - shown - IN_BASE - {"breadcrumbs", "error_summary", "dilemma_choice", "local_badge"} == set()


def test_docs_name_every_component_with_its_props_and_slots():
    rows = {
        name: line for line in reversed(DOCS.splitlines()) if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    missing = []
    for name, spec in registry.items():
        if name in IN_BASE:
            continue
        row = rows.get(name, "")
        words = set(re.findall(r"\w+", row))
        missing += [f"{name}.{part}" for part in (*spec.by_name, *spec.slots) if part not in words] if row else [name]

    assert missing == []


@pytest.mark.parametrize("example", re.findall(r"```django\n(.*?)```", DOCS, re.DOTALL))
def test_examples_in_the_docs_compile(example):
    assert Template(example if "{% load" in example else "{% load i18n ui %}" + example)


def test_docs_name_every_module_of_the_script():
    script = read(ROOT / "static" / "js" / "app.js")
    modules = re.search(r"const modules = \{(.*?)\};", script, re.DOTALL)

    assert modules
    names = re.findall(r'^  "?([\w-]+)"?[,:]', modules[1], re.MULTILINE)
    assert names
    assert [name for name in names if f"`{name}`" not in DOCS] == []


def test_vendored_files_are_those_of_the_manifest():
    entries = json.loads(read(ROOT / "static" / "vendor" / "manifest.json"))
    wrong = []
    for entry in entries:
        content = (ROOT / entry["file"]).read_bytes()
        if base64.b64encode(hashlib.sha384(content).digest()).decode() != entry["sha384"]:
            wrong.append(entry["file"])
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "static" / "vendor").rglob("*") if path.is_file()}

    assert wrong == []
    assert {file for file in files if not file.endswith(("LICENSE", "manifest.json"))} == {entry["file"] for entry in entries}
    assert all((ROOT / entry["file"]).parent.joinpath("LICENSE").exists() for entry in entries)


def test_sprite_holds_exactly_the_icons_in_use():
    assert set(re.findall(r'<symbol id="([\w-]+)"', read(ROOT / "static" / SPRITE))) == set(ICONS)
