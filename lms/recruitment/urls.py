"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import applicant, board, cases, numbers, openings

app_name = "recruitment"
urlpatterns = [
    # for everybody
    path("bli-tidgiver/", openings.openings, name="openings"),
    path("bli-tidgiver/takk/", openings.thanks, name="thanks"),
    path("bli-tidgiver/<int:opening>/", openings.apply, name="apply"),
    # the desk, whatever the unit
    path("rekruttering/", board.choose, name="choose"),
    path("rekruttering/borte/", board.away, name="away"),
    path("rekruttering/borte/<int:away>/fjern/", board.come_back, name="come_back"),
    # the unit's desk
    path("enhet/<slug:unit>/rekruttering/", board.board, name="board"),
    path("enhet/<slug:unit>/rekruttering/tall/", numbers.numbers, name="numbers"),
    path("enhet/<slug:unit>/rekruttering/tall/csv/", numbers.export, name="numbers_export"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/", cases.case, name="case"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/kontaktet/", cases.contacted, name="contacted"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/videre/", cases.go_on, name="go_on"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/overta/", cases.take_over, name="take_over"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/gi-videre/", cases.hand_over, name="hand_over"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/kjenner/", cases.declare_tie, name="declare_tie"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/trukket/", cases.withdraw, name="withdraw"),
    # by secret link
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
]
