"""What the component tags promise: declared props and slots, told wrong at compile time, seen by nobody else."""

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError

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
        ("{% slot %}{% endslot %}", "takes one name"),
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
