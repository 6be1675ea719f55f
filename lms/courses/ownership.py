"""Whose qualifications a course may give; below the models, since a page's form asks it."""

from django.db.models import QuerySet
from wagtail.models import Page

from lms.qualifications.models import Qualification


def qualifications_for(parent: Page) -> QuerySet[Qualification]:
    """What a course right below a page may give: in the catalogue what is the centre's, below a unit's page what is its own, elsewhere nothing.

    1 query besides the rows.
    """
    if Page.objects.filter(pk=parent.pk, courseindexpage__isnull=False).exists():
        return Qualification.objects.filter(unit=None)
    return Qualification.objects.filter(unit__page_id=parent.pk)
