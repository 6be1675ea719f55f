"""Addresses about the central courses, which are no unit's."""

from django.urls import path

from .views import upkeep as upkeep_views

app_name = "upkeep"
urlpatterns = [path("vedlikehold/", upkeep_views.overview, name="overview")]
