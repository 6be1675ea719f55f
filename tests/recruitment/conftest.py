"""What most tests of recruitment stand on: the process of Steg for Steg in Harbour, and somebody who has applied."""

import pytest

from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Process, Stage
from tests.cast import Cast
from tests.factories.recruitment import NOW, an_application, fulfil


@pytest.fixture
def process(cast: Cast) -> Process:
    """Two rounds, two interviewers, two references, two deciders, for Harbour and what lies below it."""
    return set_process(now=NOW, by=cast.lea, unit=cast.harbour, rounds=2, seats=2, references=2, deciders=2)


@pytest.fixture
def application(cast: Cast, process: Process) -> Application:
    return an_application(cast.harbour, cast.companion)


@pytest.fixture
def met(application: Application) -> Application:
    """The applicant, when they have been to the first interview."""
    application.stage = Stage.INTERVIEW_1
    application.contacted_at = NOW
    application.save()
    return application


@pytest.fixture
def ready(cast: Cast, application: Application) -> Application:
    """An applicant who has been through everything and can be admitted."""
    return fulfil(application, (cast.kim, cast.dag), (cast.lea, cast.dag))
