"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views

app_name = "onboarding"
urlpatterns = [
    path("folk/ny/", views.new, name="invite"),
    path("rekruttering/<int:case>/avgjorelse/bekreft/", views.confirm, name="confirm"),
    path("rekruttering/<int:case>/avgjorelse/angre/", views.undo, name="undo"),
]
