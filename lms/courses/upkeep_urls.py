"""Addresses about the central courses, which are no unit's."""

from django.urls import path

from .views import approvals, suggestions
from .views import upkeep as upkeep_views

app_name = "upkeep"
urlpatterns = [
    path("vedlikehold/", upkeep_views.overview, name="overview"),
    path("laringsmal/", upkeep_views.outcomes, name="outcomes"),
    path("faglig-godkjenning/", approvals.overview, name="reviews"),
    path("faglig-godkjenning/alt.csv", approvals.file, name="review_file"),
    path("faglig-godkjenning/<slug:slug>/", approvals.one, name="review"),
    path("forslag/", suggestions.overview, name="suggestions"),
    path("forslag/<int:suggestion>/", suggestions.one, name="suggestion"),
]
