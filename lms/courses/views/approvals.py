"""The review pages: what in the courses and the handbook waits for a professional's yes, and writing down what they say."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from lms.courses.actions import approvals as verbs
from lms.courses.forms import ProfessionalForm
from lms.courses.models import CoursePage
from lms.courses.policies import may_review
from lms.courses.selectors.reviews import Item, ItemKind, Review, reviews
from lms.people.access import PersonRequest, person_required
from lms.quizzes.models import Answer, Approval, FactStatus, Profession
from lms.quizzes.rules.statements import Claim
from lms.ui.exports import as_csv, safe_text


@require_safe
@person_required
def overview(request: PersonRequest) -> HttpResponseBase:
    """Every course, and the handbook, with how much of what needs a yes has one."""
    _check(request)
    found = [review for review in reviews() if review.total]
    lines = [
        {
            "title": review.page.title,
            "href": reverse("upkeep:review", args=[review.page.slug]),
            "done": review.approved,
            "total": review.total,
            "waits": ", ".join(
                f"{Profession(need).label} ({review.asked[need] - review.done[need]})"
                for need in Profession.values
                if review.asked[need] > review.done[need]
            ),
        }
        for review in found
    ]
    context = {
        "lines": lines,
        "done": sum(review.approved for review in found),
        "total": sum(review.total for review in found),
        "breadcrumbs": [(_("Living content"), reverse("upkeep:overview")), (_("Professional approval"), "")],
    }
    return render(request, "courses/approval/overview.html", context)


@require_safe
@person_required
def file(request: PersonRequest) -> HttpResponseBase:
    """Everything that needs a yes, one line for each profession that is asked."""
    _check(request)
    head = [
        _("Course or handbook"), _("Step or page"), _("Key"), _("Words"), _("Foundation"), _("Sources"), _("Sources last read"),
        _("Profession"), _("Answer"), _("Name"), _("Profession and workplace"), _("Date"), _("What should be changed"),
    ]  # fmt: skip
    rows = [
        _line(review, part.page.title, item, claim)
        for review in reviews()
        for part in review.parts
        for item in part.items
        for claim in item.claims
    ]
    name = f"faglig-godkjenning-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv([head, *rows]), content_type="text/csv; charset=utf-8", headers=headers)


def _line(review: Review, step: str, item: Item, claim: Claim) -> list[str]:
    said = item.said.get(claim)
    told: list[Any] = [""] * 5
    if said:
        told = [Answer(said.answer).label, said.name, said.title, said.on.isoformat(), said.said]
    checked = item.checked.isoformat() if item.checked else ""
    asked = Profession(claim.need).label if claim.need in Profession.values else claim.need  # an older step may name what is none
    sources = " ".join(source.key for source in item.sources)
    start = [review.page.title, step, item.key, "\n".join(item.words), _status(item), sources, checked, asked]
    return [safe_text(str(cell)) for cell in [*start, *told]]


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def one(request: PersonRequest, slug: str) -> HttpResponseBase:
    """A course, or the handbook, as one profession is asked about it; what is sent says yes to some of it, wants a change, or takes back."""
    _check(request)
    found = reviews(slug) if slug else []
    if not found:
        raise Http404
    whole = found[0]
    open_needs = [need for need in Profession.values if whole.asked[need] > whole.done[need]]
    needs = [need for need in Profession.values if whole.asked[need]]
    need = request.GET.get("fag", "")
    if need not in needs:
        need = (open_needs or needs or [""])[0]
    sheet = _Sheet(request, whole.of(need) if need else whole, need)
    if request.method == "POST" and sheet.take():
        return redirect(f"{reverse('upkeep:review', args=[slug])}?fag={need}{sheet.anchor}")
    here = reverse("upkeep:review", args=[slug])
    context = {
        "page": whole.page,
        "is_course": isinstance(whole.page, CoursePage),
        "review": sheet.review,
        "parts": sheet.rows(),
        "form": sheet.form,
        "faults": sheet.faults,
        "need": need,
        "profession": Profession(need).label if need else "",
        "tabs": [
            {
                "label": Profession(each).label,
                "url": f"{here}?fag={each}",
                "current": each == need,
                "count": whole.asked[each] - whole.done[each],
            }
            for each in needs
        ],
        "breadcrumbs": [
            (_("Living content"), reverse("upkeep:overview")),
            (_("Professional approval"), reverse("upkeep:reviews")),
            (whole.page.title, ""),
        ],
    }
    return render(request, "courses/approval/one.html", context, status=422 if request.method == "POST" else 200)


def _check(request: PersonRequest) -> None:
    if not may_review(request.user):
        raise Http404


def _token(claim: Claim) -> str:
    """What a form calls words by: if they, or the profession they are read for, have changed meanwhile, nothing on the page is called so any more."""
    return f"{claim.key}.{claim.need}.{claim.digest[:16]}"


@dataclass
class _Sheet:
    """One profession's page, and what was sent from it."""

    request: PersonRequest
    review: Review
    need: str

    def __post_init__(self) -> None:
        self.posted = self.request.POST if self.request.method == "POST" else None
        self.faults: list[str] = []
        self.asks: dict[str, str] = {}
        self.anchor = ""
        self.known = {
            _token(claim): (claim, "\n".join(item.words))
            for part in self.review.parts
            for item in part.items
            if (claim := item.claim(self.need))
        }
        last = Approval.objects.filter(by=self.request.person, need=self.need).first() if not self.posted else None
        initial = {"on": timezone.localdate(), "name": last.name if last else "", "title": last.title if last else ""}
        self.form = ProfessionalForm(self.posted, initial=initial)

    def take(self) -> bool:
        """Write down what was sent; False, with what is wrong, if it cannot be."""
        assert self.posted is not None
        if not self.form.is_valid():
            return False
        who = verbs.Professional(**self.form.cleaned_data)
        said: dict[str, Any] = {"who": who, "by": self.request.person, "at": timezone.now()}
        try:
            if "change" in self.posted:
                token = self.posted["change"]
                verbs.ask_for_change(*self._words(token), said=self.posted.get(f"said-{token}", ""), **said)
                messages.success(self.request, _("The wish is written down. It stands on «Living content» until the words are changed."))
                self.anchor = f"#{token}"
            elif "withdraw" in self.posted:
                token = self.posted["withdraw"]
                verbs.withdraw(*self._words(token), **said)
                messages.success(self.request, _("Taken back. The words wait again."))
                self.anchor = f"#{token}"
            else:
                made = verbs.approve([self._words(token) for token in self._picked()], **said)
                message = ngettext("%(n)d yes is written down.", "%(n)d yeses are written down.", len(made))
                messages.success(self.request, message % {"n": len(made)})
        except ValidationError as error:
            self._refuse(error)
            return False
        return True

    def _picked(self) -> list[str]:
        assert self.posted is not None
        if "part" not in self.posted:
            return self.posted.getlist("pick")
        part = next((each for each in self.review.parts if str(each.page.pk) == self.posted["part"]), None)
        shown = self.posted.getlist("shown")  # what stood on the page that was read: what came since is not approved with it
        own = {_token(claim) for item in part.items if (claim := item.claim(self.need))} if part else set()
        return [token for token in shown if token in own]

    def _words(self, token: str) -> tuple[Claim, str]:
        if token not in self.known:
            raise ValidationError(_("The words have changed since you opened the page. Read them once more."))
        return self.known[token]

    def _refuse(self, error: ValidationError) -> None:
        assert self.posted is not None
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, reasons in told.items():
            if field == "said":
                self.asks[self.posted["change"]] = " ".join(reasons)
            elif field in self.form.fields:
                for reason in reasons:
                    self.form.add_error(field, reason)
            else:
                self.faults += reasons

    def rows(self) -> list[dict[str, Any]]:
        """The steps or pages with their items, as they are shown."""
        return [
            {
                "title": part.page.title,
                "page_id": part.page.pk,
                "note": part.note,
                "anchor": f"steg-{part.page.pk}",
                "href": self._address(part.page),
                "items": [self._row(item, claim) for item in part.items if (claim := item.claim(self.need))],
                "waits": sum(not item.is_approved(claim) for item in part.items if (claim := item.claim(self.need))),
            }
            for part in self.review.parts
        ]

    def _address(self, page: Page) -> str:
        """Where the part is read."""
        if isinstance(self.review.page, CoursePage):
            return reverse("learning:step", args=[self.review.page.slug, page.slug])
        return str(page.get_url(self.request))

    def _row(self, item: Item, claim: Claim) -> dict[str, Any]:
        token = _token(claim)
        said = item.said.get(claim)
        return {
            "token": token,
            "key": item.key if item.kind is not ItemKind.TEXT else "",
            "kind": _kind(item.kind),
            "words": item.words,
            "is_long": item.kind in (ItemKind.TEXT, ItemKind.DILEMMA),
            "place": item.place,
            "status": _status(item),
            "sources": item.sources,
            "checked": item.checked,
            "said": said if said and said.answer != Answer.WITHDRAWN else None,
            "is_approved": item.is_approved(claim),
            "is_picked": self.posted is not None and token in self.posted.getlist("pick"),
            "typed": self.posted.get(f"said-{token}", "") if self.posted is not None else "",
            "fault": self.asks.get(token, ""),
        }


def _kind(kind: ItemKind) -> str:
    return {
        ItemKind.STATEMENT: _("Statement"),
        ItemKind.DILEMMA: _("Dilemma"),
        ItemKind.TEXT: _("The text as a whole"),
        ItemKind.QUESTION: _("Question"),
    }[kind]


def _status(item: Item) -> str:
    return str(FactStatus(item.status).label) if item.status else ""
