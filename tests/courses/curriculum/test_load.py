"""A load is all or nothing, and touches only what has changed in the files."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Revision

from lms.courses.curriculum.export import export
from lms.courses.curriculum.gather import Gatherer
from lms.courses.curriculum.load import Summary, load
from lms.courses.curriculum.parse import parse
from lms.courses.models import CourseIndexPage, CoursePage, Edition, ModulePage, SlotPage
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question, QuizPage

from . import sample
from .sample import row_counts, stored_files

pytestmark = pytest.mark.django_db

STEP = "taus/nb/hvorfor.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample.put(tmp_path / "files")


@pytest.fixture(scope="module")
def _loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The sample in the database for the whole module; each test's own transaction stands inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(parse(sample.put(tmp_path_factory.mktemp("sample"))))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_loaded_once: None, db: None, folder: Path) -> Callable[[], Summary]:
    """The sample, loaded; call it to load again."""
    return lambda: load(parse(folder))


def _step(slug: str = "hvorfor") -> Any:
    return Page.objects.get(slug=slug).specific


def test_a_first_load_makes_the_tree_in_order(loaded: Callable[[], Summary]) -> None:
    index = CourseIndexPage.objects.get()
    assert [page.slug for page in index.get_children().order_by("path")] == ["rolle", "taus"]
    course = CoursePage.objects.get(slug="taus")
    assert course.live
    assert (course.code, course.subject_owner, course.qualification.valid_months) == ("TAU", "jur", 12)
    assert [type(page.specific) for page in course.get_children().order_by("path")] == [ModulePage, SlotPage, QuizPage]
    assert [edition.number for edition in Edition.objects.filter(page__in=course.get_children())] == [1, 1, 1]
    assert list(Question.objects.values_list("key", flat=True)) == [f"TAU-0{number}" for number in range(1, 8)]
    assert {question.subject for question in Question.objects.all()} == {QuizPage.objects.get().subject} == {"taus"}
    step = _step()
    assert [block.block_type for block in step.body][:3] == ["text", "callout", "picture"]
    assert step.body.first_block_by_name("question").value.key == "TAU-01"
    assert step.body.first_block_by_name("picture").value["image"].collection.name == "Pensum"
    assert {claim.key for claim in step.claims} == {"TAU-D1"}  # its dilemma; the rest is approved in the file
    for block in step.body:
        if block.block_type != "question":
            block.block.clean(block.value)  # what a load writes, an editor can save
    for question in Question.objects.all():
        question.body.stream_block.clean(question.body)


def test_the_same_picture_in_two_courses_is_kept_once(loaded: Callable[[], Summary]) -> None:
    pictures = {page.body.first_block_by_name("picture").value["image"].pk for page in (_step(), _step("hva-er-en-tidgiver"))}
    assert len(pictures) == 1


def test_loading_again_changes_nothing(loaded: Callable[[], Summary]) -> None:
    before = row_counts()
    stamps = list(Page.objects.order_by("pk").values_list("latest_revision_created_at", "last_published_at"))
    summary = loaded()
    assert summary == Summary(unchanged=15)
    assert row_counts() == before
    assert list(Page.objects.order_by("pk").values_list("latest_revision_created_at", "last_published_at")) == stamps


def test_a_note_and_a_picture_of_the_course_go_in_and_come_out_again(loaded: Callable[[], Summary], folder: Path, tmp_path: Path) -> None:
    sample.change(folder, STEP, "approved_on: 2026-11-20\n", "approved_on: 2026-11-20\n  note: Se på slutten.\n")
    sample.change(folder, "taus/course.yaml", "steps:\n", "picture: bord.svg\nsteps:\n")
    loaded()
    course = CoursePage.objects.get(slug="taus")
    assert course.picture.title == "bord.svg"
    assert ModulePage.objects.child_of(course).get(slug="hvorfor").review_note == "Se på slutten."
    export(tmp_path / "out")
    for name in (STEP, "taus/course.yaml", "taus/pictures/bord.svg"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()
    sample.change(folder, "taus/course.yaml", "picture: bord.svg\n", "")
    loaded()
    course.refresh_from_db()
    assert course.picture is None


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (STEP, "minutes: 6", "minutes: seks", f"{STEP}:3: a whole number"),
        ("taus/nb/questions.yaml", "answer: true", "answer: ja", "taus/nb/questions.yaml:40: true or false"),
        ("taus/course.yaml", "need: expected", "need: maybe", "taus/course.yaml:10: «maybe»"),
        ("taus/pictures/bord.svg", "<rect", "<script/><rect", "taus/pictures/bord.svg:2: <script>"),
        # Only the database knows: what is a slot there is a module here.
        ("taus/course.yaml", "slot: hos-oss\n    need: expected", "module: hos-oss", "taus/"),
    ],
)
def test_a_faulty_file_changes_nothing(loaded: Callable[[], Summary], folder: Path, name: str, old: str, new: str, reason: str) -> None:
    sample.change(folder, "rolle/nb/course.md", "title: Rollen", "title: Rollen din")
    sample.change(folder, name, old, new)
    before, files = row_counts(), stored_files()
    with pytest.raises(CommandError) as caught:
        call_command("load_curriculum", dir=folder, verbosity=0)
    assert str(caught.value).startswith(reason)
    assert "Nothing was changed." in str(caught.value)
    assert row_counts() == before
    assert stored_files() == files
    assert CoursePage.objects.get(slug="rolle").title == "Rollen"


def test_a_changed_step_is_one_new_edition_and_its_blocks_keep_their_names(loaded: Callable[[], Summary], folder: Path) -> None:
    names = {block.block_type: block.id for block in _step().body}
    reflection = list(_step().body.raw_data)[8]
    editions, revisions = Edition.objects.count(), Revision.objects.count()
    sample.change(
        folder, STEP, "## En tirsdag\n", "## En onsdag\n\n::: glossary\nterm: Taus\nexplanation: Å holde noe for seg selv.\n:::\n"
    )
    summary = loaded()
    assert summary == Summary(updated=["taus/step/hvorfor"], unchanged=14)
    assert (Edition.objects.count(), Revision.objects.count()) == (editions + 1, revisions + 1)
    edition = Edition.objects.first()
    assert edition is not None
    assert (Edition.objects.filter(page=_step().pk).latest("number").number, edition.change_class) == (2, "wording")
    body = _step().body
    assert [block.block_type for block in body][:3] == ["text", "glossary", "text"]
    ids = [block.id for block in body]
    assert set(names.values()) <= set(ids)
    assert len(set(ids)) == len(ids)
    assert reflection in list(body.raw_data)


def test_a_change_says_what_it_is(loaded: Callable[[], Summary], folder: Path) -> None:
    sample.change(folder, STEP, "Tor er 52 år.", "Tor er 53 år.")
    call_command("load_curriculum", dir=folder, verbosity=0, change="retake", note="Tor har fylt år.")
    edition = Edition.objects.filter(page=_step().pk).latest("number")
    assert (edition.number, edition.change_class, edition.note) == (2, "retake", "Tor har fylt år.")
    sample.change(folder, "rolle/nb/course.md", "title: Rollen", "title: Rollen din")
    assert loaded() == Summary(updated=["rolle/course"], unchanged=14)


def test_an_unchanged_file_leaves_an_editors_change_alone(loaded: Callable[[], Summary]) -> None:
    step = _step()
    step.title = "Hvorfor holde tett?"
    step.save_revision().publish()
    question = Question.objects.get(key="TAU-01")
    question.prompt = "Hva ville du svart?"
    question.save()
    assert loaded() == Summary(unchanged=15)
    assert _step().title == "Hvorfor holde tett?"
    assert Question.objects.get(key="TAU-01").prompt == "Hva ville du svart?"


def test_going_back_to_an_older_revision_is_an_editors_change(loaded: Callable[[], Summary], folder: Path) -> None:
    old = _step().latest_revision
    sample.change(folder, STEP, "title: Hvorfor taushet?", "title: Hvorfor tie?")
    loaded()
    old.publish()
    assert loaded() == Summary(unchanged=15)
    assert _step().title == "Hvorfor taushet?"


def test_a_changed_file_replaces_an_editors_change_and_says_so(loaded: Callable[[], Summary], folder: Path) -> None:
    step = _step()
    step.title = "Hvorfor holde tett?"
    step.save_revision().publish()
    sample.change(folder, STEP, "minutes: 6", "minutes: 7")
    out = io.StringIO()
    call_command("load_curriculum", dir=folder, stdout=out)
    assert (_step().title, _step().minutes) == ("Hvorfor taushet?", 7)
    assert "The file of taus/step/hvorfor had changed and replaced what was edited in the CMS." in out.getvalue()
    assert "0 new, 1 changed, 0 taken out, 14 unchanged." in out.getvalue()


def test_a_draft_that_gives_way_is_told(loaded: Callable[[], Summary], folder: Path) -> None:
    step = _step()
    step.title = "Et utkast"
    step.save_revision()
    sample.change(folder, STEP, "minutes: 6", "minutes: 7")
    assert loaded().replaced == ["taus/step/hvorfor"]
    assert (_step().has_unpublished_changes, _step().revisions.filter(content__title="Et utkast").count()) == (False, 1)


def test_a_course_that_leaves_the_files_is_left_alone_and_named(loaded: Callable[[], Summary], folder: Path) -> None:
    shutil.rmtree(folder / "rolle")
    said: list[str] = []
    assert load(parse(folder), tell=said.append).is_empty
    assert CoursePage.objects.get(slug="rolle").live
    assert "The course «rolle» is not in the files any more" in said[-1]


def test_what_leaves_the_files_is_retired_and_comes_back(loaded: Callable[[], Summary], folder: Path) -> None:
    kept = (folder / "taus/nb/questions.yaml").read_text()
    start, end = kept.index("- key: TAU-02"), kept.index("- key: TAU-03")
    (folder / "taus/nb/questions.yaml").write_text(kept[:start] + kept[end:])
    sample.change(folder, "taus/course.yaml", "  - slot: hos-oss\n    need: expected\n", "")
    (folder / "taus/nb/hos-oss.md").unlink()
    pages = Page.objects.count()
    summary = loaded()
    assert (summary.removed, summary.updated) == (["taus/question/TAU-02", "taus/step/hos-oss"], ["taus/course"])
    assert (Page.objects.count(), _step("hos-oss").live, Question.objects.get(key="TAU-02").retired) == (pages, False, True)
    assert loaded().is_empty
    sample.put(folder)
    loaded()
    assert (Page.objects.count(), _step("hos-oss").live, Question.objects.get(key="TAU-02").retired) == (pages, True, False)
    assert loaded().is_empty


def test_steps_follow_the_order_of_the_files(loaded: Callable[[], Summary], folder: Path) -> None:
    course = CoursePage.objects.get(slug="taus")
    own = ModulePage(title="Fra CMS", slug="fra-cms", body=[])
    course.add_child(instance=own)
    told = "  - module: hvorfor\n  - slot: hos-oss\n    need: expected\n"
    sample.change(folder, "taus/course.yaml", told, "  - slot: hos-oss\n    need: required\n  - module: hvorfor\n")
    assert loaded().updated == ["taus/step/hos-oss", "taus/course"]
    assert [page.slug for page in course.get_children().order_by("path")] == ["hos-oss", "hvorfor", "prove", "fra-cms"]
    assert _step("hos-oss").need == "required"
    assert _step("fra-cms").live
    assert loaded().is_empty
    sample.change(folder, "taus/nb/course.md", "title: Taushet", "title: Taus")
    assert loaded().replaced == []


def test_the_quiz_and_the_qualification_follow_the_course_file(loaded: Callable[[], Summary], folder: Path) -> None:
    quiz = QuizPage.objects.get()
    sample.change(folder, "taus/course.yaml", "quiz: prove\n    pass_percent: 90", "quiz: taushetsprove\n    pass_percent: 80")
    sample.change(folder, "taus/course.yaml", "valid_months: 12", "valid_months: 24")
    assert loaded() == Summary(updated=["taus/course"], unchanged=14)
    again = QuizPage.objects.get()
    assert (again.pk, again.slug, again.pass_percent, again.live) == (quiz.pk, "taushetsprove", 80, True)
    assert Edition.objects.filter(page=again.pk).count() == 2
    assert Qualification.objects.get(key="taus").valid_months == 24


def test_a_page_that_an_editor_gave_another_address_is_not_made_twice(loaded: Callable[[], Summary], folder: Path) -> None:
    step = _step()
    step.slug = "hvorfor-tie"
    step.save_revision().publish()
    assert loaded().is_empty
    export(folder)
    assert not (folder / STEP).exists()
    before = row_counts()
    assert loaded().is_empty or loaded().is_empty
    assert {label: number for label, number in row_counts().items() if number != before[label]} == {}


def test_an_export_of_what_was_loaded_is_what_was_loaded(loaded: Callable[[], Summary], folder: Path, tmp_path: Path) -> None:
    written, removed = export(tmp_path / "out")
    assert sample.contents(tmp_path / "out") == {name: text for name, text in sample.contents(folder).items() if name != "LICENSE"}
    assert (len(written), removed) == (len(sample.FILES) - 1, [])
    assert export(folder) == ([], [])
    before = row_counts()
    assert load(parse(tmp_path / "out")).is_empty
    assert row_counts() == before


def test_the_last_day_of_a_place_goes_in_and_comes_out(loaded: Callable[[], Summary], folder: Path, tmp_path: Path) -> None:
    sample.change(folder, "taus/course.yaml", "need: expected", "need: required\n    required_by: 2027-02-01")
    sample.change(folder, "taus/nb/hvorfor.md", "need: expected", "need: required\nrequired_by: 2027-03-01")
    assert loaded().updated == ["taus/step/hvorfor", "taus/step/hos-oss", "taus/course"]
    slot = SlotPage.objects.get(slug="hos-oss")
    text = next(block.value for block in ModulePage.objects.get(slug="hvorfor").body if block.block_type == "local")
    assert (slot.required_by, text["required_by"]) == (date(2027, 2, 1), date(2027, 3, 1))
    assert loaded().is_empty
    export(tmp_path / "out")
    assert "    required_by: 2027-02-01\n" in (tmp_path / "out/taus/course.yaml").read_text()
    assert "required_by: 2027-03-01\n" in (tmp_path / "out/taus/nb/hvorfor.md").read_text()


def test_what_editors_write_comes_out_and_goes_in_again_unchanged(loaded: Callable[[], Summary], folder: Path) -> None:
    step = _step()
    other = Page.objects.get(slug="rolle")
    raw = list(step.body.raw_data)
    raw[0]["value"] = (
        f'<h2>Ny</h2><p>Se <a linktype="page" id="{other.pk}">rollen</a>, <b><i>nå</i></b> og<br/>så.</p><p></p><ul><li>* en</li><li>1. to</li></ul>'
    )
    raw.insert(1, {"type": "text", "value": "<p>::: ikke en blokk</p><p># ikke en tittel</p>", "id": None})
    step.body = raw
    step.save_revision().publish()
    course = CoursePage.objects.get(slug="taus")
    course.summary = 'Linje én.\nLinje to.\n\n\nNytt avsnitt: "sitat" & mer.'
    course.save_revision().publish()
    told = Gatherer().curriculum()
    assert export(folder)[0] == ["taus/nb/course.md", STEP]
    assert "[rollen](/kurs/rolle/)" in (folder / STEP).read_text()
    assert parse(folder) == told
    before = row_counts()
    summary = load(parse(folder))
    assert (summary.created, summary.updated) == ([], [])
    assert row_counts() == before
    assert 'linktype="page"' in _step().body[0].value.source


def test_the_review_day_goes_out_and_in_again(loaded: Callable[[], Summary], folder: Path) -> None:
    course = CoursePage.objects.get(slug="taus")
    course.review_by = date(2027, 11, 1)
    course.save_revision().publish()
    assert export(folder)[0] == ["taus/course.yaml"]
    path = folder / "taus" / "course.yaml"
    assert "subject_owner: jur\nreview_by: 2027-11-01\n" in path.read_text()
    assert load(parse(folder)).updated == []
    path.write_text(path.read_text().replace("2027-11-01", "2028-01-01"))
    load(parse(folder))
    course.refresh_from_db()
    assert course.review_by == date(2028, 1, 1)


def test_local_contributions_are_never_touched(loaded: Callable[[], Summary], folder: Path) -> None:
    from tests.factories.quizzes import unit

    here = unit(with_page=True)
    local = ModulePage(title="Hos oss i Bergen", slug="hos-oss", body=[], fills=SlotPage.objects.get())
    assert here.page is not None
    here.page.add_child(instance=local)
    told = Page.objects.get(pk=local.pk).specific.serializable_data()
    sample.change(folder, "taus/nb/hos-oss.md", "title: Slik gjør vi det hos oss", "title: Slik gjør vi det her")
    assert loaded().updated == ["taus/step/hos-oss"]
    assert Page.objects.get(pk=local.pk).specific.serializable_data() == told
    assert "bergen" not in str(sorted(write_names(folder))).lower()


def write_names(folder: Path) -> set[str]:
    """Where an export would write."""
    export(folder)
    return set(sample.contents(folder))


def test_what_the_files_cannot_say_is_not_exported(loaded: Callable[[], Summary], folder: Path) -> None:
    step = _step()
    step.review_status, step.approved_by = "approved", ""
    step.save_revision().publish()
    before = sample.contents(folder)
    with pytest.raises(CommandError, match=r"taus/nb/hvorfor.md:8: «approved_by» is empty"):
        call_command("export_curriculum", dir=folder, verbosity=0)
    assert sample.contents(folder) == before
