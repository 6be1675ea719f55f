"""Who gets where at the editors' desk, asked of Wagtail itself."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content.models import StandardPage
from lms.courses.models import ModulePage
from lms.people.models import User
from lms.roles.actions import end_responsibility, grant, sync_wagtail_access
from lms.roles.models import Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import central_collection
from tests.cast import Cast, login

TODAY = date.today()


def may(person, page: Page) -> str:
    """What somebody may do with a page: (a)dd below, (e)dit, (p)ublish, (d)elete, (c)opy, (m)ove."""
    user = User.objects.get(pk=person.user_id)  # anew, since Wagtail keeps permissions on the user
    tester = Page.objects.get(pk=page.pk).specific.permissions_for_user(user)
    asked = {
        "a": tester.can_add_subpage(),
        "e": tester.can_edit(),
        "p": tester.can_publish(),
        "d": tester.can_delete(),
        "c": tester.can_copy(),
        "m": tester.can_move(),
    }
    return "".join(letter for letter, yes in asked.items() if yes)


def test_page_permissions_follow_responsibilities(cast: Cast):
    everything = "aepdcm"
    expected = {
        "ana": ("", "", "", "", "", ""),
        "kim": ("", "", "", "", "", ""),
        "siv": ("", "", "", "", "", ""),
        "lea": ("", "", "", everything, everything, ""),
        "dag": ("", "", "", everything, everything, ""),
        "eva": ("", "", "", "aec", "aec", ""),
        "omar": ("", "", "", "", "", everything),
        "cleo": ("aepcm", everything, everything, "", "", ""),
        "adm": (everything, everything, everything, everything, everything, everything),
    }
    asked = (cast.home, cast.articles, cast.course, cast.harbour_page, cast.kitchen_page, cast.hill_page)
    assert {who: tuple(may(cast.people[who], page) for page in asked) for who in expected} == expected


def test_desk_is_closed_to_those_without_pages(cast: Cast):
    for person in (cast.ana, cast.kim, cast.siv):
        response = login(person).get(reverse("wagtailadmin_home"))
        assert (response.status_code, "/konto/redaktor/" in response["Location"]) == (302, True), person.name


def test_leader_makes_and_publishes_an_article_below_her_page(cast: Cast):
    client = login(cast.lea)
    data = nested_form_data({"title": "Hos oss", "slug": "hos-oss", "lead": "", "body": streamfield([]), "action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:add", args=["content", "standardpage", cast.harbour_page.pk]), data)
    assert response.status_code == 302
    page = StandardPage.objects.get(slug="hos-oss")
    assert (page.live, page.get_parent().pk) == (True, cast.harbour_page.pk)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert login(cast.omar).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code in {302, 403, 404}


def test_leader_may_write_a_local_module(cast: Cast):
    assert ModulePage in cast.harbour_page.specific.creatable_subpage_models()
    response = login(cast.lea).get(reverse("wagtailadmin_pages:add", args=["courses", "modulepage", cast.harbour_page.pk]))
    assert response.status_code == 200


FOREIGN_VIEWS = ["edit", "delete", "copy", "move", "unpublish", "history", "usage", "view_draft", "set_privacy", "preview_on_edit", "lock"]


def refused(client: Client, name: str, page: Page) -> bool:
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
    body = response.content.decode() if response.status_code == 200 else ""
    return response.status_code in {302, 403, 404, 405} and page.title not in body


def test_leader_is_refused_at_pages_of_others(cast: Cast):
    client = login(cast.lea)
    for page in (cast.hill_page, cast.course, cast.articles, cast.home):
        assert [name for name in FOREIGN_VIEWS if not refused(client, name, page)] == [], page.title


def test_central_editor_is_refused_at_unit_pages(cast: Cast):
    client = login(cast.cleo)
    assert [name for name in FOREIGN_VIEWS if not refused(client, name, cast.hill_page)] == []


def test_leader_cannot_add_elsewhere(cast: Cast):
    client = login(cast.lea)
    for parent in (cast.home, cast.catalogue, cast.hill_page):
        response = client.get(reverse("wagtailadmin_pages:add", args=["content", "standardpage", parent.pk]))
        assert response.status_code in {302, 403, 404}, parent.title


def test_leader_cannot_copy_or_move_own_work_elsewhere(cast: Cast):
    page = cast.harbour_page.add_child(instance=StandardPage(title="Ours", slug="ours"))
    client = login(cast.lea)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, cast.hill_page.pk]))
    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Ours", "new_slug": "ours", "new_parent_page": cast.hill_page.pk, "copy_subpages": "", "publish_copies": ""},
    )
    assert cast.hill_page.get_children().count() == 0


def test_unit_page_is_never_deleted(cast: Cast):
    client = login(cast.lea)
    client.post(reverse("wagtailadmin_pages:delete", args=[cast.kitchen_page.pk]))
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={cast.kitchen_page.pk}&next=/admin/")
    login(cast.adm).post(f"{bulk}?id={cast.kitchen_page.get_parent().pk}&next=/admin/")
    assert Page.objects.filter(pk=cast.kitchen_page.pk).exists()


def test_explorer_shows_a_leader_only_her_own(cast: Cast):
    client = login(cast.lea)
    for url in (reverse("wagtailadmin_explore_root"), reverse("wagtailadmin_explore", args=[cast.home.pk]), reverse("wagtailadmin_home")):
        html = client.get(url, follow=True).content.decode()
        assert "Hill" not in html, url
        assert "Confidentiality" not in html, url
    search = client.get(reverse("wagtailadmin_pages:search_results"), {"q": "Hill"}).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[cast.hill_page.pk]) not in search


def test_reports_show_a_leader_nothing_of_others(cast: Cast):
    cast.hill_page.specific.save_revision(user=cast.omar.user, log_action=True)
    client = login(cast.lea)
    for name in ("site_history", "aging_pages", "locked_pages", "workflow", "workflow_tasks"):
        response = client.get(reverse(f"wagtailadmin_reports:{name}"))
        # The names of units are public (the workflows carry them); what they write is not.
        assert f"/pages/{cast.hill_page.pk}/" not in (response.content.decode() if response.status_code == 200 else ""), name


def picture(title: str, collection: Collection):
    return get_image_model().objects.create(title=title, file=get_test_image_file(), collection=collection)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves the in-memory file open
def test_pictures_are_seen_where_they_may_be_chosen(cast: Cast):
    pictures = {
        "Ours": picture("Ours", Collection.objects.get(unit=cast.harbour)),
        "Theirs": picture("Theirs", Collection.objects.get(unit=cast.hill)),
        "Everybodys": picture("Everybodys", central_collection()),
        "Loose": picture("Loose", Collection.get_first_root_node()),
    }
    client = login(cast.lea)
    chooser = client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert [title for title in pictures if f'title="{title}"' in chooser or f">{title}<" in chooser or title in chooser] == [
        "Ours",
        "Everybodys",
    ]
    chosen = {t: client.get(reverse("wagtailimages_chooser:chosen", args=[p.pk])).status_code for t, p in pictures.items()}
    assert chosen["Ours"] == chosen["Everybodys"] == 200
    assert chosen["Theirs"] != 200
    assert chosen["Loose"] != 200
    edited = {t: client.get(reverse("wagtailimages:edit", args=[p.pk])).status_code for t, p in pictures.items()}
    assert {t for t, status in edited.items() if status == 200} == {"Ours"}
    listing = client.get(reverse("wagtailimages:index")).content.decode()
    assert "Theirs" not in listing


def test_leader_uploads_into_her_own_collection_only(cast: Cast):
    form = login(cast.lea).get(reverse("wagtailimages:add")).content.decode()
    assert "Hill" not in form
    assert "Kitchen" in form


def test_access_ends_the_day_after_the_last(cast: Cast):
    held = Responsibility.objects.get(person=cast.lea)
    end_responsibility(responsibility=held, on=TODAY, by=None)
    assert may(cast.lea, cast.harbour_page) == "aepdcm"
    sync_wagtail_access(on=TODAY + timedelta(days=1))
    assert may(cast.lea, cast.harbour_page) == ""
    assert login(cast.lea).get(reverse("wagtailadmin_home")).status_code == 302
    assert may(cast.dag, cast.harbour_page) == "aepdcm"


def test_access_waits_for_the_first_day(cast: Cast):
    grant(person=cast.kim, unit=cast.hill, kind=Kind.LEADER, starts_on=TODAY + timedelta(days=1), by=None)
    assert may(cast.kim, cast.hill_page) == ""
    sync_wagtail_access(on=TODAY + timedelta(days=1))
    assert may(cast.kim, cast.hill_page) == "aepdcm"


def test_sync_mends_what_was_changed_by_hand_and_leaves_other_groups(cast: Cast):
    other = Group.objects.create(name="Translators")
    other.user_set.add(cast.ana.user)
    group = Group.objects.get(name="unit/harbour/leader")
    group.user_set.add(cast.omar.user)
    group.page_permissions.all().delete()
    Group.objects.create(name="unit/gone/leader").user_set.add(cast.omar.user)
    sync_wagtail_access(on=TODAY)
    assert sorted(group.user_set.values_list("person__given_name", flat=True)) == ["Dag", "Lea"]
    assert may(cast.lea, cast.harbour_page) == "aepdcm"
    assert list(other.user_set.all()) == [cast.ana.user]
    assert not Group.objects.filter(name="unit/gone/leader").exists()


def test_central_editor_reaches_a_new_article_below_the_front_page(cast: Cast):
    client = login(cast.cleo)
    data = nested_form_data({"title": "Ny side", "slug": "ny-side", "lead": "", "body": streamfield([]), "action-publish": "1"})
    assert client.post(reverse("wagtailadmin_pages:add", args=["content", "standardpage", cast.home.pk]), data).status_code == 302
    page = StandardPage.objects.get(slug="ny-side")
    assert may(cast.cleo, page) == "aepdcm"
    assert client.get(reverse("wagtailadmin_pages:edit", args=[cast.home.pk])).status_code == 200


def test_editor_hands_in_and_the_leader_approves(cast: Cast):
    eva, lea = login(cast.eva), login(cast.lea)
    data = nested_form_data({"title": "Forslag", "slug": "forslag", "lead": "", "body": streamfield([]), "action-submit": "1"})
    assert eva.post(reverse("wagtailadmin_pages:add", args=["content", "standardpage", cast.kitchen_page.pk]), data).status_code == 302
    page = StandardPage.objects.get(slug="forslag")
    assert not page.live
    state = page.current_workflow_task_state
    assert sorted(state.task.specific.groups.values_list("name", flat=True)) == ["unit/harbour/leader"]
    assert "Forslag" in lea.get(reverse("wagtailadmin_home")).content.decode()
    eva.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    assert not page.live
    lea.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    assert page.live


def test_nothing_is_locked_for_an_approval_that_nobody_can_give(cast: Cast):
    for held in Responsibility.objects.filter(kind=Kind.LEADER):
        end_responsibility(responsibility=held, on=TODAY - timedelta(days=1), by=None)
    assert [page.get_workflow() for page in (cast.harbour_page, cast.kitchen_page, cast.hill_page, cast.home)] == [None] * 4


def test_wagtails_sample_groups_are_gone(db):
    assert not Group.objects.exists()


def test_sync_costs_the_same_for_few_and_many(cast: Cast, django_assert_num_queries):
    sync_wagtail_access(on=TODAY)
    with django_assert_num_queries(26):
        sync_wagtail_access(on=TODAY)
    for _number in range(10):
        Responsibility.objects.create(person=cast.omar, unit=cast.kitchen, kind=Kind.EDITOR, starts_on=TODAY, ends_on=TODAY)
    sync_wagtail_access(on=TODAY)
    with django_assert_num_queries(26):
        sync_wagtail_access(on=TODAY)
