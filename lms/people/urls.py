"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [path("redaktor/", views.desk, name="desk")]
