"""What the editors' desk publishes from its lists of pages: only what a page's own form would publish."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from .page_forms import why_not


@hooks.register("before_bulk_action")
def refuse_what_cannot_be_read(request: HttpRequest, action_type: str, objects: list[Page], action: BulkAction) -> HttpResponse | None:
    """A list shows no page's form, so its pages are asked here; if one of them is not fit, nothing is published."""
    if action_type != "publish" or not all(isinstance(each, Page) for each in objects):
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in objects:
            pages += page.get_descendants().not_live()
    refused = {page: why_not(page.get_latest_revision_as_object()) for page in pages}
    told = [(page, reasons) for page, reasons in refused.items() if reasons]
    for page, reasons in told:
        messages.error(request, _("Nothing is published. «%(page)s»: %(why)s") % {"page": page.title, "why": " ".join(reasons)})
    return redirect(action.next_url) if told else None
