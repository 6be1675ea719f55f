"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import answers, applicant, cases, openings, own_referees, references

app_name = "recruitment"
urlpatterns = [
    # for everybody
    path("bli-tidgiver/", openings.openings, name="openings"),
    path("bli-tidgiver/takk/", openings.thanks, name="thanks"),
    path("bli-tidgiver/<int:opening>/", openings.apply, name="apply"),
    # the unit's desk
    path("enhet/<slug:unit>/rekruttering/<int:case>/", cases.case, name="case"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/", references.read, name="references"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/spor/", references.ask, name="ask_references"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/ny/", references.name, name="name_referee"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/", references.referee, name="referee"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/telefon/", references.telephone, name="telephone_reference"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/<slug:verb>/", references.act, name="act_on_referee"),
    # by secret link
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
    path("soknad/<str:token>/referansepersoner/", own_referees.names, name="own_referees"),
    path("soknad/<str:token>/referansepersoner/<int:referee>/", own_referees.change, name="own_referee"),
    path("soknad/<str:token>/referansepersoner/<int:referee>/fjern/", own_referees.remove, name="remove_own_referee"),
    path("referanse/takk/", answers.thanks, {"has_answered": True}, name="reference_thanks"),
    path("referanse/takk-likevel/", answers.thanks, {"has_answered": False}, name="reference_declined"),
    path("referanse/<str:token>/", answers.form, name="reference"),
    path("referanse/<str:token>/nei/", answers.decline, name="decline_reference"),
]
