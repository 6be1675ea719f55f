"""Addresses of this room."""

from django.urls import path

from . import views
from .views import contact as contact_views
from .views import coverage as coverage_views
from .views import decisions as decision_views
from .views import exemptions as exemption_views
from .views import figures as figure_views
from .views import filters as filter_views
from .views import following as following_views
from .views import plots as plot_views
from .views import report as report_views
from .views import reviews as review_views
from .views import several as several_views
from .views import staffing as staffing_views
from .views import submissions as submission_views
from .views import talks as talk_views
from .views import today as today_views
from .views import undo as undo_views

app_name = "tracking"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("dekning/", coverage_views.coverage, name="coverage"),
    path("dekning/fil/", coverage_views.coverage_file, name="coverage_file"),
    path("oppfolging/", following_views.following, name="following"),
    path("registeret/", review_views.overview, name="reviews"),
    path("<slug:unit>/folk/", views.people, name="people"),
    path("<slug:unit>/folk/fil/<str:kind>/", views.export, name="export"),
    path("<slug:unit>/folk/filtre/", filter_views.save, name="save_filter"),
    path("<slug:unit>/folk/filtre/<int:saved>/slett/", filter_views.forget, name="forget_filter"),
    path("<slug:unit>/folk/i-dag/", today_views.today, name="today"),
    path("<slug:unit>/folk/flere/", several_views.several, name="several"),
    path("<slug:unit>/folk/angre/", undo_views.undo, name="undo"),
    path("<slug:unit>/folk/i-dag/prat/<int:wish>/", talk_views.wish, name="wish"),
    path("<slug:unit>/folk/registeret/", review_views.review, name="review"),
    path("<slug:unit>/folk/registeret/angre/", review_views.take_back, name="take_back_review"),
    path("<slug:unit>/folk/bemanning/", staffing_views.staff, name="staff"),
    path("<slug:unit>/folk/bemanning/fil/<str:kind>/", staffing_views.staff_file, name="staff_file"),
    path("<slug:unit>/folk/tall/", figure_views.figures, name="figures"),
    path("<slug:unit>/folk/tall/fil/", figure_views.figures_file, name="figures_file"),
    path("<slug:unit>/folk/tall/<slug:which>/", plot_views.plot, name="plot"),
    path("<slug:unit>/folk/tall/<slug:which>/fil/", plot_views.plot_file, name="plot_file"),
    path("<slug:unit>/folk/arsrapport/", report_views.report, name="report"),
    path("<slug:unit>/folk/arsrapport/fil/<str:kind>/", report_views.report_file, name="report_file"),
    path("<slug:unit>/folk/arsrapport/mal/", report_views.new_goal, name="new_goal"),
    path("<slug:unit>/folk/arsrapport/mal/<int:goal>/", report_views.goal, name="goal"),
    path("<slug:unit>/folk/vedtak/", decision_views.decisions, name="decisions"),
    path("<slug:unit>/folk/vedtak/nytt/", decision_views.decide, name="decide"),
    path("<slug:unit>/folk/vedtak/<int:decision>/", decision_views.decision, name="decision"),
    path("<slug:unit>/folk/<int:person>/", views.person, name="person"),
    path("<slug:unit>/folk/<int:person>/minn-pa/", views.remind, name="remind"),
    path("<slug:unit>/folk/<int:person>/kontakt/", contact_views.contact, name="contact"),
    path("<slug:unit>/folk/<int:person>/kontakt/send-igjen/", contact_views.send_again, name="send_again"),
    path("<slug:unit>/folk/<int:person>/samtaler/", talk_views.plan, name="plan_talk"),
    path("<slug:unit>/folk/<int:person>/samtaler/<int:talk>/", talk_views.talk, name="talk"),
    path("<slug:unit>/folk/<int:person>/registrer/", views.register, name="register"),
    path("<slug:unit>/folk/<int:person>/bevis/<int:evidence>/trekk-tilbake/", views.revoke, name="revoke"),
    path("<slug:unit>/folk/<int:person>/bevis-fra-andre/", submission_views.submit_for, name="submit_for"),
    path("<slug:unit>/folk/<int:person>/bevis-fra-andre/<int:submission>/", submission_views.submission, name="submission"),
    path("<slug:unit>/folk/<int:person>/fritak/", exemption_views.exempt, name="exempt"),
    path("<slug:unit>/folk/<int:person>/fritak/<int:exemption>/", exemption_views.exemption, name="exemption"),
    path("<slug:unit>/folk/<int:person>/oppdrag/<int:assignment>/likevel/", exemption_views.leave, name="leave"),
    path("<slug:unit>/folk/<int:person>/likevel/<int:leave>/", exemption_views.end_leave, name="end_leave"),
    path("<slug:unit>/folk/<int:person>/oppdrag/<int:assignment>/", views.move, name="move"),
]
