"""A course's folders in other languages: held against the course, loaded beside it, kept in step with it."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.courses.curriculum.export import export
from lms.courses.curriculum.faults import FaultyCurriculum
from lms.courses.curriculum.in_step import State, lacking
from lms.courses.curriculum.load import Summary, load
from lms.courses.curriculum.parse import parse
from lms.courses.models import CoursePage, ModulePage, Translation, TranslationBasis
from lms.courses.selectors.languages import pieces_of
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question, QuestionTranslation
from lms.quizzes.selectors import fingerprint

from . import sample

CENTRAL = ["tidgiverrollen", "taushetsplikt", "grensesetting", "forstehjelp", "diagnoser", "hms", "etikk"]
IN_ENGLISH = CENTRAL[:4]
STEP = "taus/nn/hvorfor.md"
BANK = "taus/nn/questions.yaml"

NYNORSK = {
    "taus/nn/course.md": """\
---
title: Teieplikt
qualification: Teieplikta
summary: Folk torer å kome.
audience: Alle tidgivarar.
outcomes:
  - kjenne att opplysningar
  - seie frå i tide
quiz:
  title: Prøve i teieplikt
  introduction: |
    No får du **sju** spørsmål.

    - Ta den tida du treng.
---
Velkomen til eit kurs om [ro](https://example.org/ro).

## Slik er det

Korte modular.
""",
    BANK: """\
- key: TAU-01
  type: single
  prompt: Kva svarer du?
  options:
    - text: «Eg kan ikkje seie det.»
      correct: true
      feedback: Rett.
    - text: «Han har det bra.»
      feedback: Då har du stadfesta det.

- key: TAU-06
  type: short_answer
  prompt: "Fyll inn: «Eg kan aldri love ____.»"
  accepted: [tagnad]
  feedback_right: Rett.
  feedback_wrong: Svaret er tagnad.
""",
    "taus/nn/hos-oss.md": """\
---
title: Slik gjer vi det hos oss
guidance: |
  Skriv om dette:

  1. Kvar skriv vi under?
  2. Kvar snakkar vi?
---
Eininga di har ikkje skrive sin eigen tekst her enno.
""",
}

# What is other in the module; the rest of it is the same words in both.
CHANGED = [
    ("title: Hvorfor taushet?", "title: Kvifor teie?"),
    ("Tor er 52 år.", "Tor er 52 år gammal."),
    ('alt: "Et bord: to kopper."', 'alt: "Eit bord: to koppar."'),
    ("  - Jeg har spurt.", "  - Eg har spurt."),
    ("title: Moren i butikken", "title: Mora i butikken"),
]
NOT_SAID = [
    "minutes: 6\noutcomes: [1, 2]\nreview:\n  status: approved\n  needs: [jur]\n  approved_by: Kari Nordmann, jurist\n",
    "  approved_on: 2026-11-20\nsources: [K1]\n",
    "need: expected\n",
    "review: {status: not_approved, needs: [jur, org]}\nsources: [K1]\n",
]


def module() -> str:
    text = sample.FILES["taus/nb/hvorfor.md"]
    for old, new in CHANGED:
        assert old in text
        text = text.replace(old, new)
    for gone in NOT_SAID:
        assert gone in text
        text = text.replace(gone, "")
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample with nynorsk beside it, marked as made from the words of today."""
    sample.put(tmp_path / "files")
    for name, text in (NYNORSK | {STEP: module()}).items():
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    call_command("curriculum_languages", dir=tmp_path / "files", mark=[], stdout=io.StringIO())
    return tmp_path / "files"


@pytest.fixture
def loaded(db: None, folder: Path) -> Callable[..., Summary]:
    """Loaded; call it to load again."""
    load(parse(folder))
    return lambda **how: load(parse(folder), **how)


def states(folder: Path) -> dict[str, State]:
    return {each.piece: each.state for each in lacking(parse(folder))}


def basis(slug: str = "hvorfor") -> TranslationBasis:
    return TranslationBasis.objects.get(source__slug=slug, language="nn")


def test_what_is_not_there_is_missing_and_nothing_else_is_wrong(folder: Path) -> None:
    found = states(folder)
    assert set(found.values()) == {State.MISSING}
    assert set(found) == {f"question/TAU-0{number}" for number in (2, 3, 4, 5, 7)}


def test_words_are_behind_when_the_source_says_something_else_and_not_when_only_its_minutes_change(folder: Path) -> None:
    sample.change(folder, "taus/nb/hvorfor.md", "minutes: 6", "minutes: 7")
    sample.change(folder, "taus/nb/hvorfor.md", "status: approved", "status: not_approved")
    assert State.BEHIND not in states(folder).values()
    sample.change(folder, "taus/nb/hvorfor.md", "Tor er 52 år.", "Tor er 53 år.")
    sample.change(folder, "taus/nb/questions.yaml", "Hva svarer du?", "Hva sier du?")
    assert {piece for piece, state in states(folder).items() if state is State.BEHIND} == {"step/hvorfor", "question/TAU-01"}


def test_the_command_fails_while_something_is_behind_and_marks_what_is_mended(folder: Path) -> None:
    sample.change(folder, "taus/nb/hvorfor.md", "Tor er 52 år.", "Tor er 53 år.")
    sample.change(folder, "taus/nb/hos-oss.md", "1. Hvor skriver vi under?", "1. Hvor og når skriver vi under?")
    with pytest.raises(CommandError, match="2 behind"):
        call_command("curriculum_languages", dir=folder, language="nn", stdout=io.StringIO())
    with pytest.raises(CommandError, match="by the name of taus/step/nei"):
        call_command("curriculum_languages", dir=folder, mark=["taus/step/nei"], stdout=io.StringIO())
    call_command("curriculum_languages", dir=folder, mark=["taus/step/hvorfor"], stdout=io.StringIO())
    assert [piece for piece, state in states(folder).items() if state is State.BEHIND] == ["step/hos-oss"]
    call_command("curriculum_languages", dir=folder, mark=[], stdout=io.StringIO())
    told = io.StringIO()
    call_command("curriculum_languages", dir=folder, stdout=told)
    assert "5 missing." in told.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (STEP, "key: TAU-D1", "key: TAU-D9", "another block here (dilemma)"),
        (STEP, "best: true\n        next: kvelden", "next: kvelden", "exactly one must"),
        (STEP, "  - Jeg har fått et ja.\n", "", "another block here (checklist)"),
        (STEP, "::: question TAU-01\n:::\n", "", "another block here (question)"),
        (STEP, "\n::: summary\n- Det du får vite, blir hos deg.\n:::\n", "", "blocks; the source has"),
        (STEP, "---\ntitle:", "---\nminutes: 5\ntitle:", "unknown key «minutes»"),
        (BANK, "key: TAU-06", "key: TAU-66", "no question «TAU-66»"),
        (BANK, "      correct: true\n", "", "no options are correct"),
        (BANK, "key: TAU-06\n  type: short_answer", "key: TAU-01\n  type: short_answer", "stands twice"),
        ("taus/nn/course.md", "  - seie frå i tide\n", "", "1 outcomes; the course has 2"),
        ("taus/nn/course.md", "qualification: Teieplikta\n", "", "«qualification» stands in one language"),
    ],
)
def test_what_is_not_the_same_course_is_told(folder: Path, name: str, old: str, new: str, reason: str) -> None:
    sample.change(folder, name, old, new)
    with pytest.raises(FaultyCurriculum, match=reason.replace("(", r"\(").replace(")", r"\)")) as raised:
        parse(folder)
    assert all(fault.file == name for fault in raised.value.faults)


def test_a_file_of_no_step_is_told(folder: Path) -> None:
    (folder / "taus/nn/ekstra.md").write_text("---\ntitle: X\n---\nHei.\n", encoding="utf-8")
    with pytest.raises(FaultyCurriculum, match="named as those they translate"):
        parse(folder)


def test_a_step_that_was_built_anew_leaves_its_translation_out_until_it_is_mended(folder: Path) -> None:
    sample.change(folder, "taus/nb/hvorfor.md", "::: glossary\nterm: Avvik\nexplanation: Noe som ikke gikk slik det skulle.\n:::\n\n", "")
    words = next(course for course in parse(folder).courses if course.slug == "taus").translations[0]
    assert "hvorfor" not in words.steps
    assert states(folder)["step/hvorfor"] is State.BEHIND


@pytest.mark.django_db
def test_a_load_makes_translations_beside_their_sources(loaded: Callable[..., Summary]) -> None:
    course = CoursePage.objects.get(slug="taus")
    source = ModulePage.objects.get(slug="hvorfor")
    page = Translation.objects.get(basis__source=source)
    assert (page.title, page.live, page.get_parent().pk) == ("Kvifor teie?", True, source.pk)
    assert [block.id for block in page.body] == [block.id for block in source.body]
    assert "Tor er 52 år gammal." in str(page.body)
    assert Qualification.objects.get(key="taus").names == {"nn": "Teieplikta"}
    assert Translation.objects.get(basis__source__slug="prove").title == "Prøve i teieplikt"
    assert {(piece.title or piece.question_key, piece.state) for piece in pieces_of(course, ["nn"]) if piece.state != "missing"} == {
        ("Taushet", "current"), ("Hvorfor taushet?", "current"), ("Slik gjør vi det hos oss", "current"), ("Prøve i taushet", "current"),
        ("TAU-01", "current"), ("TAU-06", "current"),
    }  # fmt: skip
    for block in page.body:
        if block.block_type != "question":
            block.block.clean(block.value)  # what a load writes, an editor can save


@pytest.mark.django_db
def test_loading_again_and_loading_an_export_change_nothing(loaded: Callable[..., Summary], folder: Path, tmp_path: Path) -> None:
    assert loaded().is_empty
    export(tmp_path / "out")
    assert sample.contents(tmp_path / "out") == {name: text for name, text in sample.contents(folder).items() if name != "LICENSE"}


@pytest.mark.django_db
def test_what_the_course_says_anew_makes_its_translation_stale_until_it_is_mended(loaded: Callable[..., Summary], folder: Path) -> None:
    sample.change(folder, "taus/nb/hvorfor.md", "Tor er 52 år.", "Tor er 53 år.")
    sample.change(folder, "taus/nb/questions.yaml", "Hva svarer du?", "Hva sier du?")
    loaded(change_class="retake")
    source = ModulePage.objects.get(slug="hvorfor")
    assert [piece.state for piece in pieces_of(source, ["nn"])] == ["overtaken"]
    question = QuestionTranslation.objects.get(question__key="TAU-01")
    assert question.made_from != fingerprint(Question.objects.get(key="TAU-01"))
    sample.change(folder, STEP, "Tor er 52 år gammal.", "Tor er 53 år gammal.")
    call_command("curriculum_languages", dir=folder, mark=[], stdout=io.StringIO())
    loaded()
    assert [piece.state for piece in pieces_of(source, ["nn"])] == ["current"]
    question.refresh_from_db()
    assert question.made_from == fingerprint(Question.objects.get(key="TAU-01"))
    assert loaded().is_empty


@pytest.mark.django_db
def test_files_that_go_back_to_older_words_are_not_taken_for_those_of_today(loaded: Callable[..., Summary], folder: Path) -> None:
    call_command("curriculum_languages", dir=folder, mark=[], stdout=io.StringIO())
    loaded()
    before = {path: path.read_text() for path in (folder / "taus/nn").iterdir()}
    sample.change(folder, "taus/nb/hvorfor.md", "Tor er 52 år.", "Tor er 53 år.")
    sample.change(folder, STEP, "Tor er 52 år gammal.", "Tor er 53 år gammal.")
    call_command("curriculum_languages", dir=folder, mark=[], stdout=io.StringIO())
    loaded(change_class="retake")
    source = ModulePage.objects.get(slug="hvorfor")
    assert [piece.state for piece in pieces_of(source, ["nn"])] == ["current"]
    for path, text in before.items():
        path.write_text(text)
    loaded()
    assert "Tor er 52 år gammal." in str(Translation.objects.get(basis__source=source).body)
    assert [piece.state for piece in pieces_of(source, ["nn"])] == ["overtaken"]


@pytest.mark.django_db
def test_what_was_written_here_and_is_behind_is_so_in_the_files_too(loaded: Callable[..., Summary], tmp_path: Path) -> None:
    source, question = ModulePage.objects.get(slug="hvorfor"), Question.objects.get(key="TAU-06")
    TranslationBasis.objects.filter(source=source).update(words=["Noe annet."], fingerprint="")
    TranslationBasis.objects.filter(source__slug="prove").update(words=["Noe annet."], fingerprint="")
    QuestionTranslation.objects.filter(question=question).update(made_from="other", fingerprint="")
    export(tmp_path / "out")
    assert {lack.piece: lack.state for lack in lacking(parse(tmp_path / "out")) if lack.state is not State.MISSING} == {
        "course": State.BEHIND, "step/hvorfor": State.BEHIND, "question/TAU-06": State.BEHIND,
    }  # fmt: skip
    load(parse(tmp_path / "out"))
    assert [piece.state for piece in pieces_of(source, ["nn"])] == ["stale"]
    assert QuestionTranslation.objects.get(question=question).made_from != fingerprint(question)


@pytest.mark.django_db
def test_a_first_load_of_what_is_behind_says_so(db: None, folder: Path) -> None:
    sample.change(folder, "taus/nb/hvorfor.md", "Tor er 52 år.", "Tor er 53 år.")
    load(parse(folder))
    assert [piece.state for piece in pieces_of(ModulePage.objects.get(slug="hvorfor"), ["nn"])] == ["stale"]
    assert QuestionTranslation.objects.filter(made_from="").count() == 0


@pytest.mark.django_db
def test_what_a_folder_no_longer_says_is_read_in_bokmal_again(loaded: Callable[..., Summary], folder: Path) -> None:
    (folder / STEP).unlink()
    sample.change(folder, BANK, NYNORSK[BANK].partition("\n\n")[2], "")
    assert sorted(loaded().removed) == ["taus/nn/question/TAU-06", "taus/nn/step/hvorfor"]
    assert not basis().page.live
    assert QuestionTranslation.objects.get().question.key == "TAU-01"
    for path in (folder / "taus/nn").iterdir():
        path.unlink()
    (folder / "taus/nn").rmdir()
    loaded()
    assert not Translation.objects.live().exists()
    assert not QuestionTranslation.objects.exists()
    assert CoursePage.objects.get(slug="taus").live


@pytest.mark.django_db
def test_a_language_that_courses_are_not_written_in_is_refused(folder: Path) -> None:
    (folder / "taus/nn").rename(folder / "taus/fi")
    with pytest.raises(FaultyCurriculum, match="not written in «fi»"):
        load(parse(folder))
    assert not CoursePage.objects.exists()


def test_what_is_shipped_in_other_languages_is_whole_and_in_step(shipped_files):
    shipped = shipped_files.courses
    spoken = {(course.slug, words.language) for course in shipped.courses for words in course.translations}
    assert {(slug, "nn") for slug in CENTRAL} | {(slug, "en") for slug in IN_ENGLISH} <= spoken
    assert list(map(str, lacking(shipped))) == []


def test_a_step_that_is_changed_in_bokmal_alone_falls_behind_in_each_language(shipped_files):
    shipped = shipped_files.courses
    known = next(course for course in shipped.courses if course.slug == "forstehjelp")
    steps = [replace(step, title="Ring alltid først") if step.slug == "ring-forst" else step for step in known.steps]
    changed = replace(shipped, courses=[replace(known, steps=steps)])
    assert sorted(map(str, lacking(changed))) == ["forstehjelp/en step/ring-forst: behind", "forstehjelp/nn step/ring-forst: behind"]
