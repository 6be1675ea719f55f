"""The centre's screens: what units suggest."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.courses.actions import sharing as actions
from lms.courses.forms import AnswerForm
from lms.courses.policies import central_pages
from lms.courses.selectors.sharing import suggested_difference, suggestion_rows
from lms.people.access import PersonRequest, person_required

PER_PAGE = 20


@require_safe
@person_required
def overview(request: PersonRequest) -> HttpResponseBase:
    """Every suggestion about pages one may publish, those that wait first."""
    pages = central_pages(request.user)
    if not pages.exists():
        raise Http404
    page = Paginator(suggestion_rows(pages), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [(_("Living content"), reverse("upkeep:overview")), (_("Suggestions from the units"), "")]
    return render(request, "courses/sharing/suggestions.html", {"page": page, "breadcrumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def one(request: PersonRequest, suggestion: int) -> HttpResponseBase:
    """One suggestion: what would come and go, why, and the answer."""
    found = get_object_or_404(suggestion_rows(central_pages(request.user)).defer(None), pk=suggestion)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {"suggestion": found, "words": form.cleaned_data["words"], "by": request.person, "at": timezone.now()}
        try:
            if request.POST.get("answer") == "yes":
                draft = actions.accept(**said)
                messages.success(request, _("Accepted. This is the draft; edit it and publish it when it is right."))
                return redirect("wagtailadmin_pages:edit", draft.pk)
            actions.decline(**said)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("Declined. The one who suggested it gets a letter."))
            return redirect("upkeep:suggestions")
    crumbs = [
        (_("Living content"), reverse("upkeep:overview")),
        (_("Suggestions from the units"), reverse("upkeep:suggestions")),
        (found.target.title, ""),
    ]
    context = {"suggestion": found, "difference": suggested_difference(found), "form": form, "breadcrumbs": crumbs}
    return render(request, "courses/sharing/suggestion.html", context, status=422 if form.is_bound else 200)
