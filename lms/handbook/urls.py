"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "handbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:page>/", views.guideline, name="guideline"),
    path("utgave/<int:edition>/", views.edition, name="edition"),
]
