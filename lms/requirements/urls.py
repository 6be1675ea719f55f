"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views

app_name = "requirements"
urlpatterns = [
    path("krav/", views.overview, name="overview"),
    path("krav/nytt/", views.make, name="make"),
    path("krav/<int:rule>/", views.rule, name="rule"),
    path("krav/<int:rule>/endre/", views.change, name="change"),
    path("krav/<int:rule>/avslutt/", views.end, name="end"),
]
