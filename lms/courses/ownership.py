"""Whose qualifications a course may give, and who publishes in it; below the models, since a page's form asks it."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from wagtail.models import Page, PagePermissionTester

from lms.people.models import User
from lms.qualifications.models import Qualification
from lms.roles.cms import approves_topics


def qualifications_for(parent: Page) -> QuerySet[Qualification]:
    """What a course right below a page may give: in the catalogue what is the centre's, below a unit's page what is its own, elsewhere nothing.

    1 query besides the rows.
    """
    if Page.objects.filter(pk=parent.pk, courseindexpage__isnull=False).exists():
        return Qualification.objects.filter(unit=None)
    return Qualification.objects.filter(unit__page_id=parent.pk)


def joins_guarded_course(*, fills_id: int | None, hangs_on_id: int | None) -> bool:
    """Whether a unit's own module with this place comes into a course in which the subject owner approves what units add. 2 queries at most."""
    guarded = apps.get_model("courses", "CoursePage").objects.filter(guards_local=True)
    if hangs_on_id:
        return bool(guarded.filter(pk=hangs_on_id).exists())
    slot = Page.objects.filter(pk=fills_id).first() if fills_id else None
    return slot is not None and bool(guarded.filter(path=slot.path[: -Page.steplen]).exists())


class LocalPermissions(PagePermissionTester):
    """What somebody may do with a module: publishing a unit's own in a guarded course is for those who approve topics, wherever it is asked."""

    def can_publish(self) -> bool:
        """Asked by every button, list and action that publishes, and by approving, which publishes too."""
        page: Any = self.page
        if not page.needs_topic_approval:
            return bool(super().can_publish())
        # Those who approve need no place in the unit's tree. What has not been sent to them they do not see (`roles.desk`), and so cannot publish.
        return approves_topics(self.user)


class GuardedPage:
    """What a page has to say of itself whose publishing a guarded course may hold back; stands before the page it is mixed with.

    The page says whether it is held back (`needs_topic_approval`), and by which workflow it is approved (`get_workflow`).
    """

    get_workflow: Any

    def permissions_for_user(self, user: User) -> LocalPermissions:
        """With what a guarded course holds back."""
        return LocalPermissions(user, self)

    @property
    def has_workflow(self) -> bool:
        """Whether anybody approves it."""
        return self.get_workflow() is not None
