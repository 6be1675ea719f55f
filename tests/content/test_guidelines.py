"""The handbook's files: read, loaded, left alone, and written back as they stood."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import Page

from content.guidelines.export import export
from content.guidelines.lint import lint
from content.guidelines.load import load_shipped
from content.guidelines.model import FOLDER, Shipped, files_of
from content.guidelines.parse import parse
from lms.courses.curriculum.faults import FaultyCurriculum
from lms.courses.curriculum.load import Summary
from lms.courses.curriculum.wording import shipped_words
from lms.handbook.models import Guideline, GuidelineEdition, GuidelineTranslation, HandbookIndexPage
from lms.qualifications.models import Qualification
from lms.requirements.shipped import shipped as shipped_requirements
from tests.courses.curriculum import sample
from tests.factories.handbook import publish_again, the_handbook

SHIPPED = Path(settings.CURRICULUM_DIR)
PAGE = f"{FOLDER}/taushetserklaering/nb/page.md"
CONFIG = f"{FOLDER}/taushetserklaering/guideline.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample's courses, with two shipped guidelines that cite what the sample has."""
    made = sample.put(tmp_path / "files")
    for slug in ("taushetserklaering", "rollekort-kursholder"):
        shutil.copytree(SHIPPED / FOLDER / slug, made / FOLDER / slug)
        config = made / FOLDER / slug / "guideline.yaml"
        config.write_text(re.sub(r"sources: \[K.*\]", "sources: [K1]", config.read_text(encoding="utf-8")), encoding="utf-8")
    sample.change(made, f"{FOLDER}/rollekort-kursholder/guideline.yaml", "order: 11", "order: 2")
    return made


@pytest.fixture
def load(db: None, folder: Path) -> Callable[..., Summary]:
    load_shipped(parse(folder))
    return lambda **told: load_shipped(parse(folder), **told)


def the_declaration() -> Guideline:
    return Guideline.objects.get(slug="taushetserklaering")


def test_what_is_shipped_is_right_written_as_it_stands_and_in_step(shipped_files: Shipped) -> None:
    shipped = shipped_files
    written = files_of(shipped.guidelines, shipped.courses.contents)
    assert written == {name: text for name, text in sample.contents(SHIPPED).items() if name.startswith(f"{FOLDER}/")}
    assert [fault for fault in lint(shipped, shipped_words()) if fault.file.startswith(FOLDER)] == []
    assert [each.slug for each in shipped.guidelines if each.state_of or set(each.translations) != {"nn", "en"}] == []


def test_a_language_without_a_limit_of_its_own_may_be_as_heavy_as_bokmal(folder: Path) -> None:
    shutil.copytree(folder / FOLDER / "taushetserklaering" / "nn", folder / FOLDER / "taushetserklaering" / "uk")
    faults = lint(parse(folder), shipped_words())
    said = [[fault.reason for fault in faults if f"/{language}/" in fault.file] for language in ("nn", "uk")]
    assert said[1] == said[0]


def test_each_shipped_role_has_its_card(shipped_files: Shipped) -> None:
    cards = {tuple(each.roles) for each in shipped_files.guidelines if each.roles}
    assert cards == {(role["key"],) for role in shipped_requirements()["roles"]}


def test_a_load_makes_pages_editions_and_what_they_earn(load: Callable[..., Summary]) -> None:
    index = HandbookIndexPage.objects.get()
    assert [page.slug for page in index.get_children().order_by("path")] == ["taushetserklaering", "rollekort-kursholder"]
    page = the_declaration()
    assert (page.asks, page.review_needs, page.qualification) == (
        "signed",
        ["jur", "med", "hms", "org"],
        Qualification.objects.get(key="taushetserklaering"),
    )
    assert page.qualification
    assert page.qualification.names == {"nn": "Teieerklæring signert", "en": "Declaration of confidentiality signed"}
    assert [source.value["key"] for source in page.sources] == ["K1"]
    assert page.awaits_approval
    assert page.review_note.startswith("Dette er teksten folk signerer")
    assert [(child.value["key"], child.value["needs"]) for child in page.statements][8:11] == [
        ("MAPPE-P09", "jur"),
        ("MAPPE-P10", "jur, med"),
        ("MAPPE-P11", "hms"),
    ]
    translations = {each.language: (each.title, each.made_from) for each in GuidelineTranslation.objects.child_of(page)}
    assert translations == {"nn": ("Teieerklæring", 1), "en": ("Declaration of confidentiality", 1)}
    assert list(GuidelineEdition.objects.filter(page=page).values_list("number", flat=True)) == [1]
    card = Guideline.objects.get(slug="rollekort-kursholder")
    assert (card.roles, card.is_role_card) == (["kursholder"], True)
    for each in (page, card):
        each.body.stream_block.clean(each.body)  # what a load writes, an editor can save


def test_loading_again_changes_nothing(load: Callable[..., Summary]) -> None:
    assert load().is_empty
    assert GuidelineEdition.objects.count() == 6


def test_what_was_written_at_the_desk_stands_until_the_file_changes(load: Callable[..., Summary], folder: Path) -> None:
    publish_again(the_declaration(), change_class="wording", title="Vår erklæring")
    assert load().is_empty
    assert the_declaration().title == "Vår erklæring"
    sample.change(folder, PAGE, "title: Taushetserklæring", "title: Erklæring om taushet")
    summary = load(change_class="retake", note="Nytt navn.")
    assert summary.updated == [f"{FOLDER}/taushetserklaering{each}" for each in ("", "/en", "/nn")]
    assert summary.replaced == [f"{FOLDER}/taushetserklaering"]
    newest = GuidelineEdition.objects.filter(page=the_declaration()).latest("number")
    assert (newest.title, newest.change_class, newest.note) == ("Erklæring om taushet", "retake", "Nytt navn.")
    assert {each.made_from for each in GuidelineTranslation.objects.child_of(the_declaration())} == {1}  # made from the older words


def test_what_the_files_no_longer_hold_is_unpublished(load: Callable[..., Summary], folder: Path) -> None:
    shutil.rmtree(folder / FOLDER / "rollekort-kursholder")
    for language in ("nn", "en"):
        shutil.rmtree(folder / FOLDER / "taushetserklaering" / language)
    load()
    assert [page.slug for page in Guideline.objects.live()] == ["taushetserklaering"]
    assert not GuidelineTranslation.objects.live().exists()


@pytest.mark.django_db
def test_a_guideline_that_cannot_be_loaded_leaves_nothing_of_the_courses(folder: Path) -> None:
    index = the_handbook()
    index.add_child(instance=Page(title="I veien", slug="taushetserklaering"))
    before, files = sample.row_counts(), sample.stored_files()
    with pytest.raises(FaultyCurriculum, match="«taushetserklaering» is a"):
        load_shipped(parse(folder))
    assert sample.row_counts() == before
    assert sample.stored_files() == files


def test_units_own_guidelines_are_never_touched(load: Callable[..., Summary]) -> None:
    index = HandbookIndexPage.objects.get()
    own = index.add_child(instance=Guideline(title="Egen", slug="egen", summary="x", body=[], live=True))
    load()
    assert Guideline.objects.get(pk=own.pk).live


def test_an_export_is_what_was_loaded(load: Callable[..., Summary], folder: Path, tmp_path: Path) -> None:
    export(tmp_path / "out")
    assert sample.contents(tmp_path / "out") == {name: text for name, text in sample.contents(folder).items() if name != "LICENSE"}


def test_what_is_only_said_of_its_truth_leaves_translations_in_step(load: Callable[..., Summary], folder: Path, tmp_path: Path) -> None:
    sample.change(folder, CONFIG, "needs: [jur, med]", "needs: [jur, hms]")
    sample.change(folder, CONFIG, "på tre ting.", "på fem ting.")
    assert load().updated == [f"{FOLDER}/taushetserklaering"]
    export(tmp_path / "out")
    assert sample.contents(tmp_path / "out") == {name: text for name, text in sample.contents(folder).items() if name != "LICENSE"}
    publish_again(the_declaration(), promise="Jeg lover.")
    sample.change(folder, CONFIG, "  - key: MAPPE-P18", "  - key: MAPPE-P19")
    with pytest.raises(FaultyCurriculum, match="MAPPE-P18: the text does not say"):
        export(tmp_path / "other")


def test_a_text_that_is_changed_at_the_desk_leaves_translations_behind(load: Callable[..., Summary], tmp_path: Path) -> None:
    publish_again(the_declaration(), summary="Noe annet.")
    export(tmp_path / "out")
    assert (tmp_path / "out" / FOLDER / "taushetserklaering" / "nn" / "made-from.yaml").read_text() == "page: unknown\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"(?s)\nstatements:.*", "\n", "needs hms, jur, med, and lists no statements for them to approve"),
        (r"status: verified\n    sources: \[K1\]", "status: verified\n    sources: []", "MAPPE-P03 says that it is verified, and names no source"),
        (r"status: general\n    sources: \[K1\]\n    needs: \[jur\]", "status: uncertain\n    sources: []\n    needs: []",
         "MAPPE-P01 is uncertain, and says of nobody that they must approve it"),
        (r"\nsources: \[K1\]\nstatements", "\nsources: []\nstatements", "MAPPE-P01 rests on K1, which the page does not tell its readers"),
    ],
)  # fmt: skip
def test_the_linter_looks_for_what_its_truth_rests_on(folder: Path, old: str, new: str, said: str) -> None:
    config = folder / CONFIG
    config.write_text(re.sub(old, new, config.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert said in [fault.reason for fault in lint(parse(folder), shipped_words()) if fault.file == CONFIG]


@pytest.mark.django_db
def test_a_source_without_a_key_cannot_be_written(load: Callable[..., Summary], tmp_path: Path) -> None:
    page = the_declaration()
    publish_again(page, sources=[("source", {"key": "", "title": "Noe", "publisher": "Noen", "checked": "2026-11-21"})])
    with pytest.raises(FaultyCurriculum, match="a source has no key"):
        export(tmp_path / "out")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (CONFIG, "asks: signed", "asks: sined", "is none of: nothing, read, signed"),
        (CONFIG, "asks: signed", "asks: nothing", "nothing is earned by what asks nothing"),
        (CONFIG, "sources: [K1]", "sources: [K99]", "sources.yaml has no source «K99»"),
        (CONFIG, "text: Også et fornavn", "text: Også et etternavn", "MAPPE-P02: the text does not say «Også et etternavn kan røpe noen.»"),
        (CONFIG, "etter at jeg har sluttet.", "etter at jeg sluttet.", "MAPPE-P18: the text does not say"),  # the promise is part of it
        (CONFIG, "key: MAPPE-P02", "key: TAU-P02", "the key «TAU-P02» does not begin with MAPPE-"),
        (CONFIG, "key: MAPPE-P02", "key: MAPPE-P01", "the statement «MAPPE-P01» is used already"),
        (CONFIG, "needs: [jur, med]", "needs: [lege]", "«lege» is none of: jur, med"),
        ("taus/course.yaml", "code: TAU", "code: MAPPE", "the code «MAPPE» is the handbook's"),
        (PAGE, "qualification: Taushetserklæring signert\n", "", "«qualification» stands in guideline.yaml and not in page.md"),
        (PAGE, "## Slik passer jeg på", "::: dilemma\n:::\n\n## Slik passer jeg på", "there is no kind of block «dilemma»"),
        (f"{FOLDER}/taushetserklaering/nn/page.md", "promise: |\n", "summary2: |\n", "unknown key «summary2»"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(folder: Path, file: str, old: str, new: str, said: str) -> None:
    sample.change(folder, file, old, new)
    with pytest.raises(FaultyCurriculum) as caught:
        parse(folder)
    assert [fault.file for fault in caught.value.faults if said in fault.reason] == [file]


def test_faults_of_courses_and_handbook_are_told_together(folder: Path) -> None:
    (folder / FOLDER / "notat.txt").write_text("x")
    sample.change(folder, "taus/course.yaml", "code: TAU", "kode: TAU")
    with pytest.raises(FaultyCurriculum) as caught:
        parse(folder)
    assert {fault.file for fault in caught.value.faults} >= {f"{FOLDER}/notat.txt", "taus/course.yaml"}


def test_a_translation_that_is_behind_is_told_and_marked(folder: Path) -> None:
    sample.change(folder, PAGE, "Folk tør å komme", "Folk våger å komme")
    with pytest.raises(CommandError, match="behind"):
        call_command("curriculum_languages", dir=folder)
    call_command("curriculum_languages", "--mark", f"{FOLDER}/taushetserklaering/page", dir=folder, verbosity=0)
    assert parse(folder).guidelines[0].state_of == {}
