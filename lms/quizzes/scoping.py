"""Holds the Wagtail admin to policies that differ from row to row.

Wagtail asks a policy whether somebody may do something with *some* row of a model, and then shows every row to whoever may: in lists, in the
views of one row, and in choosers. The mixins here ask for the row. All that this room uses of Wagtail's inner permission interfaces is here.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from lms.people.models import User
from lms.roles.policies import Permission, kinds_with

from . import policies
from .models import Question


class QuestionPermissionPolicy(BasePermissionPolicy):
    """`policies` in the words Wagtail asks in. What somebody reaches is found once for each login object, that is once a request."""

    permission_cache_name = "_reach_in_the_bank"

    def get_all_permissions_for_user(self, user: User) -> policies.Reach:
        """What the user reaches today."""
        return policies.reach(user, on=timezone.localdate())

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether there is anything the user may do this with."""
        reached: policies.Reach = self.get_cached_permissions_for_user(user)
        return reached.everything or reached.allows(action, None) or any(reached.allows(action, unit) for unit in reached.units)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Question) -> bool:
        """Whether the user may do this with this question."""
        return policies.may(self.get_cached_permissions_for_user(user), action, instance)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Question]:
        """The questions the user may do any of these with."""
        return policies.questions(self.get_cached_permissions_for_user(user), list(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Those who may do any of these with some question today."""
        codes = [f"{action}_question" for action in actions]
        central = Q(groups__permissions__codename__in=codes) | Q(user_permissions__codename__in=codes)
        writing = Q(
            Q(person__responsibilities__ends_on=None) | Q(person__responsibilities__ends_on__gte=timezone.localdate()),
            person__responsibilities__kind__in=kinds_with(Permission.EDIT_PAGES),
            person__responsibilities__starts_on__lte=timezone.localdate(),
        )
        return User.objects.filter(Q(is_superuser=True) | central | writing, is_active=True).distinct()


def _reachable(model: type[Model], user: Any, actions: Iterable[str]) -> QuerySet[Any]:
    found: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, list(actions))
    return found


def _scoped(mixin: type[Any], view_class: type[Any]) -> type[Any]:
    """The view with the mixin before it; it still counts as Wagtail's."""
    return type(f"Scoped{view_class.__name__}", (mixin, view_class), {"__module__": view_class.__module__})


class ScopedViewMixin:
    """A view of one row: not there for whoever may not do with this row what the view does."""

    # Named, not given a value: a value here would take the place of the view's own.
    model: type[Model]
    permission_required: str | None
    any_permission_required: list[str] | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Asked before the view itself looks for the row: some answer already there."""
        if "pk" in kwargs:
            required = getattr(self, "permission_required", None)
            actions = [required] if required else getattr(self, "any_permission_required", None) or ["change"]
            if not _has(_reachable(self.model, request.user, actions), kwargs["pk"]):
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


def _has(rows: QuerySet[Any], pk: object) -> bool:
    try:
        return rows.filter(pk=unquote(str(pk))).exists()
    except (ValueError, ValidationError):
        return False


class ScopedViewSetMixin:
    """Put before `SnippetViewSet` or `ModelViewSet`: all its views are scoped, and its list shows what may be changed."""

    model: type[Model]

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Callable[..., Any]:
        """The view, scoped."""
        scoped = _scoped(ScopedViewMixin, view_class)
        made: Callable[..., Any] = super().construct_view(scoped, **kwargs)  # type: ignore[misc]
        return made

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the list shows."""
        return _reachable(self.model, request.user, ["change", "view"])


class ScopedChooserViewMixin:
    """A chooser's view: offers, and accepts, only what may be chosen."""

    request: HttpRequest
    model_class: type[Model]

    def get_object_list(self) -> QuerySet[Any]:
        """What is offered."""
        return self.narrowed(_reachable(self.model_class, self.request.user, ["choose"]))

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A place for leaving out what is no longer offered."""
        return rows

    def get_object(self, pk: object) -> Any:
        """The one that was chosen."""
        rows = _reachable(self.model_class, self.request.user, ["choose"])
        if not _has(rows, pk):
            raise Http404
        return rows.get(pk=unquote(str(pk)))

    def get_objects(self, pks: Iterable[object]) -> QuerySet[Any]:
        """Those that were chosen."""
        return _reachable(self.model_class, self.request.user, ["choose"]).filter(pk__in=[pk for pk in pks if str(pk).isdecimal()])


class ScopedChooserViewSetMixin(ViewSet):
    """Put before `SnippetChooserViewSet`."""

    scoped_view_mixin: type[ScopedChooserViewMixin] = ScopedChooserViewMixin

    def construct_view(self, view_class: type[Any], **kwargs: Any) -> Callable[..., Any]:
        """The view, scoped."""
        scoped = _scoped(self.scoped_view_mixin, view_class)
        made: Callable[..., Any] = super().construct_view(scoped, **kwargs)
        return made
