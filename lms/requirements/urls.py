"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views
from .views import equivalents as equivalent_views

app_name = "requirements"
urlpatterns = [
    path("krav/", views.overview, name="overview"),
    path("krav/nytt/", views.make, name="make"),
    path("krav/likeverdige/", equivalent_views.equivalents, name="equivalents"),
    path("krav/likeverdige/ny/", equivalent_views.make, name="make_equivalent"),
    path("krav/likeverdige/<int:qualification>/<int:counts_as>/slutt/", equivalent_views.end, name="end_equivalent"),
    path("krav/<int:rule>/", views.rule, name="rule"),
    path("krav/<int:rule>/endre/", views.change, name="change"),
    path("krav/<int:rule>/avslutt/", views.end, name="end"),
]
