"""Logins at the editors' desk: an administrator looks after everybody's, except those of superusers, and makes none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, DeleteView, EditView, HistoryView, IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .models import Person, User

SYNCED = "unit/"  # groups that the responsibilities make; see lms.roles.cms


class _Form:
    """Takes away what would let somebody lift themselves: being a superuser, and the groups that follow from responsibilities."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)  # type: ignore[attr-defined]
        groups = self.fields.get("groups")  # type: ignore[attr-defined]
        if groups:
            groups.queryset = groups.queryset.exclude(name__startswith=SYNCED)

    def clean_email(self) -> str:
        """An address is one person's, whether they have a login or not: letters follow it."""
        email: str = self.cleaned_data["email"].strip().lower()  # type: ignore[attr-defined]
        login = self.instance  # type: ignore[attr-defined]
        if (
            login.pk
            and Person.objects.filter(user=login).exists()
            and Person.objects.filter(email__iexact=email).exclude(user=login).exists()
        ):
            raise ValidationError(_("Another person has this e-mail address."))
        return email

    def save(self, commit: bool = True) -> User:
        """Keep the groups that the form does not show."""
        user = self.instance  # type: ignore[attr-defined]
        kept = list(user.groups.filter(name__startswith=SYNCED)) if user.pk else []
        saved: User = super().save(commit)  # type: ignore[misc]
        if kept:
            saved.groups.add(*kept)
        return saved


class CreationForm(_Form, UserCreationForm):
    """A new login."""


class EditForm(_Form, UserEditForm):
    """A login that exists."""


class _OnlyOrdinary:
    """Superusers are seen and changed by superusers alone."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = getattr(self, "object", None)
        if found is not None and found.is_superuser and not request.user.is_superuser:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class OwnIndexView(IndexView):
    """The list of logins."""

    def get_base_queryset(self) -> QuerySet[User]:
        """Without superusers for those who are none."""
        users: QuerySet[User] = super().get_base_queryset()
        return users if self.request.user.is_superuser else users.filter(is_superuser=False)


class OwnEditView(_OnlyOrdinary, EditView):
    """One login."""


class OwnDeleteView(_OnlyOrdinary, DeleteView):
    """Removing one."""


class OwnHistoryView(_OnlyOrdinary, HistoryView):
    """What was done with one."""


class UserViewSet(WagtailUserViewSet):
    """Named in `apps.UsersConfig`."""

    index_view_class = OwnIndexView
    add_view_class = CreateView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView

    def get_form_class(self, for_update: bool = False) -> type:
        """Forms without the field that makes superusers: `manage.py createsuperuser` does that."""
        return EditForm if for_update else CreationForm
