"""Two people at the same certificate in the same moment."""

import pytest

from lms.mail.models import Letter
from lms.qualifications import submissions
from lms.qualifications.models import Evidence, Paper, Submission, WhyBack
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.qualifications import QualificationFactory
from tests.factories.submissions import a_submission
from tests.qualifications.test_submissions import DAY, NOW

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_one_says_yes_and_one_no_and_only_one_is_heard():
    cast = make_cast()
    sent = a_submission(cast.ben, QualificationFactory.create(takes_outside=True))

    yes, no = at_once(
        lambda: submissions.approve(submission=sent, earned_on=DAY, valid_until=None, unit=cast.harbour, by=cast.kim, now=NOW),
        lambda: submissions.send_back(submission=sent, why=WhyBack.RUN_OUT, note="", by=cast.lea, now=NOW),
    )

    assert (yes is None) != (no is None)
    row = Submission.objects.get()
    assert (row.state == "approved") == (yes is None)
    assert Evidence.objects.count() == int(yes is None)
    assert Letter.objects.filter(key=f"submission:{row.pk}").count() == 1


def test_the_same_file_sent_twice_in_one_moment_is_one():
    cast = make_cast()
    aid = QualificationFactory.create(takes_outside=True)

    assert at_once(lambda: a_submission(cast.ben, aid), lambda: a_submission(cast.ben, aid)) == [None, None]

    assert (Submission.objects.count(), Paper.objects.count()) == (1, 1)
