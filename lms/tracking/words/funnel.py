"""The way from interest to ready in words: each number with what it counts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms.recruitment.words.numbers import season as season_words
from lms.tracking.rules.figures import Share
from lms.tracking.rules.funnel import Step
from lms.tracking.selectors.funnel import Funnel

from .figures import percent
from .plots import Cell, Plot, about
from .report import number_words


def steps() -> dict[Step, Cell]:
    """Each step: what it is called, and who has come so far."""
    return {
        Step.INTERESTED: (_("Showed interest"), _("Applied, or was proposed from inside.")),
        Step.INVITED: (_("Invited to an interview"), _("The case went as far as the first interview, or further.")),
        Step.INTERVIEWED: (
            _("Interviewed"),
            _("Had all the interviews that the process asks for, two as a rule, and went on from the last one."),
        ),
        Step.ADMITTED: (_("Admitted"), _("By a ruling that stands.")),
        Step.STARTED: (
            _("Started"),
            _("Has had the first day in the role they were admitted to. Who was planned and never came has not started."),
        ),
        Step.READY: (
            _("Ready"),
            _("On at least one day since the first one nothing stood in the way in that role. Some things may have had time left."),
        ),
        Step.COMPLETE: (
            _("All requirements met"),
            _("On at least one day since the first one all was held that was asked for in that role, also what had time left."),
        ),
    }


def funnel(found: Funnel) -> Plot:
    """How far they came, of all together as a chart, and of each half-year in the table."""
    names = steps()
    heads = [*map(season_words, found.seasons), _("Together"), _("Of those who showed interest")]
    rows = [
        {"cells": [names[step][0], *(number_words(number, found.exact) for number in numbers), _share_words(share)]}
        for step, numbers, share in found.lines
    ]
    bars = [
        {
            "label": names[step][0],
            "value": numbers[-1] or 0,
            "text": str(number_words(numbers[-1], found.exact)),
            "tone": "good" if step >= Step.READY else "info",
        }
        for step, numbers, _share in found.lines
    ]
    said = [
        *names.values(),
        (
            _("Who counts"),
            _(
                "Everybody who showed interest in the unit or below it in this half-year or the three before it, once each, also those who did so "
                "several times or in several units. Whoever has been forgotten cannot be known again and counts once for each application."
            ),
        ),
        (
            _("Half-year"),
            _(
                "When somebody showed interest; of several times, the one that led furthest. All numbers of a column are of the same people."
            ),
        ),
        (_("As of"), _("Today: those who came last have had the least time. Who has left since is counted as far as they came.")),
    ]
    file: list[Sequence[object]] = [[_("How far"), *heads]]
    file += [
        [names[step][0], *(_("Not shown") if number is None else number for number in numbers), _share_words(share)]
        for step, numbers, share in found.lines
    ]
    return Plot(
        lead=_("How far those who showed interest have come, all the way until they had what is asked of them."),
        chart=_("How many came at least so far"),
        bars=bars,
        table={"columns": [_("How far"), *({"label": head, "numeric": True} for head in heads)], "rows": rows},
        definitions=said + (about() if found.hides else []),
        file=file,
        empty=_("When somebody applies here, you can follow how far they come, from the first contact until they are ready."),
    )


def _share_words(share: Share | None) -> str:
    return _("Not shown") if share is None else percent(share)
