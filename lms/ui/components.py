"""Component tags with declared props and slots, checked when a template is compiled.

A component is a template plus a declaration. The declaration makes a tag of the same name::

    component("note", "components/note.html", prop("tone", "info", choices=("info", "warning")), slots=("body",))

    {% note tone="warning" %}Text{% endnote %}
    {% note %}{% slot body %}Text{% endslot %}{% endnote %}

A component without slots is a single tag. What stands outside every ``{% slot %}`` is the first slot.
An unknown, missing or repeated prop, an unknown slot and a literal outside ``choices`` are
``TemplateSyntaxError`` at compile time; a wrong value in a variable is a ``ValueError`` when rendered.

A component's template sees its props, its slots and nothing else of the page,
except ``request`` and ``csrf_token``.

A component that is ``kept`` does not see those two either: its HTML follows from its props and the language
alone, so it is drawn once for each of these and kept in the process.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template import Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, kwarg_re
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

REQUIRED: Any = object()
KEPT = 1000  # drawings in a process, of some kilobytes each; when there are as many, keeping begins anew
_EXTRA_PREFIXES = ("data_", "aria_")

Prepare = Callable[[dict[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Prop:
    """One declared argument of a component."""

    name: str
    default: Any = REQUIRED
    choices: tuple[str, ...] = ()
    doc: str = ""

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True)
class Component:
    """A declared component: its tag name, template, props and slots.

    ``prepare`` may add computed values (chart geometry, ids) to what the template sees.
    ``attributes`` lets callers add ``data_…`` and ``aria_…`` arguments; the template prints them with ``{{ attrs }}``.
    ``kept`` is for what looks the same again and again; slots may hold anything, so it has none.
    """

    name: str
    template: str
    props: tuple[Prop, ...]
    slots: tuple[str, ...] = ()
    attributes: bool = False
    prepare: Prepare | None = None
    kept: bool = False
    doc: str = ""
    by_name: Mapping[str, Prop] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.props})


registry: dict[str, Component] = {}


def prop(name: str, default: Any = REQUIRED, *, choices: Iterable[str] = (), doc: str = "") -> Prop:
    """Declare a prop; without a default it is required."""
    return Prop(name, default, tuple(choices), doc)


def component(
    name: str,
    template: str,
    *props: Prop,
    slots: tuple[str, ...] = (),
    attributes: bool = False,
    prepare: Prepare | None = None,
    kept: bool = False,
    doc: str = "",
) -> Component:
    """Declare a component and put it in the registry. Names are unique."""
    if name in registry:
        raise ValueError(f"Component {name} is declared twice")
    if kept and slots:
        raise ValueError(f"Component {name} has slots, which may hold anything, so it cannot be kept")
    made = Component(name, template, props, slots, attributes, prepare, kept, doc)
    registry[name] = made
    return made


class SlotNode(Node):
    """What stands between ``{% slot name %}`` and ``{% endslot %}``; rendered by its component."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return mark_safe("")  # rendered by the component, never in place


class ComponentNode(Node):
    def __init__(self, spec: Component, arguments: dict[str, FilterExpression], slots: dict[str, NodeList]) -> None:
        self.spec = spec
        self.arguments = arguments
        self.slots = slots

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        nodes: list[Node] = [self] if isinstance(self, nodetype) else []
        for nodelist in self.slots.values():
            nodes += nodelist.get_nodes_by_type(nodetype)
        return nodes

    def render(self, context: Context) -> SafeString:
        spec = self.spec
        values: dict[str, Any] = {each.name: each.default for each in spec.props if not each.required}
        extra: dict[str, Any] = {}
        for name, expression in self.arguments.items():
            value = expression.resolve(context)
            declared = spec.by_name.get(name)
            if declared is None:
                extra[name] = value
                continue
            # An empty value of a choice prop means "the default": templates pass optional values on.
            if declared.choices and not declared.required and value in (None, ""):
                continue
            if declared.choices and value not in declared.choices:
                msg = f"{{% {spec.name} %}}: {name}={value!r} is not one of {', '.join(declared.choices)}"
                raise ValueError(msg)
            values[name] = value
        for name in spec.slots:
            nodelist = self.slots.get(name)
            text = nodelist.render(context) if nodelist is not None else ""
            values[name] = text if text.strip() else ""
        if spec.attributes:
            values["attrs"] = _attributes(extra)
        # Whoever is writing a template wants to see it change.
        if not spec.kept or not context.autoescape or context.template.engine.debug:  # type: ignore[union-attr]
            return self._draw(context, values)
        try:
            key = (spec.name, get_language(), _exactly(values))
        except TypeError:
            return self._draw(context, values)
        html = _kept.get(key)
        if html is None:
            html = self._draw(context, values)
            if len(_kept) >= KEPT:
                _kept.clear()
            _kept[key] = html
        return html

    def _draw(self, context: Context, values: dict[str, Any]) -> SafeString:
        spec = self.spec
        if spec.prepare is not None:
            values.update(spec.prepare(values))
        if not spec.kept:
            for name in ("request", "csrf_token"):
                values[name] = context.get(name)
        engine = context.template.engine  # type: ignore[union-attr]
        template = context.render_context.get(self)
        if template is None:
            template = context.render_context[self] = engine.get_template(spec.template)
        return template.render(context.new(values))


_kept: dict[object, SafeString] = {}


def forget_drawings() -> None:
    """Draw everything anew from here on."""
    _kept.clear()


_PLAIN = frozenset({str, SafeString, int, float, bool, type(None), date})


def _exactly(value: Any) -> object:
    """What tells a value from every other that would be drawn differently: 1 from True, safe text from text.

    Raises ``TypeError`` for anything but plain values: what equals another in Python (a row of the database, say) may yet look different.
    """
    kind = type(value)
    if kind in _PLAIN:
        return (kind, value)
    if isinstance(value, (list, tuple)):
        return (kind, *_each_exactly(value))
    if isinstance(value, dict):
        return (kind, *value, *_each_exactly(value.values()))
    if isinstance(value, Promise):
        return _exactly(str(value))
    raise TypeError(f"{type(value).__name__} is not plain")


def _each_exactly(values: Collection[Any]) -> Iterable[object]:
    kinds = tuple(map(type, values))
    return (*kinds, *values) if _PLAIN.issuperset(kinds) else map(_exactly, values)


def _attributes(extra: Mapping[str, Any]) -> SafeString:
    pairs = (
        (name.replace("_", "-"), "true" if value is True else value) for name, value in extra.items() if value not in (None, False, "")
    )
    return format_html_join("", ' {}="{}"', pairs)


def compile_component(spec: Component, parser: Parser, token: Token) -> ComponentNode:
    """Turn one use of a component in a template into a node, or say what is wrong with it."""
    bits = token.split_contents()[1:]
    arguments: dict[str, FilterExpression] = {}
    order = iter(spec.props)
    for bit in bits:
        match = kwarg_re.match(bit)
        name, raw = match.groups() if match else (None, bit)
        if name is None:
            positional = next(order, None)
            if positional is None:
                raise TemplateSyntaxError(f"{{% {spec.name} %}} takes at most {len(spec.props)} values: {bit}")
            name = positional.name
        if name in arguments:
            raise TemplateSyntaxError(f"{{% {spec.name} %}} got {name} twice")
        declared = spec.by_name.get(name)
        if declared is None and not (spec.attributes and name.startswith(_EXTRA_PREFIXES)):
            known = ", ".join(spec.by_name) or "none"
            raise TemplateSyntaxError(f"{{% {spec.name} %}} has no prop {name} (props: {known})")
        expression = parser.compile_filter(raw)
        if declared is not None and declared.choices and isinstance(expression.var, str):
            literal = str(expression.var)
            if not expression.filters and literal and literal not in declared.choices:
                raise TemplateSyntaxError(f"{{% {spec.name} %}}: {name}={literal!r} is not one of {', '.join(declared.choices)}")
        arguments[name] = expression
    missing = [each.name for each in spec.props if each.required and each.name not in arguments]
    if missing:
        raise TemplateSyntaxError(f"{{% {spec.name} %}} lacks {', '.join(missing)}")
    slots = _slots(spec, parser) if spec.slots else {}
    return ComponentNode(spec, arguments, slots)


def _slots(spec: Component, parser: Parser) -> dict[str, NodeList]:
    nodelist = parser.parse((f"end{spec.name}",))
    parser.delete_first_token()
    named: dict[str, NodeList] = {}
    rest = NodeList()
    for node in nodelist:
        if isinstance(node, SlotNode):
            if node.name not in spec.slots:
                known = ", ".join(spec.slots)
                raise TemplateSyntaxError(f"{{% {spec.name} %}} has no slot {node.name} (slots: {known})")
            if node.name in named:
                raise TemplateSyntaxError(f"{{% {spec.name} %}} fills slot {node.name} twice")
            named[node.name] = node.nodelist
        else:
            rest.append(node)
    first = spec.slots[0]
    if first not in named:
        named[first] = rest
    elif any(not getattr(node, "s", " ").isspace() for node in rest):
        raise TemplateSyntaxError(f"{{% {spec.name} %}} fills slot {first} twice")
    return named


def compile_slot(parser: Parser, token: Token) -> SlotNode:
    """``{% slot name %}…{% endslot %}``, directly inside a component's tag."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("{% slot %} takes one name")
    # Anywhere else no component finds it, and what stands in it would be lost without a word.
    around = [command for command, _token in parser.command_stack[:-1]]
    if not around or around[-1] not in registry:
        raise TemplateSyntaxError(f"{{% slot {bits[1]} %}} stands directly inside a component; put the {{% if %}} inside the slot")
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(bits[1], nodelist)


def register_all(library: Library) -> None:
    """Give a template library one tag for each declared component, and ``{% slot %}``."""
    library.tag("slot", compile_slot)
    for spec in registry.values():
        library.tag(spec.name, lambda parser, token, spec=spec: compile_component(spec, parser, token))
