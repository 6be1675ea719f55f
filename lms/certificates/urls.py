"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("fil/", views.check_bundle, name="check_bundle"),
    path("<str:code>/", views.verify, name="verify"),
    path("<str:code>/kursbevis/", views.certificate, name="certificate"),
    path("<str:code>/pdf/", views.paper, name="pdf"),
]
