"""Addresses of the cards."""

from django.urls import path

from .views import cards

app_name = "cards"
urlpatterns = [
    path("ring-113-forst/", cards.first, name="first"),
    path("ring-113-forst/<slug:size>.pdf", cards.first_paper, name="first_paper"),
    path("hvem-ringer-jeg/<slug:unit>/", cards.unit, name="unit"),
    path("hvem-ringer-jeg/<slug:unit>/<slug:size>.pdf", cards.unit_paper, name="unit_paper"),
]
