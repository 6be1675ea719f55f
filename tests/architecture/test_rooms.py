"""Every room says what it is, has its place among the storeys, and says what it remembers of people."""

import ast
import tomllib

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture.files import ROOT, name, python_files, read, rooms

OWN_MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in {"lms", "content"}]


def test_every_room_says_what_it_is():
    folders = [*rooms(), ROOT / "content", ROOT / "lms"]

    assert [name(room) for room in folders if not ast.get_docstring(ast.parse(read(room / "__init__.py")))] == []


def test_every_room_is_installed():
    assert {f"lms.{room.name}" for room in rooms()} - set(settings.INSTALLED_APPS) == set()


def test_every_room_has_its_place_beside_the_site():
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    site = next(contract for contract in contracts if contract["id"] == "site")
    placed = {room.strip() for layer in site["layers"] for room in layer.replace("|", ":").split(":")}

    assert {f"lms.{room.name}" for room in rooms()} - placed == set()


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_model_says_what_it_holds_of_people(model: type[models.Model]):
    said = " ".join((model.__doc__ or "").split())

    silent = "Personal data:" not in said and "olds no personal data" not in said
    assert not silent, "its docstring must say «Personal data: … Retention: …» or «Holds no personal data.»"
    assert "Personal data:" not in said or "Retention:" in said, "its docstring must say for how long («Retention: …»)"


def test_no_room_listens_to_what_is_saved():
    """Signals are for frontiers: Wagtail publishes, allauth logs in, Django makes tables. Own rooms call each other, the higher the lower."""
    heard = [
        f"{name(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module == "django.db.models.signals" and {each.name for each in node.names} - {"pre_migrate", "post_migrate"})
            or (node.module or "").startswith("lms.signals")
        )
    ]

    assert heard == []
