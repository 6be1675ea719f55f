"""Filters of the people's list that somebody comes back to."""

import pytest
from django.core.exceptions import ValidationError

from lms.roles.models import SavedFilter
from lms.roles.saved_filters import MOST, forget_filter, save_filter, saved_filters
from tests.cast import Cast, login

ADDRESS = "/enhet/harbour/folk/"


def save(client, query="vis=lacking&sorter=runs_out", **told):
    return client.post(f"{ADDRESS}filtre/", {"query": query, "name": "Late"} | told)


def test_saved_it_leads_back_to_the_same_list(cast: Cast):
    kim = login(cast.kim)
    assert save(kim).headers["Location"] == f"{ADDRESS}?vis=lacking&sorter=runs_out"
    page = kim.get(f"{ADDRESS}?sorter=runs_out&vis=lacking")
    assert page.context["saved"] == [
        {
            "name": "Late",
            "url": f"{ADDRESS}?vis=lacking&sorter=runs_out",
            "current": True,
            "whose": "",
            "shared": False,
            "forget_url": f"{ADDRESS}filtre/{SavedFilter.objects.get().pk}/slett/",
        }
    ]


def test_only_what_the_list_understands_is_kept_and_no_name_that_was_searched_for(cast: Cast):
    save(login(cast.kim), query="vis=ready&q=ana+lie&page=3&next=//evil.example&sorter=nonsense")
    assert SavedFilter.objects.get().query == "vis=ready"


def test_everybody_is_no_filter_and_a_filter_has_a_name(cast: Cast):
    save(login(cast.kim), query="q=ana")
    save(login(cast.kim), name=" ")
    save(login(cast.kim), name="x" * 41)
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces_it(cast: Cast):
    save(login(cast.kim))
    save(login(cast.kim), query="vis=soon", shared="on")
    assert [(each.query, each.shared) for each in SavedFilter.objects.all()] == [("vis=soon", True)]


def test_shared_is_seen_by_those_who_follow_the_unit_and_own_by_nobody_else(cast: Cast):
    save(login(cast.kim), name="Mine")
    save(login(cast.kim), name="Ours", shared="on")
    lea = login(cast.lea).get(ADDRESS)
    assert [(each["name"], each["whose"], each["forget_url"]) for each in lea.context["saved"]] == [("Ours", "Kim", "")]
    assert login(cast.omar).get("/enhet/hill/folk/").context["saved"] == []


def test_twenty_in_each_unit_and_no_more(cast: Cast):
    for number in range(MOST):
        save_filter(person=cast.kim, unit=cast.harbour, name=str(number), query="vis=soon", shared=False)
    with pytest.raises(ValidationError):
        save_filter(person=cast.kim, unit=cast.harbour, name="one more", query="vis=soon", shared=False)
    save_filter(person=cast.kim, unit=cast.harbour, name="0", query="vis=ready", shared=False)
    save_filter(person=cast.kim, unit=cast.kitchen, name="one more", query="vis=soon", shared=False)
    assert len(saved_filters(cast.kim, cast.harbour)) == MOST


def test_one_deletes_ones_own_alone(cast: Cast):
    saved = save_filter(person=cast.kim, unit=cast.harbour, name="Ours", query="vis=soon", shared=True)
    assert login(cast.lea).post(f"{ADDRESS}filtre/{saved.pk}/slett/").status_code == 404
    assert not forget_filter(person=cast.kim, unit=cast.hill, pk=saved.pk)
    assert login(cast.kim).post(f"{ADDRESS}filtre/{saved.pk}/slett/").headers["Location"] == ADDRESS
    assert not SavedFilter.objects.exists()
