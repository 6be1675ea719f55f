from wagtail.models import Page, Site

from content import actions
from content.models import HomePage, StandardPage, UnitIndexPage
from lms.blocks.page_forms import why_not
from lms.courses.models import CourseIndexPage
from lms.units.actions import open_unit
from lms.units.models import UnitKind


def test_open_site_makes_a_site_once(db):
    home = actions.open_site()
    pages = Page.objects.count()
    home.title = "Our own"
    home.save_revision().publish()

    assert actions.open_site() == home
    assert Page.objects.count() == pages
    assert HomePage.objects.get().title == "Our own"
    assert Site.objects.get().root_page_id == home.pk
    assert {page.slug for page in StandardPage.objects.all()} == {"om-tidgivere", "personvern", "tilgjengelighet"}


def test_open_site_takes_in_a_catalogue_that_came_first(db):
    index = CourseIndexPage(title="Kurs", slug="kurs")
    Page.objects.get(depth=2).add_child(instance=index)  # below Wagtail's welcome page

    home = actions.open_site()

    assert CourseIndexPage.objects.get().get_parent().pk == home.pk
    assert list(Page.objects.filter(depth=2)) == [home.page_ptr]


def test_open_unit_page_lies_flat_below_the_list(db):
    actions.open_site()
    kind = UnitKind.objects.create(key="x", name="X")
    root = open_unit(name="Root", slug="root", kind=kind, parent=None)
    leaf = open_unit(name="Leaf", slug="leaf", kind=kind, parent=root)

    pages = [actions.open_unit_page(unit=unit) for unit in (root, leaf)]

    index = UnitIndexPage.objects.get()
    assert [page.get_parent().pk for page in pages] == [index.pk, index.pk]
    assert actions.open_unit_page(unit=leaf) == pages[1]


def test_a_new_units_page_waits_with_what_to_write_and_shows_none_of_it(db):
    actions.open_site()
    kind = UnitKind.objects.create(key="x", name="X")
    page = actions.open_unit_page(unit=open_unit(name="Root", slug="root", kind=kind, parent=None))
    assert not list(page.body)
    draft = page.get_latest_revision_as_object()
    assert "Hva er dette tiltaket?" in str(draft.body)
    assert len(why_not(draft)) == 5  # its gaps keep it from being published
