import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates import bundles
from lms.certificates.bundles import Finding
from lms.certificates.keys import signing_key

KEY, OTHER = bundles.new_key(), bundles.new_key()
PUBLIC = bundles.public_part(KEY)
ascii_names = st.text(st.characters(max_codepoint=127, exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda name: name != "proof"
)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
papers = st.dictionaries(
    ascii_names, st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words, st.lists, max_leaves=6)
)


@given(papers.filter(bool))
def test_what_is_signed_is_found_unchanged_however_it_is_spaced(statement):
    paper = bundles.signed(statement, KEY)
    loose = json.dumps(dict(reversed(json.loads(paper).items())), indent=2).encode()
    assert bundles.signed(statement, KEY) == paper
    assert [bundles.check(each, [PUBLIC]).finding for each in (paper, loose)] == [Finding.UNCHANGED] * 2


@given(papers.filter(bool), words)
def test_anything_added_is_found(statement, word):
    said = json.loads(bundles.signed(statement, KEY)) | {"more": word}
    expected = Finding.UNCHANGED if statement.get("more", 0) == word else Finding.CHANGED
    assert bundles.check(json.dumps(said).encode(), [PUBLIC]).finding is expected


@pytest.mark.parametrize(
    ("paper", "finding"),
    [
        (b"", Finding.NOT_A_BUNDLE),
        (b"%PDF-1.7", Finding.NOT_A_BUNDLE),
        (b"[1]", Finding.NOT_A_BUNDLE),
        (b'{"a": 1}', Finding.NOT_A_BUNDLE),
        (b"[" * 100_000, Finding.NOT_A_BUNDLE),
        (bundles.signed({"a": 1}, OTHER), Finding.UNKNOWN_KEY),
        (bundles.signed({"a": 1}, KEY).replace(b'"a":1', b'"a":2'), Finding.CHANGED),
        (bundles.signed({"a": 1}, KEY).replace(b'"a":1', b'"a":1.0'), Finding.CHANGED),
        (bundles.signed({"a": 1}, KEY).replace(b'"a":1', b'"a":2,"a":1'), Finding.NOT_A_BUNDLE),
        (bundles.signed({"a": 1}, KEY), Finding.UNCHANGED),
    ],
)
def test_check(paper, finding):
    assert bundles.check(paper, [PUBLIC]).finding is finding


def test_a_number_that_is_not_whole_is_refused():
    with pytest.raises(TypeError):
        bundles.canonical({"a": 0.5})


@pytest.mark.parametrize("key", ["", "abc", "A" * 44])
def test_no_key_is_refused(key):
    with pytest.raises(ValueError, match="32 bytes"):
        bundles.key_id(key)


def test_a_retired_key_still_counts(settings):
    settings.EVIDENCE_OLD_KEYS = [PUBLIC]
    page = Client().post("/bevis/fil/", {"fil": SimpleUploadedFile("x.json", bundles.signed({"issuer": "https://x.example"}, KEY))})
    assert "https://x.example" in page.content.decode()


def test_the_page_says_when_something_is_changed(db):
    paper = bundles.signed({"a": "as it was"}, signing_key()).replace(b"was", b"is!")
    page = Client().post("/bevis/fil/", {"fil": SimpleUploadedFile("x.json", paper)})
    assert (page.status_code, page.context["checked"].finding) == (200, Finding.CHANGED)
    assert Client().post("/bevis/fil/").status_code == 422


def test_the_command_leaves_with_an_error_for_anything_but_unchanged(tmp_path):
    file, said = tmp_path / "x.json", StringIO()
    file.write_bytes(bundles.signed({"issuer": "https://x.example"}, KEY))
    call_command("verify_bundle", file, public_key=[PUBLIC], stdout=said)
    assert "Unchanged. Signed by https://x.example" in said.getvalue()
    with pytest.raises(CommandError, match="not known here"):
        call_command("verify_bundle", file)
    file.write_bytes(file.read_bytes().replace(b"x.example", b"y.example"))
    with pytest.raises(CommandError, match="CHANGED"):
        call_command("verify_bundle", file, public_key=[PUBLIC])


def test_a_new_key_is_one_that_the_setting_takes():
    said = StringIO()
    call_command("make_evidence_key", stdout=said)
    private = said.getvalue().splitlines()[0].removeprefix("EVIDENCE_KEY=")
    assert bundles.key_id(bundles.public_part(private)) in said.getvalue()
