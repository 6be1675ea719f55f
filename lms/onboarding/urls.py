"""Addresses of this room, below a unit's."""

from django.urls import path

from . import views
from .views import imports

app_name = "onboarding"
urlpatterns = [
    path("folk/ny/", views.new, name="invite"),
    path("folk/import/", imports.begin, name="imports"),
    path("folk/import/mal/", imports.template, name="import_template"),
    path("folk/import/<int:number>/", imports.show, name="import"),
    path("folk/import/<int:number>/kolonner/", imports.columns, name="import_columns"),
    path("folk/import/<int:number>/feil/", imports.faults, name="import_faults"),
    path("folk/import/<int:number>/kjente/", imports.doubts, name="import_doubts"),
    path("folk/import/<int:number>/bekreft/", imports.confirm, name="confirm_import"),
    path("folk/import/<int:number>/fjern/", imports.discard, name="discard_import"),
    path("rekruttering/<int:case>/avgjorelse/bekreft/", views.confirm, name="confirm"),
    path("rekruttering/<int:case>/avgjorelse/angre/", views.undo, name="undo"),
]
