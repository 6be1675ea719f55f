"""Referees as they stand in the middle of things."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from lms.mail.models import Letter
from lms.recruitment.models import Application, Referee
from tests.factories.recruitment import NOW

_numbers = count(1)

# Everything that must be answered, by key.
ANSWERS = {
    "capacity": "Sjef på kafeen i tre år",
    "related": "no",
    "last_contact": "month",
    "reliability": "Tok vakta da tre andre var syke.",
    "people": "Rolig, setter seg ned.",
    "confidences": "always",
    "concern": "no",
    "concern_text": "",
    "may_ring": "yes",
    "again": "gladly",
    "again_text": "",
    "may_be_read": "yes",
    "signer": "Per Sjef",
    "contact": "per@sjef.example",
    "good_faith": "yes",
}


def a_referee(application: Application, **values: Any) -> Referee:
    """Somebody whom the applicant has named on NOW."""
    number = next(_numbers)
    defaults = {"name": f"Per {number}", "relation": "Sjef på kafeen", "email": f"per{number}@sjef.example", "phone": f"911 00 {number:03}"}
    return Referee.objects.create(application=application, named_at=NOW, **defaults | values)


def link_in(letter: Letter) -> str:
    """The token of the link in a letter that has not gone."""
    return next(line for line in letter.body.splitlines() if "/referanse/" in line).rstrip("/").rpartition("/")[2]


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What stands inside is refused, for this reason."""
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.code == code
