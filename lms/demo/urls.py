"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.cast, name="cast"),
    path("post/", views.post, name="post"),
    path("<slug:key>/", views.step_in, name="step_in"),
]
