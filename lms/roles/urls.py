"""Addresses of a unit's own screens. They stand here, and not in `units`, since only this room knows who may."""

from django.urls import path

from . import views

app_name = "units"
urlpatterns = [
    path("kontakter/", views.contacts, name="contacts"),
    path("ansvar/", views.responsibilities, name="responsibilities"),
    path("ansvar/<int:responsibility>/avslutt/", views.end, name="end_responsibility"),
]
