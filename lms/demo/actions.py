"""Brings the invented organisation to life through the other rooms' own actions, and in bulk where there are thousands of rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from content.actions import open_site, open_unit_page
from lms.courses import actions as courses
from lms.courses.models import CoursePage, Edition, ModulePage, SlotPage
from lms.handbook.models import GuidelineEdition
from lms.people.models import Person, User
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, Holding, Qualification
from lms.qualifications.rules import FOREVER, last_valid_day, merge_spans
from lms.requirements.actions import require
from lms.requirements.models import Phase
from lms.requirements.shipped import make_qualifications, shipped
from lms.roles.actions import sync_wagtail_access
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit, set_goal
from lms.units.models import ContactCard, Goal, Unit, UnitKind

from . import openings, organisation, readers, recruitment, register, rules, texts
from .organisation import BERGEN, TAUSHET
from .rules import COURSES, LONG_AGO, Invented, Proof, Source
from .schooling import School, moment

SEED = 2019
_ASSURANCE = {Source.COURSE: Assurance.LOGGED_IN, Source.OBSERVED: Assurance.OBSERVED}
_WORDS = {  # what the ledger says of a source
    Source.GATHERING: "Fagsamling",
    Source.OBSERVED: "Gjennomgang på stedet",
    Source.OUTSIDE: "Kursbevis fra en annen organisasjon",
    Source.RECOGNISED: "Opplæring på papir",
    Source.REGISTERED: "Registrert av leder",
}


@dataclass(frozen=True)
class Loaded:
    """What a load made; nothing, if the organisation was there already."""

    made: bool
    people: int
    units: int


def is_loaded() -> bool:
    """Whether the invented organisation is there. 1 query."""
    return Unit.objects.filter(slug=organisation.ROOT).exists()


@transaction.atomic
def load(*, now: datetime, seed: int = SEED) -> Loaded:
    """Make the whole demo organisation, dated relative to `now`; if it is there already, leave it with everything that has been done since.

    The curriculum must have been loaded: raises ValidationError if the two central courses are missing. The same seed and day give the same people
    and the same history; codes of certificates are secrets and differ.
    """
    if not is_loaded():
        _Loader(now, seed).load()
        return Loaded(True, Person.objects.count(), Unit.objects.count())
    return Loaded(False, Person.objects.count(), Unit.objects.count())


class _Loader:
    """One load. Holds what later steps need of earlier ones."""

    def __init__(self, now: datetime, seed: int) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.seed = seed
        self.units: dict[str, Unit] = {}
        self.roles: dict[str, Role] = {}
        self.qualifications: dict[str, Qualification] = {}
        self.courses: dict[str, CoursePage] = {}
        self.editions: dict[str, str] = {}
        self.people: dict[str, Person] = {}
        self.invented: list[Invented] = []

    def load(self) -> None:
        """Everything, from the ground up."""
        open_site(hostname="localhost", port=8000)
        self.find_courses()  # after the site, which may move them
        self.make_units()
        self.set_goals()
        self.make_roles()
        self.make_qualifications()
        months = {key: each.valid_months for key, each in self.qualifications.items()}
        self.invented = rules.invent(self.seed, self.today, months)
        self.make_people()
        self.give_duties()
        self.give_posts()
        self.make_requirements()
        sync_wagtail_access(on=self.today)
        self.write_locally()
        self.open_positions()
        self.date_back()
        self.prove()
        readers.read_handbook(invented=self.invented, people=self.people, units=self.units, now=self.now)
        School(
            invented=self.invented,
            people=self.people,
            units=self.units,
            courses=self.courses,
            editions=self.editions,
            rng=Random(self.seed),  # noqa: S311 -- for inventing, no secret
            now=self.now,
        ).learn()
        register.go_through(units=self.units, now=self.now)
        register.talk(units=self.units, people=self.people, now=self.now)
        recruitment.recruit(units=self.units, roles=self.roles, people=self.people, now=self.now, seed=self.seed)

    # --- the organisation ---------------------------------------------------------------------------------------------------------------------

    def find_courses(self) -> None:
        """The two central courses, by the qualification they earn."""
        found = CoursePage.objects.filter(qualification__key__in=COURSES, live=True).select_related("qualification")
        self.courses = {course.qualification.key: course for course in found if course.qualification}
        if len(self.courses) < len(COURSES):
            raise ValidationError(_("Load the curriculum first: manage.py load_curriculum"))

    def make_units(self) -> None:
        """The tree with kinds, towns, pages and contact cards."""
        kinds = {}
        for order, kind in enumerate(organisation.KINDS):
            kinds[kind.key], _made = UnitKind.objects.get_or_create(
                key=kind.key, defaults={"name": kind.name, "names": kind.names, "has_tidgivere": kind.has_tidgivere, "order": order}
            )
        for place in organisation.PLACES:
            unit = self.units[place.slug] = open_unit(
                name=place.name,
                slug=place.slug,
                kind=kinds[place.kind],
                parent=self.units.get(place.parent),
                city=place.city,
                opened_on=date(place.opened, 3, 1) if place.opened else None,
            )
            text = texts.PAGES.get(place.slug)
            if text:
                open_unit_page(unit=unit, lead=text.lead, body=text.body)
        ContactCard.objects.bulk_create(
            ContactCard(unit=self.units[slug], title=card.title, who=card.who, phone=card.phone, hours=card.hours, order=order)
            for slug, cards in texts.CARDS.items()
            for order, card in enumerate([*cards, *texts.EMERGENCY])
        )
        ContactCard.objects.bulk_create(
            ContactCard(unit=self.units[organisation.ROOT], title=card.title, who=card.who, phone=card.phone, hours=card.hours, order=order)
            for order, card in enumerate(texts.EMERGENCY)
        )

    def set_goals(self) -> None:
        """What two of them wanted last year, and want this year as well."""
        for slug, goals in texts.GOALS.items():
            for indicator, name, target, result, text in goals:
                for back, told in ((1, {"result": result, "text": text}), (0, {})):
                    goal = Goal(unit=self.units[slug], year=self.today.year - back, indicator=indicator, name=name, target=target, **told)
                    set_goal(goal=goal)

    def make_roles(self) -> None:
        """What tidgivere do."""
        for order, role in enumerate(shipped()["roles"]):
            self.roles[role["key"]], _made = Role.objects.get_or_create(key=role["key"], defaults=role | {"order": order})

    def make_qualifications(self) -> None:
        """What one can hold: what the courses and the handbook earn, which is there, and what is learnt elsewhere."""
        make_qualifications()
        asked = {demand.qualification for demand in organisation.DEMANDS}
        self.qualifications = {each.key: each for each in Qualification.objects.filter(key__in=asked)}

    def make_requirements(self) -> None:
        """What is asked of whom, in force since the first day of last year."""
        kinds = {kind.key: kind for kind in UnitKind.objects.all()}
        for demand in organisation.DEMANDS:
            require(
                qualification=self.qualifications[demand.qualification],
                valid_from=date(self.today.year - 1, 1, 1),
                phase=Phase.BEFORE_START if demand.days is None else Phase.WITHIN_DAYS,
                days=demand.days,
                role=self.roles.get(demand.role),
                unit=self.units.get(demand.unit),
                kind=kinds.get(demand.kind),
            )

    # --- people -------------------------------------------------------------------------------------------------------------------------------

    def make_people(self) -> None:
        """Persons, and logins for most of them: an e-mail address that is known to be theirs, and no password."""
        administrators = {each.key for each in self.invented if any(duty.kind == "administrator" for duty in each.duties)}
        users = User.objects.bulk_create(
            User(
                email=each.email,
                first_name=each.given,
                last_name=each.family,
                password=make_password(None),
                is_staff=each.key in administrators,
                is_superuser=each.key in administrators,
            )
            for each in self.invented
            if each.has_login
        )
        EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users)
        by_email = {user.email: user for user in users}
        people = Person.objects.bulk_create(
            Person(
                user=by_email.get(each.email),
                given_name=each.given,
                family_name=each.family,
                email=each.email,
                phone=each.phone,
                language=each.language,
            )
            for each in self.invented
        )
        self.people = {each.key: person for each, person in zip(self.invented, people, strict=True)}

    def give_duties(self) -> None:
        """Responsibilities, for years already."""
        Responsibility.objects.bulk_create(
            Responsibility(
                person=self.people[each.key],
                unit=self.units[duty.unit],
                kind=ResponsibilityKind(duty.kind),
                is_deputy=duty.deputy,
                starts_on=self.today - timedelta(days=LONG_AGO),
            )
            for each in self.invented
            for duty in each.duties
        )

    def give_posts(self) -> None:
        """Assignments in every state."""
        Assignment.objects.bulk_create(
            Assignment(
                person=self.people[each.key],
                role=self.roles[post.role],
                unit=self.units[post.unit],
                status=AssignmentStatus(post.status),
                starts_on=post.starts_on,
                ends_on=post.ends_on,
            )
            for each in self.invented
            for post in each.posts
        )

    # --- what Bergen has written ----------------------------------------------------------------------------------------------------------------

    def write_locally(self) -> None:
        """The leader in Bergen fills the slot of Taushetsplikt, and says where one's declaration lies."""
        leader, unit, course = self.people["ingrid"], self.units[BERGEN], self.courses[TAUSHET]
        slot = SlotPage.objects.child_of(course).first()
        if slot:
            module = courses.begin_local_module(unit=unit, slot=slot, by=leader, at=self.now - timedelta(days=200))
            module.title, module.body, module.minutes = texts.LOCAL_MODULE_TITLE, texts.LOCAL_MODULE, 4
            module.save_revision(user=leader.user).publish(user=leader.user)
        for page in ModulePage.objects.child_of(course):
            for block in page.body:
                if block.block_type == "local" and block.value["key"] in texts.LOCAL_TEXTS:
                    courses.write_local_text(
                        unit=unit,
                        page=page,
                        key=block.value["key"],
                        text=texts.LOCAL_TEXTS[block.value["key"]],
                        by=leader,
                        at=self.now - timedelta(days=200),
                    )

    def open_positions(self) -> None:
        """What the units look for, and how they recruit."""
        openings.open_positions(units=self.units, roles=self.roles, now=self.now, since=self.now - timedelta(days=LONG_AGO))

    def date_back(self) -> None:
        """The curriculum has been out for years, or nobody could have taken it; the queryset, since editions are append-only."""
        then = self.now - timedelta(days=LONG_AGO + 60)
        Edition.objects.filter(number=1).update(at=then)
        GuidelineEdition.objects.filter(number=1).update(at=then)
        steps = Page.objects.filter(pk__in=Edition.objects.values("page"))
        Page.objects.filter(pk__in=[*steps.values_list("pk", flat=True), *(course.pk for course in self.courses.values())]).update(
            first_published_at=then, last_published_at=then
        )
        with override("nb"):  # as certificates say it
            label = _("edition of %(date)s") % {"date": date_format(timezone.localtime(then))}
        self.editions = dict.fromkeys(self.courses, label)

    # --- what people hold -----------------------------------------------------------------------------------------------------------------------

    def prove(self) -> None:
        """The ledger and its projection, row for row what `record` would have written; a few revocations, through the action."""
        rows: list[Evidence] = []
        revoked: list[tuple[int, str]] = []
        for each in self.invented:
            for number, proof in enumerate(each.proofs):
                if proof.revoked:
                    revoked.append((len(rows), proof.revoked))
                rows.append(self.evidence(each, proof, number))
        written = Evidence.objects.bulk_create(rows)
        spans: dict[tuple[int, int], list[tuple[date, date]]] = {}
        for row in written:
            spans.setdefault((row.person_id, row.qualification_id), []).append((row.earned_on, row.valid_until or FOREVER))
        Holding.objects.bulk_create(
            Holding(person_id=person_id, qualification_id=qualification_id, valid_from=start, valid_until=end)
            for (person_id, qualification_id), found in spans.items()
            for start, end in merge_spans(found)
        )
        for number, reason in revoked:
            evidence = written[number]
            leader = self.leader_of(evidence.unit.slug if evidence.unit else organisation.ROOT)
            ledger.revoke(evidence=evidence, by=leader, at=evidence.registered_at + timedelta(days=2), reason=reason)

    def evidence(self, each: Invented, proof: Proof, number: int) -> Evidence:
        """One row of the ledger."""
        qualification = self.qualifications[proof.qualification]
        unit = self.units[each.posts[0].unit]
        online = proof.source is Source.COURSE
        course = self.courses.get(proof.qualification)
        person = self.people[each.key]
        return Evidence(
            person=person,
            qualification=qualification,
            kind=proof.source.value,
            assurance=_ASSURANCE.get(proof.source, Assurance.REGISTERED),
            earned_on=proof.earned_on,
            valid_until=last_valid_day(proof.earned_on, qualification.valid_months) if qualification.valid_months else None,
            unit=unit,
            source=f"{course.title}, {self.editions[proof.qualification]}" if online and course else _WORDS[proof.source],
            source_key=f"course:{course.pk}:1" if online and course else f"demo:{number}",
            registered_by=person if online else self.leader_of(unit.slug),
            registered_at=moment(proof.earned_on, 19 if online else 14, now=self.now),
        )

    def leader_of(self, slug: str) -> Person:
        """Who registers on behalf of a unit's people."""
        for each in self.invented:
            if any(duty.unit == slug and duty.kind in ("leader", "coordinator") for duty in each.duties):
                return self.people[each.key]
        return self.people["henrik"]
