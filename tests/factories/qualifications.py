"""Qualifications and evidence."""

from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from lms.qualifications.actions import record
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Qualification

from .people import PersonFactory


class QualificationFactory(DjangoModelFactory[Qualification]):
    """A qualification that does not lapse."""

    key = Sequence(lambda n: f"qualification-{n}")
    name = Sequence(lambda n: f"Qualification {n}")
    order = Sequence(lambda n: n)

    class Meta:
        model = Qualification
        django_get_or_create = ("key",)


class EvidenceFactory(DjangoModelFactory[Evidence]):
    """A course finished on the first day of 2026, recorded as the action records it."""

    person = SubFactory(PersonFactory)
    qualification = SubFactory(QualificationFactory)
    kind = EvidenceKind.COURSE
    assurance = Assurance.LOGGED_IN
    earned_on = date(2026, 1, 1)
    source = "Course"
    source_key = Sequence(lambda n: f"test:{n}")
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)

    class Meta:
        model = Evidence

    @classmethod
    def _create(cls, model_class: type[Evidence], *args: Any, **kwargs: Any) -> Evidence:
        return record(**kwargs)
