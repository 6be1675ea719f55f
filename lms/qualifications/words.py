"""What is said of certificates that somebody has sent in."""

from django.utils.translation import gettext as _

from .models import Submission, SubmissionState


def how_it_stands(row: Submission) -> tuple[str, str]:
    """Where a certificate stands, as the mark that shows it and its words; one that counted may have been taken back since."""
    if row.evidence and hasattr(row.evidence, "revocation"):
        return "not_passed", _("Taken back")
    said = {
        SubmissionState.WAITING: ("waiting", _("Waits for a look")),
        SubmissionState.APPROVED: ("valid", _("Approved")),
        SubmissionState.RETURNED: ("not_passed", _("Sent back")),
    }
    return said[SubmissionState(row.state)]
