"""What comes next in a case, and whose turn it is. One answer from what its process demands, what has been done, and what has been agreed.

Nothing here says what stands on a sheet: that somebody's is missing is seen from who sits in a round, and a safeguarding flag shows only when the
whole round is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .scores import is_round_open
from .stages import INTERVIEWS, Demand, Facts, Gap, Kind, Stage, following, gaps_at, gaps_before, round_gaps


class Turn(StrEnum):
    """Whom a case waits for."""

    OWNER = "owner"
    INTERVIEWERS = "interviewers"
    APPLICANT = "applicant"
    REFEREES = "referees"
    DECIDER = "decider"  # the second person
    NOBODY = "nobody"


class Do(StrEnum):
    """What is to be done next."""

    RING = "ring"
    GO_ON = "go_on"
    ARRANGE = "arrange"
    FIND_INTERVIEWERS = "find_interviewers"
    REPLACE_INTERVIEWER = "replace_interviewer"
    NEW_TIMES = "new_times"
    CHOOSE_TIME = "choose_time"
    MEET = "meet"
    SHEETS = "sheets"
    FLAG = "flag"
    ASK_REFEREES = "ask_referees"
    REFERENCES = "references"
    ARRANGE_SHIFT = "arrange_shift"
    SHIFT = "shift"
    NOTE_SHIFT = "note_shift"
    PAPERS = "papers"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    FIND_PLACE = "find_place"
    NOTHING = "nothing"


TURNS: Mapping[Do, Turn] = {
    Do.CHOOSE_TIME: Turn.APPLICANT,
    Do.MEET: Turn.INTERVIEWERS,
    Do.SHEETS: Turn.INTERVIEWERS,
    Do.FLAG: Turn.DECIDER,
    Do.REFERENCES: Turn.REFEREES,
    Do.SHIFT: Turn.APPLICANT,
    Do.PAPERS: Turn.APPLICANT,
    Do.CONFIRM: Turn.DECIDER,
    Do.NOTHING: Turn.NOBODY,
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is agreed about one round: when it begins, or None while times are offered, and whether the applicant has asked for others."""

    round: int
    starts_at: datetime | None = None
    wants_other_times: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed around a case but decides no move: meetings by round, referees who may answer, a trial shift, an open proposal."""

    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    asked: int = 0
    shift_on: date | None = None
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The next step. `round`, `number`, `people`, `at`, `on` and `gaps` are there where the kind of step has them.

    `to` is the stage that a plain «go on» leads to now, with nothing missing; None where there is none.
    """

    do: Do
    round: int = 0
    number: int = 0
    people: frozenset[int] = frozenset()
    at: datetime | None = None
    on: date | None = None
    gaps: tuple[Gap, ...] = ()
    to: Stage | None = None

    @property
    def turn(self) -> Turn:
        """Whom the case waits for."""
        return TURNS.get(self.do, Turn.OWNER)


def next_step(demand: Demand, facts: Facts, stage: Stage, agreed: Agreed, *, now: datetime) -> Step:
    """The one next step of a case. `now` tells whether a meeting or a shift lies ahead (its date, in the time zone it carries, is today)."""
    if stage is Stage.WAITING_LIST:
        return Step(Do.FIND_PLACE)
    if stage is Stage.RULING:
        return Step(Do.CONFIRM, gaps=gaps_at(demand, facts, stage)) if agreed.is_proposed else _before_ruling(demand, facts)
    if stage is Stage.RECEIVED and not facts.contacted:
        return Step(Do.RING)
    if stage in INTERVIEWS:
        step = _interview(demand, facts, INTERVIEWS.index(stage) + 1, agreed, now)
    elif stage is Stage.REFERENCES:
        step = _references(demand, facts, agreed)
    elif stage is Stage.TRIAL_SHIFT:
        step = _trial_shift(facts, agreed, now)
    elif stage in demand.path:
        step = None
    else:
        return Step(Do.NOTHING)
    return step or _onwards(demand, facts, stage, agreed)


def may_go_on(demand: Demand, facts: Facts, stage: Stage) -> Stage | None:
    """The stage that a plain «go on» leads to now; None where something is missing, and where a ruling comes next."""
    to = following(demand, stage)
    if to is None or to is Stage.RULING or gaps_before(demand, facts, stage, to):
        return None
    return to


def _interview(demand: Demand, facts: Facts, number: int, agreed: Agreed, now: datetime) -> Step | None:
    meeting, this = agreed.meetings.get(number), facts.round(number)
    if meeting is None:
        return Step(Do.ARRANGE, number)
    missing = {gap.kind: gap for gap in round_gaps(demand, facts, number)}
    if Kind.TIED in missing:
        return Step(Do.REPLACE_INTERVIEWER, number, missing[Kind.TIED].number, this.interviewers & facts.tied)
    if Kind.INTERVIEWERS in missing:
        return Step(Do.FIND_INTERVIEWERS, number, missing[Kind.INTERVIEWERS].number)
    if Kind.NEW_EYES in missing:
        return Step(Do.REPLACE_INTERVIEWER, number)
    if not is_round_open(this.interviewers, this.sheets_in):
        if meeting.wants_other_times:
            return Step(Do.NEW_TIMES, number)
        if meeting.starts_at is None:
            return Step(Do.CHOOSE_TIME, number)
        if meeting.starts_at > now:
            return Step(Do.MEET, number, at=meeting.starts_at)
        waiting = this.interviewers - this.sheets_in
        return Step(Do.SHEETS, number, len(waiting), waiting)
    return Step(Do.FLAG, number, this.open_flags) if this.open_flags else None


def _references(demand: Demand, facts: Facts, agreed: Agreed) -> Step | None:
    needed = demand.references - facts.references
    if needed <= 0:
        return None
    return Step(Do.REFERENCES, number=needed) if agreed.asked >= needed else Step(Do.ASK_REFEREES, number=needed - agreed.asked)


def _trial_shift(facts: Facts, agreed: Agreed, now: datetime) -> Step | None:
    if facts.trial_shift:
        return None
    if agreed.shift_on is None:
        return Step(Do.ARRANGE_SHIFT)
    return Step(Do.SHIFT, on=agreed.shift_on) if agreed.shift_on >= now.date() else Step(Do.NOTE_SHIFT, on=agreed.shift_on)


def _onwards(demand: Demand, facts: Facts, stage: Stage, agreed: Agreed) -> Step:
    """What comes when a stage is done. Where an interview comes next it is named, since arranging it is what the recruiter sets about."""
    to = following(demand, stage)
    if to is None or to is Stage.RULING:
        return _before_ruling(demand, facts)
    free = may_go_on(demand, facts, stage)
    if to in INTERVIEWS and (number := INTERVIEWS.index(to) + 1) not in agreed.meetings:
        return Step(Do.ARRANGE, number, to=free)
    return Step(Do.GO_ON, to=free)


def _before_ruling(demand: Demand, facts: Facts) -> Step:
    papers = gaps_at(demand, facts, Stage.RULING)
    return Step(Do.PAPERS, gaps=papers) if papers else Step(Do.PROPOSE)
