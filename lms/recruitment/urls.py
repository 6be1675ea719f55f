"""Addresses of this room: those of the unit's desk, and those that need no login."""

from django.urls import path

from .views import (
    answers,
    applicant,
    board,
    cases,
    interviews,
    numbers,
    openings,
    own_referees,
    papers,
    processes,
    readings,
    references,
    sheets,
)

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
    path("enhet/<slug:unit>/rekruttering/<int:case>/lenke/", applicant.send_link, name="send_link"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/lesninger/", readings.readings, name="readings"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/retningslinje/", papers.register_guideline, name="register_guideline"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/politiattest/", papers.certificate, name="certificate"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/politiattest/formal/", papers.purpose, name="purpose"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/provevakt/", papers.trial_shift, name="trial_shift"),
    path("enhet/<slug:unit>/rekruttering/prosess/", processes.process, name="process"),
    path("enhet/<slug:unit>/rekruttering/prosess/endre/", processes.edit, name="edit_process"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/", references.read, name="references"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/spor/", references.ask, name="ask_references"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/ny/", references.name, name="name_referee"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/", references.referee, name="referee"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/telefon/", references.telephone, name="telephone_reference"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/referanser/<int:referee>/<slug:verb>/", references.act, name="act_on_referee"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/kontaktet/", cases.contacted, name="contacted"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/videre/", cases.go_on, name="go_on"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/overta/", cases.take_over, name="take_over"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/gi-videre/", cases.hand_over, name="hand_over"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/kjenner/", cases.declare_tie, name="declare_tie"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/trukket/", cases.withdraw, name="withdraw"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtale/<int:number>/", interviews.arrange, name="arrange"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtaler/<int:interview>/avlys/", interviews.call_off, name="call_off"),
    path("enhet/<slug:unit>/rekruttering/<int:case>/samtaler/<int:interview>/vurderinger/", sheets.spread, name="spread"),
    # the interviewers
    path("mine-samtaler/", sheets.my_interviews, name="my_interviews"),
    path("mine-samtaler/<int:seat>/", sheets.sheet, name="sheet"),
    path("mine-samtaler/<int:seat>/lever/", sheets.hand_in, name="hand_in"),
    path("mine-samtaler/<int:seat>/alle/", sheets.my_spread, name="my_spread"),
    path("mine-samtaler/<int:seat>/kjenner/", sheets.my_tie, name="my_tie"),
    # the applicant, without a link
    path("soknad/personvern/", applicant.privacy, name="privacy"),
    path("soknad/ny-lenke/", applicant.new_link, name="new_link"),
    path("soknad/bekreft/<str:proof>/", applicant.confirm_address, name="confirm_address"),
    # the applicant, by secret link
    path("soknad/<str:token>/opplysninger/", applicant.own_details, name="own_details"),
    path("soknad/<str:token>/trekk/", applicant.own_withdraw, name="own_withdraw"),
    path("soknad/<str:token>/innsyn/", applicant.own_file_view, name="own_file"),
    path("soknad/<str:token>/retningslinje/", papers.own_guideline, name="own_guideline"),
    path("soknad/<str:token>/politiattest/", papers.own_purpose, name="own_purpose"),
    path("soknad/<str:token>/", applicant.own_case, name="own_case"),
    path("soknad/<str:token>/referansepersoner/", own_referees.names, name="own_referees"),
    path("soknad/<str:token>/referansepersoner/<int:referee>/", own_referees.change, name="own_referee"),
    path("soknad/<str:token>/referansepersoner/<int:referee>/fjern/", own_referees.remove, name="remove_own_referee"),
    path("soknad/<str:token>/samtale/<int:interview>/", interviews.own_times, name="own_times"),
    path("soknad/<str:token>/samtale/<int:interview>/samtale.ics", interviews.own_calendar, name="own_calendar"),
    # the referee, by secret link
    path("referanse/takk/", answers.thanks, {"has_answered": True}, name="reference_thanks"),
    path("referanse/takk-likevel/", answers.thanks, {"has_answered": False}, name="reference_declined"),
    path("referanse/<str:token>/", answers.form, name="reference"),
    path("referanse/<str:token>/nei/", answers.decline, name="decline_reference"),
]
