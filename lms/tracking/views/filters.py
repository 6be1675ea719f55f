"""Saving a filter of the people's list, and deleting it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.access import PersonRequest, person_required
from lms.roles import saved_filters as verbs
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.tracking.forms import SaveFilterForm, filter_of, saved_query


@require_POST
@person_required
def save(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Keep what the list shows under a name. Only what the list understands is kept, and no name that was searched for."""
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    query = saved_query(filter_of(QueryDict(request.POST.get("query", "")[:1000])))
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(_("Name: %(why)s") % {"why": why} for why in form.errors.get("name", [])))
    elif not query:
        messages.info(request, _("Choose something first: this shows everybody."))
    else:
        try:
            verbs.save_filter(person=request.person, unit=here, query=query, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Saved: «%(name)s».") % {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('tracking:people', args=[here.slug])}?{query}")


@require_POST
@person_required
def forget(request: PersonRequest, unit: str, saved: int) -> HttpResponseBase:
    """Delete one of one's own."""
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    if not verbs.forget_filter(person=request.person, unit=here, pk=saved):
        raise Http404
    messages.success(request, _("Deleted."))
    return redirect("tracking:people", here.slug)
