"""From a file to people, roles and evidence: checked, decided, confirmed, written; once, also when something breaks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.mail.models import Letter
from lms.onboarding.actions import imports, writing
from lms.onboarding.actions.checking import check
from lms.onboarding.actions.writing import write, write_some
from lms.onboarding.models import Answer, Import, ImportEntry, ImportFault, ImportFile
from lms.onboarding.rules.cells import Wrong
from lms.onboarding.rules.files import RefusedError
from lms.onboarding.rules.stages import Stage
from lms.onboarding.tasks import go_on_with_imports
from lms.people.models import Person, User
from lms.privacy.actions import erase
from lms.qualifications import actions as ledger
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Holding, Qualification
from lms.roles.actions import end_assignment, end_responsibility
from lms.roles.models import Assignment, Responsibility
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.onboarding.registers import HEADINGS, checked, csv_of, imported, uploaded

pytestmark = pytest.mark.django_db
NOW = timezone.now
KARI = "Kari;Berg;kari@havna.example;91234567;Støttespiller;;01.03.2020;;"
OLE = "Ole;Dahl;;;Støttespiller;Kitchen;01.03.2020;01.03.2021;"


def whys(found: Import) -> list[str]:
    return list(found.faults.values_list("why", flat=True))


def standing() -> dict[str, int]:
    models = (Person, User, Assignment, Evidence, Holding)
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def secrecy() -> Qualification:
    return Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt", valid_for=12, valid_unit="months")


# --- checking ---


def test_a_check_says_what_would_come_and_writes_nothing(cast: Cast, secrecy):
    before = standing()
    found = checked(
        cast.harbour,
        cast.kim,
        csv_of(
            KARI + ";01.02.2026", OLE + ";", "Ben;Lie;BEN@havna.example;;Støttespiller;;01.01.2024;;;", headings=HEADINGS + ";Taushetsplikt"
        ),
    )
    assert (found.stage, whys(found), standing()) == (Stage.CHECKED, [], before)
    assert found.counts == {
        "rows": 3,
        "entries": 3,
        "new": 2,
        "known": 1,
        "doubts": 0,
        "posts": 2,
        "posts_there": 1,
        "learnt": 1,
        "learnt_there": 0,
        "other": 0,
        "other_rows": [],
        "faults": 0,
    }


def test_every_fault_stands_with_its_row_and_column(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of("Kari;;kari@;;Vert;;i går;;", KARI, "Ola;Lie;;;;;;;"))
    assert list(found.faults.values_list("number", "column", "why", "stood")) == [
        (2, 1, Wrong.NO_LAST_NAME, ""),
        (2, 2, Wrong.EMAIL, "kari@"),
        (2, 6, Wrong.DAY, "i går"),
        (2, 4, Wrong.UNKNOWN_ROLE, "Vert"),
        (4, None, Wrong.BELONGS_NOWHERE, "Ola Lie"),
    ]
    with pytest.raises(ValidationError):
        imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    write(import_id=found.pk)
    assert not Person.objects.filter(given_name="Kari").exists()


def test_a_unit_of_others_is_as_unknown_as_one_that_is_not(cast: Cast):
    lines = [
        f"Kari;Berg;k{number}@havna.example;;Støttespiller;{unit};01.03.2020;;"
        for number, unit in enumerate(("Hill", "hill", "Nation", "Mars"))
    ]
    found = checked(cast.harbour, cast.lea, csv_of(*lines))
    assert set(found.faults.values_list("why", "near")) == {(Wrong.UNKNOWN_UNIT, "")}
    assert (found.faults.count(), checked(cast.nation, cast.adm, csv_of(lines[0])).counted("faults")) == (4, 0)


def test_whoever_is_elsewhere_is_found_by_address_alone(cast: Cast):
    Person.objects.filter(pk=cast.ola.pk).update(phone="91234567")
    line = "Ola;Lie;{email};91234567;Støttespiller;;01.03.2020;;"
    by_phone, by_email = (
        checked(cast.harbour, cast.kim, csv_of(line.format(email=""))),
        checked(cast.harbour, cast.kim, csv_of(line.format(email="ola@havna.example"))),
    )
    assert [each.entries.get().person for each in (by_phone, by_email)] == [None, cast.ola]


def test_what_somebody_elsewhere_has_learnt_is_not_written_down_here(cast: Cast, secrecy):
    found = checked(
        cast.harbour, cast.kim, csv_of("Ola;Lie;ola@havna.example;01.02.2026", headings="Fornavn;Etternavn;E-post;Taushetsplikt")
    )
    assert whys(found) == [Wrong.BELONGS_NOWHERE]


def test_a_file_that_breaks_in_the_middle_changes_nothing(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI, *[OLE] * 30, '"Ola;Lie'))
    assert (found.stage, found.trouble) == (Stage.STOPPED, {"why": "quotes", "row": 33})
    assert not ImportEntry.objects.exists()
    assert not ImportFault.objects.exists()


def test_what_is_no_register_is_refused_and_leaves_nothing(cast: Cast):
    with pytest.raises(RefusedError):
        imports.begin(unit=cast.harbour, file_name="a.xlsx", content=b"\x89PNG\x00", by=cast.kim, now=NOW())
    assert not Import.objects.exists()


def test_other_columns_mean_another_check(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    older = found.run
    again = imports.choose_columns(found=found, meanings=["family_name", "given_name", *found.meanings[2:]], now=NOW())
    assert not check(import_id=found.pk, run=older)
    assert check(import_id=found.pk, run=again.run)
    assert (found.entries.get().name, again.run) == ("Berg Kari", older + 1)
    with pytest.raises(ValidationError):
        imports.confirm(found=found, run=older, by=cast.kim, now=NOW())


def test_columns_that_make_no_register_are_refused(cast: Cast):
    found = uploaded(cast.harbour, cast.kim, csv_of(KARI))
    with pytest.raises(ValidationError):
        imports.choose_columns(found=found, meanings=["email"], now=NOW())


# --- writing ---


def test_people_logins_roles_and_evidence_are_written(cast: Cast, secrecy):
    content = csv_of(KARI + ";01.02.2026;eget ord", OLE + ";02.02.2026;", headings=HEADINGS + ";Taushetsplikt;Grunnlag")
    found = imported(cast.harbour, cast.kim, content)
    kari, ole = Person.objects.get(email="kari@havna.example"), Person.objects.get(given_name="Ole")
    assert (found.stage, found.counts["written"]) == (Stage.DONE, {"new": 2, "known": 0, "skipped": 0, "posts": 2, "learnt": 2})
    assert (kari.user.email, kari.user.has_usable_password(), kari.user.emailaddress_set.get().email, kari.phone) == (
        "kari@havna.example",
        False,
        "kari@havna.example",
        "91234567",
    )
    assert (ole.user, ole.language) == (None, "nb")
    assert list(Assignment.objects.filter(person__in=[kari, ole]).order_by("pk").values_list("unit", "status", "starts_on", "ends_on")) == [
        (cast.harbour.pk, "active", date(2020, 3, 1), None),
        (cast.kitchen.pk, "ended", date(2020, 3, 1), date(2021, 3, 1)),
    ]
    evidence = list(
        Evidence.objects.order_by("pk").values_list("person", "kind", "assurance", "earned_on", "valid_until", "registered_by", "unit")
    )
    assert evidence == [
        (kari.pk, EvidenceKind.REGISTERED, Assurance.OWN_WORD, date(2026, 2, 1), date(2027, 2, 1), cast.kim.pk, cast.harbour.pk),
        (ole.pk, EvidenceKind.REGISTERED, Assurance.REGISTERED, date(2026, 2, 2), date(2027, 2, 2), cast.kim.pk, cast.kitchen.pk),
    ]
    assert Holding.objects.count() == 2
    assert ledger.rebuild() == 0
    assert not Letter.objects.exists()
    assert not ImportEntry.objects.exists()
    assert not ImportFile.objects.exists()


def test_the_same_file_again_changes_nothing(cast: Cast, secrecy):
    lines = [
        KARI + ";01.02.2026",
        OLE + ";01.02.2026",
        "Per;Vik;;92345678;Støttespiller;;01.01.2027;;;",
        "Ben;Lie;ben@havna.example;;Støttespiller;;01.01.2024;;;",
    ]
    content = csv_of(*lines, *lines, headings=HEADINGS + ";Taushetsplikt")
    imported(cast.harbour, cast.kim, content)
    before = standing()
    again = imported(cast.harbour, cast.lea, content, at_a_time=1)
    assert (standing(), again.counts["doubts"]) == (before, 0)
    assert again.counts["written"] == {"new": 0, "known": 4, "skipped": 0, "posts": 0, "learnt": 0}


def test_what_was_registered_by_hand_or_taken_back_is_left_as_it_is(cast: Cast, secrecy):
    common = {"qualification": secrecy, "kind": EvidenceKind.REGISTERED, "assurance": Assurance.REGISTERED, "source": "x", "at": NOW()}
    ledger.record(person=cast.ben, earned_on=date(2026, 2, 1), source_key="registered:registered:2026-02-01:0", **common)
    taken = ledger.record(person=cast.noor, earned_on=date(2026, 2, 1), source_key="course:1", **common)
    ledger.revoke(evidence=taken, by=cast.kim, at=NOW(), reason="Wrong")
    content = csv_of(
        "Ben;Lie;ben@havna.example;Støttespiller;1.1.2024;01.02.2026",
        "Noor;Lie;;Støttespiller;1.1.2024;01.02.2026",
        headings="Fornavn;Etternavn;E-post;Rolle;Fra;Taushetsplikt",
    )
    found = imported(cast.harbour, cast.kim, content)
    assert (found.counts["learnt_there"], found.counts["written"]["learnt"], Evidence.objects.count()) == (2, 0, 2)
    assert not Holding.objects.filter(person=cast.noor).exists()


def test_an_old_register_brings_nobody_back_who_has_ended(cast: Cast):
    content = csv_of("Ben;Lie;ben@havna.example;;Støttespiller;;01.01.2024;;")
    end_assignment(assignment=Assignment.objects.get(person=cast.ben), on=date(2026, 1, 31), by=cast.kim)
    found = imported(cast.harbour, cast.kim, content)
    assert (found.counts["other"], found.counts["other_rows"], Assignment.objects.get(person=cast.ben).status) == (1, [2], "ended")


def test_rows_that_break_the_middle_of_a_batch_take_the_batch_with_them(cast: Cast):
    people = [f"Person{number};Vik;p{number}@havna.example;;Støttespiller;;01.01.2024;;" for number in range(6)]
    found = checked(cast.harbour, cast.kim, csv_of(*people))
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    PersonFactory(email="P4@havna.example")
    write(import_id=found.pk, at_a_time=2)
    found.refresh_from_db()
    assert (found.stage, found.trouble, found.done, found.total) == (Stage.STOPPED, {"why": "email_taken", "row": 6}, 4, 6)
    assert Person.objects.filter(family_name="Vik").count() == 4
    again = imports.choose_columns(found=found, meanings=found.meanings, now=NOW())
    check(import_id=again.pk, run=again.run)
    again.refresh_from_db()
    assert (again.counts["known"], again.counts["doubts"]) == (4, 1)  # the address is known under another name now


@pytest.mark.parametrize("crash_after", [0, 1, 2])
def test_a_crash_halfway_is_taken_up_where_it_was(cast: Cast, secrecy, monkeypatch, crash_after):
    people = [f"Person{number};Vik;;;Støttespiller;;01.01.2024;;;01.0{number + 1}.2026" for number in range(6)]
    found = checked(cast.harbour, cast.kim, csv_of(*people, headings=HEADINGS + ";Taushetsplikt"))
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    real, calls = writing.record_many, []

    def failing(*, evidence):
        written = real(evidence=evidence)
        calls.append(evidence)
        if len(calls) == crash_after + 1:
            raise MemoryError
        return written

    monkeypatch.setattr(writing, "record_many", failing)
    with pytest.raises(MemoryError):
        write(import_id=found.pk, at_a_time=2)
    assert Person.objects.filter(family_name="Vik").count() == 2 * crash_after == Evidence.objects.count()
    Import.objects.filter(pk=found.pk).update(touched_at=NOW() - timedelta(minutes=3))
    go_on_with_imports.call()
    found.refresh_from_db()
    assert (found.stage, found.counts["written"]["new"], found.done) == (Stage.DONE, 6, 6)
    assert Person.objects.filter(family_name="Vik").count() == 6 == Evidence.objects.count() == Holding.objects.count()
    assert ledger.rebuild() == 0


def test_a_check_that_fell_is_begun_anew_and_given_up_after_three_times(cast: Cast):
    found = uploaded(cast.harbour, cast.kim, csv_of(KARI, KARI.replace("kari@", "no")))
    ImportFault.objects.create(of=found, number=2, why="left over")
    silent = NOW() - timedelta(minutes=3)
    Import.objects.filter(pk=found.pk).update(touched_at=silent)
    assert go_on_with_imports.call() == 1
    found.refresh_from_db()
    assert (found.stage, whys(found)) == (Stage.CHECKED, [Wrong.EMAIL])
    Import.objects.filter(pk=found.pk).update(touched_at=silent, stage=Stage.CHECKING, tries=3)
    assert go_on_with_imports.call() == 0
    found.refresh_from_db()
    assert (found.stage, found.trouble) == (Stage.STOPPED, {"why": "gave_up"})


def test_work_that_goes_on_is_left_alone(cast: Cast):
    uploaded(cast.harbour, cast.kim, csv_of(KARI))
    assert go_on_with_imports.call() == 0


# --- confirming ---


def test_two_who_confirm_confirm_once(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    first = imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    second = imports.confirm(found=found, run=found.run, by=cast.lea, now=NOW())
    assert (first.confirmed_by, second.confirmed_by) == (cast.kim, cast.kim)
    write(import_id=found.pk)
    third = imports.confirm(found=found, run=found.run, by=cast.lea, now=NOW())
    write(import_id=found.pk)
    assert (third.stage, third.confirmed_by, Person.objects.filter(email="kari@havna.example").count()) == (Stage.DONE, cast.kim, 1)


def test_nobody_confirms_what_they_have_learnt_themselves(cast: Cast, secrecy):
    content = csv_of("Kim;Lie;kim@havna.example;01.02.2026", headings="Fornavn;Etternavn;E-post;Taushetsplikt")
    found = checked(cast.harbour, cast.kim, content)
    with pytest.raises(ValidationError, match="kollega"):
        imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    imports.confirm(found=found, run=found.run, by=cast.lea, now=NOW())
    write(import_id=found.pk)
    assert Evidence.objects.get().registered_by == cast.lea


def test_whoever_no_longer_follows_the_unit_up_writes_nothing_more(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    end_responsibility(responsibility=Responsibility.objects.get(person=cast.kim), on=date.today() - timedelta(days=1), by=None)
    write(import_id=found.pk)
    found.refresh_from_db()
    assert (found.stage, found.trouble["why"]) == (Stage.STOPPED, "not_allowed")
    assert not Person.objects.filter(email="kari@havna.example").exists()


def test_a_unit_that_was_closed_meanwhile_stops_it(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    cast.harbour.closed_on = date(2026, 1, 1)
    cast.harbour.save()
    assert not write_some(import_id=found.pk, now=NOW())
    found.refresh_from_db()
    assert (found.stage, found.trouble["why"], Person.objects.filter(email="kari@havna.example").exists()) == (
        Stage.STOPPED,
        "place_gone",
        False,
    )


# --- deciding ---


def doubtful(cast: Cast) -> Import:
    """Ben's number under another name; Noor's name with an address; Ana's address under another name."""
    Person.objects.filter(pk=cast.ben.pk).update(phone="91234567")
    return checked(
        cast.harbour,
        cast.kim,
        csv_of(
            "Benjamin;Vik;;91234567;Støttespiller;;01.01.2025;;",
            "Noor;Lie;noor@havna.example;;Støttespiller;;01.01.2025;;",
            "Eva;Vik;ana@havna.example;;Støttespiller;;01.01.2025;;",
        ),
    )


def test_who_somebody_is_must_be_decided_first(cast: Cast):
    found = doubtful(cast)
    assert list(found.entries.values_list("doubt", "candidates")) == [
        ("phone", [cast.ben.pk]),
        ("name", [cast.noor.pk]),
        ("email", [cast.ana.pk]),
    ]
    with pytest.raises(ValidationError):
        imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    ben, noor, ana = found.entries.all()
    assert imports.decide(found=found, answers={ben.pk: "new", noor.pk: f"same:{cast.noor.pk}", ana.pk: "new"}, now=NOW()) == 1
    assert imports.decide(found=found, answers={ana.pk: "skip", noor.pk: f"same:{cast.ola.pk}"}, now=NOW()) == 0
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    write(import_id=found.pk)
    found.refresh_from_db()
    assert found.counts["written"] == {"new": 1, "known": 1, "skipped": 1, "posts": 1, "learnt": 0}
    assert Assignment.objects.get(person__given_name="Benjamin").unit == cast.harbour
    assert Assignment.objects.get(person=cast.noor).starts_on == date(2024, 1, 1)  # hers was there, and stays as it was


def test_the_rest_can_be_decided_in_one_go(cast: Cast):
    found = doubtful(cast)
    assert imports.decide_rest(found=found, answer="new", now=NOW()) == 1
    assert list(found.entries.values_list("answer", flat=True)) == [Answer.NEW, Answer.NEW, Answer.UNDECIDED]
    assert imports.decide_rest(found=found, answer="same", now=NOW()) == 1
    assert imports.decide_rest(found=found, answer="skip", now=NOW()) == 0


def test_whoever_was_erased_meanwhile_is_nobodys_double(cast: Cast):
    found = doubtful(cast)
    pk = cast.noor.pk
    Person.objects.filter(pk=pk).delete()
    noor = found.entries.get(given_name="Noor")
    assert imports.decide(found=found, answers={noor.pk: f"same:{pk}"}, now=NOW()) == 3
    assert imports.decide(found=found, answers={noor.pk: "new"}, now=NOW()) == 2
    page = login(cast.kim).get(f"/enhet/harbour/folk/import/{found.pk}/kjente/")
    assert [value for value, _label in page.context["form"].fields[f"d{noor.pk}"].choices] == ["new", "skip"]


def test_two_entries_can_be_one_person(cast: Cast):
    Person.objects.filter(pk=cast.ben.pk).update(phone="91234567", email="")
    lines = [f"{name};Vik;;91234567;Støttespiller;Kitchen;01.01.2025;;" for name in ("Benjamin", "Benny")]
    found = checked(cast.harbour, cast.kim, csv_of(*lines))
    imports.decide(found=found, answers={each.pk: f"same:{cast.ben.pk}" for each in found.entries.all()}, now=NOW())
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    write(import_id=found.pk)
    assert Assignment.objects.filter(person=cast.ben, unit=cast.kitchen).count() == 1


# --- forgetting ---


def test_file_and_rows_go_when_it_is_let_be(cast: Cast):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    assert found.head["samples"][0] == ["Kari"]
    imports.discard(found=found, now=NOW())
    imports.discard(found=found, now=NOW())
    found.refresh_from_db()
    assert (found.stage, ImportFile.objects.exists(), ImportEntry.objects.exists(), found.samples) == (Stage.GONE, False, False, [])


def test_what_nobody_finishes_goes_after_a_week(cast: Cast):
    then = datetime(2026, 3, 1, 12, tzinfo=UTC)
    found = checked(cast.harbour, cast.kim, csv_of(KARI), clock=lambda: then)
    assert imports.forget(now=then + timedelta(days=6, hours=23)) == 0
    assert imports.forget(now=then + timedelta(days=7, seconds=1)) == 1
    found.refresh_from_db()
    assert (found.stage, ImportFile.objects.exists()) == (Stage.GONE, False)
    assert imports.forget(now=then + timedelta(days=8)) == 0
    imports.discard(found=checked(cast.harbour, cast.kim, csv_of(KARI), clock=lambda: then), now=then)
    assert imports.forget(now=then + timedelta(days=374)) == 2
    assert not Import.objects.exists()


def test_whoever_is_erased_does_not_come_back_with_a_file(cast: Cast):
    by_address, as_known, untouched = (
        checked(cast.harbour, cast.kim, csv_of(line)) for line in (KARI, "Ben;Lie;ben@havna.example;;Støttespiller;;01.01.2024;;", OLE)
    )
    erase(person=None, email="Kari@havna.example", now=NOW())
    call_command("erase", "ben@havna.example", "--yes")
    stages = [Import.objects.get(pk=each.pk).stage for each in (by_address, as_known, untouched)]
    assert stages == [Stage.GONE, Stage.GONE, Stage.CHECKED]


def test_nor_does_whoever_may_be_meant(cast: Cast):
    found, untouched = doubtful(cast), checked(cast.harbour, cast.kim, csv_of(OLE))
    erase(person=cast.noor, email="", now=NOW())
    assert [Import.objects.get(pk=each.pk).stage for each in (found, untouched)] == [Stage.GONE, Stage.CHECKED]


def test_a_check_of_what_was_let_be_stops_by_itself(cast: Cast):
    found = uploaded(cast.harbour, cast.kim, csv_of(KARI))
    imports.discard(found=found, now=NOW())
    assert not check(import_id=found.pk, run=found.run)


def test_what_was_let_be_does_not_stop_once_more(cast: Cast, monkeypatch):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())

    imports.discard(found=found, now=NOW())

    def begun_before(*_args):
        raise writing.StoppedError("place_gone")

    monkeypatch.setattr(writing, "_write_some", begun_before)
    assert not write_some(import_id=found.pk, now=NOW())
    assert Import.objects.get(pk=found.pk).stage == Stage.GONE


# --- what it asks of the database ---


def counted(cast: Cast, secrecy, people: int) -> tuple[int, int]:
    lines = [f"P{people}-{number};Vik;p{people}-{number}@havna.example;;Støttespiller;;01.01.2024;;;01.02.2026" for number in range(people)]
    found = uploaded(cast.harbour, cast.kim, csv_of(*lines, headings=HEADINGS + ";Taushetsplikt"))
    with CaptureQueriesContext(
        connection,
    ) as checking:
        check(import_id=found.pk, run=found.run)
    imports.confirm(found=found, run=found.run, by=cast.kim, now=NOW())
    with CaptureQueriesContext(connection) as writing_:
        assert write_some(import_id=found.pk, now=NOW())
    return len(checking), len(writing_)


def test_as_many_queries_for_thirty_as_for_one(cast: Cast, secrecy):
    assert [counted(cast, secrecy, people) for people in (1, 3, 30)] == [(24, 38)] * 3
