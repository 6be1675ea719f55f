"""Addresses of this room."""

from django.urls import path

from lms.ui import views

app_name = "ui"
urlpatterns = [path("", views.styleguide, name="styleguide")]
