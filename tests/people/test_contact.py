"""How somebody is reached: written down by themselves, by whoever follows them up, or by an administrator at the editors' desk."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.urls import reverse

from lms.mail.actions import post_written, send_again, send_waiting
from lms.mail.models import Channel, Letter
from lms.people.actions import erase_person, open_login, register_person
from lms.people.contact import change_address, change_details, correct_contact
from lms.people.models import ContactChange, Person, User
from lms.roles.policies import may_correct_email
from tests.cast import login

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
ANA = {"given_name": "Ana", "family_name": "Lie"}


@pytest.fixture
def kim():
    person = register_person(given_name="Kim", family_name="Lie", email="kim@havna.example", phone="900 00 001")
    open_login(person=person)
    return person


@pytest.fixture
def noor():
    return register_person(given_name="Noor", family_name="Lie")


def changes(person: Person) -> list[tuple[str, Person | None]]:
    return [(each.what, each.by) for each in ContactChange.objects.filter(person=person).order_by("pk")]


def test_somebody_without_login_gets_a_number_and_an_address_and_hears_of_it(noor, kim):
    for _ in range(2):
        correct_contact(person=noor, phone=" 900 00 009 ", email=" Noor@Havna.example ", by=kim, now=NOW)
    assert (noor.phone, noor.email, noor.user) == ("900 00 009", "noor@havna.example", None)
    assert changes(noor) == [("phone", kim), ("email", kim)]
    letter = Letter.objects.get()
    assert letter.to == "noor@havna.example"
    assert "Kim Lie" in letter.body
    assert "900 00 001" in letter.body
    correct_contact(person=noor, phone="", email="", by=kim, now=NOW + timedelta(days=1))
    assert (noor.phone, noor.email) == ("", "")
    assert Letter.objects.filter(to="noor@havna.example").count() == 2, "the address that is left hears of it"


def test_what_was_changed_is_never_written_anew(noor, kim):
    correct_contact(person=noor, phone="900", email="", by=kim, now=NOW)
    with pytest.raises(TypeError):
        ContactChange.objects.get().save()


def test_a_corrected_address_is_the_login_too_and_both_mailboxes_hear_of_it(noor, kim):
    ben = register_person(given_name="Ben", family_name="Lie", email="bne@havna.example", language="nn")
    open_login(person=ben)
    correct_contact(person=ben, phone="", email="ben@havna.example", by=kim, now=NOW)
    assert (ben.email, User.objects.get(person=ben).email) == ("ben@havna.example", "ben@havna.example")
    assert list(EmailAddress.objects.filter(user=ben.user).values_list("email", flat=True)) == ["ben@havna.example"]
    assert set(Letter.objects.values_list("to", flat=True)) == {"bne@havna.example", "ben@havna.example"}
    assert not any("ben@havna.example" in letter.body for letter in Letter.objects.all()), "whoever reads the old one learns no new one"


def test_a_login_is_opened_only_when_asked_for(noor, kim):
    correct_contact(person=noor, phone="", email="noor@havna.example", by=kim, now=NOW, lets_in=True)
    assert User.objects.get(person=noor).email == "noor@havna.example"


@pytest.mark.parametrize("wrong", ["kim@havna.example", "KIM@havna.example", "not an address"])
def test_an_address_that_is_anothers_or_none_is_refused_and_nothing_is_changed(noor, kim, wrong):
    with pytest.raises(ValidationError) as caught:
        correct_contact(person=noor, phone="900", email=wrong, by=kim, now=NOW)
    assert list(caught.value.message_dict) == ["email"]
    noor.refresh_from_db()
    assert (noor.phone, noor.email, changes(noor)) == ("", "", [])


def test_nobody_who_can_log_in_loses_their_address(kim, noor):
    with pytest.raises(ValidationError):
        correct_contact(person=kim, phone="", email="", by=noor, now=NOW)


def test_what_waits_goes_to_the_new_address_but_no_secret_link(kim, noor):
    for key, secret in (("plain", False), ("secret", True)):
        post_written(key=key, to="kim@havna.example", subject="x", body="x", now=NOW, is_secret=secret)
    post_written(key="sms", to="900 00 001", subject="", body="x", now=NOW, channel=Channel.SMS)
    correct_contact(person=kim, phone="900 00 002", email="kim.lie@havna.example", by=noor, now=NOW)
    found = dict(Letter.objects.exclude(key__startswith="address:").values_list("key", "to"))
    assert found == {"plain": "kim.lie@havna.example", "secret": "kim@havna.example", "sms": "900 00 002"}


def test_a_number_that_two_share_keeps_its_letters(kim, noor):
    Person.objects.filter(pk=noor.pk).update(phone="900 00 001")
    post_written(key="sms", to="900 00 001", subject="", body="x", now=NOW, channel=Channel.SMS)
    correct_contact(person=kim, phone="900 00 002", email=kim.email, by=noor, now=NOW)
    assert Letter.objects.get(key="sms").to == "900 00 001"
    noor.refresh_from_db()
    erase_person(person=noor)
    assert not Letter.objects.filter(to="900 00 001").exists(), "nobody else is reached there now"


def test_what_went_to_an_address_somebody_had_is_erased_with_them_but_not_what_went_to_its_new_owner(kim, noor):
    post_written(key="before", to="kim@havna.example", subject="x", body="x", now=NOW)
    Letter.objects.update(sent_at=NOW)
    for email in ("kim.lie@havna.example", "lie@havna.example"):
        correct_contact(person=kim, phone=kim.phone, email=email, by=noor, now=NOW)
    correct_contact(person=noor, phone="", email="kim.lie@havna.example", by=kim, now=NOW)
    erase_person(person=kim)
    assert list(Letter.objects.values_list("key", flat=True)) == [f"address:{noor.pk}:{noor.contact_changes.get().pk}:new"]


def test_letters_that_came_back_go_once_more_and_count_as_written_now(kim, mailoutbox):
    post_written(key="a", to="old@havna.example", subject="x", body="x", now=NOW)
    Letter.objects.update(returned_at=NOW, attempts=6, error="550")
    later = NOW + timedelta(days=3)
    assert send_again(keys=["a", "none"], to="new@havna.example", now=later) == 1
    assert send_again(keys=["a"], to="new@havna.example", now=later) == 0
    assert send_waiting(now=later) == 1
    assert mailoutbox[0].to == ["new@havna.example"]
    assert Letter.objects.get().created_at == later


def test_an_administrator_who_changes_a_login_changes_where_letters_go(cast):
    address = reverse("wagtailusers_users:edit", args=[cast.ben.user_id])
    form = {"email": "Ben.Lie@havna.example", "first_name": "Ben", "last_name": "Lie", "is_active": "on"}
    assert login(cast.adm).post(address, form).status_code == 302
    cast.ben.refresh_from_db()
    assert cast.ben.email == "ben.lie@havna.example"
    assert changes(cast.ben) == [("email", cast.adm)]
    assert set(Letter.objects.values_list("to", flat=True)) == {"ben@havna.example", "ben.lie@havna.example"}


def test_an_administrator_cannot_give_a_login_the_address_of_somebody_else(cast):
    Person.objects.filter(pk=cast.noor.pk).update(email="noor@havna.example")
    form = {"email": "noor@havna.example", "first_name": "Ben", "last_name": "Lie", "is_active": "on"}
    response = login(cast.adm).post(reverse("wagtailusers_users:edit", args=[cast.ben.user_id]), form)
    assert response.context["form"].errors["email"]
    cast.ben.refresh_from_db()
    assert cast.ben.email == "ben@havna.example"


def test_an_own_address_that_another_person_is_registered_with_stays_theirs(kim, noor):
    Person.objects.filter(pk=noor.pk).update(email="two@havna.example")
    assert not change_address(user=kim.user, email="two@havna.example", by=kim, now=NOW)
    kim.refresh_from_db()
    assert kim.email == "kim@havna.example"


def test_who_may_correct_an_address(cast):
    on = NOW.date()
    never = register_person(given_name="New", family_name="Lie", email="new@havna.example")
    open_login(person=never)
    assert may_correct_email(cast.kim, cast.noor, on=on), "no login: nobody's yet"
    assert may_correct_email(cast.kim, never, on=on), "a login that was never used is nobody's yet"
    User.objects.filter(person=never).update(last_login=NOW)
    assert not may_correct_email(cast.kim, Person.objects.get(pk=never.pk), on=on), "it is their own way in"
    assert may_correct_email(cast.adm, Person.objects.get(pk=never.pk), on=on)
    assert not may_correct_email(cast.lea, cast.kim, on=on), "nobody becomes somebody who may more by way of their mailbox"
    assert not may_correct_email(cast.kim, cast.kim, on=on)
    User.objects.filter(person=never).update(is_superuser=True)
    assert not may_correct_email(cast.adm, Person.objects.get(pk=never.pk), on=on)


def test_an_own_new_number_takes_over_what_waits_and_stands_in_the_history(kim):
    post_written(key="sms", to="900 00 001", subject="", body="x", now=NOW, channel=Channel.SMS)
    for _twice in range(2):
        change_details(person=kim, given_name="Kim", family_name="Lie", phone=" 900 00 002 ", language="nb", now=NOW)
    assert Letter.objects.get().to == "900 00 002"
    assert changes(kim) == [("phone", kim)]


def test_change_details_renames_the_login_too():
    person = register_person(**ANA, email="ana@havna.example")
    open_login(person=person)
    change_details(person=person, given_name=" Anna ", family_name="Lie", phone="900", language="nn", now=NOW)
    person.refresh_from_db()
    assert (person.name, person.phone, person.language, person.email) == ("Anna Lie", "900", "nn", "ana@havna.example")
    assert person.user
    assert person.user.get_full_name() == "Anna Lie"


@pytest.mark.parametrize("wrong", [{"given_name": "A" * 81}, {"family_name": " "}, {"phone": "1" * 21}])
def test_change_details_refuses_what_does_not_fit(wrong):
    person = register_person(**ANA)
    with pytest.raises(ValidationError) as caught:
        change_details(**{"person": person, "phone": "", "language": "nb", "now": NOW} | ANA | wrong)
    assert list(caught.value.message_dict) == list(wrong)
