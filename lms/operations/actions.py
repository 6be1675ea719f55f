"""The schedule."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import ScheduledJob
from .rules import next_run


def tick(*, now: datetime, schedule: Mapping[str, tuple[str, str]]) -> list[str]:
    """Put every job whose time has come among the background tasks. Returns their names.

    `schedule` is name → (cron expression in local time, path of a task without arguments). Called every minute, by as many processes as one likes:
    exactly one of them gets each job, since the row's time moves in the same transaction, and only if nobody has moved it before. A job that was
    missed while nothing ran is done once, not once for each time. A job is first done at its next time, never at once.
    """
    local = timezone.localtime(now)
    rows = {job.name: job for job in ScheduledJob.objects.all()}
    started = []
    for name, (cron, path) in schedule.items():
        following = next_run(cron, local)
        job = rows.get(name)
        if job is None:
            ScheduledJob.objects.get_or_create(name=name, defaults={"next_run": following})
        elif job.next_run <= now:
            with transaction.atomic():
                if ScheduledJob.objects.filter(pk=job.pk, next_run=job.next_run).update(next_run=following, last_run=now):
                    import_string(path).enqueue()
                    started.append(name)
        elif job.next_run > following:  # the schedule was made denser
            ScheduledJob.objects.filter(pk=job.pk, next_run=job.next_run).update(next_run=following)
    gone = [job.pk for name, job in rows.items() if name not in schedule]
    if gone:
        ScheduledJob.objects.filter(pk__in=gone).delete()
    return started
