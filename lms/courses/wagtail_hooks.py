"""What editors find of this room in the Wagtail admin."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from lms.qualifications.models import Qualification

from .models import Source


class SourceViewSet(SnippetViewSet):
    """What the curriculum cites; pages and questions name sources by key."""

    model = Source
    icon = "link-external"
    list_display: ClassVar = ["key", "title", "publisher", "checked"]
    search_fields: ClassVar = ["key", "title", "publisher"]
    ordering: ClassVar = ["key"]


class QualificationViewSet(SnippetViewSet):
    """What one can hold."""

    model = Qualification
    icon = "tick"
    list_display: ClassVar = ["name", "key", "valid_months"]
    search_fields: ClassVar = ["key", "name"]


class CurriculumGroup(SnippetViewSetGroup):
    """What courses rest on, for the centre's editors."""

    items = (QualificationViewSet, SourceViewSet)
    menu_label = _("Curriculum")
    menu_icon = "clipboard-list"
    menu_order = 200


register_snippet(CurriculumGroup)
