"""Brings the invented organisation to life through the other rooms' own actions, and in bulk where there are thousands of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
from lms.certificates import actions as certificates
from lms.courses import actions as courses
from lms.courses.models import CoursePage, Edition, ModulePage, SlotPage
from lms.courses.rules import OutlineStep, StepKind
from lms.courses.selectors import Outline, outlines
from lms.learning.models import Enrolment, StepCompletion, StepProgress
from lms.people.models import Person, User
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, Holding, Qualification
from lms.qualifications.rules import FOREVER, ValidUnit, last_valid_day, merge_spans
from lms.quizzes import rules as marking
from lms.quizzes.models import Attempt, Question, QuizPage, Response
from lms.quizzes.selectors import describe, questions_for
from lms.requirements.actions import require
from lms.requirements.models import Phase
from lms.roles.actions import sync_wagtail_access
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import ContactCard, Unit, UnitKind

from . import openings, organisation, recruitment, rules, texts
from .organisation import BERGEN, TAUSHET
from .rules import COURSES, LONG_AGO, Invented, Proof, Source

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
        self.rng = Random(seed)  # noqa: S311 -- for inventing, no secret
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
        self.learn()
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
                key=kind.key, defaults={"name": kind.name, "has_tidgivere": kind.has_tidgivere, "order": order}
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

    def make_roles(self) -> None:
        """What tidgivere do."""
        for order, role in enumerate(organisation.ROLES):
            self.roles[role.key], _made = Role.objects.get_or_create(
                key=role.key, defaults={"name": role.name, "description": role.description, "order": order}
            )

    def make_qualifications(self) -> None:
        """What one can hold: what the courses earn, and what is learnt elsewhere."""
        self.qualifications = {key: course.qualification for key, course in self.courses.items() if course.qualification}
        for order, plan in enumerate(organisation.QUALIFICATIONS, start=10):
            self.qualifications[plan.key], _made = Qualification.objects.get_or_create(
                key=plan.key,
                defaults={
                    "name": plan.name,
                    "description": plan.description,
                    "valid_for": plan.valid_months,
                    "valid_unit": ValidUnit.MONTHS if plan.valid_months else ValidUnit.NEVER,
                    "order": order,
                },
            )

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
        steps = Page.objects.filter(pk__in=Edition.objects.values("page"))
        Page.objects.filter(pk__in=[*steps.values_list("pk", flat=True), *(course.pk for course in self.courses.values())]).update(
            first_published_at=then, last_published_at=then
        )
        with override("nb"):  # as certificates say it
            label = _("edition of %(date)s") % {"date": date_format(timezone.localtime(then), "j. F Y")}
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
            registered_at=self.at(proof.earned_on, 19 if online else 14),
        )

    def leader_of(self, slug: str) -> Person:
        """Who registers on behalf of a unit's people."""
        for each in self.invented:
            if any(duty.unit == slug and duty.kind in ("leader", "coordinator") for duty in each.duties):
                return self.people[each.key]
        return self.people["henrik"]

    # --- how they learnt it ---------------------------------------------------------------------------------------------------------------------

    def learn(self) -> None:
        """Enrolments, finished steps, attempts and certificates behind every piece of evidence that a course gave, and courses half done."""
        learners = [each for each in self.invented if each.posts and each.has_login]
        composed = self.compose(learners)
        earned = {
            (row.person_id, row.qualification.key): row
            for row in Evidence.objects.filter(kind=Source.COURSE.value, revocation__isnull=True).select_related("qualification", "person")
        }
        enrolments, completions, progress = [], [], []
        sittings: list[_Sitting] = []
        for each in learners:
            person, slug = self.people[each.key], each.posts[0].unit
            for key, course in self.courses.items():
                outline = composed[slug, key]
                evidence = earned.get((person.pk, key))
                begun = each.begun.get(key, 0.0)
                if each.posts[0].status == "ended" and not evidence:
                    continue
                enrolled = min(self.at(each.posts[0].starts_on, 10), evidence.registered_at if evidence else self.now) - timedelta(days=9)
                enrolments.append(
                    Enrolment(
                        person=person,
                        course=course,
                        unit=self.units[slug],
                        enrolled_at=min(enrolled, self.now - timedelta(days=2)),
                        finished_at=evidence.registered_at if evidence else None,
                    )
                )
                if evidence:
                    done, finished_at = list(outline.steps), evidence.registered_at
                else:
                    done, finished_at = list(outline.steps[: round(begun * (len(outline.steps) - 1))]), self.now - timedelta(days=2)
                for number, step in enumerate(done):
                    at = finished_at - timedelta(minutes=7 * (len(done) - 1 - number))
                    if step.kind is StepKind.QUIZ:
                        sittings.append(_Sitting(person, self.units[slug], step, at))
                    elif step.edition_id:
                        completions.append(self.completion(person, self.units[slug], step, at))
                if begun and len(done) < len(outline.steps):
                    opened = self.now - timedelta(days=1, hours=3)
                    progress.append(
                        StepProgress(
                            person=person,
                            page_id=outline.steps[len(done)].page_id,
                            unit=self.units[slug],
                            course=course,
                            opened_at=opened,
                            seen_at=opened,
                        )
                    )
        Enrolment.objects.bulk_create(enrolments)
        StepProgress.objects.bulk_create(progress)
        completions += self.sit(sittings)
        StepCompletion.objects.bulk_create(completions)
        self.certify(earned.values())

    def compose(self, learners: Iterable[Invented]) -> dict[tuple[str, str], Outline]:
        """Each course as each unit's people meet it. 2 queries."""
        slugs = sorted({each.posts[0].unit for each in learners})
        pairs = [(slug, key) for slug in slugs for key in self.courses]
        found = outlines([(self.courses[key], self.units[slug]) for slug, key in pairs])
        return dict(zip(pairs, found, strict=True))

    def completion(self, person: Person, unit: Unit, step: OutlineStep, at: datetime, attempt: Attempt | None = None) -> StepCompletion:
        """That a published step was finished."""
        return StepCompletion(person=person, edition_id=step.edition_id or 0, page_id=step.page_id, unit=unit, attempt=attempt, at=at)

    def sit(self, sittings: list["_Sitting"]) -> list[StepCompletion]:
        """Attempts that passed, with every question as it was shown. Now and then an answer is wrong that may be."""
        banks = {
            page.pk: (page, [(question, describe(question)) for question in questions_for(page)])
            for page in QuizPage.objects.filter(pk__in={sitting.step.page_id for sitting in sittings})
        }
        sat = [self.answer(sitting, *banks[sitting.step.page_id]) for sitting in sittings]
        attempts = Attempt.objects.bulk_create(attempt for attempt, _responses in sat)
        responses = []
        for attempt, (_unsaved, given) in zip(attempts, sat, strict=True):
            for response in given:
                response.attempt = attempt
                responses.append(response)
        Response.objects.bulk_create(responses, batch_size=500)
        return [
            self.completion(sitting.person, sitting.unit, sitting.step, sitting.at, attempt)
            for sitting, attempt in zip(sittings, attempts, strict=True)
            if sitting.step.edition_id
        ]

    def answer(
        self, sitting: "_Sitting", quiz: QuizPage, bank: list[tuple[Question, marking.Description]]
    ) -> tuple[Attempt, list[Response]]:
        """One attempt and its responses, neither saved yet."""
        seed = self.rng.getrandbits(32)
        shuffle = Random(seed)  # noqa: S311 -- an order that can be repeated, no secret
        candidates = [marking.Candidate(question.pk, question.critical, question.outcome) for question, _description in bank]
        described = {question.pk: (question, description) for question, description in bank}
        started = sitting.at - timedelta(minutes=6)
        responses: list[Response] = []
        results: list[marking.Result] = []
        chosen = marking.draw(candidates, quiz.draw, shuffle)
        drawn = len(chosen)
        for position, pk in enumerate(chosen, start=1):
            question, description = described[pk]
            shown = marking.present(description, shuffle)
            may_miss = (
                not question.critical and 100 * (drawn - 1) >= drawn * quiz.pass_percent and all(result.correct for result in results)
            )
            answer: marking.Answer = marking.right_answer(shown)
            if may_miss and shown.kind is marking.Kind.SINGLE and self.rng.random() < 0.04:
                answer = next((choice.id for choice in shown.choices if not choice.correct), answer)
            correct = marking.mark(shown, answer).correct
            results.append(marking.Result(correct, shown.critical, shown.outcome))
            responses.append(
                Response(
                    position=position,
                    question=question,
                    shown=shown.as_json(),
                    answer=answer,
                    answered_at=started + timedelta(seconds=20 * position),
                    correct=correct,
                )
            )
        found = marking.verdict(results, quiz.pass_percent)
        attempt = Attempt(
            person=sitting.person,
            quiz=quiz,
            unit=sitting.unit,
            number=1,
            seed=seed,
            pass_percent=quiz.pass_percent,
            started_at=started,
            submitted_at=sitting.at,
            percent=found.percent,
            passed=found.passed,
        )
        return attempt, responses

    def certify(self, earned: Iterable[Evidence]) -> None:
        """A certificate for everything a course gave."""
        names = {unit.pk: unit.name for unit in self.units.values()}
        for evidence in earned:
            key = evidence.qualification.key
            certificates.issue(
                evidence=evidence,
                title=self.courses[key].title,
                edition=self.editions[key],
                unit_name=names[evidence.unit_id] if evidence.unit_id else "",
                language=evidence.person.language,
                now=evidence.registered_at,
            )

    def at(self, day: date, hour: int) -> datetime:
        """A time on a day, never later than now."""
        moment = timezone.make_aware(datetime.combine(day, time(hour)))
        return min(moment, self.now)


@dataclass(frozen=True)
class _Sitting:
    """Somebody passed a quiz."""

    person: Person
    unit: Unit
    step: OutlineStep
    at: datetime
