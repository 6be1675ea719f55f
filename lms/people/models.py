"""Persons and their logins."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A login for `email`; without a password one logs in with a code by e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)  # None makes it unusable
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A login that may do everything in the Wagtail admin."""
        return self.create_user(email, password, **extra | {"is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """A login.

    Personal data: e-mail, name as the CMS shows it. Retention: removed with the person, at the latest three years after their last assignment.
    """

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Person(models.Model):
    """A human being the organisation knows, with or without a login.

    Personal data: name, e-mail, telephone, language. Retention: three years after the last assignment or responsibility ended, then removed at
    night (`lms.privacy`); earlier by request. Never anything on health, faith, welfare or own experience.
    """

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name=_("login"))
    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, default="nb")
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)

    class Meta:
        ordering = ["given_name", "family_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="person_email_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}".strip()


class ContactChange(AppendOnly):
    """That somebody's way of being reached was changed: which, when and by whom. Never from what to what.

    Personal data: that an address or a number was changed, and who did it. Retention: with the person.
    """

    class What(models.TextChoices):
        """What was changed."""

        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("telephone")

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_changes", verbose_name=_("person"))
    what = models.CharField(_("what"), max_length=5, choices=What)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("changed contact details")
        verbose_name_plural = _("changed contact details")

    def __str__(self) -> str:
        return self.get_what_display()
