"""What an applicant can tick."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interest(models.TextChoices):
    """What somebody would like to do."""

    ONE_TO_ONE = "one_to_one", _("be with one person, one to one")
    CAFE = "cafe", _("make and serve food, be in the café")
    WELCOME = "welcome", _("meet people at the door, talk")
    ACTIVITIES = "activities", _("go on trips, exercise, activities")
    TRANSPORT = "transport", _("drive, fetch and sort goods")
    WORK = "work", _("lead practical work")
    OTHER = "other", _("something else")


class Time(models.TextChoices):
    """When somebody can."""

    DAYS = "days", _("weekdays in the daytime")
    EVENINGS = "evenings", _("weekday evenings")
    WEEKENDS = "weekends", _("weekends")
    VARIES = "varies", _("it varies")


# The version of what an applicant is told about their data (GDPR art. 13); raise it when the text of `_your_data.html` changes.
INFORMED_VERSION = "2026-11"
