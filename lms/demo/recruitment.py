"""Invented people on their way in: open cases in every stage, some of them late, and two years of ended ones for the numbers.

The cases of today are written down one by one, so that each kind of next step is there to look at; those that have ended are drawn. What is due to be
forgotten is not made in the first place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lms.people.models import Person
from lms.recruitment.models import (
    Application,
    Away,
    Channel,
    Code,
    GuideEdition,
    Interview,
    InterviewGuide,
    Move,
    OpeningPage,
    Outcome,
    Referee,
    Reference,
    Ruling,
    Score,
    ScoreSheet,
    Seat,
    Stage,
    Tie,
    TrialShift,
)
from lms.recruitment.rules import clocks, retention, stages
from lms.recruitment.selectors.facts import process_for
from lms.roles.models import Assignment, AssignmentStatus, Role
from lms.units.models import Unit

from .names import FAMILY, GIVEN
from .organisation import BERGEN, MEMBERS, OSLO
from .rules import plain

KONTAKT = "kontaktsenteret-oslo"
ROLES = {BERGEN: "stottespiller", OSLO: "stottespiller", KONTAKT: "kjokken-og-kafe"}
OWNERS = {BERGEN: ("tarjei", "ingrid", "maiken"), OSLO: ("sabrina", "karielise"), KONTAKT: ("hennie", "gudmund")}
ENDED = {BERGEN: 32, OSLO: 24, KONTAKT: 20}  # over two years


@dataclass(frozen=True)
class Plan:
    """One open case: where, in which stage, received how many working days ago, how the stage stands, and whose it is (an index of `OWNERS`)."""

    unit: str
    stage: str
    age: int
    stands: str = ""
    owner: int | None = 0
    ties: bool = False


OPEN = (
    Plan(BERGEN, "received", 0, owner=None),
    Plan(BERGEN, "received", 1, owner=None, ties=True),
    Plan(BERGEN, "received", 3, owner=1),
    Plan(BERGEN, "received", 5, owner=None),
    Plan(BERGEN, "contacted", 2),
    Plan(BERGEN, "contacted", 4, owner=1),
    Plan(BERGEN, "interview_1", 4, "offered"),
    Plan(BERGEN, "interview_1", 5, "booked", owner=1),
    Plan(BERGEN, "interview_1", 6, "other_times", ties=True),
    Plan(BERGEN, "interview_1", 8, "one_sheet"),
    Plan(BERGEN, "interview_2", 7, "", owner=2),
    Plan(BERGEN, "interview_2", 9, "booked"),
    Plan(BERGEN, "interview_2", 12, "done", owner=1),
    Plan(BERGEN, "references", 9, ""),
    Plan(BERGEN, "references", 10, "asked", owner=1),
    Plan(BERGEN, "references", 13, "one"),
    Plan(BERGEN, "ruling", 10, "admitted"),
    Plan(BERGEN, "ruling", 11, "declined", owner=1),
    Plan(BERGEN, "waiting_list", 31),
    Plan(OSLO, "received", 1, owner=None),
    Plan(OSLO, "received", 2),
    Plan(OSLO, "received", 4),
    Plan(OSLO, "contacted", 3, owner=1),
    Plan(OSLO, "interview_1", 5, "booked"),
    Plan(OSLO, "interview_1", 7, "done", owner=1),
    Plan(OSLO, "interview_2", 8, "offered"),
    Plan(OSLO, "interview_2", 11, "one_sheet", owner=1),
    Plan(OSLO, "references", 10, "asked"),
    Plan(OSLO, "ruling", 9, "admitted", owner=1),
    Plan(OSLO, "waiting_list", 40, owner=1),
    Plan(KONTAKT, "received", 0, owner=None),
    Plan(KONTAKT, "received", 2, owner=1),
    Plan(KONTAKT, "contacted", 3),
    Plan(KONTAKT, "contacted", 6, owner=1),
    Plan(KONTAKT, "interview_1", 4, "booked"),
    Plan(KONTAKT, "interview_1", 6, "done", owner=1, ties=True),
    Plan(KONTAKT, "trial_shift", 7, ""),
    Plan(KONTAKT, "trial_shift", 8, "planned", owner=1),
    Plan(KONTAKT, "trial_shift", 11, "over"),
    Plan(KONTAKT, "trial_shift", 9, "held"),
)

WHY = (
    "Jeg er blitt pensjonist og vil bruke tiden på noe som betyr noe. Jeg liker å gå tur og snakke med folk.",
    "En venninne er tidgiver hos dere og forteller så varmt om det. Jeg vil gjerne bidra i byen min.",
    "Jeg studerer og har ettermiddager ledig. Jeg liker å bli kjent med mennesker som lever andre liv enn meg.",
    "Vil gjerne gjøre noe fast hver uke. Er tålmodig og møter opp når jeg har sagt det.",
    "Hørte om dere på radio. Jeg har alltid likt å lage mat til mange.",
    "Ny i byen og vil bli kjent. Har vært frivillig i fotballklubben i mange år.",
)
SKILLS = ("Førerkort, engelsk", "Norsk, arabisk og litt fransk", "Kokk i mange år", "Gitar og turer i fjellet", "Tysk, strikking", "")
CHANNELS = (
    (Channel.FRIEND, 30),
    (Channel.VOLUNTEER_SITE, 22),
    (Channel.VOLUNTEER_CENTRE, 12),
    (Channel.SOCIAL_MEDIA, 12),
    (Channel.WEBSITE, 9),
    (Channel.PRESS, 6),
    (Channel.PARTNER, 6),
    (Channel.EVENT, 3),
)
RESULTS = (
    (Stage.ADMITTED, Code.SUITED, 58),
    (Stage.DECLINED, Code.TIME, 8),
    (Stage.DECLINED, Code.ROLE, 6),
    (Stage.DECLINED, Code.BOUNDARIES, 3),
    (Stage.DECLINED, Code.NO_ANSWER, 5),
    (Stage.WITHDRAWN, "", 20),
)
SENTENCES = {
    "admitted": "Vi ble trygge på deg i begge samtalene, og vil gjerne ha deg med.",
    "declined": "Du har mindre tid enn denne rollen trenger nå. Spør gjerne igjen når hverdagen er roligere.",
    "waiting_list": "Vi vil gjerne ha deg med, men har ingen ledig plass akkurat nå.",
}
# Days that a case stands in a stage; elsewhere it is quick.
PACES = {
    Stage.RECEIVED: (0.3, 0.8, 1.2, 2.0, 2.6, 6.0),
    Stage.INTERVIEW_1: (1.5, 2.4, 3.3, 4.2),
    Stage.INTERVIEW_2: (1.9, 2.8, 3.6, 5.4),
    Stage.REFERENCES: (1.2, 2.2, 3.9, 6.3),
    Stage.TRIAL_SHIFT: (3.0, 4.4, 6.1, 8.0),
}
ANCHORS = ["Stopp og snakk sammen", "Svak", "God", "Sterk"]
SMALL_GUIDE = {
    "introduction": "",
    "questions": [{"key": "why", "text": "Hvorfor hos oss, og hvorfor nå?", "probe": ""}],
    "criteria": [
        {"key": "motivation", "name": "Motivasjon", "anchors": ANCHORS, "is_flag": False},
        {"key": "safety", "name": "Trygghet", "anchors": ANCHORS, "is_flag": True},
    ],
}


def recruit(*, units: Mapping[str, Unit], roles: Mapping[str, Role], people: Mapping[str, Person], now: datetime, seed: int) -> None:
    """Make the cases, dated relative to `now`. The same seed and moment give the same cases. `people` are those of `organisation.MEMBERS`, by key."""
    _Recruiter(units, roles, people, now, seed).recruit()


class _Recruiter:
    """One load of cases."""

    def __init__(
        self, units: Mapping[str, Unit], roles: Mapping[str, Role], people: Mapping[str, Person], now: datetime, seed: int
    ) -> None:
        self.units, self.roles, self.people = units, roles, people
        self.now = timezone.localtime(now)
        self.rng = Random(f"recruitment {seed}")  # noqa: S311 -- for inventing, no secret
        self.number = 0
        self.names = {plain(str(person)) for person in Person.objects.all()}
        self.processes = {slug: process_for(units[slug], roles[role]) for slug, role in ROLES.items()}
        self.newcomers = {slug: self.come(slug) for slug in ROLES}
        self.helpers = {slug: self.tidgivere(slug) for slug in ROLES}
        self.openings = {page.get_parent().unit.slug: page for page in OpeningPage.objects.all() if hasattr(page.get_parent(), "unit")}
        self.guides: dict[int, GuideEdition] = {}

    def recruit(self) -> None:
        """Open cases, ended ones, and somebody who is away."""
        for plan in OPEN:
            self.open_case(plan)
        self.end_cases()
        Away.objects.create(
            person=self.people["sabrina"],
            deputy=self.people["karielise"],
            first_day=self.now.date() - timedelta(days=2),
            last_day=self.now.date() + timedelta(days=9),
        )

    # --- whom and when -----------------------------------------------------------------------------------------------------------------------

    def tidgivere(self, slug: str) -> list[Person]:
        """Two who have been in a unit for long, and sit in interviews beside those who recruit."""
        held = Assignment.objects.filter(unit=self.units[slug], status=AssignmentStatus.ACTIVE).select_related("person")
        return [each.person for each in held.order_by("starts_on", "pk")[:2]]

    def come(self, slug: str) -> list[Assignment]:
        """Those who have come to the role in the last two years and have no story of their own, the latest last."""
        told = [self.people[each.key] for each in MEMBERS]
        posts = Assignment.objects.filter(unit=self.units[slug], role=self.roles[ROLES[slug]]).exclude(person__in=told)
        recent = posts.filter(starts_on__gte=self.now.date() - timedelta(days=700)).select_related("person")
        return list(recent.order_by("starts_on", "pk"))

    def somebody(self) -> tuple[str, str]:
        """A name that nobody has."""
        given, family = "", ""
        while not given or plain(f"{given} {family}") in self.names:
            given, family = self.rng.choice(GIVEN), self.rng.choice(FAMILY)
        self.names.add(plain(f"{given} {family}"))
        return given, family

    def back(self, days: int) -> datetime:
        """A moment so many working days ago, in daytime or in the evening."""
        day = self.now.date()
        while days or not clocks.is_working_day(day):
            days -= clocks.is_working_day(day)
            day -= timedelta(days=1)
        moment = self.now.replace(year=day.year, month=day.month, day=day.day, hour=self.rng.randint(8, 21), minute=self.rng.randrange(60))
        return min(moment, self.now - timedelta(minutes=20))

    def between(self, first: datetime, last: datetime, share: float) -> datetime:
        """A moment on the way from one to another."""
        return first + (last - first) * share

    # --- a case --------------------------------------------------------------------------------------------------------------------------------

    def application(self, slug: str, received: datetime, **values: Any) -> Application:
        """A case as the form makes it, not saved."""
        self.number += 1
        given, family = self.somebody()
        return Application(
            unit=self.units[slug],
            role=self.roles[ROLES[slug]],
            process=self.processes[slug],
            opening=self.openings.get(slug),
            key=f"demo-{self.number}",
            received_at=received,
            channel=self.rng.choices([channel for channel, _weight in CHANNELS], [weight for _channel, weight in CHANNELS])[0],
            **{"given_name": given, "family_name": family} | values,
        )

    def open_case(self, plan: Plan) -> None:
        """A case that goes on, with everything that its stage rests on."""
        received, stage = self.back(plan.age), Stage(plan.stage)
        path = [Stage(each) for each in self.processes[plan.unit].demand.path]
        passed = path[: path.index(stage) + 1] if stage in path else [*path, stage]
        moments = self.moments(received, len(passed) - 1)
        case = self.application(
            plan.unit,
            received,
            email="",
            phone=f"+47 00 00 {self.rng.randint(0, 99):02d} {self.rng.randint(0, 99):02d}",
            motivation=self.rng.choice(WHY),
            skills=self.rng.choice(SKILLS),
            interests=self.rng.sample(["one_to_one", "activities", "cafe", "welcome"], 2),
            times=self.rng.sample(["days", "evenings", "weekends"], self.rng.randint(1, 2)),
            has_ties=plan.ties,
            informed_version="2026-11",
            stage=stage,
            stage_since=moments[-1],
            contacted_at=moments[1] if len(moments) > 1 else None,
            ruled_at=moments[-1] if stage is Stage.WAITING_LIST else None,
            owner=self.owner(plan),
        )
        case.email = f"{plain(case.name).replace(' ', '.')}@example.org"
        case.save()
        by = case.owner or self.people[OWNERS[plan.unit][0]]
        self.write_moves(case, passed, moments, by)
        if plan.ties and stage is not Stage.RECEIVED:
            Tie.objects.create(application=case, person=self.people[OWNERS[plan.unit][-1]], declared_at=moments[1])
        for number, each in enumerate(map(Stage, stages.INTERVIEWS), start=1):
            if each in passed:
                self.interview(case, plan, number, moments[passed.index(each)], is_over=each != stage)
        self.ask_referees(case, plan, passed)
        if Stage.TRIAL_SHIFT in passed:
            self.try_shift(case, plan)
        if stage in (Stage.RULING, Stage.WAITING_LIST):
            self.rule(case, plan.stands or "waiting_list", by=by, at=moments[-1], is_confirmed=stage is Stage.WAITING_LIST)

    def owner(self, plan: Plan) -> Person | None:
        """Whose a case is."""
        return None if plan.owner is None else self.people[OWNERS[plan.unit][plan.owner]]

    def moments(self, received: datetime, moves: int) -> list[datetime]:
        """When a case came in and went on: rung within a few days, the rest spread to a little before now."""
        if not moves:
            return [received]
        last = self.now - timedelta(hours=self.rng.randint(3, 40))
        first = min(received + timedelta(hours=self.rng.randint(4, 44)), self.between(received, last, 0.8))
        return [received, *(self.between(first, max(first, last), number / max(moves - 1, 1)) for number in range(moves))]

    def write_moves(self, case: Application, passed: list[Stage], moments: list[datetime], by: Person) -> None:
        """The case's way here."""
        Move.objects.create(application=case, to_stage=Stage.RECEIVED, actor=Move.Actor.APPLICANT, at=case.received_at)
        Move.objects.bulk_create(
            Move(application=case, from_stage=before, to_stage=stage, by=by, at=at)
            for before, stage, at in zip(passed, passed[1:], moments[1:], strict=False)
        )

    def guide(self, number: int) -> GuideEdition:
        """The guide of a round: the newest published, or a small one."""
        if number not in self.guides:
            found = GuideEdition.objects.filter(guide__round=number).order_by("-number").first()
            if found is None:
                guide, _made = InterviewGuide.objects.get_or_create(round=number, defaults={"title": f"Samtale {number}", "body": []})
                found = GuideEdition.objects.create(guide=guide, number=1, title=guide.title, content=SMALL_GUIDE, at=self.now)
            self.guides[number] = found
        return self.guides[number]

    def interviewers(self, slug: str, number: int) -> list[Person]:
        """Who sits in a round: somebody new in the second."""
        keys, helpers = OWNERS[slug], self.helpers[slug]
        seats = [self.people[keys[0]], helpers[0]] if number == 1 else [self.people[keys[1]], helpers[-1]]
        return seats[: max(self.processes[slug].demand.seats, 1)]

    def interview(self, case: Application, plan: Plan, number: int, since: datetime, *, is_over: bool) -> None:
        """A round: over, or as the plan says."""
        stands = "done" if is_over else plan.stands
        if not stands:
            return
        booked = stands in ("booked", "one_sheet", "done")
        day = clocks.after_working_days(self.now.date(), self.rng.randint(1, 4))
        ahead = timezone.make_aware(datetime.combine(day, time(self.rng.randint(15, 18))))
        held = since + timedelta(hours=2) if is_over else self.now - timedelta(hours=20)
        interview = Interview.objects.create(
            application=case,
            round=number,
            guide=self.guide(number),
            state=Interview.State.BOOKED if booked else Interview.State.OFFERED,
            starts_at=(ahead if stands == "booked" else held) if booked else None,
            place="Kontoret" if number == 1 else "Kafeen",
            other_times_wish="Helst etter klokka 17" if stands == "other_times" else "",
            other_times_at=self.now - timedelta(hours=4) if stands == "other_times" else None,
            arranged_by=case.owner,
            created_at=since,
        )
        if not booked:
            interview.offered_times.create(starts_at=ahead)
            interview.offered_times.create(starts_at=ahead + timedelta(days=1))
        seats = [Seat.objects.create(interview=interview, person=person) for person in self.interviewers(plan.unit, number)]
        if stands in ("one_sheet", "done"):
            for seat in seats[:1] if stands == "one_sheet" else seats:
                self.hand_in(seat, held + timedelta(hours=3))

    def hand_in(self, seat: Seat, at: datetime) -> None:
        """A sheet with a score for every criterion."""
        content = seat.interview.guide.content
        notes = {each["key"]: "God samtale. Konkret om hva som lokker." for each in content["questions"][:1]}
        sheet = ScoreSheet.objects.create(seat=seat, notes=notes, saved_at=at, sealed_at=at)
        Score.objects.bulk_create(
            Score(sheet=sheet, criterion=each["key"], value=self.rng.choice([3, 3, 3, 4, 2]), at=at) for each in content["criteria"]
        )

    def ask_referees(self, case: Application, plan: Plan, passed: Iterable[Stage]) -> None:
        """Referees as far as the case has come."""
        needed = self.processes[plan.unit].demand.references
        here = case.stage == Stage.REFERENCES
        if Stage.REFERENCES not in passed or (here and not plan.stands):
            return
        asked = case.stage_since
        for number in range(needed):
            given, family = self.somebody()
            email = f"{plain(f'{given} {family}').replace(' ', '.')}@example.org"
            relation = self.rng.choice(["Sjef", "Kollega", "Trener i klubben"])
            referee = Referee.objects.create(
                application=case, name=f"{given} {family}", relation=relation, email=email, named_at=asked, asked_at=asked
            )
            if not here or (plan.stands == "one" and number == 0):
                Reference.objects.create(referee=referee, form_version="1", answers={}, may_be_read=True, saved_at=asked, given_at=asked)

    def try_shift(self, case: Application, plan: Plan) -> None:
        """A trial shift as the plan says."""
        days = {"planned": 3, "over": -2, "held": -2}.get(plan.stands)
        if days is not None:
            on = self.now.date() + timedelta(days=days)
            TrialShift.objects.create(application=case, on=on, host=self.helpers[plan.unit][0], held=plan.stands == "held")

    def rule(self, case: Application, outcome: str, *, by: Person, at: datetime, is_confirmed: bool) -> None:
        """A ruling, proposed or confirmed."""
        codes = {"admitted": Code.SUITED, "declined": Code.TIME, "waiting_list": Code.NO_PLACE}
        second = next(person for key in OWNERS[case.unit.slug] if (person := self.people[key]) != by)
        Ruling.objects.create(
            application=case,
            outcome=Outcome(outcome),
            code=codes[outcome],
            sentence=SENTENCES[outcome],
            from_stage=self.processes[case.unit.slug].demand.path[-2],
            proposed_by=by,
            proposed_at=at,
            confirmed_by=second if is_confirmed else None,
            confirmed_at=at if is_confirmed else None,
        )

    # --- what has been ---------------------------------------------------------------------------------------------------------------------------

    def end_cases(self) -> None:
        """Cases of the last two years: their dates, moves and rulings; names only where they are not due to be forgotten."""
        cases: list[Application] = []
        told: list[tuple[Application, list[Stage], list[datetime], str, Assignment | None]] = []
        for slug, number in ENDED.items():
            for _each in range(number):
                told.append(self.ended(slug))
                cases.append(told[-1][0])
        Application.objects.bulk_create(cases)
        moves, rulings = [], []
        for case, way, moments, code, post in told:
            by, second = (self.people[key] for key in OWNERS[case.unit.slug][:2])
            moves.append(Move(application=case, to_stage=Stage.RECEIVED, actor=Move.Actor.APPLICANT, at=case.received_at))
            for before, stage, at in zip(way, way[1:], moments[1:], strict=False):
                own = stage is Stage.WITHDRAWN
                actor = Move.Actor.APPLICANT if own else Move.Actor.STAFF
                moves.append(Move(application=case, from_stage=before, to_stage=stage, by=None if own else by, actor=actor, at=at))
            if code:
                rulings.append(
                    Ruling(
                        application=case,
                        outcome=Outcome(case.stage),
                        code=code,
                        sentence=SENTENCES[case.stage] if case.name else "",
                        from_stage=way[-3],
                        proposed_by=by,
                        proposed_at=moments[-2],
                        confirmed_by=second,
                        confirmed_at=moments[-1],
                        assignment=post,
                        starts_on=post.starts_on if post else None,
                    )
                )
        Move.objects.bulk_create(moves)
        Ruling.objects.bulk_create(rulings)

    def ended(self, slug: str) -> tuple[Application, list[Stage], list[datetime], str, Assignment | None]:
        """One case that has ended: not saved, with its way, the moments of it, the ruling's code and what it led to. Who is admitted is who came."""
        rng, path = self.rng, [Stage(stage) for stage in self.processes[slug].demand.path]
        results = RESULTS if self.newcomers[slug] else [each for each in RESULTS if each[0] is not Stage.ADMITTED]
        result, code, _weight = rng.choices(results, [each[-1] for each in results])[0]
        received = self.now - timedelta(days=rng.randint(26, 700), hours=rng.randint(0, 12))
        post = self.newcomers[slug].pop() if result is Stage.ADMITTED else None
        if post:
            early = timedelta(days=(post.starts_on - self.now.date()).days - rng.randint(25, 50))
            received = min(self.now + early, self.now - timedelta(days=26))
            way = [*path, result]
        else:
            way = path[: rng.randint(2, len(path) - 1)]
            way = [*way, result] if result is Stage.WITHDRAWN else [*way, Stage.RULING, result]
        moments = [received]
        for _move in way[1:]:
            pace = rng.choice(PACES.get(way[len(moments) - 1], (0.2, 0.6, 1.1, 1.8)))
            moments.append(min(moments[-1] + timedelta(days=pace), self.now - timedelta(hours=1)))
        ended_on = timezone.localdate(moments[-1])
        forgotten = self.forgotten(stages.Stage(result), ended_on)
        names = {"given_name": post.person.given_name, "family_name": post.person.family_name, "person": post.person} if post else {}
        if retention.Part.IDENTITY in forgotten:
            names |= {"given_name": "", "family_name": ""}
        case = self.application(
            slug,
            received,
            stage=result,
            stage_since=moments[-1],
            contacted_at=moments[1],
            ruled_at=moments[-1],
            ended_at=moments[-1],
            owner=self.people[OWNERS[slug][0]],
            forgotten=forgotten,
            **names,
        )
        return case, way, moments, str(code), post

    def forgotten(self, stage: stages.Stage, ended_on: date) -> dict[str, str]:
        """The parts that are gone by now, with the day they went."""
        days = {part: retention.due(part, stage=stage, ended_on=ended_on) for part in retention.Part}
        return {part.value: day.isoformat() for part, day in days.items() if day and day <= self.now.date()}
