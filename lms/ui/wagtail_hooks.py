"""Our look on Wagtail's admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    """The stylesheet with our colours, after Wagtail's own."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
