"""What several tests of this room begin with."""

import pytest

from tests.factories.people import PersonFactory
from tests.factories.qualifications import QualificationFactory
from tests.factories.roles import RoleFactory
from tests.factories.units import UnitFactory, UnitKindFactory
from tests.requirements.histories import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    """Three units, each below the one before."""
    kinds = [UnitKindFactory.create(), UnitKindFactory.create()]
    root = UnitFactory.create(kind=kinds[0])
    middle = UnitFactory.create(kind=kinds[1], city="Bergen", parent=root)
    leaf = UnitFactory.create(kind=kinds[0], city="Bergen", parent=middle)
    return Scene(
        kinds, [root, middle, leaf], RoleFactory.create_batch(2), QualificationFactory.create_batch(3), PersonFactory.create_batch(8)
    )
