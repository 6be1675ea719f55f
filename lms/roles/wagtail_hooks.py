"""What the editors' desk must know of units."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.units.models import Unit, UnitKind

from . import desk
from .cms import sync_wagtail_access
from .models import Role


@hooks.register("before_delete_page")
def keep_unit_pages(request: HttpRequest, page: Page) -> None:
    """A unit's own page, and what holds one, is never deleted at the desk: everything the unit has written lies below it."""
    _refuse_if_holding_units([page])


@hooks.register("before_bulk_action")
def keep_unit_pages_in_bulk(request: HttpRequest, action_type: str, objects: list, action: object) -> None:
    """The same for a list of pages."""
    if action_type == "delete":
        _refuse_if_holding_units([noun for noun in objects if isinstance(noun, Page)])


def _refuse_if_holding_units(pages: list[Page]) -> None:
    if any(Unit.objects.filter(page__path__startswith=page.path).exists() for page in pages):
        raise PermissionDenied(_("The page belongs to a unit and cannot be deleted. You can unpublish it instead."))


@hooks.register("before_publish_page")
@hooks.register("after_create_page")
def open_new_central_page(request: HttpRequest, page: Page) -> None:
    """Central editors get to what has just been made right below a front page: made and published is one request, so before publishing too."""
    if Site.objects.filter(root_page_id=page.get_parent().pk).exists():
        sync_wagtail_access(on=timezone.localdate())
        vars(request.user).pop(PagePermissionPolicy.permission_cache_name, None)  # Wagtail remembers what was true when the request came


@hooks.register("after_copy_page")
def open_new_central_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    """The same for a copy."""
    open_new_central_page(request, new_page)


@hooks.register("construct_admin_api", order=100)
def only_ones_own(router: WagtailAPIRouter) -> None:
    """What the desk's own programming interface tells: later than Wagtail's, and so in their place."""
    router.register_endpoint("pages", desk.PagesAPI)
    router.register_endpoint("images", desk.ImagesAPI)
    router.register_endpoint("documents", desk.DocumentsAPI)


@hooks.register("construct_page_chooser_queryset")
def choose_among_what_one_sees(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """A chooser offers what is published, and drafts that one may see."""
    seen = desk.visible(request.user, Page)
    return pages.filter(Q(live=True) | Q(pk__in=seen.values("pk")))


@hooks.register("construct_reports_menu")
def leave_out_what_is_closed(request: HttpRequest, items: list[MenuItem]) -> None:
    """No door to a report that does not open."""
    if not request.user.has_perm(desk.SEES_ALL_TYPES):
        items[:] = [item for item in items if item.name != "page-types-usage"]


class RoleViewSet(SnippetViewSet):
    """What tidgivere do. For administrators; holds no personal data."""

    model = Role
    icon = "group"
    list_display = ("name", "key", "order")


class UnitKindViewSet(SnippetViewSet):
    """What units do. For administrators; holds no personal data."""

    model = UnitKind
    icon = "site"
    list_display = ("name", "key", "has_tidgivere", "order")


register_snippet(RoleViewSet)
register_snippet(UnitKindViewSet)
desk.name_only_colleagues()
