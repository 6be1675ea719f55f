"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views
from .views import sharing

app_name = "courses"
urlpatterns = [
    path("tilpasninger/", views.slots, name="slots"),
    path("tilpasninger/ny-modul/", views.new_module, name="new_module"),
    path("tilpasninger/<int:slot>/skriv/", views.fill, name="fill"),
    path("tilpasninger/forslag/<int:proposal>/", views.settle, name="settle"),
    path("tilpasninger/sett/<int:page>/", views.seen, name="seen"),
    path("tilpasninger/delt/", sharing.catalogue, name="shared"),
    path("tilpasninger/delt/<int:offer>/", sharing.one, name="offered"),
    path("tilpasninger/delt/<int:offer>/folg/", sharing.follow, name="follow"),
    path("tilpasninger/delt/<int:offer>/tilpass/", sharing.adapt, name="adapt"),
    path("tilpasninger/deling/", sharing.overview, name="sharing"),
    path("tilpasninger/deling/<int:step>/tilby/", sharing.offer, name="offer"),
    path("tilpasninger/deling/<int:step>/trekk/", sharing.withdraw, name="withdraw"),
    path("tilpasninger/folger/<int:following>/slutt/", sharing.stop, name="stop_following"),
    path("tilpasninger/tilpasset/<int:adapted>/", sharing.adapted, name="adapted"),
    path("tilpasninger/forslag-til-sentralt/", sharing.suggest, name="suggest"),
    path("tilpasninger/<int:page>/<slug:key>/", views.local_text, name="local_text"),
]
