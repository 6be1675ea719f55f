"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("konto/", views.account, name="account"),
    path("prat/", views.wish_for_talk, name="wish_for_talk"),
    path("prat/<int:wish>/trekk/", views.withdraw_wish, name="withdraw_wish"),
]
