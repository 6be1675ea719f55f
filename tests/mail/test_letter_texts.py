"""The words of letters at the editors' desk: who writes them, what they refuse, how they look, and the way back."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from lms.mail.actions import shipped_words, words_of
from lms.mail.models import LetterText
from lms.mail.rules import blanks, unknown_blanks
from lms.mail.texts import kind_of, kinds
from tests.architecture.files import ROOT, name, python_files, read
from tests.cast import login

DESK = "wagtailsnippets_mail_lettertext"
DECLINED = "recruitment/declined"
LANGUAGES = [code for code, _label in settings.LANGUAGES]


def written(**changes):
    return {"key": DECLINED, "language": "nb", "subject": "Svar fra {enhet}", "body": "Kjære {fornavn}.\n\n{setning}"} | changes


def a_text(**changes):
    text = LetterText.objects.create(**written(**changes), live=False)
    text.save_revision().publish()
    text.refresh_from_db()
    return text


def words(**values):
    return words_of(DECLINED, language="nb", values={"fornavn": "Vera", "enhet": "Harbour", "setning": "Nei."} | values)


def test_every_letter_stands_in_the_list_in_every_language(cast, django_assert_max_num_queries):
    a_text()
    cleo = login(cast.cleo)
    page = cleo.get(reverse(f"{DESK}:list")).content.decode()
    for kind in kinds():
        for language in LANGUAGES:
            if (kind.key, language) != (DECLINED, "nb"):
                assert f"?key={kind.key.replace('/', '%2F')}&amp;language={language}" in page
    assert reverse(f"{DESK}:edit", args=[LetterText.objects.get().pk]) in page
    assert page.count("(egen tekst, ") == 1


def test_words_from_before_letters_had_a_history_have_no_day(cast):
    LetterText.objects.create(**written())
    assert "(egen tekst)" in login(cast.cleo).get(reverse(f"{DESK}:list")).content.decode()


def test_writing_begins_with_the_shipped_words_and_goes_when_it_is_published(cast):
    cleo = login(cast.cleo)
    page = cleo.get(reverse(f"{DESK}:add"), {"key": DECLINED, "language": "nn"})
    form = page.context["form"]
    assert "{notater_slettes}" in form["body"].value()
    assert form["subject"].value() == "Svar på søknaden din til {enhet}"
    sent = written(language="nn")
    assert cleo.post(reverse(f"{DESK}:add"), sent).status_code == 302
    text = LetterText.objects.get()
    assert (text.key, text.language, text.live) == (DECLINED, "nn", False)
    assert words_of(DECLINED, language="nn", values={}).subject != "Svar fra {enhet}", "a draft does not go"
    cleo.post(reverse(f"{DESK}:edit", args=[text.pk]), sent | {"action-publish": "1"})
    assert words_of(DECLINED, language="nn", values={"enhet": "Harbour"}).subject == "Svar fra Harbour"
    assert words_of(DECLINED, language="nb", values={"enhet": "Harbour"}).subject == "Svar på søknaden din til Harbour"


def test_back_to_the_shipped_words_keeps_what_was_written(cast):
    text, cleo = a_text(), login(cast.cleo)
    assert words().subject == "Svar fra Harbour"
    address = reverse(f"{DESK}:unpublish", args=[text.pk])
    assert address in cleo.get(reverse(f"{DESK}:edit", args=[text.pk])).content.decode()
    assert cleo.post(address).status_code == 302
    assert words().subject == "Svar på søknaden din til Harbour"
    assert cleo.get(reverse(f"{DESK}:edit", args=[text.pk])).context["form"]["subject"].value() == "Svar fra {enhet}"
    assert cleo.get(reverse(f"{DESK}:history", args=[text.pk])).status_code == 200


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("body", {"body": "Kjære {fornamn}. {setning}"}),
        ("body", {"body": "Kjære {Fornavn}. {setning}"}),
        ("body", {"body": "Kjære { fornavn }. {setning}"}),
        ("body", {"body": "Kjære {fornavn}. {setning} Hilsen {navn"}),
        ("subject", {"subject": "Svar {innen}"}),
        ("subject", {"subject": ""}),
        ("body", {"key": "recruitment/withdrawn", "body": "{setning}"}),
        ("body", {"body": "Kjære {fornavn}."}),
        ("body", {"key": "reminder", "subject": "Noe venter", "body": "Hei, {fornavn}. Det er noe som venter."}),
        ("language", {"language": "se"}),
        ("key", {"key": ""}),
    ],
)
def test_what_nothing_fills_and_what_leaves_out_what_is_needed_is_refused(cast, field, wrong):
    response = login(cast.cleo).post(reverse(f"{DESK}:add"), written(**wrong))
    assert list(response.context["form"].errors) == [field]
    assert not LetterText.objects.exists()


def test_a_text_message_has_no_subject(cast):
    sent = {"key": "reminder_sms", "language": "nb", "subject": "", "body": "Hei {fornavn}! {antall} venter: {lenke}"}
    assert login(cast.cleo).post(reverse(f"{DESK}:add"), sent).status_code == 302


def test_a_letter_that_is_written_already_is_changed(cast):
    text = a_text()
    cleo = login(cast.cleo)
    there = cleo.get(reverse(f"{DESK}:add"), {"key": DECLINED, "language": "nb"})
    assert there.url == reverse(f"{DESK}:edit", args=[text.pk])
    assert cleo.post(reverse(f"{DESK}:add"), written()).context["form"].errors


def test_a_letter_is_not_copied(cast):
    text, cleo = a_text(), login(cast.cleo)
    assert "/copy/" not in cleo.get(reverse(f"{DESK}:edit", args=[text.pk])).content.decode()
    assert cleo.get(f"/admin/snippets/mail/lettertext/copy/{text.pk}/").status_code == 404


@pytest.mark.parametrize("asked", [{}, {"key": "unknown", "language": "nb"}, {"key": DECLINED, "language": "se"}])
def test_what_nobody_sends_is_not_found(cast, asked):
    assert login(cast.cleo).get(reverse(f"{DESK}:add"), asked).status_code == 404


def test_the_preview_is_filled_for_somebody_invented(cast):
    text, cleo = a_text(), login(cast.cleo)
    address = reverse(f"{DESK}:preview_on_edit", args=[text.pk])
    assert cleo.post(address, written()).json()["is_valid"]
    page = cleo.get(address).content.decode()
    assert "Svar fra Steg for Steg Havna" in page
    assert "Kjære Vera." in page


@pytest.mark.parametrize(("who", "opens"), [("cleo", True), ("adm", True), ("lea", False), ("eva", False), ("kim", False), ("siv", False)])
def test_who_finds_the_letters_at_the_desk(cast, who, opens):
    text = a_text()
    client = login(cast.people[who])
    for view, args in (("list", []), ("edit", [text.pk]), ("history", [text.pk]), ("unpublish", [text.pk])):
        assert (client.get(reverse(f"{DESK}:{view}", args=args)).status_code == 200) is opens, view
    add = client.get(reverse(f"{DESK}:add"), {"key": "digest", "language": "nb"})
    assert (add.status_code == 200) is opens
    assert client.get(reverse(f"{DESK}:delete", args=[text.pk])).status_code == 302, (
        "back to the shipped words is the way, which keeps the history"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_the_shipped_words_can_be_published_as_they_are(kind, language):
    shipped = shipped_words(kind, language=language)
    assert unknown_blanks(f"{shipped.subject} {shipped.body}", kind.blanks) == []
    assert set(kind.needed) <= set(blanks(shipped.body))
    assert bool(shipped.subject) is not kind.is_short
    assert all(blank.sample for blank in kind.blanks.values())
    with translation.override(language):
        assert str(kind.label)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_the_shipped_letters_use_no_blank_they_are_not_told_of(kind):
    source = get_template(f"letters/{kind.key}.txt").template.source
    used = (
        set(re.findall(r"\{\{ (\w+) \}\}", source)) | set(re.findall(r"\{% if (\w+) %\}", source)) | set(re.findall(r"=(\w+)[ %]", source))
    )
    inner = set(re.findall(r"with ([^%]*)%\}", source))
    renamed = {pair.split("=")[0] for each in inner for pair in each.split()}
    assert used - renamed - set(kind.blanks) == set()


def test_a_letter_is_found_by_its_key():
    assert kind_of(DECLINED) in kinds()
    assert kind_of("unknown") is None


def test_every_shipped_letter_can_be_written_at_the_desk():
    folder = ROOT / "templates" / "letters"
    shipped = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.txt")}
    assert shipped == {kind.key for kind in kinds()}


def test_no_letter_but_one_that_can_be_written_is_drawn():
    """Whoever drew a shipped one past `words_of` would send it whatever stands at the desk."""
    drawn = [name(path) for path in python_files() if '"letters/' in read(path)]
    assert drawn == ["lms/mail/actions.py"]
