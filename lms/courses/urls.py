"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views

app_name = "courses"
urlpatterns = [
    path("tilpasninger/", views.slots, name="slots"),
    path("tilpasninger/ny-modul/", views.new_module, name="new_module"),
    path("tilpasninger/<int:slot>/skriv/", views.fill, name="fill"),
    path("tilpasninger/forslag/<int:proposal>/", views.settle, name="settle"),
    path("tilpasninger/sett/<int:page>/", views.seen, name="seen"),
    path("tilpasninger/<int:page>/<slug:key>/", views.local_text, name="local_text"),
]
