"""Addresses about units themselves."""

from django.urls import path

from . import views

app_name = "content"
urlpatterns = [
    path("alle/", views.units, name="units"),
    path("ny/", views.new_unit, name="new_unit"),
    path("<slug:unit>/grunnlag/", views.unit, name="unit"),
    path("<slug:unit>/grunnlag/flytt/", views.move_unit, name="move_unit"),
    path("<slug:unit>/grunnlag/legg-ned/", views.close_unit, name="close_unit"),
]
