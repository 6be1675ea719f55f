"""Whatever sums are reckoned from is watched, or they would be kept too long."""

import inspect
import re

import pytest
from django.apps import apps

from lms.requirements import counts, figures, homes, reach, touches

# Read, and yet nothing that is written there changes a sum.
NOT_WATCHED = {"roles_role": "asked for its ids alone; a role that somebody holds cannot go"}
# Read by what another room keeps.
READ_ELSEWHERE = {"recruitment_ruling", "qualifications_evidence", "qualifications_revocation"}
TABLES = {model._meta.db_table for model in apps.get_models()}


def read_by(module: object) -> set[str]:
    """The tables that the statements of a module name."""
    return set(re.findall(r"\b[a-z]+_[a-z]+\b", inspect.getsource(module))) & TABLES  # type: ignore[arg-type]


def test_every_table_that_sums_are_reckoned_from_is_watched():
    named = {table for module in (counts, figures, homes, reach) for table in read_by(module)}

    assert named | READ_ELSEWHERE == touches.WATCHED.keys() | NOT_WATCHED.keys()


@pytest.mark.django_db
def test_the_database_watches_every_one_of_them():
    assert set(touches.standing()) == touches.expected()
    assert {table for table, _name in touches.expected()} == set(touches.WATCHED)
