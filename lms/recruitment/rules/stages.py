"""The stages of a case, and which moves are allowed. The one definition of when somebody may be admitted.

A case is judged by two things: what its process demands (`Demand`, decided per unit and role before anybody applies, and kept with the case) and what
has been done in it (`Facts`). What is still missing is a list of `Gap`s with their reasons; an empty list is the only way to an admission.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_ROUNDS = 3
MOST_REFERENCES = 3


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    INTERVIEW_1 = "interview_1"
    INTERVIEW_2 = "interview_2"
    INTERVIEW_3 = "interview_3"
    REFERENCES = "references"
    TRIAL_SHIFT = "trial_shift"
    RULING = "ruling"
    WAITING_LIST = "waiting_list"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


INTERVIEWS = (Stage.INTERVIEW_1, Stage.INTERVIEW_2, Stage.INTERVIEW_3)
# What the unit still works on, in the order of the board.
WORKING = (Stage.RECEIVED, Stage.CONTACTED, *INTERVIEWS, Stage.REFERENCES, Stage.TRIAL_SHIFT, Stage.RULING)
OPEN = frozenset({*WORKING, Stage.WAITING_LIST})
ENDED = frozenset({Stage.ADMITTED, Stage.DECLINED, Stage.WITHDRAWN})
RULED = frozenset({Stage.ADMITTED, Stage.DECLINED, Stage.WAITING_LIST})

# Every move any process can make. A ruling may be proposed from every stage (somebody can be declined early), and goes back where it came from when
# the second person refuses it. A ruling that was wrong is undone (back to `ruling`) until its letter has gone. Who has withdrawn may apply again.
_ANY_TIME = frozenset({Stage.RULING, Stage.WITHDRAWN})
NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.RECEIVED: _ANY_TIME | {Stage.CONTACTED},
    Stage.CONTACTED: _ANY_TIME | {Stage.INTERVIEW_1, Stage.REFERENCES, Stage.TRIAL_SHIFT},
    Stage.INTERVIEW_1: _ANY_TIME | {Stage.INTERVIEW_2, Stage.REFERENCES, Stage.TRIAL_SHIFT},
    Stage.INTERVIEW_2: _ANY_TIME | {Stage.INTERVIEW_3, Stage.REFERENCES, Stage.TRIAL_SHIFT},
    Stage.INTERVIEW_3: _ANY_TIME | {Stage.REFERENCES, Stage.TRIAL_SHIFT},
    Stage.REFERENCES: _ANY_TIME | {Stage.TRIAL_SHIFT},
    Stage.TRIAL_SHIFT: _ANY_TIME,
    Stage.RULING: RULED | {Stage.WITHDRAWN} | (frozenset(WORKING) - {Stage.RULING}),
    Stage.WAITING_LIST: _ANY_TIME,
    Stage.ADMITTED: frozenset({Stage.RULING}),
    Stage.DECLINED: frozenset({Stage.RULING}),
    Stage.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What a process demands before somebody may be admitted; the standard is that of Steg for Steg.

    `seats` is how many interviewers each round has at least; `deciders` how many named people stand behind a ruling (1 or 2).
    """

    rounds: int = 2
    seats: int = 2
    references: int = 2
    deciders: int = 2
    trial_shift: bool = False
    guideline: bool = False
    police_certificate: bool = False

    @property
    def path(self) -> tuple[Stage, ...]:
        """The working stages of this process, in order."""
        stages = [Stage.RECEIVED, Stage.CONTACTED, *INTERVIEWS[: self.rounds]]
        if self.references:
            stages.append(Stage.REFERENCES)
        if self.trial_shift:
            stages.append(Stage.TRIAL_SHIFT)
        return (*stages, Stage.RULING)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round of interviews: who sits in it, whose sheet is in, and how many safeguarding flags nobody has decided on yet."""

    number: int
    interviewers: frozenset[int] = frozenset()
    sheets_in: frozenset[int] = frozenset()
    open_flags: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What has been done in a case. `tied` are people who have said that they know the applicant."""

    contacted: bool = False
    rounds: tuple[RoundFacts, ...] = ()
    references: int = 0
    trial_shift: bool = False
    guideline: bool = False
    police_certificate: bool = False
    tied: frozenset[int] = field(default=frozenset())

    def round(self, number: int) -> RoundFacts:
        """The round of this number; one that nobody has planned is empty."""
        return next((each for each in self.rounds if each.number == number), RoundFacts(number))


class Kind(StrEnum):
    """What can be missing."""

    CONTACT = "contact"
    INTERVIEWERS = "interviewers"  # too few sit in the round
    NEW_EYES = "new_eyes"  # nobody in this round is new since the first
    TIED = "tied"  # somebody in the round knows the applicant
    SHEETS = "sheets"  # not everybody's sheet is in
    FLAG = "flag"  # a safeguarding flag that nobody has decided on
    REFERENCES = "references"
    TRIAL_SHIFT = "trial_shift"
    GUIDELINE = "guideline"
    POLICE_CERTIFICATE = "police_certificate"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: what, in which round (0: none), and how many."""

    kind: Kind
    round: int = 0
    number: int = 0


def round_gaps(demand: Demand, facts: Facts, number: int) -> tuple[Gap, ...]:
    """What one round still lacks before the case may go on."""
    this = facts.round(number)
    gaps = []
    if len(this.interviewers) < demand.seats:
        gaps.append(Gap(Kind.INTERVIEWERS, number, demand.seats - len(this.interviewers)))
    if tied := this.interviewers & facts.tied:
        gaps.append(Gap(Kind.TIED, number, len(tied)))
    if number > 1 and this.interviewers and not this.interviewers - facts.round(1).interviewers:
        gaps.append(Gap(Kind.NEW_EYES, number))
    if not this.interviewers or (waiting := this.interviewers - this.sheets_in):
        gaps.append(Gap(Kind.SHEETS, number, len(waiting) if this.interviewers else 0))
    elif this.open_flags:  # told only when the round is in: before that it would say what stands on somebody's sealed sheet
        gaps.append(Gap(Kind.FLAG, number, this.open_flags))
    return tuple(gaps)


def gaps_at(demand: Demand, facts: Facts, stage: Stage) -> tuple[Gap, ...]:
    """What one stage of the path still lacks. What may be done at any time (guideline, police certificate) is asked at the ruling."""
    if stage is Stage.RECEIVED:
        return () if facts.contacted else (Gap(Kind.CONTACT),)
    if stage in INTERVIEWS:
        return round_gaps(demand, facts, INTERVIEWS.index(stage) + 1)
    if stage is Stage.REFERENCES and facts.references < demand.references:
        return (Gap(Kind.REFERENCES, number=demand.references - facts.references),)
    if stage is Stage.TRIAL_SHIFT and not facts.trial_shift:
        return (Gap(Kind.TRIAL_SHIFT),)
    if stage is Stage.RULING:
        lacking = (
            (Kind.GUIDELINE, demand.guideline and not facts.guideline),
            (Kind.POLICE_CERTIFICATE, demand.police_certificate and not facts.police_certificate),
        )
        return tuple(Gap(kind) for kind, is_lacking in lacking if is_lacking)
    return ()


def gaps(demand: Demand, facts: Facts) -> tuple[Gap, ...]:
    """Everything that stands between a case and an admission, in the order of the path; empty when somebody may be admitted."""
    return tuple(gap for stage in demand.path for gap in gaps_at(demand, facts, stage))


def may_move(demand: Demand, stage: Stage, to: Stage) -> bool:
    """Whether a move exists in this process at all; whether it may be made now depends on `gaps_before` as well."""
    if to not in NEXT[stage]:
        return False
    path = demand.path
    if stage is Stage.RULING or to not in path or to is Stage.RULING:
        return to not in WORKING or to in path
    return stage in path and path.index(to) == path.index(stage) + 1


def gaps_before(demand: Demand, facts: Facts, stage: Stage, to: Stage) -> tuple[Gap, ...]:
    """What must be done before a move that exists. Going on asks for everything up to here; an admission for everything there is.

    Nothing is asked of a withdrawal, of proposing a ruling (somebody may be declined at any time), or of a proposal sent back.
    """
    if to is Stage.ADMITTED:
        return gaps(demand, facts)
    if to in demand.path and to is not Stage.RULING and stage is not Stage.RULING:
        path = demand.path
        return tuple(gap for passed in path[: path.index(to)] for gap in gaps_at(demand, facts, passed))
    return ()


def following(demand: Demand, stage: Stage) -> Stage | None:
    """The stage after this one in the process; None after the last, and for what is not on the path."""
    path = demand.path
    if stage not in path or stage is Stage.RULING:
        return None
    return path[path.index(stage) + 1]


def may_stand_behind(demand: Demand, *, proposer: int, confirmer: int | None, tied: Collection[int]) -> bool:
    """Whether a ruling has the named people its process asks for: neither knows the applicant, and two are two different people.

    `confirmer` is None where one decider is enough.
    """
    if proposer in tied or confirmer in tied:
        return False
    if demand.deciders > 1:
        return confirmer is not None and confirmer != proposer
    return True


def diagram() -> str:
    """The stages and moves as a Mermaid diagram, for the documents; moves that the second person's refusal makes are drawn as one."""
    lines = ["stateDiagram-v2", "    [*] --> received"]
    for stage in Stage:
        for to in Stage:
            refused = stage is Stage.RULING and to in WORKING
            if to in NEXT[stage] and not refused:
                lines.append(f"    {stage} --> {to}")
    lines.append("    ruling --> ruling: refused, back where it came from")
    lines += [f"    {stage} --> [*]" for stage in Stage if stage in ENDED]
    return "\n".join(lines)
