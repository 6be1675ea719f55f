"""Responsibilities as Wagtail understands them: groups, page permissions and collections. The one place where the two meet.

For each unit and each kind of responsibility that somebody holds there is one group, `unit/<address>/<kind>`. Nobody edits these groups by hand:
`sync_wagtail_access` puts them right, and takes away what nothing accounts for.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.permission_policies.pages import PagePermissionPolicy

from lms.people.models import User
from lms.units.actions import central_collection
from lms.units.models import Unit

from .models import Responsibility
from .models import ResponsibilityKind as Kind

PREFIX = "unit/"
TOPICS = "Faglig godkjenning"  # the workflow, and its task, in which units' own modules in guarded courses are approved

# Permissions by app and codename.
WRITE = frozenset({"wagtailcore.add_page", "wagtailcore.change_page"})
PUBLISH = WRITE | {"wagtailcore.publish_page"}
EVERYTHING = PUBLISH | {"wagtailcore.bulk_delete_page", "wagtailcore.lock_page", "wagtailcore.unlock_page"}
CHOOSE = frozenset({"wagtailimages.choose_image", "wagtaildocs.choose_document"})
FILES = CHOOSE | {"wagtailimages.add_image", "wagtailimages.change_image", "wagtaildocs.add_document", "wagtaildocs.change_document"}
COLLECTIONS = frozenset({"wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection"})

# Below the unit's page, and below the pages of the units under it.
UNIT_PAGES: dict[Kind, frozenset[str]] = {Kind.LEADER: PUBLISH, Kind.EDITOR: WRITE, Kind.SUBJECT_OWNER: PUBLISH}
APPROVERS = (Kind.LEADER, Kind.SUBJECT_OWNER)

DESK = "wagtailadmin.access_admin"
QUESTIONS = frozenset({"quizzes.add_question", "quizzes.change_question", "quizzes.view_question"})
SOURCES = frozenset({f"courses.{verb}_{model}" for verb in ("add", "change", "view") for model in ("source", "number")})
GUIDES = frozenset(
    {
        "recruitment.add_interviewguide",
        "recruitment.change_interviewguide",
        "recruitment.publish_interviewguide",
        "recruitment.view_interviewguide",
    }
)
LETTERS = frozenset(
    {
        "mail.add_lettertext",
        "mail.change_lettertext",
        "mail.publish_lettertext",
        "mail.view_lettertext",
    }
)
# What is not a page and not a file. An app that is not installed gives nothing.
MODELS: dict[Kind, frozenset[str]] = {
    Kind.LEADER: frozenset({DESK}),
    Kind.EDITOR: frozenset({DESK}),
    Kind.SUBJECT_OWNER: frozenset({DESK}),
    Kind.CENTRAL_EDITOR: QUESTIONS | SOURCES | GUIDES | LETTERS | {DESK},
    Kind.ADMINISTRATOR: QUESTIONS
    | SOURCES
    | GUIDES
    | LETTERS
    | {
        DESK,
        "people.add_user",
        "roles.add_role",
        "roles.change_role",
        "units.add_unitkind",
        "units.change_unitkind",
        "people.change_user",
        "wagtailcore.change_site",
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.add_task",
        "wagtailcore.change_task",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    },
}

Pairs = set[tuple[int, int]]


@transaction.atomic
def sync_wagtail_access(*, on: date) -> None:
    """Make every group hold exactly what the responsibilities of a day account for, and exactly their people. Idempotent.

    A leader writes and publishes below their unit's page and those under it, an editor only writes. Files: their own collections, and what the units
    above and the centre share. Somebody without a login, or with a closed one, gets nothing. The number of queries grows with nothing.
    """
    members: dict[tuple[int, Kind], set[int]] = defaultdict(set)
    held = Responsibility.objects.on(on).filter(kind__in=MODELS, person__user__is_active=True)
    for unit_id, kind, user_id in held.values_list("unit_id", "kind", "person__user_id"):
        members[unit_id, Kind(kind)].add(user_id)
    units = {unit.pk: unit for unit in Unit.objects.select_related("page", "collection")}
    groups = _groups({f"{PREFIX}{units[unit_id].slug}/{kind}": (unit_id, kind) for unit_id, kind in members})

    permissions = _permissions()
    central = _central_pages(units.values()) if any(kind == Kind.CENTRAL_EDITOR for _unit, kind in members) else []
    shared = central_collection().pk
    users: Pairs = set()
    models_wanted: Pairs = set()
    pages: set[tuple[int, int, int]] = set()
    collections: set[tuple[int, int, int]] = set()
    for (unit_id, kind), user_ids in members.items():
        group = groups[unit_id, kind]
        users |= {(user_id, group) for user_id in user_ids}
        models_wanted |= {(group, permissions[name]) for name in MODELS[kind] if name in permissions}
        for page_id, names in _pages_of(units[unit_id], kind, units.values(), central):
            pages |= {(group, page_id, permissions[name]) for name in names}
        for collection_id, names in _collections_of(units[unit_id], kind, units, shared):
            collections |= {(group, collection_id, permissions[name]) for name in names}

    approvals = _approvals(units, groups)
    ids = list(groups.values())
    _settle(GroupApprovalTask.groups.through, ("groupapprovaltask_id", "group_id"), approvals, ids)
    _settle(User.groups.through, ("user_id", "group_id"), users, ids)
    _settle(Group.permissions.through, ("group_id", "permission_id"), models_wanted, ids)
    _settle(GroupPagePermission, ("group_id", "page_id", "permission_id"), pages, ids)
    _settle(GroupCollectionPermission, ("group_id", "collection_id", "permission_id"), collections, ids)


def _groups(wanted: dict[str, tuple[int, Kind]]) -> dict[tuple[int, Kind], int]:
    """The id of each wanted group; makes those that lack and removes those that nobody is in."""
    Group.objects.filter(name__startswith=PREFIX).exclude(name__in=wanted).delete()
    Group.objects.bulk_create([Group(name=name) for name in wanted], ignore_conflicts=True)
    return {wanted[name]: pk for name, pk in Group.objects.filter(name__in=wanted).values_list("name", "pk")}


def _permissions() -> dict[str, int]:
    """`app.codename` of every permission used here, and its id."""
    names = {name for kind in MODELS.values() for name in kind} | EVERYTHING | FILES | COLLECTIONS
    rows = Permission.objects.filter(codename__in={name.partition(".")[2] for name in names})
    return {f"{app}.{code}": pk for app, code, pk in rows.values_list("content_type__app_label", "codename", "pk")}


def _central_pages(units: Iterable[Unit]) -> list[Page]:
    """What lies right below a front page and holds no unit's page. Page permissions go down the tree, so the front page itself cannot be given."""
    taken = [unit.page.path for unit in units if unit.page]
    fronts = [site.root_page for site in Site.objects.select_related("root_page")]
    below = Page.objects.none()
    for front in fronts:
        below |= Page.objects.child_of(front)
    return [page for page in below.order_by("path") if not any(path.startswith(page.path) for path in taken)]


def _pages_of(unit: Unit, kind: Kind, units: Iterable[Unit], central: list[Page]) -> list[tuple[int, frozenset[str]]]:
    """Pages a responsibility opens, and how far."""
    if kind == Kind.ADMINISTRATOR:
        root = Page.get_first_root_node()
        return [(root.pk, EVERYTHING)] if root else []
    if kind == Kind.CENTRAL_EDITOR:
        return [(page.pk, EVERYTHING) for page in central]
    return [(other.page_id, UNIT_PAGES[kind]) for other in units if other.page_id and _below(other, unit)]


def _approvals(units: dict[int, Unit], groups: dict[tuple[int, Kind], int]) -> Pairs:
    """Who approves what an editor hands in: those who may publish in the unit or above it. Each such unit's page has a workflow of its own.

    Where nobody may, the page has none: Wagtail would otherwise lock what was handed in until somebody comes who never does.
    """
    wanted: dict[int, set[int]] = {}
    for unit in units.values():
        able = {groups[pk, kind] for pk in unit.path_ids for kind in APPROVERS if (pk, kind) in groups}
        if unit.page_id and able:
            wanted[unit.page_id] = able
    own = Workflow.objects.filter(workflow_pages__page__unit__isnull=False)
    own.exclude(workflow_pages__page_id__in=wanted).delete()
    tasks = dict(WorkflowTask.objects.filter(workflow__in=own).values_list("workflow__workflow_pages__page_id", "task_id"))
    for unit in units.values():
        if unit.page_id in wanted and unit.page_id not in tasks:
            workflow, task = Workflow.objects.create(name=unit.name), GroupApprovalTask.objects.create(name=unit.name)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
            WorkflowPage.objects.update_or_create(page_id=unit.page_id, defaults={"workflow": workflow})
            tasks[unit.page_id] = task.pk
    return {(tasks[page_id], group) for page_id, able in wanted.items() for group in able} | _topic_approvals(units, groups)


def _topic_approvals(units: dict[int, Unit], groups: dict[tuple[int, Kind], int]) -> Pairs:
    """Who approves what units add to guarded courses: the subject owners of the whole organisation, else its editors, else its administrators."""
    roots = [unit.pk for unit in units.values() if unit.parent_id is None]
    task, _made = GroupApprovalTask.objects.get_or_create(name=TOPICS)
    workflow, _made = Workflow.objects.get_or_create(name=TOPICS)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    for kind in (Kind.SUBJECT_OWNER, Kind.CENTRAL_EDITOR, Kind.ADMINISTRATOR):
        able = {(task.pk, groups[pk, kind]) for pk in roots if (pk, kind) in groups}
        if able:
            return able
    return set()


def topic_workflow() -> Workflow | None:
    """In which units' own modules in guarded courses are approved; None before anybody has a responsibility. 1 query."""
    return Workflow.objects.filter(name=TOPICS, active=True).first()


def approves_topics(user: User) -> bool:
    """Whether somebody approves what units add to guarded courses. 1 query."""
    return user.is_superuser or GroupApprovalTask.objects.filter(name=TOPICS, groups__user=user).exists()


def _below(unit: Unit, above: Unit) -> bool:
    """Whether a unit is another or lies under it."""
    return above.pk in unit.path_ids


def _collections_of(unit: Unit, kind: Kind, units: dict[int, Unit], shared: int) -> list[tuple[int, frozenset[str]]]:
    """Collections a responsibility opens, and how far. Units' collections lie side by side, for what is given on one goes down to all within it."""
    if kind == Kind.ADMINISTRATOR:
        return [(Collection.get_first_root_node().pk, FILES | COLLECTIONS)]
    if kind == Kind.CENTRAL_EDITOR:
        return [(shared, FILES)]
    above = {pk for pk in unit.path_ids if pk != unit.pk}
    opened = {other.collection_id: CHOOSE for other in units.values() if other.pk in above and other.collection_id}
    opened |= {other.collection_id: FILES for other in units.values() if other.collection_id and _below(other, unit)}
    return list(({shared: CHOOSE} | opened).items())


def _settle(model: type[models.Model], fields: tuple[str, ...], wanted: set, groups: list[int]) -> None:
    """Make the rows of these groups exactly the wanted ones."""
    have = {row[1:]: row[0] for row in model._default_manager.filter(group_id__in=groups).values_list("pk", *fields)}
    surplus = [pk for row, pk in have.items() if row not in wanted]
    if surplus:
        model._default_manager.filter(pk__in=surplus).delete()
    missing = [model(**dict(zip(fields, row, strict=True))) for row in wanted if row not in have]
    model._default_manager.bulk_create(missing, ignore_conflicts=True)


class FrontPagePolicy(PagePermissionPolicy):
    """Lets central editors edit the front page and add to it, without what lies below.

    Wagtail's page permissions always go down the tree, and every unit's page lies below the front page. Registered for the front page's class, this
    policy answers for that page alone: what lies below is asked of Wagtail's own.
    """

    permission_cache_name = "_front_page_permission_cache"

    def get_all_permissions_for_user(self, user: User) -> list[GroupPagePermission]:
        """What the groups give, and publishing on the front pages for those who edit centrally."""
        given = list(super().get_all_permissions_for_user(user))
        if user.is_active and user.groups.filter(name__startswith=PREFIX, name__endswith=f"/{Kind.CENTRAL_EDITOR}").exists():
            publish = Permission.objects.filter(
                content_type__app_label="wagtailcore", codename__in=[name.partition(".")[2] for name in PUBLISH]
            )
            for site in Site.objects.select_related("root_page"):
                given += [GroupPagePermission(page=site.root_page, permission=permission) for permission in publish]
        return given
