"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import applicant, cases

app_name = "recruitment"
urlpatterns = [
    # the unit's desk
    path("enhet/<slug:unit>/rekruttering/<int:case>/", cases.case, name="case"),
    # by secret link
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
]
