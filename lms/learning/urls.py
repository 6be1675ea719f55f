"""Addresses of this room."""

from django.urls import path

from . import views
from .views import previews, replays

app_name = "learning"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("mine-notater/", views.notes, name="notes"),
    path("mine-notater/<int:note>/slett/", views.forget_note, name="forget_note"),
    path("gjort/", replays.done, name="done"),
    path("gjort/av/<int:person>/", replays.done, name="done_by"),
    path("gjort/steg/<int:completion>/", replays.step, name="replay_step"),
    path("gjort/steg/<int:completion>/<str:form>/", replays.step, name="replay_step_file"),
    path("gjort/prove/<int:attempt>/", replays.attempt, name="replay_attempt"),
    path("gjort/prove/<int:attempt>/<str:form>/", replays.attempt, name="replay_attempt_file"),
    path("forhandsvisning/<slug:unit>/<slug:course>/", previews.course, name="preview"),
    path("forhandsvisning/<slug:unit>/<slug:course>/<slug:step>/", previews.step, name="preview_step"),
    path("<slug:course>/", views.course, name="course"),
    path("<slug:course>/start/", views.start, name="start"),
    path("<slug:course>/sprak/", views.language, name="language"),
    path("<slug:course>/<slug:step>/", views.step, name="step"),
    path("<slug:course>/<slug:step>/blokk/<str:block_id>/", views.block, name="block"),
    path("<slug:course>/<slug:step>/<path:rest>", views.step, name="quiz"),
]
