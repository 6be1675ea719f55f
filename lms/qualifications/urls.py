"""Addresses of this room, below «Min side»."""

from django.urls import path

from . import views

app_name = "qualifications"
urlpatterns = [
    path("bevis-fra-andre/", views.own, name="own"),
    path("bevis-fra-andre/send/", views.submit, name="submit"),
    path("bevis-fra-andre/<int:submission>/trekk/", views.withdraw, name="withdraw"),
    path("bevis-fra-andre/<int:submission>/fil/", views.paper, name="paper"),
]
