"""``{% load ui %}``: one tag for each component in ``lms.ui.library``, and ``{% icon %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

import lms.ui.library  # noqa: F401  # fills the registry
from lms.ui.components import register_all
from lms.ui.icons import NAMES, icon_html
from lms.ui.naming import in_running_text

register = template.Library()
register_all(register)


class IconNode(template.Node):
    def __init__(self, name: FilterExpression, arguments: dict[str, FilterExpression]) -> None:
        self.name = name
        self.arguments = arguments

    def render(self, context: Context) -> SafeString:
        values = {key: value.resolve(context) for key, value in self.arguments.items()}
        return icon_html(self.name.resolve(context), **values)


@register.tag
def icon(parser: Parser, token: Token) -> IconNode:
    """``{% icon "name" label="…" size="lg" %}``. Without a label the icon is decoration."""
    bits = token.split_contents()[1:]
    if not bits:
        raise TemplateSyntaxError("{% icon %} needs a name")
    name = parser.compile_filter(bits[0])
    if isinstance(name.var, str) and not name.filters and name.var not in NAMES:
        raise TemplateSyntaxError(f"There is no icon {name.var}; see lms/ui/icons.py")
    arguments: dict[str, FilterExpression] = {}
    for bit in bits[1:]:
        key, separator, raw = bit.partition("=")
        if not separator or key not in ("label", "size"):
            raise TemplateSyntaxError(f"{{% icon %}} has no prop {key} (props: label, size)")
        arguments[key] = parser.compile_filter(raw)
    return IconNode(name, arguments)


register.filter("in_running_text", in_running_text)


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """``mapping|item:key`` for a dict; nothing if it is not there."""
    return mapping.get(key) if mapping else None
