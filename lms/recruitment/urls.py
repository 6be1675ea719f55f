"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import applicant, cases, interviews, openings, sheets

app_name = "recruitment"
urlpatterns = [
    # for everybody
    path("bli-tidgiver/", openings.openings, name="openings"),
    path("bli-tidgiver/takk/", openings.thanks, name="thanks"),
    path("bli-tidgiver/<int:opening>/", openings.apply, name="apply"),
    # the unit's desk
    path("enhet/<slug:unit>/rekruttering/<int:case>/", cases.case, name="case"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtale/<int:number>/", interviews.arrange, name="arrange"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtaler/<int:interview>/avlys/", interviews.call_off, name="call_off"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtaler/<int:interview>/vurderinger/", sheets.spread, name="spread"),
    # the interviewers
    path("mine-samtaler/", sheets.my_interviews, name="my_interviews"),
    path("mine-samtaler/<int:seat>/", sheets.sheet, name="sheet"),
    path("mine-samtaler/<int:seat>/lever/", sheets.hand_in, name="hand_in"),
    path("mine-samtaler/<int:seat>/alle/", sheets.my_spread, name="my_spread"),
    path("mine-samtaler/<int:seat>/kjenner/", sheets.my_tie, name="my_tie"),
    # by secret link
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
    path("soknad/<str:token>/samtale/<int:interview>/", interviews.own_times, name="own_times"),
    path("soknad/<str:token>/samtale/<int:interview>/samtale.ics", interviews.own_calendar, name="own_calendar"),
]
