"""Values that component templates need beside their props: ids, percentages, icons of states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField, CheckboxInput
from django.forms.boundfield import BoundWidget
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from lms.ui.icons import icon_html

Values = dict[str, Any]

# state → (icon, tone, words). Words may be replaced by the caller, icon and tone not.
STATES: Mapping[str, tuple[str, str, Any]] = {
    "ready": ("check-circle", "good", _("Ready")),
    "lacking": ("minus-circle", "warm", _("Lacking")),
    "expiring": ("hourglass", "warn", _("Expires soon")),
    "expired": ("cross-circle", "bad", _("Expired")),
    "not_started": ("circle", "calm", _("Not started")),
    "in_progress": ("half", "info", _("In progress")),
    "done": ("check-circle", "good", _("Done")),
    "passed": ("check-circle", "good", _("Passed")),
    "not_passed": ("refresh", "warn", _("Not passed yet")),
    "locked": ("lock", "calm", _("Opens later")),
    "waiting": ("clock", "info", _("Waiting")),
    "exempt": ("minus", "calm", _("Exempt")),
    "not_required": ("minus", "calm", _("Not required")),
    "not_alone": ("people", "info", _("Not alone")),
    "allowed": ("flag", "warn", _("May begin all the same")),
    "planned": ("calendar", "info", _("Planned")),
    "active": ("check-circle", "good", _("Active")),
    "paused": ("pause", "calm", _("Paused")),
    "ended": ("minus", "calm", _("Ended")),
    "valid": ("check-circle", "good", _("Valid")),
    "invalid": ("cross-circle", "bad", _("Not valid")),
    "draft": ("edit", "calm", _("Draft")),
    "info": ("info", "info", _("Note")),
}

CALLOUTS: Mapping[str, tuple[str, Any]] = {
    "tip": ("lightbulb", _("Tip")),
    "important": ("star", _("Important")),
    "warning": ("warning", _("Be careful")),
    "example": ("chat", _("Example")),
    "remember": ("bookmark", _("Remember")),
}

_NOTICE_ICONS = {"info": "info", "success": "check-circle", "warning": "warning", "danger": "cross-circle"}


def _slug(text: Any, fallback: str) -> str:
    return slugify(str(text)) or fallback


# What people in Norway call the two written languages, in every language.
_LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk"}


def languages(values: Values) -> Values:
    """Each language under its own name, so that whoever is lost finds home."""
    codes = [code for code, _name in values["languages"]]
    return {"own_names": [(code, _LANGUAGE_NAMES.get(code) or get_language_info(code)["name_local"].capitalize()) for code in codes]}


def heading(values: Values) -> Values:
    """The tag of a heading, h1 to h6. Raises ``ValueError`` for any other level."""
    level = int(values.get("level") or 2)
    if not 1 <= level <= 6:
        raise ValueError(f"There is no heading of level {level}")
    return {"tag": f"h{level}"}


def status_html(state: str, label: str = "", *, quiet: bool = False) -> SafeString:
    """A state as icon and words, for those who draw many at a time; what ``{% status %}`` sets."""
    icon, tone, words = STATES[state]
    classes = "status status--quiet" if quiet else "status"
    said = label if isinstance(label, SafeString) and label else escape(str(label or words))
    return mark_safe(f'<span class="{classes}" data-tone="{tone}">{icon_html(icon)}<span>{said}</span></span>')  # noqa: S308  # escaped


def status(values: Values) -> Values:
    return {"drawn": status_html(values["state"], values["label"], quiet=values["quiet"])}


def verdict(values: Values) -> Values:
    icon, tone, words = STATES[values["state"]]
    return {"icon": icon, "tone": tone, "words": words} | heading(values)


def notice(values: Values) -> Values:
    return {"icon": _NOTICE_ICONS[values["tone"]]} | heading(values)


def callout(values: Values) -> Values:
    icon, words = CALLOUTS[values["kind"]]
    return {"icon": icon, "words": values["title"] or words, "kind_words": words} | heading(values)


def progress(values: Values) -> Values:
    """Whole per cent, never 100 before all is done, and never 0 once something is."""
    total = max(int(values["total"]), 0)
    done = min(max(int(values["done"]), 0), total)
    percent = round(100 * done / total) if total else 0
    if 0 < done < total:
        percent = min(max(percent, 1), 99)
    return {"done": done, "total": total, "percent": percent, "complete": total > 0 and done == total}


_STEP_ICONS = {"done": "check-circle", "current": "play", "open": "circle", "locked": "lock", "again": "refresh"}


def steps(values: Values) -> Values:
    """Give each step its icon; a step's state is done, current, open, locked or again."""
    rows = []
    for number, step in enumerate(values["steps"], start=1):
        state = step.get("state", "open")
        rows.append({**step, "state": state, "icon": _STEP_ICONS[state], "number": number})
    return {"rows": rows}


def table(values: Values) -> Values:
    """Pair each cell with its column's label, so that a phone can show them together.

    A column is a label or a dict of label, numeric and hidden; a row is a list of cells or a dict of cells and href.
    The first cell is the row's heading. The rows are drawn here: a table of the whole organisation has thousands of cells.
    """
    columns = [each if isinstance(each, dict) else {"label": each} for each in values["columns"]]
    openings = [f'<td data-label="{conditional_escape(each["label"])}"{_NUMBER if each.get("numeric") else ""}>' for each in columns]
    body = []
    for row in values["rows"]:
        cells: Sequence[Any] = row["cells"] if isinstance(row, dict) else row
        href = row.get("href", "") if isinstance(row, dict) else ""
        first, *others = (_shown(cell) for cell in cells)
        head = f'<a href="{conditional_escape(href)}">{first}</a>' if href else first
        rest = "".join(f"{opening}{cell}</td>" for opening, cell in zip(openings[1:], others, strict=True))
        body.append(f'<tr><th scope="row">{head}</th>{rest}</tr>')
    return {"columns": columns, "body": mark_safe("\n".join(body))}  # noqa: S308  # every piece is escaped above


_NUMBER = ' class="table__number"'


def _shown(cell: Any) -> str:
    """A cell as a template would write it."""
    return conditional_escape(cell if isinstance(cell, str) else localize(template_localtime(cell)))


def pagination(values: Values) -> Values:
    """Pages to show with gaps, and the query string to keep in front of the page number."""
    page = values["page"]
    query = re.sub(rf"(^|&){re.escape(values['param'])}=[^&]*", "", str(values["query"]).lstrip("?")).strip("&")
    prefix = f"?{query}&{values['param']}=" if query else f"?{values['param']}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"prefix": prefix, "numbers": list(numbers), "gap": page.paginator.ELLIPSIS}


# --- forms -------------------------------------------------------------------------------------

_WIDGET_KINDS = {
    "checkbox": "checkbox",
    "radioselect": "group",
    "checkboxselectmultiple": "group",
    "select": "select",
    "selectmultiple": "select",
    "textarea": "textarea",
    "clearablefile": "file",
    "file": "file",
    "hidden": "hidden",
}


def _kind(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    if isinstance(bound.field.widget, CheckboxInput):
        return "checkbox"
    input_type = getattr(bound.field.widget, "input_type", "") or bound.widget_type
    if input_type in ("radio", "checkbox") or bound.widget_type in ("radioselect", "checkboxselectmultiple"):
        return "group"
    return _WIDGET_KINDS.get(bound.widget_type, _WIDGET_KINDS.get(input_type, "input"))


def _choices(bound: BoundField) -> list[BoundWidget]:
    """The single controls of a radio or checkbox group, drawn like every other control."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({"class": "ds-input", "id": bound.auto_id}, widget)
    drawn = widget.subwidgets(bound.html_name, bound.value(), attrs=attrs)
    return [BoundWidget(widget, each, bound.form.renderer) for each in drawn]


def field(values: Values) -> Values:
    """Everything a form field shows, with ids that tie label, hint and error to the control."""
    bound = values["field"]
    if not isinstance(bound, BoundField):
        raise ImproperlyConfigured(f"{{% field %}} needs a field of a form, not {bound!r}")
    kind = _kind(bound)
    identity = bound.auto_id or bound.html_name
    hint = values["hint"] or bound.help_text
    error_id, hint_id = f"{identity}_error", f"{identity}_helptext"
    described = " ".join(part for part, there in ((hint_id, hint), (error_id, bound.errors)) if there)
    attrs: dict[str, str | bool] = {"class": "ds-input"} if kind in ("input", "select", "textarea", "checkbox", "file") else {}
    own = bound.field.widget.attrs.get("class")
    if own and attrs:
        attrs["class"] = f"{attrs['class']} {own}"
    # A placeholder looks like something filled in, and is gone when one needs it; help stands in the hint.
    if "placeholder" in bound.field.widget.attrs:
        attrs["placeholder"] = False
    if kind != "group":
        if described:
            attrs["aria-describedby"] = described
        if bound.errors:
            attrs["aria-invalid"] = "true"
    optional = values["optional"] if values["optional"] is not None else not bound.field.required
    return {
        "kind": kind,
        "label": values["label"] or bound.label,
        "hint": hint,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "control": bound.as_widget(attrs=attrs) if kind != "group" else "",
        "optional": optional and kind != "checkbox",
        "choices": _choices(bound) if kind == "group" else (),
        "identity": identity,
    }


def errors(values: Values) -> Values:
    """(anchor, label, message) for each error of a form, in the order of its fields."""
    form = values["form"]
    found: list[tuple[str, str, str]] = []
    if form is not None and form.is_bound:
        found += [("", "", message) for message in form.non_field_errors()]
        for bound in form:
            kind = _kind(bound)
            # A group's first control is the one to go to; a hidden one is nowhere.
            anchor = f"{bound.auto_id}_0" if kind == "group" else "" if kind == "hidden" else bound.auto_id
            label = str(bound.label).rstrip(".:")
            found += [(anchor, label if label.endswith("?") else f"{label}:", message) for message in bound.errors]
    return {"found": found} | heading(values)


# --- lesson and quiz ---------------------------------------------------------------------------


def contacts(values: Values) -> Values:
    """Make telephone numbers dialable: digits and a leading plus."""
    made = []
    for contact in values["contacts"] or ():
        number = re.sub(r"[^\d+]", "", str(contact.get("phone") or ""))
        made.append({**contact, "dial": number})
    return {"rows": made} | heading(values)


def reflection(values: Values) -> Values:
    return {"identity": f"refleksjon-{_slug(values['key'] or values['name'], 'svar')}"} | heading(values)


def _answer_ids(values: Values, name: str) -> Values:
    identity = values["id"] or f"id_{name}"
    hint_id, error_id = f"{identity}_hint", f"{identity}_error"
    described = " ".join(part for part, there in ((hint_id, values["hint"]), (error_id, values["error"])) if there)
    return {"identity": identity, "hint_id": hint_id, "error_id": error_id, "described": described}


def options(values: Values) -> Values:
    """Number the options; ``right`` and ``feedback`` are shown only with ``reveal``."""
    ids = _answer_ids(values, values["name"])
    rows = []
    for index, option in enumerate(values["options"]):
        rows.append({"checked": False, "feedback": "", "right": None, **option, "id": f"{ids['identity']}_{index}"})
    return ids | {"rows": rows, "type": "checkbox" if values["kind"] == "multiple" else "radio"}


def ordering(values: Values) -> Values:
    """Positions from 1 in the order given, unless an item brings the one that was typed."""
    ids = _answer_ids(values, values["name"])
    count = len(values["items"])
    rows = [
        {"right": None, "feedback": "", "position": index, **each, "id": f"{ids['identity']}_{index}"}
        for index, each in enumerate(values["items"], start=1)
    ]
    return ids | {"rows": rows, "positions": range(1, count + 1), "count": count}


def matching(values: Values) -> Values:
    """Each line with the words of its chosen answer, for when it can no longer be changed."""
    ids = _answer_ids(values, "pairs")
    words = {str(value): text for value, text in values["choices"]}
    rows = []
    for index, each in enumerate(values["rows"]):
        row = {"right": None, "feedback": "", "selected": "", **each, "id": f"{ids['identity']}_{index}"}
        rows.append(row | {"answer": words.get(str(row["selected"]), "")})
    return ids | {"pairs": rows}


def answer(values: Values) -> Values:
    return _answer_ids(values, values["name"])
