"""Whoever keeps something of a person says so, for how long, and in words for the people themselves."""

import inspect

from django.apps import apps
from django.db import models

from tests.architecture.files import ROOT, read

OWN = [model for app in apps.get_app_configs() if app.name.split(".")[0] in {"lms", "content"} for model in app.get_models()]


def said(model: type[models.Model]) -> str:
    """What a model says of itself, also where what it says comes from the class it builds on."""
    return " ".join((inspect.getdoc(model) or "").split())


def test_every_model_says_what_it_holds_and_for_how_long():
    silent = [model.__name__ for model in OWN if "personal data" not in said(model).lower()]
    unbounded = [model.__name__ for model in OWN if "Personal data:" in said(model) and "Retention:" not in said(model)]

    assert (silent, unbounded) == ([], [])


def test_every_model_with_personal_data_is_told_of():
    told = read(ROOT / "docs" / "data-protection.md")

    assert [model.__name__ for model in OWN if "Personal data:" in said(model) and f"`{model.__name__}`" not in told] == []
