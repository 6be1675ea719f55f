from django.http import HttpResponse
from django.template import Context, Template
from django.utils.safestring import mark_safe

from lms.ui.inlays import Inlays


def test_each_inlay_comes_to_its_place_and_what_people_write_moves_none():
    inlays = Inlays()
    first, second = inlays.keep(mark_safe("<b>å</b>")), inlays.keep(mark_safe("<!--inlay 0-->"))
    page = Template("{{ typed }}–{{ second }}–{{ first }}.").render(Context({"first": first, "second": second, "typed": "<!--inlay 0-->"}))

    assert HttpResponse(inlays.fill(page)).text == "&lt;!--inlay 0--&gt;–<!--inlay 0-->–<b>å</b>."


def test_a_page_without_them_stays_as_it_is():
    assert list(Inlays().fill("<p>x</p>")) == ["<p>x</p>"]
