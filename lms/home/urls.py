"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("konto/", views.account, name="account"),
]
