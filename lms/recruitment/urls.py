"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import applicant, cases, openings

app_name = "recruitment"
urlpatterns = [
    # for everybody
    path("bli-tidgiver/", openings.openings, name="openings"),
    path("bli-tidgiver/takk/", openings.thanks, name="thanks"),
    path("bli-tidgiver/<int:opening>/", openings.apply, name="apply"),
    # the unit's desk
    path("enhet/<slug:unit>/rekruttering/<int:case>/", cases.case, name="case"),
    # by secret link
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
]
