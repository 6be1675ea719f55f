"""The cast with something to look at: a course with a local place, evidence, a certificate, a note, a picture and a document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from lms.certificates.actions import issue
from lms.courses.actions import sharing, write_local_text
from lms.courses.models import CoursePage, Edition, ModulePage, SlotPage
from lms.handbook.models import GuidelineEdition
from lms.learning.models import ReflectionNote, StepCompletion
from lms.people.models import Person, User
from lms.qualifications.actions import add_equivalent, extend, record
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Qualification
from lms.qualifications.papers import PDF, SafePaper
from lms.qualifications.submissions import submit
from lms.quizzes.models import Attempt, Question, QuizPage
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Away, Ruling, SecretLink, Stage
from lms.requirements.actions import require
from lms.requirements.exemptions import ask_exemption, give_leave
from lms.roles.actions.talks import plan_talk, wish_for_talk
from lms.roles.models import Assignment, Responsibility, TalkKind, Urgency
from lms.roles.saved_filters import save_filter
from lms.units.models import Goal
from tests.cast import Cast, make_cast
from tests.factories.handbook import a_guideline
from tests.factories.recruitment import a_round, an_application
from tests.factories.references import a_referee
from tests.onboarding.registers import checked, csv_of
from tests.school import LOCAL, TEXT, publish

# Secret links that open something of the case in Harbour, whoever has them.
APPLICANTS_TOKEN, REFEREES_TOKEN = "the-applicants-token", "the-referees-token"
EVERYBODY = ["nobody", "root", "ana", "ben", "ola", "lea", "kim", "dag", "eva", "omar", "cleo", "siv", "adm"]


@dataclass
class World:
    """Who, and what addresses need."""

    cast: Cast
    users: dict[str, User | None]
    values: dict[str, Any]


def make_world() -> World:
    """Everything that an address of ours can point at, in Harbour. The certificate, the note and the seat are Ben's."""
    cast = make_cast()
    qualification = Qualification.objects.create(key="confidentiality", name="Confidentiality")
    course = cast.course.specific
    course.qualification = qualification
    course.save()
    first = publish(course.add_child(instance=ModulePage(title="Why", slug="why", body=[*TEXT, LOCAL], live=False)))
    slot = publish(course.add_child(instance=SlotPage(title="Here", slug="here", guidance="<p>x</p>", body=TEXT, live=False)))
    publish(course.add_child(instance=QuizPage(title="Quiz", slug="quiz", subject="confidentiality", live=False)))
    Question.objects.create(
        key="Q-01",
        subject="confidentiality",
        prompt="True?",
        body=[{"type": "true_false", "value": {"answer": "true", "feedback_true": "Yes.", "feedback_false": "No."}}],
    )
    page = Page.objects.get(pk=cast.harbour_page.pk).specific
    ours = publish(page.add_child(instance=ModulePage(title="Our way", slug="our-way", body=TEXT, fills=slot, live=False)))
    own = Qualification.objects.create(key="harbour-own", name="Own", unit=cast.harbour)
    own_course = page.add_child(instance=CoursePage(title="Own", slug="harbour-own", summary="Short.", qualification=own))
    publish(own_course.add_child(instance=ModulePage(title="Ours", slug="ours", body=TEXT, live=False)))
    hills = Page.objects.get(pk=cast.hill_page.pk).specific
    theirs = publish(hills.add_child(instance=ModulePage(title="Theirs", slug="theirs", body=TEXT, hangs_on=course, live=False)))
    told = {"by": cast.lea, "at": timezone.now()}
    offered = sharing.offer(unit=cast.hill, page=theirs, words="", by=cast.omar, at=timezone.now())
    following = sharing.follow(unit=cast.harbour, offer=offered, place=course, **told)
    adapted = sharing.adapt(unit=cast.harbour, offer=offered, place=course, **told)
    taken_back = sharing.withdraw(offer=sharing.offer(unit=cast.harbour, page=ours, words="", **told), at=timezone.now())
    suggestion = sharing.suggest(unit=cast.harbour, target=first, text="More.", why="Good.", **told)
    evidence = record(
        person=cast.ben,
        qualification=qualification,
        kind=EvidenceKind.COURSE,
        assurance=Assurance.LOGGED_IN,
        earned_on=date(2026, 1, 5),
        unit=cast.harbour,
        source="Course",
        source_key="course-1",
        at=timezone.now(),
    )
    certificate = issue(evidence=evidence, title="Course", edition="1", unit_name="Harbour", language="nb", now=timezone.now())
    proposal = write_local_text(unit=cast.harbour, page=first, key="skapet", text="In the cupboard.", by=cast.eva, at=timezone.now())
    decision = extend(
        evidence=Evidence.objects.filter(pk=evidence.pk),
        until=date(2027, 1, 5),
        reason="Autumn was short.",
        key="desk:1",
        unit=cast.harbour,
        **told,
    )
    days = {"starts_on": date.today(), "until": date.today() + timedelta(days=9), "now": timezone.now(), "on": date.today()}
    exemption = ask_exemption(person=cast.ben, qualification=qualification, unit=cast.harbour, reason="Work.", by=cast.kim, **days)
    leave = give_leave(assignment=Assignment.objects.get(person=cast.ben), reason="Full.", by=cast.kim, **days)
    bens = Assignment.objects.get(person=cast.ben)
    wish = wish_for_talk(person=cast.ben, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=timezone.now())
    talk = plan_talk(assignment=bens, kind=TalkKind.YEARLY, due_on=date.today(), by=cast.kim)
    other = Qualification.objects.create(key="other", name="Other")
    add_equivalent(qualification=qualification, counts_as=other)
    saved = save_filter(person=cast.kim, unit=cast.harbour, name="Late", query="vis=lacking", shared=True)
    paper = SafePaper(b"%PDF-1.4 %%EOF", PDF, "0" * 64)
    submission = submit(
        person=cast.ben,
        qualification=qualification,
        earned_on=date(2026, 1, 5),
        valid_until=None,
        provider="Others",
        paper=paper,
        by=cast.ben,
        now=timezone.now(),
    )
    note = ReflectionNote.objects.create(person=cast.ben, page=first.page_ptr, key="k", prompt="?", text="Mine.", at=timezone.now())
    completion = StepCompletion.objects.create(
        person=cast.ben, edition=Edition.objects.get(page=first), page=first.page_ptr, unit=cast.harbour, at=timezone.now()
    )
    attempt = Attempt.objects.create(
        person=cast.ben,
        quiz=QuizPage.objects.get(slug="quiz"),
        unit=cast.harbour,
        number=1,
        seed=1,
        pass_percent=80,
        started_at=timezone.now(),
        submitted_at=timezone.now(),
        percent=0,
        passed=False,
    )
    set_process(now=timezone.now(), by=None, unit=cast.harbour, guideline=cast.articles, police_basis="34-1", trial_shift=True)
    case = an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1)
    away = Away.objects.create(person=cast.kim, deputy=cast.lea, first_day=date.today(), last_day=date.today())
    referee = a_referee(case)
    ruling = Ruling.objects.create(
        application=case,
        outcome="declined",
        code="role",
        sentence="Vi har ikke plass.",
        from_stage=case.stage,
        proposed_by=cast.lea,
        proposed_at=timezone.now(),
    )
    for token, purpose, whose in ((APPLICANTS_TOKEN, "applicant", None), (REFEREES_TOKEN, "reference", referee)):
        SecretLink.objects.create(
            purpose=purpose,
            application=case,
            referee=whose,
            token_hash=sha256(token.encode()).hexdigest(),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )
    document = get_document_model()(title="Plan", collection=Collection.get_first_root_node())
    document.file.save("plan.txt", ContentFile(b"x"))
    interview = a_round(case, 1, cast.ben, cast.dag)
    register = checked(
        cast.harbour, cast.kim, csv_of("Noor;Lie;noor@havna.example;;Støttespiller;;01.01.2024;;")
    )  # of whom we may know one
    guideline = a_guideline(under=cast.harbour_page, asks="read")
    root = User.objects.create_superuser("root@havna.example")
    people: dict[str, Person] = cast.people
    return World(
        cast=cast,
        users={"nobody": None, "root": root} | {name: person.user for name, person in people.items()},
        values={
            "number": register.pk,
            "guideline": guideline.pk,
            "guidelines_revision": guideline.get_latest_revision().pk,
            "guidelines_edition": GuidelineEdition.objects.get(page=guideline).pk,
            "unit": "harbour",
            "course": "confidentiality",
            "step": "why",
            "slot": slot.pk,
            "page": first.pk,
            "key": "skapet",
            "question": Question.objects.filter(unit=None).earliest("pk").pk,
            "course_page": course.pk,
            "own_course": own_course.pk,
            "revision": first.get_latest_revision().pk,
            "offer": offered.pk,
            "following": following.pk,
            "adapted": adapted.page_id,
            "ours": ours.pk,
            "taken_back": taken_back.pk,
            "suggestion": suggestion.pk,
            "person": cast.ben.pk,
            "rule": require(qualification=own, unit=cast.harbour, valid_from=date(2026, 1, 1)).pk,
            "exemption": exemption.pk,
            "goal": Goal.objects.create(unit=cast.harbour, year=date.today().year, indicator="new", target=4).pk,
            "leave": leave.pk,
            "evidence": evidence.pk,
            "submission": submission.pk,
            "saved": saved.pk,
            "qualification": qualification.pk,
            "counts_as": other.pk,
            "decision": decision.pk,
            "assignment": Assignment.objects.get(person=cast.ben).pk,
            "proposal": proposal.pk,
            "responsibility": Responsibility.objects.get(person=cast.kim).pk,
            "note": note.pk,
            "wish": wish.pk,
            "talk": talk.pk,
            "completion": completion.pk,
            "attempt": attempt.pk,
            "case": case.pk,
            "ruling": ruling.pk,
            "referee": referee.pk,
            "interview": interview.pk,
            "seat": interview.seats.get(person=cast.ben).pk,
            "code": certificate.code,
            "away": away.pk,
            "document_id": document.pk,
            "filename": document.filename,
            "path": default_storage.save("images/cat.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
        },
    )


def own_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The name of every address whose view is ours, `room:name`."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from own_names(pattern, inner)
        elif pattern.callback.__module__.partition(".")[0] in {"lms", "content"}:
            yield f"{namespace}{pattern.name}"
