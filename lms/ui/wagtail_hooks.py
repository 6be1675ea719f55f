"""Our look on Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    """The stylesheet with our colours, after Wagtail's own."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    """What Wagtail's own script gets wrong on a slow line."""
    return format_html('<script src="{}"></script>', static("js/editor.js"))


@hooks.register("construct_help_menu")
def no_news_of_wagtail(request: HttpRequest, items: list[Any]) -> None:
    """Takes out what tells, in English, those who look after the machine what a new Wagtail can."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]
