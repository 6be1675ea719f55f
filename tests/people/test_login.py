"""Logging in, as a person does it: through the pages, with the code out of the mailbox."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.people.actions import close_login, open_login, register_person
from lms.people.models import Person, User
from tests.cast import Cast, login

REQUEST = "/konto/login/code/"
CONFIRM = "/konto/login/code/confirm/"


@pytest.fixture
def ana(db) -> Person:
    person = register_person(given_name="Ana", family_name="Lie", email="Ana@Havna.example")
    open_login(person=person)
    return person


def code_in(letter) -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter.body)
    assert found, letter.body
    return found.group()


def ask_for_code(client: Client, email: str = "ana@havna.example", **more: str):
    return client.post(REQUEST, {"email": email, **more})


def who(client: Client) -> str:
    user_id = client.session.get("_auth_user_id")
    return User.objects.get(pk=user_id).email if user_id else ""


def test_code_from_the_mailbox_lets_one_in(ana, client):
    response = ask_for_code(client, "ANA@havna.example", next="/min-side/?x=1")
    assert (response.status_code, response["Location"]) == (302, CONFIRM + "?next=%2Fmin-side%2F%3Fx%3D1")
    letter = mail.outbox[0]
    assert letter.to == ["ana@havna.example"]
    assert code_in(letter) in letter.subject
    assert "15" in letter.body
    response = client.post(CONFIRM, {"code": code_in(letter).lower().replace("-", ""), "next": "/min-side/?x=1"})
    assert (response.status_code, response["Location"]) == (302, "/min-side/?x=1")
    assert who(client) == "ana@havna.example"
    assert EmailAddress.objects.get(user=ana.user).verified


def test_code_works_once(ana, client):
    ask_for_code(client)
    code = code_in(mail.outbox[0])
    client.post(CONFIRM, {"code": code})
    client.logout()
    other = Client()
    other.post(CONFIRM, {"code": code})
    assert who(other) == ""


def test_code_works_only_where_it_was_asked_for(ana, client):
    ask_for_code(client)
    thief = Client()
    ask_for_code(thief)
    thief.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert who(thief) == ""


def test_wrong_code_says_so_and_ends_after_five(ana, client):
    ask_for_code(client)
    code = code_in(mail.outbox[0])
    for _attempt in range(4):
        response = client.post(CONFIRM, {"code": "XXXX-XXXX"})
        assert response.status_code == 200
        assert response.context["form"].errors["code"]
    client.post(CONFIRM, {"code": "XXXX-XXXX"})
    client.post(CONFIRM, {"code": code})
    assert who(client) == ""


def test_expired_code_lets_nobody_in(ana, client):
    ask_for_code(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert who(client) == ""


def test_unknown_address_gets_the_same_answer_and_a_kind_letter(ana):
    pages = []
    for email in ("ana@havna.example", "nobody@havna.example"):
        browser = Client()
        response = ask_for_code(browser, email)
        page = browser.get(CONFIRM).content.decode().replace(email, "")
        pages.append((response.status_code, response["Location"], re.sub(r'value="\w{64}"|nonce="[^"]*"', "", page)))
    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [["ana@havna.example"], ["nobody@havna.example"]]
    assert re.search(r"[A-Z]{4}-[A-Z]{4}", mail.outbox[1].body) is None
    assert not User.objects.filter(email="nobody@havna.example").exists()


def test_closed_login_gets_no_code_and_is_thrown_out(ana, client):
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    close_login(person=ana)
    assert client.get("/konto/password/set/").status_code == 302
    stranger = Client()
    ask_for_code(stranger)
    assert re.search(r"[A-Z]{4}-[A-Z]{4}", mail.outbox[-1].body) is None


def test_too_many_codes_for_one_mailbox_are_refused(ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "60/m/ip,3/m/key"}
    cache.clear()
    answers = [ask_for_code(Client()).status_code for _number in range(4)]
    assert answers == [302, 302, 302, 200]  # the form again, with the reason
    assert len(mail.outbox) == 3


def test_signup_is_closed_and_says_how(client, db):
    for response in (
        client.get("/konto/signup/"),
        client.post("/konto/signup/", {"email": "x@y.example", "password1": "a-long-password-1"}),
    ):
        assert response.status_code == 200
        assert 'name="password1"' not in response.content.decode()
    assert not User.objects.filter(email="x@y.example").exists()


def test_password_is_ones_own_choice(ana, client):
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert client.get("/konto/password/set/").status_code == 200
    client.post("/konto/password/set/", {"password1": "kveldsmat og kaffe", "password2": "kveldsmat og kaffe"})
    other = Client()
    other.post("/konto/login/", {"login": "ana@havna.example", "password": "kveldsmat og kaffe"})
    assert who(other) == "ana@havna.example"
    assert client.get("/konto/2fa/webauthn/add/").status_code in {200, 302}
    assert client.get("/konto/2fa/").status_code == 200


def test_empty_password_never_logs_in(db, client):
    user = User.objects.create(email="made@havna.example", password="")
    for password in ("", " "):
        client.post("/konto/login/", {"login": user.email, "password": password})
        assert who(client) == ""


def test_open_login_twice_is_once_and_needs_an_address(ana):
    assert open_login(person=ana) == ana.user
    assert User.objects.count() == 1
    noor = register_person(given_name="Noor", family_name="")
    with pytest.raises(Exception, match=r"e-post|e-mail"):
        open_login(person=noor)


def test_address_that_is_taken_is_refused(ana):
    with pytest.raises(Exception, match=r"e-post|e-mail"):
        register_person(given_name="Other", family_name="", email="ana@HAVNA.example")


def test_changed_address_follows_to_the_person(ana, client):
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    client.post("/konto/email/", {"email": "ana.lie@havna.example", "action_add": "1"})
    client.post("/konto/confirm-email/", {"code": code_in(mail.outbox[-1])})
    ana.refresh_from_db()
    assert (ana.email, ana.user.email) == ("ana.lie@havna.example", "ana.lie@havna.example")


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/login/?next=/admin/pages/", "/admin/pages/", "/konto/redaktor/"])
def test_desk_has_the_same_door(db, client, path):
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login") + "?next=/admin/")
    assert 'name="password"' in response.content.decode()


def test_desk_turns_a_tidgiver_away_without_going_round(cast: Cast):
    response = login(cast.ana).get("/admin/", follow=True)
    assert (response.status_code, len(response.redirect_chain)) == (403, 1)


def test_desk_lets_an_editor_on(cast: Cast):
    client = login(cast.lea)
    assert client.get("/admin/login/", follow=True).redirect_chain[-1] == ("/admin/", 302)
    assert client.get("/konto/redaktor/?next=https://elsewhere.example/")["Location"] == "/admin/"


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/account/change_password/"])
def test_desk_has_no_passwords_of_its_own(cast: Cast, path):
    assert login(cast.lea).get(path).status_code == 404


def test_administrator_makes_a_login_that_uses_codes_but_no_superuser(cast: Cast):
    client = login(cast.adm)
    form = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert "is_superuser" not in form
    assert "password1" not in form
    response = client.post(
        reverse("wagtailusers_users:add"),
        {"email": "New@Havna.example", "first_name": "Nils", "last_name": "Ny", "is_superuser": "on"},
    )
    assert response.status_code == 302
    made = User.objects.get(email="new@havna.example")
    assert (made.is_superuser, made.has_usable_password()) == (False, False)
    client.post(REQUEST, {"email": "new@havna.example"})
    ask_for_code(Client(), "new@havna.example")
    assert code_in(mail.outbox[-1])


def test_administrator_never_reaches_a_superuser(cast: Cast):
    root = User.objects.create_superuser("root@havna.example")
    client = login(cast.adm)
    assert "root@havna.example" not in client.get(reverse("wagtailusers_users:index")).content.decode()
    assert client.get(reverse("wagtailusers_users:edit", args=[root.pk])).status_code == 404
    client.post(reverse("wagtailusers_users:edit", args=[root.pk]), {"email": "mine@havna.example", "first_name": "x", "last_name": "x"})
    root.refresh_from_db()
    assert root.email == "root@havna.example"


def test_editing_a_login_keeps_the_groups_of_responsibilities(cast: Cast):
    response = login(cast.adm).post(
        reverse("wagtailusers_users:edit", args=[cast.lea.user_id]),
        {"email": "lea2@havna.example", "first_name": "Lea", "last_name": "Lie", "is_active": "on"},
    )
    assert response.status_code == 302
    cast.lea.user.refresh_from_db()
    assert list(cast.lea.user.groups.values_list("name", flat=True)) == ["unit/harbour/leader"]
    assert list(EmailAddress.objects.filter(user=cast.lea.user).values_list("email", flat=True)) == ["lea2@havna.example"]


def test_leader_reaches_no_logins(cast: Cast):
    client = login(cast.lea)
    for url in (reverse("wagtailusers_users:index"), reverse("wagtailusers_groups:index"), reverse("wagtailsites:index")):
        assert client.get(url).status_code in {302, 403}


def test_a_passkey_is_no_second_lock(ana, client):
    """Added on the telephone, it must not keep somebody out who logs in with a code elsewhere."""
    Authenticator.objects.create(user=ana.user, type=Authenticator.Type.WEBAUTHN, data={})
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert who(client) == "ana@havna.example"


def test_the_app_for_codes_is_a_second_lock(ana, client):
    TOTP.activate(ana.user, generate_totp_secret())
    ask_for_code(client)
    response = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert (response.status_code, response["Location"]) == (302, "/konto/2fa/authenticate/")
    assert who(client) == ""
    html = client.get("/konto/2fa/authenticate/").content.decode()
    assert "Åpne appen på telefonen" in html


def test_a_lost_passkey_is_removed_right_after_a_code_and_not_much_later(ana, client):
    lost = Authenticator.objects.create(user=ana.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Gammel"})
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    remove = f"/konto/2fa/webauthn/keys/{lost.pk}/remove/"
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.get(remove)["Location"].startswith("/konto/2fa/webauthn/reauthenticate/")
    assert "Gammel" in client.get(remove).content.decode()
    client.post(remove)
    assert not Authenticator.objects.exists()


def test_the_app_is_begun_with_emergency_codes_and_given_up(ana, client):
    ask_for_code(client)
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert "firkantet mønster" in client.get("/konto/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    codes = client.post("/konto/2fa/totp/activate/", {"code": code}, follow=True)
    assert "Nødkoder" in codes.content.decode()
    assert codes.content.decode().count("<code>") == 10
    assert "Appen er i bruk" in client.get("/konto/2fa/").content.decode()
    assert "Kast det gamle arket" in client.get("/konto/2fa/recovery-codes/generate/").content.decode()
    assert "Slutte å bruke appen?" in client.get("/konto/2fa/totp/deactivate/").content.decode()
    client.post("/konto/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
