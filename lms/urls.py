"""Every address, room by room. Anything not listed belongs to Wagtail's page tree."""

from django.apps import apps
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.roles import desk
from lms.ui.desk_words import desk_words

urlpatterns = [
    path("", include("lms.operations.urls")),
    path("konto/", include("lms.people.urls")),
    path("konto/", include("allauth.urls")),
    # Wagtail's own log-in page would let people pass by the code and the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="people:desk", query_string=True)),
    # These of Wagtail's own tell too much; see lms/roles/desk.py.
    path("admin/bulk/<str:app_label>/<str:model_name>/<str:action>/", desk.bulk, name="desk_bulk"),
    path("admin/reports/page-types-usage/", desk.page_types, name="desk_page_types"),
    path("admin/reports/page-types-usage/results/", desk.page_types, {"results_only": True}, name="desk_page_types_results"),
    path("admin/reports/site-history/", desk.site_history, name="desk_site_history"),
    path("admin/reports/site-history/results/", desk.site_history, {"results_only": True}, name="desk_site_history_results"),
    path("admin/reports/workflow/", desk.workflows, name="desk_workflows"),
    path("admin/reports/workflow/results/", desk.workflows, {"results_only": True}, name="desk_workflows_results"),
    path("admin/jsi18n/", desk_words, name="desk_words"),
    path("admin/", include(wagtailadmin_urls)),
    path("dokumenter/", include(wagtaildocs_urls)),
    path("min-side/", include("lms.home.urls")),
    path("min-side/", include("lms.qualifications.urls")),
    path("kurs/", include("lms.learning.urls")),
    path("mappe/", include("lms.handbook.urls")),
    path("enhet/<slug:unit>/", include("lms.roles.urls")),
    path("enhet/<slug:unit>/", include("lms.courses.urls")),
    path("enhet/<slug:unit>/", include("lms.onboarding.urls")),
    path("enhet/<slug:unit>/", include("lms.requirements.urls")),
    path("enhet/", include("lms.tracking.urls")),
    path("enhet/", include("content.urls")),
    path("kort/", include("content.card_urls")),
    path("innhold/", include("lms.courses.upkeep_urls")),
    path("", include("lms.recruitment.urls")),
    path("bevis/", include("lms.certificates.urls")),
    path("stil/", include("lms.ui.urls")),
    path("sprak/", include("django.conf.urls.i18n")),
]

if apps.is_installed("lms.demo"):
    urlpatterns.append(path("demo/", include("lms.demo.urls")))

urlpatterns.append(path("", include(wagtail_urls)))
