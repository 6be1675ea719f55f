"""What is agreed around cases but decides no move, in the words of `rules.next_steps`."""

from collections import defaultdict
from collections.abc import Iterable

from lms.recruitment.models import Application, Interview, Referee, Ruling, TrialShift
from lms.recruitment.rules.next_steps import Agreed, Meeting


def agreed_of(applications: Iterable[Application]) -> dict[int, Agreed]:
    """What is agreed around each of several cases, by their ids. 4 queries, whatever the number of cases."""
    ids = [application.pk for application in applications]
    meetings: dict[int, dict[int, Meeting]] = defaultdict(dict)
    held = Interview.objects.filter(application__in=ids).exclude(state=Interview.State.CALLED_OFF)
    for application, number, state, starts_at, asked_at in held.values_list(
        "application_id", "round", "state", "starts_at", "other_times_at"
    ):
        booked = starts_at if state == Interview.State.BOOKED else None
        meetings[application][number] = Meeting(number, booked, wants_other_times=booked is None and asked_at is not None)
    asked: dict[int, int] = defaultdict(int)
    waiting = Referee.objects.filter(
        application__in=ids,
        asked_at__isnull=False,
        bounced_at__isnull=True,
        declined_at__isnull=True,
        replaced_at__isnull=True,
        reference__given_at__isnull=True,
    )
    for application in waiting.values_list("application_id", flat=True):
        asked[application] += 1
    shifts = dict(TrialShift.objects.filter(application__in=ids, held=False).values_list("application_id", "on"))
    proposals = Ruling.objects.filter(application__in=ids, confirmed_at=None, refused_at=None, undone_at=None)
    proposed = set(proposals.values_list("application_id", flat=True))
    return {pk: Agreed(meetings[pk], asked[pk], shifts.get(pk), pk in proposed) for pk in ids}
