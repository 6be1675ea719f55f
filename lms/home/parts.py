"""What «Min side» is put together from, as its templates read it."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.certificates.models import Certificate
from lms.certificates.rules import Standing as CertificateStanding
from lms.recruitment.selectors.board import Workload
from lms.requirements.rules import Mark
from lms.roles.models import Responsibility, TalkWish
from lms.roles.policies import Permission
from lms.units.models import ContactCard, Unit

from . import words


@dataclass(frozen=True, slots=True)
class Post:
    """One assignment, and the sentence about it."""

    state: str  # ready, lacking or paused
    sentence: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course as the person has come in it, and where it goes on."""

    title: str
    unit: str
    url: str
    count: int
    total: int
    minutes_left: int
    minutes: int
    step: str  # the next step's title, empty if nothing is left
    step_minutes: int
    enrolled: bool

    @property
    def started(self) -> bool:
        """Whether something is done, and something is left."""
        return 0 < self.count < self.total

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return not self.step

    @property
    def duration(self) -> str:
        """How long the whole course takes, in words."""
        return words.duration(self.minutes)

    @property
    def state(self) -> str:
        """The word for it that components know."""
        return "done" if self.finished else "in_progress" if self.started else "not_started"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is asked for and not in order: with the course that meets it, or without one where the unit must see to it.

    `certificate_for` is the id of the qualification for which a certificate from elsewhere can be sent in instead, `guideline` that of the page in
    the handbook to read or sign, if there is one.
    """

    name: str
    mark: Mark
    act_by: date
    line: str
    lesson: Lesson | None
    certificate_for: int | None = None
    guideline: int | None = None

    @property
    def send_in_url(self) -> str:
        """Where a certificate from elsewhere is sent in for it; empty if none counts."""
        return f"{reverse('qualifications:submit')}?hva={self.certificate_for}" if self.certificate_for else ""

    @property
    def url(self) -> str:
        """Where something can be done about it, the course before the certificate; empty if only the unit can."""
        if self.lesson:
            return self.lesson.url
        return reverse("handbook:guideline", args=[self.guideline]) if self.guideline else self.send_in_url

    @property
    def state(self) -> str:
        """The word for it that components know."""
        if self.mark is Mark.LAPSING:
            return "expiring"
        if self.lesson and self.lesson.started:
            return "in_progress"
        return "expired" if self.mark is Mark.LAPSED else "not_started"


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate and how it stands."""

    certificate: Certificate
    standing: CertificateStanding
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to ring in a unit."""

    unit: Unit
    cards: list[ContactCard]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The cards as the component wants them."""
        return [
            {
                "name": card.who or card.title,
                "role": card.title if card.who else "",
                "phone": card.phone,
                "email": card.email,
                "when": card.hours,
            }
            for card in self.cards
        ]


@dataclass(frozen=True, slots=True)
class Workplace:
    """A unit in which the person has a responsibility, and what it opens."""

    unit: Unit
    kinds: str
    permissions: frozenset[Permission]
    edits_centrally: bool

    @property
    def links(self) -> list[dict[str, str]]:
        """Where the person can go with it: label and address."""
        may, slug = self.permissions, self.unit.slug
        doors: list[tuple[bool, str, str, list[str]]] = [
            (Permission.SEE_PEOPLE in may, _("Today: what there is to see to"), "tracking:today", [slug]),
            (Permission.SEE_PEOPLE in may, _("Can we staff Saturday?"), "tracking:staff", [slug]),
            (Permission.SEE_PEOPLE in may, _("The people and who is ready"), "tracking:people", [slug]),
            (Permission.SEE_COVERAGE in may and Permission.SEE_PEOPLE not in may, _("Overview of the units"), "tracking:choose", []),
            (
                Permission.SEE_COVERAGE in may and Permission.SEE_PEOPLE not in may,
                _("Units that nobody follows up"),
                "tracking:following",
                [],
            ),
            (Permission.SEE_COVERAGE in may, _("Coverage: local texts and courses"), "tracking:coverage", []),
            (Permission.SEE_COVERAGE in may, _("Yearly report"), "tracking:report", [slug]),
            (Permission.SET_RULES in may, _("Rules: what is asked of whom"), "requirements:overview", [slug]),
            (Permission.SEE_UPKEEP in may, _("Living content: what is due in the courses"), "upkeep:overview", []),
            (Permission.RECRUIT in may, _("Recruitment"), "recruitment:board", [slug]),
            (
                Permission.SEE_RECRUITMENT in may and Permission.RECRUIT not in may,
                _("Recruitment in numbers"),
                "recruitment:numbers",
                [slug],
            ),
            (Permission.MANAGE_PEOPLE in may, _("Add somebody new"), "onboarding:invite", [slug]),
            (Permission.EDIT_CONTACTS in may, _("Change «Who do I call?»"), "units:contacts", [slug]),
            (Permission.EDIT_PAGES in may, _("Our own parts of the courses"), "courses:slots", [slug]),
            (Permission.RUN_UNITS in may, _("Open, move and close units"), "content:units", []),
            (Permission.GRANT in may, _("Who has which responsibility"), "units:responsibilities", [slug]),
            (Permission.EDIT_PAGES in may or self.edits_centrally, _("The editors' desk"), "wagtailadmin_home", []),
        ]
        return [{"label": label, "url": reverse(name, args=args)} for opens, label, name, args in doors if opens]


@dataclass(frozen=True, slots=True)
class Talk:
    """A unit in which the person can say that they would like a talk: whom they can choose, and the wish if they have said so."""

    unit: Unit
    choices: list[Responsibility]
    wish: TalkWish | None

    @property
    def line(self) -> str:
        """How far the wish has come; empty without one."""
        return words.wish_line(self.wish) if self.wish else ""


@dataclass(frozen=True, slots=True)
class Novelty:
    """«Dette er nytt»: an important change of a step the person has done, and where it is read."""

    title: str
    line: str
    url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A page of the handbook that is to be read or signed, and that no requirement asks for."""

    title: str
    line: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """«Min side»."""

    posts: list[Post]
    tasks: list[Task]  # not held yet, most urgent first
    lapsing: list[Task]  # held, and lapses soon
    next_lesson: Lesson | None
    next_task: Task | None  # what the next lesson is for, or what comes next where no course meets it
    other_lessons: list[Lesson]  # begun or enrolled in, asked for by nobody
    finished: list[Lesson]
    papers: list[Paper]
    old_papers: list[Paper]
    contacts: list[Contacts]
    workplaces: list[Workplace]
    recruiting: Workload | None = None  # for somebody who recruits
    news: list[Novelty] = field(default_factory=list)  # not opened since they came
    to_read: list[Reading] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)

    @property
    def minutes_left(self) -> int:
        """What the courses among the tasks still take together."""
        return sum(task.lesson.minutes_left for task in self.tasks if task.lesson)

    @property
    def duration(self) -> str:
        """The same in words; empty if it takes no time here."""
        return words.duration(self.minutes_left) if self.minutes_left else ""

    @property
    def all_done(self) -> bool:
        """Whether nothing is left to do, for somebody who has something to be ready for."""
        return bool(self.posts) and self.next_lesson is None and self.next_task is None and not self.to_read
