"""What an applicant sees of their own case: where it stands, and everything that is held of them. Nobody else's name stands in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lms.mail.models import Letter
from lms.recruitment.models import Application, FileRead, Interview, Reference, Ruling, Seat, Stage
from lms.recruitment.rules import clocks, path
from lms.recruitment.rules import stages as rules
from lms.recruitment.words import plain as plain_words
from lms.roles.models import Responsibility, ResponsibilityKind

from .retention import day_of
from .rulings import is_told


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step of the way, in words; `day` is when it was done, if that is known."""

    title: str
    mark: path.Mark
    text: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The top of an applicant's page."""

    answer: path.Answer
    sentence: str
    text: str
    is_late: bool
    steps: list[OwnStep]
    may_withdraw: bool


def _ruling_told(application: Application, *, now: datetime) -> tuple[Ruling | None, bool]:
    """The ruling in force, and whether the applicant may know of it. 1 query."""
    rulings = _in_force(application)
    return (rulings[-1], is_told(rulings[-1], now=now)) if rulings else (None, True)


def _in_force(application: Application) -> list[Ruling]:
    return list(application.rulings.filter(confirmed_at__isnull=False, undone_at__isnull=True).select_related("letter"))


def standing(application: Application, *, now: datetime) -> Standing:
    """Where a case stands at a moment, for the applicant. 3 queries."""
    demand, stage, on = application.process.demand, rules.Stage(application.stage), timezone.localdate(now)
    ruling, told = _ruling_told(application, now=now)
    held = _days_held(application, on=on)
    which = path.answer(
        stage,
        contacted=application.contacted_at is not None,
        ruled=ruling is not None or application.ruled_at is not None,
        is_told=told,
    )
    promise = _promise(application, which)
    is_late = promise is not None and promise.is_overdue(on)
    steps = path.own_path(demand, stage, finished=held.keys(), is_told=told)
    days = {**held, rules.Stage.RECEIVED: day_of(application.received_at), rules.Stage.RULING: day_of(application.ruled_at)}
    return Standing(
        answer=which,
        sentence=plain_words.answer(which, due=promise.due if promise else None, is_late=is_late),
        text=plain_words.more(which, is_late=is_late),
        is_late=is_late,
        steps=[
            OwnStep(
                _title(each),
                each.mark,
                plain_words.what_happens(each.stage, demand) if each.mark is path.Mark.NOW else "",
                days.get(each.stage) if each.mark is path.Mark.DONE else None,
            )
            for each in steps
        ],
        may_withdraw=path.may_withdraw(stage) or which is path.Answer.ON_ITS_WAY,
    )


def _title(step: path.Step) -> str:
    """What is promised is said otherwise once it is done."""
    is_past = step.mark is path.Mark.DONE and step.stage is rules.Stage.CONTACTED
    return plain_words.happened(step.stage) if is_past else plain_words.step(step.stage)


def _promise(application: Application, which: path.Answer) -> clocks.Promise | None:
    received = timezone.localdate(application.received_at)
    if which is path.Answer.CONTACT:
        return clocks.contact(received, None)
    return clocks.decision(received, None) if which is path.Answer.DECISION else None


def _days_held(application: Application, *, on: date) -> dict[rules.Stage, date | None]:
    """The stages that the applicant has been through, with the day where there is one. 2 queries.

    Never from what interviewers or referees have handed in: whether a sheet is in is not the applicant's to know.
    """
    held: dict[rules.Stage, date | None] = {}
    if application.contacted_at:
        held[rules.Stage.CONTACTED] = day_of(application.contacted_at)
    for interview in application.interviews.filter(state=Interview.State.BOOKED):
        day = day_of(interview.starts_at)
        if day and day <= on:
            held[rules.INTERVIEWS[interview.round - 1]] = day
    for move in application.moves.all():
        if move.to_stage in {Stage.REFERENCES, Stage.TRIAL_SHIFT}:
            held[rules.Stage(move.to_stage)] = None
    return held


@dataclass(frozen=True, slots=True)
class OwnReference:
    """What somebody the applicant named has answered, as far as the applicant may read it here. Known by how they know each other."""

    relation: str
    given_on: date | None
    may_be_read: bool | None
    answers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """Everything that is held of an applicant."""

    application: Application
    moves: list[tuple[date, str]]
    interviews: list[Interview]
    has_sheets: bool
    references: list[OwnReference]
    letters: list[Letter]
    readings: list[tuple[date, list[tuple[str, list[str]]]]]
    rulings: list[Ruling]
    knows_end: bool  # that it has ended, and how


def own_file(application: Application, letters: Iterable[Letter], *, now: datetime) -> OwnFile:
    """Everything that is held of an applicant; `letters` are those about the case. 9 queries, whatever has happened in it."""
    in_force = _in_force(application)
    rulings = [ruling for ruling in in_force if is_told(ruling, now=now)]
    interviews = list(application.interviews.exclude(state=Interview.State.CALLED_OFF))
    seats = Seat.objects.filter(interview__application=application).values_list("person_id", "sheet__pk")
    return OwnFile(
        application=application,
        moves=_moves(application, rulings),
        interviews=interviews,
        has_sheets=any(sheet is not None for _person, sheet in seats),
        references=_references(application),
        letters=[letter for letter in letters if letter.to.lower() == application.email.lower() and letter.sent_at],
        readings=_readings(application, interviewers={person for person, _sheet in seats}),
        rulings=rulings,
        knows_end=not application.is_open and all(each in rulings for each in in_force if each.outcome == application.stage),
    )


def _moves(application: Application, rulings: Iterable[Ruling]) -> list[tuple[date, str]]:
    """What has happened, a line each, the newest last. `rulings` are those the applicant knows of; deliberations are not events. 1 query."""
    events = [(timezone.localdate(application.received_at), plain_words.step(rules.Stage.RECEIVED))]
    if application.contacted_at:
        events.append((timezone.localdate(application.contacted_at), plain_words.happened(rules.Stage.CONTACTED)))
    for move in application.moves.exclude(from_stage=Stage.RULING):
        stage = rules.Stage(move.to_stage)
        if stage not in {rules.Stage.CONTACTED, rules.Stage.RULING}:
            events.append((timezone.localdate(move.at), plain_words.happened(stage)))
    for ruling in rulings:
        events.append((timezone.localdate(ruling.confirmed_at), plain_words.happened(rules.Stage(ruling.outcome))))
    return sorted(events, key=lambda event: event[0])


def _references(application: Application) -> list[OwnReference]:
    """By how the two know each other: the applicant's own words. 1 query."""
    rows = application.referees.filter(replaced_at__isnull=True).select_related("reference")
    found = []
    for referee in rows:
        reference: Reference | None = getattr(referee, "reference", None)
        if reference is None or reference.given_at is None:
            found.append(OwnReference(referee.relation, None, None))
            continue
        readable = bool(reference.may_be_read)
        found.append(OwnReference(referee.relation, day_of(reference.given_at), readable, _answers(reference.answers) if readable else []))
    return found


def _answers(answers: dict[str, Any]) -> list[tuple[str, str]]:
    """Question and answer; the question's words are kept with the answer where the form has them."""
    rows = sorted(answers.values(), key=lambda each: each.get("order", 0))
    return [(each["question"], plain_words.said(each["answer"])) for each in rows]


FUNCTIONS = (ResponsibilityKind.LEADER, ResponsibilityKind.COORDINATOR, ResponsibilityKind.RECRUITER)


def _readings(application: Application, *, interviewers: Iterable[int]) -> list[tuple[date, list[tuple[str, list[str]]]]]:
    """Who opened the case, by function, a day at a time, the newest first. 2 queries."""
    reads = list(application.reads.values_list("person_id", "what", "at"))
    held: dict[int, list[Responsibility]] = {}
    readers = {person for person, _what, _at in reads if person}
    for each in Responsibility.objects.filter(person__in=readers, unit_id__in=application.unit.path_ids, kind__in=FUNCTIONS):
        held.setdefault(each.person_id, []).append(each)
    sitting = set(interviewers)
    days: dict[date, dict[str, set[str]]] = {}
    for person, what, at in reads:
        function = _function(held.get(person or 0, []), on=timezone.localdate(at), is_interviewer=person in sitting)
        days.setdefault(timezone.localdate(at), {}).setdefault(function, set()).add(what)
    order = list(FileRead.What)
    return [
        (day, [(function, [str(what.label) for what in order if what in opened]) for function, opened in sorted(who.items())])
        for day, who in sorted(days.items(), reverse=True)
    ]


def _function(held: Iterable[Responsibility], *, on: date, is_interviewer: bool) -> str:
    kinds = {each.kind for each in held if each.starts_on <= on and (each.ends_on is None or on <= each.ends_on)}
    kind = next((kind for kind in FUNCTIONS if kind in kinds), None)
    return plain_words.function(kind, is_interviewer=is_interviewer)
