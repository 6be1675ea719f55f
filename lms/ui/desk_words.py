"""What scripts at the editors' desk say: Wagtail's own Norwegian, and what it lacks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response


class _Catalogue(JavaScriptCatalog):
    """Wagtail's sentences and ours, in that order: what ours say counts."""

    def get_paths(self, packages: Any) -> list[str]:
        """Django reads only the packages' own folders here."""
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


_catalogue = _Catalogue.as_view(packages=["wagtail.admin"])


def desk_words(request: HttpRequest) -> HttpResponseBase:
    """The sentences as a script, in the language that whoever asks has chosen for the desk. They are no secret."""
    response: HttpResponseBase = get_localized_response(_catalogue, request)
    return response
