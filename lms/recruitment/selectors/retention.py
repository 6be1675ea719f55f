"""How long things are kept in this installation."""

from collections.abc import Mapping

from django.conf import settings

from lms.recruitment.rules.retention import STANDARD, Clock, Part


def retention_clocks() -> Mapping[Part, Clock]:
    """The clocks of `rules.retention`, as the setting `RECRUITMENT_KEPT_DAYS` has changed them. No query."""
    changed: Mapping[str, Mapping[str, int]] = getattr(settings, "RECRUITMENT_KEPT_DAYS", {})
    return {
        part: Clock(
            declined=changed.get(part, {}).get("declined", standard.declined),
            admitted=changed.get(part, {}).get("admitted", standard.admitted),
        )
        for part, standard in STANDARD.items()
    }
