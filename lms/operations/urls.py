"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("helse/live", views.live, name="live"),
    path("helse/klar", views.ready, name="ready"),
    path("media/<path:path>", views.media, name="media"),
    path("dokumenter/<int:document_id>/<path:filename>", views.document, name="document"),
    path("robots.txt", views.robots, name="robots"),
]
