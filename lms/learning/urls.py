"""Addresses of this room."""

from django.urls import path

from . import views
from .views import previews

app_name = "learning"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("mine-notater/", views.notes, name="notes"),
    path("mine-notater/<int:note>/slett/", views.forget_note, name="forget_note"),
    path("forhandsvisning/<slug:unit>/<slug:course>/", previews.course, name="preview"),
    path("forhandsvisning/<slug:unit>/<slug:course>/<slug:step>/", previews.step, name="preview_step"),
    path("<slug:course>/", views.course, name="course"),
    path("<slug:course>/start/", views.start, name="start"),
    path("<slug:course>/<slug:step>/", views.step, name="step"),
    path("<slug:course>/<slug:step>/blokk/<str:block_id>/", views.block, name="block"),
    path("<slug:course>/<slug:step>/<path:rest>", views.step, name="quiz"),
]
