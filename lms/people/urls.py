"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("redaktor/", views.desk, name="desk"),
    path("2fa/webauthn/add/", views.AddPasskeyView.as_view(), name="add_passkey"),  # before allauth's own
]
