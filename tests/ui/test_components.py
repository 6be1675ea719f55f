"""What the component tags promise: declared props and slots, told wrong at compile time, seen by nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from lms.ui import components
from lms.ui.components import component, prop, registry
from lms.ui.icons import ICONS, icon_html


def render(source: str, **context: object) -> str:
    """A template with the component tags, rendered."""
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{% button "Save" colour="red" %}', "has no prop colour"),
        ("{% button %}", "lacks label"),
        ('{% button "Save" label="Send" %}', "got label twice"),
        ('{% button "Save" variant="primry" %}', "is not one of primary"),
        ('{% local_badge "Bergen" "Horten" %}', "takes at most 1"),
        ('{% status "redy" %}', "is not one of ready"),
        ("{% card %}{% slot foot %}{% endslot %}{% endcard %}", "has no slot foot"),
        ("{% card %}{% slot footer %}a{% endslot %}{% slot footer %}b{% endslot %}{% endcard %}", "fills slot footer twice"),
        ("{% card %}outside{% slot body %}inside{% endslot %}{% endcard %}", "fills slot body twice"),
        ("{% card %}", "endcard"),
        ("{% card %}{% slot %}{% endslot %}{% endcard %}", "takes one name"),
        ("{% slot footer %}{% endslot %}", "directly inside a component"),
        ("{% card %}{% if a %}{% slot footer %}b{% endslot %}{% endif %}{% endcard %}", "put the {% if %} inside the slot"),
        ('{% icon "unicorn" %}', "no icon unicorn"),
        ('{% icon "check" colour="red" %}', "has no prop colour"),
        ("{% icon %}", "needs a name"),
    ],
)
def test_wrong_use_is_told_at_compile_time(source, complaint):
    with pytest.raises(TemplateSyntaxError, match=complaint):
        Template("{% load ui %}" + source)


def test_wrong_value_in_a_variable_is_told_when_rendered():
    with pytest.raises(ValueError, match="variant='loud' is not one of"):
        render('{% button "Save" variant=variant %}', variant="loud")


def test_empty_value_of_an_optional_choice_is_the_default():
    assert render('{% button "Save" variant=missing %}') == render('{% button "Save" %}')


def test_text_outside_slots_is_the_first_slot():
    bare = render('{% notice title="Hei" %}<p>Du</p>{% endnotice %}')
    named = render('{% notice title="Hei" %}{% slot body %}<p>Du</p>{% endslot %}{% endnotice %}')

    assert bare == named
    assert "<p>Du</p>" in bare


def test_slots_see_the_page_and_components_do_not():
    html = render('{% card title="T" %}{{ secret }}{% endcard %}', secret="in the slot", eyebrow="leaked", footer="leaked")

    assert "in the slot" in html
    assert "leaked" not in html


def test_empty_slot_is_left_out():
    assert "card__footer" not in render('{% card title="T" %}{% slot footer %} {% if none %}x{% endif %} {% endslot %}{% endcard %}')


def test_components_nest():
    html = render('{% card title="A" %}{% card title="B" level=3 %}inner{% endcard %}{% endcard %}')

    assert html.index("<h2") < html.index("<h3") < html.index("inner")


def test_components_in_a_loop_show_each_value():
    assert [word for word in ("En", "To") if word in render("{% for n in names %}{% button n %}{% endfor %}", names=["En", "To"])] == [
        "En",
        "To",
    ]


def test_props_are_escaped():
    html = render("{% button label data_note=note %}", label="<b>", note='"><script>')

    assert "&lt;b&gt;" in html
    assert "<script>" not in html


def test_extra_attributes_are_printed_and_empty_ones_left_out():
    html = render('{% button "Save" data_module="print" aria_pressed=True data_none=none %}')

    assert 'data-module="print" aria-pressed="true"' in html
    assert "data-none" not in html


def test_blocks_inside_slots_can_be_extended():
    parent = "{% load ui %}{% card title='T' %}{% block inside %}old{% endblock %}{% endcard %}"
    engine = Engine(
        loaders=[
            (
                "django.template.loaders.locmem.Loader",
                {"parent": parent, "child": "{% extends 'parent' %}{% block inside %}new{% endblock %}"},
            ),
            ("django.template.loaders.app_directories.Loader"),
        ],
        dirs=Engine.get_default().dirs,
        libraries={"ui": "lms.ui.templatetags.ui"},
    )
    engine.template_loaders += Engine.get_default().template_loaders

    assert "new" in engine.get_template("child").render(Context())


def test_names_are_unique():
    with pytest.raises(ValueError, match="declared twice"):
        component("button", "components/button.html", prop("label"))


def test_every_component_has_its_template():
    assert [name for name, spec in registry.items() if not Engine.get_default().get_template(spec.template)] == []


@pytest.mark.parametrize("level", [0, 7])
def test_headings_have_six_levels(level):
    with pytest.raises(ValueError, match="no heading of level"):
        render('{% card title="T" level=level %}{% endcard %}', level=level or 7)


def test_icons_are_silent_unless_labelled():
    assert 'aria-hidden="true"' in icon_html("check")
    assert 'role="img" aria-label="Ferdig"' in icon_html("check", label="Ferdig")


def test_unknown_icon_is_refused():
    with pytest.raises(KeyError):
        icon_html("unicorn")


def test_icon_names_are_plain():
    assert [name for name in ICONS if not name.replace("-", "").isalnum()] == []


def kept_by(source: str, **context: object) -> int:
    """How many drawings a template adds to those that are kept."""
    before = len(components._kept)
    render(source, **context)
    return len(components._kept) - before


def test_a_kept_component_is_drawn_once_for_the_same_values():
    assert [kept_by("{% local_badge unit %}", unit=unit) for unit in ("Bergen", "Oslo", "Bergen")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        ("<b>Bergen</b>", mark_safe("<b>Bergen</b>")),
        ([("<b>Bergen</b>", "#")], [(mark_safe("<b>Bergen</b>"), "#")]),
        ([{"title": "<b>A</b>"}], [{"title": mark_safe("<b>A</b>")}]),
        (None, ""),
        (date(2026, 11, 2), "2026-11-02"),
        ([("a", "b")], [("a",), ("b",)]),
    ],
)
def test_what_looks_different_is_told_apart(one, other):
    assert components._exactly(one) != components._exactly(other)


def test_what_is_safe_does_not_make_the_same_words_safe():
    assert "<b>x</b>" in render("{% lesson_nav previous %}", previous={"title": mark_safe("<b>x</b>"), "url": "#"})
    assert "&lt;b&gt;x&lt;/b&gt;" in render("{% lesson_nav previous %}", previous={"title": "<b>x</b>", "url": "#"})


def test_each_language_has_its_own_drawing():
    source = "{% status 'ready' label=label %}"
    words = gettext_lazy("Ready")
    for code, expected in (("nb", "Klar"), ("en", "Ready"), ("nb", "Klar")):
        with translation.override(code):
            assert (expected in render(source, label=words), expected in render("{% status 'ready' %}")) == (True, True)


def test_what_can_change_while_it_equals_itself_is_drawn_each_time():
    group = Group(pk=1, name="Før")
    source = "{% breadcrumbs items %}"
    assert "Før" in render(source, items=[(group, "")])
    group.name = "Etter"
    assert "Etter" in render(source, items=[(group, "")])


def test_a_kept_component_sees_neither_request_nor_token():
    open_one = components.Component("probe", "components/answer_mark.html", ())
    for spec, seen in ((open_one, "asked secret"), (replace(open_one, kept=True), " ")):
        context = Context({"request": "asked", "csrf_token": "secret"})
        engine = Engine(loaders=[("django.template.loaders.locmem.Loader", {open_one.template: "{{ request }} {{ csrf_token }}"})])
        with context.bind_template(engine.from_string("")):
            assert components.ComponentNode(spec, {}, {}).render(context) == seen


def test_slots_may_hold_anything_so_they_are_never_kept():
    with pytest.raises(ValueError, match="cannot be kept"):
        component("keeps_slots", "components/card.html", slots=("body",), kept=True)


def test_keeping_begins_anew_when_there_is_too_much(monkeypatch):
    monkeypatch.setattr(components, "KEPT", 3)
    components.forget_drawings()
    for number in range(5):
        render("{% local_badge unit %}", unit=f"Enhet {number}")
    assert len(components._kept) == 2


def test_whoever_writes_templates_sees_each_change():
    before = len(components._kept)
    engine = Engine(
        dirs=Engine.get_default().dirs, debug=True, libraries={"ui": "lms.ui.templatetags.ui", "i18n": "django.templatetags.i18n"}
    )
    engine.from_string("{% load ui %}{% local_badge 'Nytt sted' %}").render(Context())
    assert len(components._kept) == before
