"""Addresses about units themselves."""

from django.urls import path

from . import views
from .views import endings, own_courses

app_name = "content"
urlpatterns = [
    path("alle/", views.units, name="units"),
    path("ny/", views.new_unit, name="new_unit"),
    path("<slug:unit>/grunnlag/", views.unit, name="unit"),
    path("<slug:unit>/grunnlag/flytt/", views.move_unit, name="move_unit"),
    path("<slug:unit>/grunnlag/legg-ned/", views.close_unit, name="close_unit"),
    path("<slug:unit>/grunnlag/slaa-sammen/", endings.merge_unit, name="merge_unit"),
    path("<slug:unit>/grunnlag/apne-igjen/", endings.reopen_unit, name="reopen_unit"),
    path("<slug:unit>/egne-kurs/", own_courses.own_courses, name="own_courses"),
    path("<slug:unit>/egne-kurs/nytt/", own_courses.new_course, name="new_course"),
    path("<slug:unit>/egne-kurs/<int:own_course>/bruk/", own_courses.use_course, name="use_course"),
    path("<slug:unit>/egne-kurs/<int:own_course>/ut-av-bruk/", own_courses.retire_course, name="retire_course"),
    path("<slug:unit>/egne-kurs/<int:own_course>/opp-igjen/", own_courses.resume_course, name="resume_course"),
]
