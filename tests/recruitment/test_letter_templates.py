"""Letter templates in the Wagtail admin: who writes them, what they refuse, how they look."""

import re

import pytest
from django.template.loader import get_template
from django.urls import reverse

from lms.mail.rules import fill
from lms.recruitment.actions.letters import BLANKS
from lms.recruitment.forms.letters import MEANING
from lms.recruitment.models import LetterTemplate
from lms.recruitment.rules.letters import SAMPLES
from tests.cast import login

DESK = "wagtailsnippets_recruitment_lettertemplate"


def written(**changes):
    return {"key": "declined", "language": "nb", "subject": "Svar fra {enhet}", "body": "Kjære {fornavn}.\n\n{setning}"} | changes


def test_a_central_editor_writes_a_letter(cast):
    cleo = login(cast.cleo)
    page = cleo.get(reverse(f"{DESK}:add")).content.decode()
    assert "{notater_slettes}" in page
    assert str(MEANING["setning"]) in page
    assert cleo.post(reverse(f"{DESK}:add"), written()).status_code == 302
    template = LetterTemplate.objects.get()
    assert (template.key, template.subject, template.latest_revision is not None) == ("declined", "Svar fra {enhet}", True)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("body", {"body": "Kjære {fornamn}. {setning}"}),
        ("subject", {"subject": "Svar {innen}"}),
        ("body", {"key": "withdrawn", "body": "{setning}"}),
        ("language", {"language": "se"}),
        ("key", {"key": ""}),
    ],
)
def test_what_nothing_fills_is_refused(cast, field, wrong):
    response = login(cast.cleo).post(reverse(f"{DESK}:add"), written(**wrong))
    assert list(response.context["form"].errors) == [field]
    assert not LetterTemplate.objects.exists()


def test_there_is_one_letter_for_each_language(cast):
    LetterTemplate.objects.create(**written())
    assert login(cast.cleo).post(reverse(f"{DESK}:add"), written()).context["form"].errors


def test_the_preview_is_filled_for_somebody_invented(cast):
    template = LetterTemplate.objects.create(**written())
    cleo = login(cast.cleo)
    address = reverse(f"{DESK}:preview_on_edit", args=[template.pk])
    assert cleo.post(address, written()).json()["is_valid"]
    page = cleo.get(address).content.decode()
    assert "Svar fra Steg for Steg Havna" in page
    assert "Kjære Vera." in page


@pytest.mark.parametrize(("who", "opens"), [("cleo", True), ("adm", True), ("lea", False), ("eva", False), ("kim", False), ("siv", False)])
def test_who_finds_the_letters_at_the_desk(cast, who, opens):
    template = LetterTemplate.objects.create(**written())
    client = login(cast.people[who])
    for view, args in (("list", []), ("add", []), ("edit", [template.pk]), ("delete", [template.pk])):
        assert (client.get(reverse(f"{DESK}:{view}", args=args)).status_code == 200) is opens, view


def test_every_blank_has_a_meaning_and_a_sample():
    known = {blank for blanks in BLANKS.values() for blank in blanks}
    assert (known - MEANING.keys(), known - SAMPLES.keys()) == (set(), set())


@pytest.mark.parametrize("key", ["admitted", "waiting_list", "declined", "withdrawn"])
def test_the_shipped_letters_use_the_blanks_they_are_told_of(key):
    source = get_template(f"letters/recruitment/{key}.txt").template.source
    used = set(re.findall(r"\{\{ (\w+) \}\}", source)) | set(re.findall(r"\{% if (\w+) %\}", source))
    assert used == set(BLANKS[key])


def test_a_filled_blank_is_not_filled_again():
    assert fill("{setning}", {"setning": "{fornavn}", "fornavn": "Vera"}) == "{fornavn}"
