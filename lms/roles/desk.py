"""Where Wagtail's own screens tell more than their reader may see, and what is put in their place.

Wagtail asks for permission when something is changed, but some of its views show the titles of drafts and files to everybody who may enter the
editors' desk. Each of these stands here, and `tests/permissions/test_wagtail_admin.py` walks every address of the desk to find others.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import index as bulk_action
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet, get_users_for_filter
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet, WorkflowView
from wagtail.documents import get_document_model
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images import get_image_model
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, WorkflowState
from wagtail.permissions import policy_registry

SEES_ALL_TYPES = "wagtailcore.change_site"  # held by administrators


def visible(user: Any, model: type[Model]) -> QuerySet[Any]:
    """The pages or files somebody may see at the desk: pages on the way to what they may edit, files they may choose."""
    policy = policy_registry.get_by_type(model)
    if issubclass(model, Page):
        found: QuerySet[Any] = policy.explorable_instances(user)
    else:
        found = policy.instances_user_has_any_permission_for(user, ["choose", "add", "change", "delete"])
    return found


# What an address of the desk points at, by the part of the desk and the name in its pattern.
POINTS_AT: dict[str, dict[str, Any]] = {
    "wagtailadmin_pages": dict.fromkeys(["page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk"], lambda: Page),
    "learning_desk": {"page": lambda: Page},
    "handbook_desk": {"page": lambda: Page},
    "wagtailimages": {"image_id": get_image_model},
    "wagtaildocs": {"document_id": get_document_model, "doc_id": get_document_model},
}


def points_at_something_unseen(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Whether an address of the desk points at a page or a file that its reader may not see. 3 queries at most, none for other addresses."""
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name == "wagtailadmin_choose_page_chosen_multiple":
        drafts = Page.objects.filter(live=False, pk__in=[pk for pk in request.GET.getlist("id") if pk.isdecimal()])
        return drafts.exclude(pk__in=visible(request.user, Page).values("pk")).exists()
    names = POINTS_AT.get(match.namespace, {})
    asked = [(names[name](), value) for name, value in kwargs.items() if name in names]
    return any(
        not visible(request.user, model).filter(pk=value).exists() and not (model is Page and _waits_for(request.user, value))
        for model, value in asked
    )


def _waits_for(user: Any, page_id: int) -> bool:
    """Whether a page waits for somebody's approval: as long as it does, they may look at it."""
    tasks = GroupApprovalTask.objects.filter(groups__user=user).values("pk")
    waiting = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page_id), status=WorkflowState.STATUS_IN_PROGRESS
    )
    return bool(waiting.filter(current_task_state__task__in=tasks).exists())


class PagesAPI(PagesAdminAPIViewSet):
    """Reading pages for the explorer. Nothing is changed this way: it would pass by what publishing and deleting ask about."""

    actions: dict[str, Any] = {}


class ImagesAPI(ImagesAdminAPIViewSet):
    """Only images one may choose."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those, whatever is asked for."""
        return super().get_queryset().filter(pk__in=visible(self.request.user, get_image_model()).values("pk"))


class DocumentsAPI(DocumentsAdminAPIViewSet):
    """Only documents one may choose."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those, whatever is asked for."""
        return super().get_queryset().filter(pk__in=visible(self.request.user, get_document_model()).values("pk"))


@require_admin_access
def bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Wagtail's page for an action on many, without the titles of what one may not see."""
    response: Any = bulk_action(request, app_label, model_name, action)
    refused = (getattr(response, "context_data", None) or {}).get("items_with_no_access", [])
    nouns = [each["item"] if isinstance(each, dict) else each for each in refused]
    if nouns and isinstance(nouns[0], (Page, get_image_model(), get_document_model())):
        seen = set(visible(request.user, Page if isinstance(nouns[0], Page) else type(nouns[0])).values_list("pk", flat=True))
        shown = [each for each, noun in zip(refused, nouns, strict=True) if noun.pk in seen]
        response.context_data["items_with_no_access"] = shown
    found: HttpResponse = response
    return found


@require_admin_access
def page_types(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail's report of page types names the page edited last, of whichever unit: for administrators alone."""
    if not request.user.has_perm(SEES_ALL_TYPES):
        raise PermissionDenied
    view: Any = PageTypesUsageReportView.as_view(**kwargs)
    found: HttpResponse = view(request)
    return found


def name_only_colleagues() -> None:
    """Let lists of pages offer those who own or have edited what one may see; not everybody who ever did. Called once, by the hooks."""
    users = get_user_model().objects

    def owners(request: HttpRequest) -> QuerySet[Any]:
        return users.filter(pk__in=visible(request.user, Page).values("owner_id"))

    def editors(request: HttpRequest) -> QuerySet[Any]:
        edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=visible(request.user, Page).values("pk"))
        return users.filter(pk__in=edits.values("user_id"))

    PageFilterSet.base_filters["owner"].queryset = owners
    PageFilterSet.base_filters["edited_by"].queryset = editors


class HistoryFilters(SiteHistoryReportFilterSet):
    """Offers those who did something one may see. Wagtail's own means to, but has another name for it than the form that asks."""

    def get_users_queryset(self) -> QuerySet[Any]:
        """Those, by their address."""
        users: QuerySet[Any] = get_users_for_filter(self.request.user)
        return users


class SiteHistory(LogEntriesView):
    """Wagtail's report of what was done, naming nobody of another unit."""

    filterset_class = HistoryFilters


class WorkflowFilters(WorkflowReportFilterSet):
    """Offers those who handed in something one may see; Wagtail's own offers everybody who ever did."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = WorkflowView(request=self.request).get_queryset().order_by().values_list("requested_by", flat=True)
        self.filters["requested_by"].queryset = get_user_model().objects.filter(pk__in=set(listed)).order_by("email")


class Workflows(WorkflowView):
    """Wagtail's report of what waits for approval, naming nobody of another unit."""

    filterset_class = WorkflowFilters


@require_admin_access
def site_history(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Who did what, where."""
    view: Any = SiteHistory.as_view(**kwargs)
    found: HttpResponse = view(request)
    return found


@require_admin_access
def workflows(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What waits for whose approval."""
    view: Any = Workflows.as_view(**kwargs)
    found: HttpResponse = view(request)
    return found
