"""The way in: passwords, codes, lock-out, and what an attacker tries there."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from coaching.core import totp
from coaching.store import second_factor, tries
from coaching.store.models import Audit, RecoveryCode, SignedIn, User, WrongTry
from coaching.store.tries import Rule
from tests.web.conftest import PASSWORD, SECRET

pytestmark = pytest.mark.database


def code_of_now(later: int = 0) -> str:
    now = datetime.now(UTC)  # noqa: TID251  # the pages read the machine's clock
    return totp.code(SECRET, totp.step_at(now) + later)


def sign_in(client: Client, name: str = "maya", password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def test_a_second_factor_asks_for_a_code_after_the_password(owner: User) -> None:
    client = Client()
    assert sign_in(client, "ines", next="/books/")["Location"] == "/sign-in/code/"
    assert client.get("/people/").status_code == 302, "the password alone opens nothing"
    assert client.post("/sign-in/code/", {"code": code_of_now()})["Location"] == "/books/"
    assert client.get("/people/").status_code == 200


def test_a_code_opens_nothing_twice(owner: User) -> None:
    first, second, code = Client(), Client(), code_of_now()
    for client in (first, second):
        sign_in(client, "ines")
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    replayed = second.post("/sign-in/code/", {"code": code})
    assert replayed.status_code == 422
    assert "This code is not right, or was used." in replayed.content.decode()
    assert second.get("/people/").status_code == 302


def test_an_older_code_is_over_once_a_newer_one_was_used(owner: User) -> None:
    client, other = Client(), Client()
    sign_in(client, "ines")
    sign_in(other, "ines")
    assert client.post("/sign-in/code/", {"code": code_of_now(1)}).status_code == 302
    assert other.post("/sign-in/code/", {"code": code_of_now()}).status_code == 422


def test_a_recovery_code_opens_one_sign_in_and_is_in_the_audit(owner: User) -> None:
    codes = second_factor.fresh_codes(owner)
    for expected in (302, 422):
        client = Client()
        sign_in(client, "ines")
        assert client.post("/sign-in/code/", {"code": f" {codes[0].upper()} "}).status_code == expected
    assert second_factor.codes_left(owner) == 9
    assert Audit.objects.get(verb="used a recovery code of").noun_id == str(owner.pk)


def test_nothing_stored_holds_a_secret_or_a_recovery_code_in_clear(owner: User) -> None:
    codes = second_factor.fresh_codes(owner)
    kept = f"{list(RecoveryCode.objects.values())}{list(User.objects.values())}"
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert SECRET.decode() not in kept
    assert totp.as_text(SECRET).replace(" ", "") not in kept


def test_the_code_page_without_a_password_leads_to_the_sign_in(owner: User) -> None:
    for answer in (Client().get("/sign-in/code/"), Client().post("/sign-in/code/", {"code": code_of_now()})):
        assert answer["Location"] == "/sign-in/"


def test_a_wait_for_a_code_is_over_once_the_account_is_closed_or_the_password_changed(owner: User) -> None:
    client = Client()
    sign_in(client, "ines")
    owner.set_password("another-calm-7")
    owner.save()
    assert client.post("/sign-in/code/", {"code": code_of_now()})["Location"] == "/sign-in/"
    sign_in(client, "ines", "another-calm-7")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.post("/sign-in/code/", {"code": code_of_now()})["Location"] == "/sign-in/"


def test_five_wrong_passwords_lock_the_name_at_that_address_and_no_other_person(coach: User, owner: User) -> None:
    for _ in range(5):
        assert sign_in(Client(), password="wrong").status_code == 422
    locked = sign_in(Client())
    assert locked.status_code == 429, "not even the right password counts now"
    assert "Wait a quarter of an hour" in locked.content.decode()
    assert sign_in(Client(), "ines").status_code == 302


def test_a_name_of_nobody_is_locked_just_the_same(coach: User) -> None:
    said = [sign_in(Client(), "nobody", "wrong").status_code for _ in range(6)]
    assert said == [422] * 5 + [429]


def test_a_right_password_forgets_the_wrong_ones(coach: User) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(Client(), password="wrong")
        assert sign_in(Client()).status_code == 302


def test_guessing_from_many_addresses_locks_the_name_for_a_while(db: None) -> None:
    now, rule = datetime(2026, 3, 2, tzinfo=UTC), Rule("sign-in by name", "maya", 30, timedelta(hours=1))
    assert all(tries.begin((rule,), now) for _ in range(30))
    assert not tries.begin((rule,), now)
    assert not tries.begin((Rule("sign-in by name", " MAYA ", 30, timedelta(hours=1)),), now)
    assert tries.begin((rule,), now + timedelta(minutes=61))
    assert WrongTry.objects.count() == 1, "old tries are taken out"


def test_codes_cannot_be_guessed_and_a_new_sign_in_does_not_start_the_count_anew(owner: User) -> None:
    for _ in range(5):
        client = Client()
        sign_in(client, "ines")
        assert client.post("/sign-in/code/", {"code": "000000"}).status_code in (422, 302)
    client = Client()
    sign_in(client, "ines")
    assert client.post("/sign-in/code/", {"code": code_of_now()}).status_code == 429


def test_the_lock_out_names_nobody(coach: User) -> None:
    sign_in(Client(), password="wrong")
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.digest) for row in WrongTry.objects.all())


def test_a_session_key_planted_before_the_sign_in_is_worth_nothing_after_it(coach: User, owner: User) -> None:
    for name in ("maya", "ines"):
        victim = Client()
        victim.get("/sign-in/")
        session = victim.session
        session["planted"] = True
        session.save()
        victim.cookies["sessionid"] = session.session_key
        planted = session.session_key
        sign_in(victim, name)
        if name == "ines":
            assert victim.cookies["sessionid"].value != planted, "changed before the code, too"
            waiting = victim.cookies["sessionid"].value
            victim.post("/sign-in/code/", {"code": code_of_now()})
            assert victim.cookies["sessionid"].value != waiting
        attacker = Client()
        attacker.cookies["sessionid"] = planted
        assert victim.get("/people/").status_code == 200
        assert attacker.get("/people/").status_code == 302


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\t//evil.example",
    ],
)
def test_no_sign_in_leads_to_a_foreign_site_with_or_without_a_code(coach: User, owner: User, goal: str) -> None:
    assert sign_in(Client(), next=goal)["Location"] == "/today/"
    client = Client()
    sign_in(client, "ines", next=goal)
    assert client.post("/sign-in/code/", {"code": code_of_now()})["Location"] == "/today/"


def test_an_account_that_is_closed_or_only_invited_does_not_open(coach: User, owner: User) -> None:
    User.objects.create_user("invited", "i@example.org")
    User.objects.filter(pk=coach.pk).update(is_active=False)
    for name, password in (("maya", PASSWORD), ("invited", ""), ("invited", "!")):
        answer = sign_in(Client(), name, password)
        assert answer.status_code == 422
        assert "do not go together" in answer.content.decode()


def test_the_forms_of_the_way_in_take_no_post_from_elsewhere(owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/sign-in/", "/sign-in/code/", "/sign-in/forgot/", "/sign-in/password/1-abc/"):
        assert strict.post(address, {"username": "ines"}).status_code == 403, address


def test_a_sign_in_notes_the_browser_by_a_few_words_only(coach: User) -> None:
    client = Client(
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 secret"}
    )
    sign_in(client)
    assert SignedIn.objects.get().device == "Firefox on Linux"


def test_a_null_byte_or_a_novel_as_a_name_is_only_wrong(coach: User) -> None:
    for name in ("a\x00b", "x" * 100_000, "\u202emaya", "{{ 7*7 }}"):
        assert sign_in(Client(), name, "wrong").status_code == 422
