"""Interview guides: frozen when published, shipped once, written by the centre alone."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from lms.people.models import User
from lms.recruitment.actions.guides import load_guides, publish_guide
from lms.recruitment.models import GuideEdition, InterviewGuide
from lms.recruitment.rules import retention
from lms.recruitment.selectors.interviews import guide_for
from tests.cast import login
from tests.factories.recruitment import NOW

BANK = "wagtailsnippets_recruitment_interviewguide"


@pytest.fixture
def guides(db) -> list[InterviewGuide]:
    return load_guides()


def test_the_shipped_guides_are_loaded_once_and_published(guides):
    assert [guide.round for guide in guides] == [1, 2]
    assert load_guides() == []
    assert GuideEdition.objects.count() == 2
    for edition in GuideEdition.objects.all():
        content = edition.content
        assert len(content["questions"]) == 7
        assert sum(each["is_flag"] for each in content["criteria"]) == 2
        assert all(len(each["anchors"]) == 4 and all(each["anchors"]) for each in content["criteria"])
        keys = [each["key"] for each in content["questions"] + content["criteria"]]
        assert len(set(keys)) == len(keys)
        assert content["introduction"]
        assert content["closing"]


def test_what_the_shipped_guides_promise_is_what_is_kept(guides):
    """They tell the applicant when the notes are deleted."""
    clock = retention.STANDARD[retention.Part.NOTES]
    assert (clock.declined, clock.admitted) == (90, 180)
    for edition in GuideEdition.objects.all():
        words = " ".join(edition.content["introduction"].split())
        assert "tre måneder etter et nei" in words
        assert "seks måneder etter opptak" in words


def test_a_guide_that_has_been_edited_is_never_overwritten(guides):
    InterviewGuide.objects.filter(round=1).update(title="Vår egen")
    call_command("load_guides", verbosity=0)
    assert InterviewGuide.objects.get(round=1).title == "Vår egen"


def test_publishing_freezes_an_edition_with_the_same_keys(guides):
    guide = InterviewGuide.objects.get(round=1)
    before = guide_for(1)
    question = next(block for block in guide.body if block.block_type == "question")
    question.value["text"] = "Hvorfor oss?"
    revision = guide.save_revision()
    assert guide_for(1) == before  # a draft is nobody's guide yet
    revision.publish()
    after = guide_for(1)
    assert (after.number, after.content["questions"][0]["text"]) == (2, "Hvorfor oss?")
    assert [each["key"] for each in after.content["questions"]] == [each["key"] for each in before.content["questions"]]
    assert before.content["questions"][0]["text"] != "Hvorfor oss?"
    guide.refresh_from_db()
    assert publish_guide(guide=guide, at=NOW) == after


def test_a_round_without_a_guide_of_its_own_takes_the_one_before(guides):
    assert guide_for(3).guide.round == 2
    assert guide_for(1).guide.round == 1
    InterviewGuide.objects.get(round=2).unpublish()
    assert guide_for(3).guide.round == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [("cleo", True), ("adm", True), ("lea", False), ("eva", False), ("kim", False), ("ben", False), ("siv", False)],
)
def test_only_the_centre_writes_guides(cast, guides, who, may):
    client = login(getattr(cast, who))
    guide = guides[0]
    for name, args in (("list", []), ("edit", [guide.pk]), ("add", [])):
        assert (client.get(reverse(f"{BANK}:{name}", args=args)).status_code == 200) is may
    assert (reverse(f"{BANK}:list") in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()) is may


def test_a_guide_is_published_from_the_desk_and_can_be_looked_at(cast, guides):
    client = login(cast.cleo)
    edit = reverse(f"{BANK}:edit", args=[guides[0].pk])
    shown = client.get(edit).content.decode()
    assert "action-publish" in shown
    data = {
        "title": "Samtale 1",
        "round": "1",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "criterion",
        "body-0-id": "11111111-1111-4111-8111-111111111111",
        "body-0-value-name": "Ro",
        **{f"body-0-value-anchor_{number}": f"Anker {number}" for number in range(1, 5)},
        "action-publish": "action-publish",
    }
    assert client.post(edit, data).status_code == 302
    edition = guide_for(1)
    assert (edition.number, edition.content["criteria"][0]["key"]) == (2, "11111111-1111-4111-8111-111111111111")
    preview = reverse(f"{BANK}:preview_on_edit", args=[guides[0].pk])
    assert client.post(preview, data).json()["is_valid"]
    assert "Anker 4" in client.get(f"{preview}?mode=").content.decode()


def test_the_command_says_what_it_made(db, capsys):
    call_command("load_guides")
    call_command("load_guides")
    first, second, third = capsys.readouterr().out.strip().splitlines()
    assert "Samtale 1" in first
    assert "Samtale 2" in second
    assert "already" in third
    assert GuideEdition.objects.first().at <= timezone.now()


def test_a_published_guide_is_not_deleted_at_the_desk(cast, guides, client):
    client.force_login(User.objects.create_superuser("root@havna.example"))
    in_bulk = reverse("wagtail_bulk_action", args=["recruitment", "interviewguide", "delete"]) + f"?id={guides[0].pk}"
    for address in (reverse(f"{BANK}:delete", args=[guides[0].pk]), in_bulk):
        for ask in (client.get, client.post):
            assert "så den kan ikke slettes" in ask(address, follow=True).content.decode()
    assert InterviewGuide.objects.count() == 2
