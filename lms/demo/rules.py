"""Invents people and what they have done, from a seed and a day. Pure: the same seed and day give the same people."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from lms.qualifications.rules import last_valid_day

from .names import FAMILY, GIVEN
from .organisation import ERKLAERING, FORSTEHJELP, HMS, MEMBERS, MOTIVASJON, PLACES, ROLLEN, TAUSHET, Duty, Member, Place, demands_on

Months = Mapping[str, int | None]  # how long each qualification is valid; None: it does not lapse
COURSES = (ROLLEN, TAUSHET)
LONG_AGO = 900  # days; nothing in the demo happened earlier online, and what did stands on paper


class Source(StrEnum):
    """How something was learnt, in the ledger's words."""

    COURSE = "course"
    GATHERING = "gathering"
    OBSERVED = "observed"
    OUTSIDE = "outside"
    RECOGNISED = "recognised"
    REGISTERED = "registered"


@dataclass(frozen=True)
class Proof:
    """That something was learnt on a day."""

    qualification: str
    earned_on: date
    source: Source
    revoked: str = ""  # the reason, if it was taken back


@dataclass(frozen=True)
class Post:
    """An assignment."""

    unit: str
    role: str
    status: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist. `begun` says what share of a course they have done without finishing it."""

    key: str
    given: str
    family: str
    email: str
    has_login: bool
    language: str = "nb"
    phone: str = ""
    posts: tuple[Post, ...] = ()
    duties: tuple[Duty, ...] = ()
    proofs: tuple[Proof, ...] = ()
    begun: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A story as it went for one person: since when, as what, and what they have to show."""

    status: str
    starts_on: date
    proofs: tuple[Proof, ...]
    begun: Mapping[str, float] = field(default_factory=dict)
    on_paper: bool = False


@dataclass(frozen=True)
class Stage:
    """What a story is told from."""

    rng: Random
    today: date
    place: Place
    asked: tuple[str, ...]  # what the role must hold
    months: Months

    def days_ago(self, least: int, most: int) -> date:
        """A day in the past."""
        return self.today - timedelta(days=self.rng.randint(least, max(least, most)))

    def begin(self, least: int, most: int) -> date:
        """A first day, never before the unit opened."""
        day = self.days_ago(least, most)
        return max(day, date(self.place.opened, 3, 1)) if self.place.opened else day

    def proof(self, qualification: str, starts_on: date, *, on_paper: bool = False) -> Proof:
        """Something that is held today and will be for a good while: earned around the first day, or renewed since."""
        months = self.months[qualification]
        oldest = self.today - starts_on + timedelta(days=20)
        youngest = 6
        if months is not None:
            oldest = min(oldest, timedelta(days=30 * months - 80))
        elif (self.today - starts_on).days > 30:
            youngest = max(6, (self.today - starts_on).days - 10)  # signed or learnt once, around the first day
        if qualification in COURSES and not on_paper:
            oldest = min(oldest, timedelta(days=LONG_AGO))
        return Proof(qualification, self.days_ago(min(youngest, oldest.days), oldest.days), self._source(qualification, on_paper))

    def proof_until(self, qualification: str, last_day: date) -> Proof:
        """Something whose last valid day is given."""
        months = self.months[qualification] or 12
        return Proof(qualification, last_valid_day(last_day, -months), self._source(qualification, False))

    def _source(self, qualification: str, on_paper: bool) -> Source:
        if qualification in COURSES:
            return Source.RECOGNISED if on_paper else Source.COURSE
        if qualification == FORSTEHJELP:
            return self.rng.choice([Source.GATHERING, Source.GATHERING, Source.OUTSIDE])
        return {ERKLAERING: Source.REGISTERED, HMS: Source.OBSERVED, MOTIVASJON: Source.GATHERING}[qualification]

    def all_proofs(self, starts_on: date, *, without: str = "", on_paper: bool = False) -> list[Proof]:
        """Everything that is asked, but one."""
        return [self.proof(key, starts_on, on_paper=on_paper) for key in self.asked if key != without]


# --- Stories -----------------------------------------------------------------------------------------------------------------------------------


def _ready(stage: Stage) -> Told:
    starts_on = stage.begin(45, 1700)
    proofs = stage.all_proofs(starts_on)
    if (stage.today - starts_on).days > 800:
        # Trained on paper before the courses were online.
        proofs.append(Proof(TAUSHET, starts_on + timedelta(days=stage.rng.randint(0, 40)), Source.RECOGNISED))
    return Told("active", starts_on, tuple(proofs))


def _veteran(stage: Stage) -> Told:
    starts_on = stage.begin(2400, 4200)
    earlier = Proof(TAUSHET, starts_on + timedelta(days=200), Source.RECOGNISED)
    return Told("active", starts_on, (*stage.all_proofs(starts_on), earlier))


def _paused(stage: Stage) -> Told:
    return replace(_ready(stage), status="paused")


def _lapsing(stage: Stage) -> Told:
    """Ready, but not for long."""
    starts_on = stage.begin(420, 1500)
    soon = stage.proof_until(TAUSHET, stage.today + timedelta(days=stage.rng.randint(4, 27)))
    return Told("active", starts_on, (*stage.all_proofs(starts_on, without=TAUSHET), soon))


def _lapsed(stage: Stage) -> Told:
    """Was ready until not long ago."""
    starts_on = stage.begin(520, 1600)
    lapsing = stage.rng.choice([key for key in stage.asked if stage.months[key] is not None and key != ROLLEN])
    gone = stage.proof_until(lapsing, stage.today - timedelta(days=stage.rng.randint(3, 70)))
    return Told("active", starts_on, (*stage.all_proofs(starts_on, without=lapsing), gone))


def _partly(stage: Stage) -> Told:
    """Has served a while and lacks one thing: nobody asked until now."""
    starts_on = stage.begin(110, 1900)
    missing = stage.rng.choice(stage.asked)
    begun = {missing: stage.rng.choice([0.2, 0.4, 0.7])} if missing in COURSES and stage.rng.random() < 0.6 else {}
    return Told("active", starts_on, tuple(stage.all_proofs(starts_on, without=missing)), begun)


def _fresh(stage: Stage) -> Told:
    """Began the other week; what may wait, waits."""
    starts_on = stage.days_ago(4, 12)
    proofs = [
        Proof(key, starts_on - timedelta(days=stage.rng.randint(1, 9)), stage._source(key, False))
        for key in stage.asked
        if key in (TAUSHET, ERKLAERING, MOTIVASJON)
    ]
    return Told("active", starts_on, tuple(proofs), {ROLLEN: stage.rng.choice([0.25, 0.5])})


def _newcomer(stage: Stage) -> Told:
    """Is to begin soon. Signed at the second talk, and has opened nothing."""
    starts_on = stage.today + timedelta(days=stage.rng.randint(6, 21))
    return Told("planned", starts_on, (Proof(ERKLAERING, stage.days_ago(2, 9), Source.REGISTERED),))


def _halfway(stage: Stage) -> Told:
    """Is to begin soon, and well on the way. Signs the declaration online."""
    told = _newcomer(stage)
    return replace(told, proofs=(), begun={TAUSHET: 0.5})


def _on_paper(stage: Stage) -> Told:
    """Has no login: everything was done together and registered by the leader."""
    starts_on = stage.begin(200, 3300)
    return Told("active", starts_on, tuple(stage.all_proofs(starts_on, on_paper=True)), on_paper=True)


def _mistaken(stage: Stage) -> Told:
    """First aid was registered on the wrong person, and taken back."""
    told = _ready(stage)
    if FORSTEHJELP not in stage.asked:
        return told
    wrong = Proof(FORSTEHJELP, stage.days_ago(30, 120), Source.GATHERING, revoked="Registrert på feil person.")
    return replace(told, proofs=(*(proof for proof in told.proofs if proof.qualification != FORSTEHJELP), wrong))


STORIES: dict[str, tuple[Callable[[Stage], Told], int]] = {  # and how often each is told, of a hundred
    "ready": (_ready, 47),
    "lapsing": (_lapsing, 11),
    "lapsed": (_lapsed, 9),
    "partly": (_partly, 10),
    "fresh": (_fresh, 5),
    "newcomer": (_newcomer, 3),
    "halfway": (_halfway, 2),
    "paper": (_on_paper, 7),
    "paused": (_paused, 4),
    "mistaken": (_mistaken, 2),
    "veteran": (_veteran, 0),
}


# --- People ------------------------------------------------------------------------------------------------------------------------------------


def invent(seed: int, today: date, months: Months) -> list[Invented]:
    """Everybody in the demo organisation, those with a name of their own first.

    `months` tells how long each qualification is valid. Each unit gets exactly as many people with a current assignment as `organisation.PLACES`
    says; a few hold one in two units of a town, and some have ended.
    """
    rng = Random(seed)  # noqa: S311 -- for inventing, no secret
    people = [_member(member, rng, today, months) for member in MEMBERS]
    names = {plain(f"{each.given} {each.family}") for each in people}
    for place in PLACES:
        for role, number in place.roles.items():
            taken = sum(post.unit == place.slug and post.role == role for each in people for post in each.posts)
            for _ in range(number - taken):
                stage = _stage(rng, today, place, (role,), months)
                other = _neighbour(people, place, rng)
                if other is not None:
                    people[other] = _join(people[other], role, stage)
                else:
                    people.append(_stranger(names, place, role, stage))
        for _ in range(round(0.1 * place.tidgivere)):
            role = rng.choice(list(place.roles))
            people.append(_former(names, place, role, _stage(rng, today, place, (role,), months)))
    return people


def _stage(rng: Random, today: date, place: Place, roles: tuple[str, ...], months: Months, *others: Place) -> Stage:
    asked = dict.fromkeys(
        demand.qualification for each, role in zip((place, *others), roles, strict=True) for demand in demands_on(role, each)
    )
    return Stage(rng, today, place, tuple(asked), months)


def _member(member: Member, rng: Random, today: date, months: Months) -> Invented:
    made = Invented(member.key, member.given, member.family, member.email, True, phone=_phone(rng), duties=member.duties)
    if not member.story:
        return made
    places = [_place(unit) for unit, _role in member.posts]
    stage = _stage(rng, today, places[0], tuple(role for _unit, role in member.posts), months, *places[1:])
    told = STORIES[member.story][0](stage)
    posts = tuple(Post(unit, role, told.status, told.starts_on) for unit, role in member.posts)
    return replace(made, posts=posts, proofs=told.proofs, begun=told.begun)


def _stranger(names: set[str], place: Place, role: str, stage: Stage) -> Invented:
    rng = stage.rng
    story = rng.choices(list(STORIES), [weight for _story, weight in STORIES.values()])[0]
    told = STORIES[story][0](stage)
    made = _named(names, rng, reachable=not told.on_paper)
    return replace(made, posts=(Post(place.slug, role, told.status, told.starts_on),), proofs=told.proofs, begun=told.begun)


def _former(names: set[str], place: Place, role: str, stage: Stage) -> Invented:
    """Somebody who has ended, with what they earned while they were there."""
    starts_on = stage.begin(500, 2400)
    ends_on = max(starts_on, stage.days_ago(25, 420))
    proofs = tuple(proof for proof in stage.all_proofs(starts_on) if proof.earned_on <= ends_on)
    made = _named(names, stage.rng, reachable=True)
    return replace(made, posts=(Post(place.slug, role, "ended", starts_on, ends_on),), proofs=proofs)


def _named(names: set[str], rng: Random, *, reachable: bool) -> Invented:
    given, family = "", ""
    while not given or plain(f"{given} {family}") in names:
        given, family = rng.choice(GIVEN), rng.choice(FAMILY)
        if rng.random() < 0.15:
            family = f"{rng.choice(FAMILY)} {family}"
    names.add(plain(f"{given} {family}"))
    key = plain(f"{given} {family}").replace(" ", ".")
    has_email = reachable and rng.random() > 0.04
    has_login = has_email and rng.random() > 0.04
    language = "nn" if rng.random() < 0.05 else "nb"
    return Invented(key, given, family, f"{key}@example.org" if has_email else "", has_login, language, _phone(rng))


def _neighbour(people: list[Invented], place: Place, rng: Random) -> int | None:
    """Now and then, the place in the list of somebody of another unit of the town who takes a role here too."""
    if rng.random() > 0.12:
        return None
    near = [
        number
        for number, each in enumerate(people)
        if len(each.posts) == 1
        and not each.duties
        and "@tidgiver" not in each.email
        and each.posts[0].status == "active"
        and each.posts[0].unit != place.slug
        and _place(each.posts[0].unit).city == place.city
    ]
    return rng.choice(near) if near else None


def _join(person: Invented, role: str, stage: Stage) -> Invented:
    starts_on = stage.begin(30, 400)
    held = {proof.qualification for proof in person.proofs}
    more = tuple(stage.proof(key, starts_on) for key in stage.asked if key not in held and key not in COURSES)
    return replace(person, posts=(*person.posts, Post(stage.place.slug, role, "active", starts_on)), proofs=(*person.proofs, *more))


def _place(slug: str) -> Place:
    return next(place for place in PLACES if place.slug == slug)


def _phone(rng: Random) -> str:
    """A number that reaches nobody: no Norwegian number begins with 00."""
    return f"+47 00 00 {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}"


def plain(text: str) -> str:
    """A name with nothing but a–z and spaces."""
    folded = text.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a").replace("đ", "d")
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if letter.isascii())
