"""Units."""

from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind


class UnitKindFactory(DjangoModelFactory[UnitKind]):
    """A kind of unit with tidgivere."""

    key = Sequence(lambda n: f"kind-{n}")
    name = Sequence(lambda n: f"Kind {n}")

    class Meta:
        model = UnitKind
        django_get_or_create = ("key",)


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit, made as the action makes it, so that it knows its path. Without `parent` it is a root."""

    name = Sequence(lambda n: f"Unit {n}")
    slug = Sequence(lambda n: f"unit-{n}")
    kind = SubFactory(UnitKindFactory)
    parent = None

    class Meta:
        model = Unit

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        return open_unit(**kwargs)
