"""The API: what it answers, to whom, and how it refuses."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coaching.core.labels import Label
from coaching.core.model import EnrolmentId
from coaching.core.scopes import Scope
from coaching.journeys import erase, wordings
from coaching.store import inbox
from coaching.store.models import ApiCall, ApiKey, Audit, Consent, Enrolment, Message, Pause, Subscriber
from coaching.web.api import document, reference
from coaching.web.api.made import api
from tests.web.api.conftest import Caller
from tests.world import World

pytestmark = pytest.mark.database
ANA: dict[str, Any] = {
    "first_name": "Ana",
    "phone": "+12125550123",
    "email": "ana@example.org",
    "zone": "America/New_York",
    "campaign": "magnesium",
    "consent": {"agreed": True, "wording_version": wordings.VERSION, "how": "sign-up form of the shop"},
}
MakeCaller = Callable[..., Caller]


def read(answer: Any) -> Any:
    return json.loads(answer.content)


def problem(answer: Any, status: int, slug: str) -> Any:
    """The body of a refusal, after a look at its form."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = read(answer)
    assert said["status"] == status
    assert said["type"] == f"/api/v1/docs#problem-{slug}"
    assert said["detail"]
    return said


def fields(said: Any) -> set[str]:
    return {each["field"] for each in said["errors"]}


def test_somebody_is_enrolled_with_the_consent_that_was_shown(caller: Caller, world: World) -> None:
    shown = caller.told("/campaigns/magnesium")["consent"]
    body = {**ANA, "consent": {**ANA["consent"], "wording_version": shown["version"]}}
    answer = caller.post("/enrolments", body)
    assert answer.status_code == 201, answer.content
    told = read(answer)
    assert told["status"] == "waiting"
    ana = Enrolment.objects.get(pk=told["id"])
    assert ana.enrolled_by == "key the shop"
    rows = Consent.objects.filter(subscriber=ana.subscriber)
    assert {row.wording for row in rows} == {shown["sms"], shown["email"]}
    assert {row.how for row in rows} == {"sign-up form of the shop"}
    assert caller.told(f"/people/{told['person']}")["phone"] == "+12125550123"
    assert Message.objects.filter(subscriber=ana.subscriber, kind="invite").count() == 2


def test_an_old_wording_of_consent_enrols_nobody(caller: Caller, world: World) -> None:
    old = {**ANA, "consent": {"agreed": True, "wording_version": "2020-01-01"}}
    assert fields(problem(caller.post("/enrolments", old), 422, "refused")) == {"consent.wording_version"}
    unticked = {**ANA, "consent": {**ANA["consent"], "agreed": False}}
    assert fields(problem(caller.post("/enrolments", unticked), 422, "refused")) == {"consent.agreed"}
    assert not Subscriber.objects.exists()


def test_answers_about_health_come_with_their_own_consent(caller: Caller, world: World) -> None:
    health = {"agreed": True, "answers": {"K": "yes"}}
    told = read(caller.post("/enrolments", {**ANA, "health": health}))
    assert Enrolment.objects.get(pk=told["id"]).screen == "gentle"
    assert Consent.objects.filter(purpose="health").count() == 1


def test_a_list_names_nobodys_number_and_its_pages_meet_everybody_once(caller: Caller, world: World) -> None:
    for n in range(5):
        world.enrol(start="", first_name=f"P{n}", phone=f"+1555123010{n}", email=f"p{n}@example.org")
    seen, cursor = [], ""
    while cursor is not None:
        page = caller.told(f"/people?limit=2{f'&next={cursor}' if cursor else ''}")
        seen += [each["first_name"] for each in page["people"]]
        cursor = page["next"]
    assert seen == ["P4", "P3", "P2", "P1", "P0"]
    assert "+1555" not in json.dumps(caller.told("/people"))
    assert "example.org" not in json.dumps(caller.told("/people"))
    assert [each["first_name"] for each in caller.told("/people?status=stopped")["people"]] == []


def test_name_zone_and_language_change_together_or_not_at_all(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    there = f"/people/{ana.subscriber_id}"
    wrong = caller("PATCH", there, {"first_name": "Anna", "zone": "Moon/Base"})
    assert fields(problem(wrong, 422, "refused")) == {"zone"}
    assert caller.told(there)["first_name"] == "Ana"
    changed = read(caller("PATCH", there, {"first_name": "Anna", "zone": "Asia/Tokyo", "language": "es"}))
    assert (changed["first_name"], changed["zone"], changed["language"]) == ("Anna", "Asia/Tokyo", "es")
    assert read(caller("PATCH", there, {"zone": "Asia/Tokyo"}))["zone"] == "Asia/Tokyo"
    lines = Audit.objects.filter(noun="subscriber", actor="key the shop")
    assert {line.verb for line in lines} == {"renamed", "changed zone", "changed language"}
    assert "Anna" not in json.dumps([line.facts for line in lines])


def test_somebody_whose_programme_is_over_can_move_too(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    caller.post(f"/enrolments/{ana.pk}/end")
    assert read(caller("PATCH", f"/people/{ana.subscriber_id}", {"zone": "Asia/Tokyo"}))["zone"] == "Asia/Tokyo"


def test_a_run_is_paused_resumed_and_ended(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    there = f"/enrolments/{ana.pk}"
    paused = read(caller.post(f"{there}/pause", {"days": 7}))
    assert paused["pause"]["first"] < paused["pause"]["last"]
    assert read(caller.post(f"{there}/resume"))["pause"] is None
    said = problem(caller.post(f"{there}/resume"), 409, "not-now")
    assert said["detail"] == "This programme is not paused."
    assert read(caller.post(f"{there}/end"))["status"] == "ended"
    problem(caller.post(f"{there}/pause"), 409, "not-now")


def test_a_stop_takes_consent_back_with_how_the_person_asked(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    told = read(caller.post(f"/enrolments/{ana.pk}/stop", {"channels": ["sms", "email"], "how": "phone"}))
    assert told["status"] == "stopped"
    newest = Consent.objects.filter(subscriber=ana.subscriber).latest("pk")
    assert (newest.event, newest.actor) == ("revoked", "key the shop")
    assert newest.how == "asked on the phone, told by the API"


def test_messages_come_with_their_reason_and_without_their_words(caller: Caller, world: World) -> None:
    ana = world.enrol(start="", screen="full")
    world.move(world.now + timedelta(days=2))
    rows = caller.told(f"/people/{ana.subscriber_id}/messages?limit=100")["messages"]
    assert {row["state"] for row in rows} >= {"accepted"}
    assert all(row["reason_in_words"] for row in rows if row["state"] == "skipped")
    assert caller.told(f"/messages/{rows[0]['id']}") == rows[0]
    texts = [row.text for row in Message.objects.exclude(text="")]
    assert texts
    assert not any(text[:30] in json.dumps(rows) for text in texts)


def test_a_reply_is_marked_as_read_once(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    world.text("My knee hurts when I walk")
    [reply] = caller.told("/replies?waits=true")["replies"]
    assert (reply["text"], reply["person"], reply["waits"]) == ("My knee hurts when I walk", ana.subscriber_id, True)
    assert read(caller.post(f"/replies/{reply['id']}/read"))["waits"] is False
    assert caller.told("/replies?waits=true")["replies"] == []
    assert caller.told("/replies?waits=false")["replies"] != []
    problem(caller.post(f"/replies/{reply['id']}/read"), 409, "not-now")


def test_the_books_are_the_equation(caller: Caller, world: World) -> None:
    world.enrol(start="")
    told = caller.told("/books")
    parts = ("pending", "in_flight", "unknown", "accepted", "skipped", "held", "failed")
    assert told["balanced"]
    assert told["planned"] == sum(told[part] for part in parts) > 0


def test_a_programme_shows_its_steps(caller: Caller, world: World) -> None:
    assert {each["key"] for each in caller.told("/campaigns")["campaigns"]} == {"hydration", "magnesium"}
    told = caller.told("/campaigns/magnesium")
    assert len(told["steps"]) == told["days"] == 56
    assert sum(len(step["channels"]) for step in told["steps"]) == told["units"]


def test_each_operation_asks_for_its_own_scope_and_no_other_opens_it(key: MakeCaller, world: World) -> None:
    callers = {scope: key(scope) for scope in Scope}
    needed = document.scopes(api)
    assert set(needed.values()) == set(Scope)
    for path, methods in reference.written()["paths"].items():
        address = path.removeprefix("/api/v1")
        for part in ("person", "enrolment", "message", "reply"):
            address = address.replace(f"{{{part}}}", "1")
        address = address.replace("{key}", "magnesium")
        for method, operation in methods.items():
            for scope, caller in callers.items():
                answer = caller(method.upper(), address, {} if method != "get" else None)
                if scope == needed[operation["operationId"]]:
                    assert answer.status_code not in (401, 403), (method, path, scope)
                else:
                    problem(answer, 403, "not-in-scope")


@pytest.mark.parametrize("token", ["", "nonsense", "coach_00000000_wrong", "coach_\x00_x", "coach_" + "9" * 5000, "é"])
def test_a_wrong_token_opens_nothing(key: MakeCaller, world: World, token: str) -> None:
    caller = key(*Scope)
    caller.token = token
    answer = caller.get("/people")
    problem(answer, 401, "no-key")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_with_the_prefix_of_another_opens_nothing(key: MakeCaller, world: World) -> None:
    one, other = key(*Scope), key(*Scope)
    one.token = one.token[:15] + other.token[15:]
    problem(one.get("/people"), 401, "no-key")


def test_a_cookie_opens_nothing(console: Client, world: World) -> None:
    for method in ("get", "post"):
        assert getattr(console, method)("/api/v1/people").status_code in (401, 405)
    assert console.get("/api/v1/people").status_code == 401


def test_a_revoked_key_opens_nothing_from_then_on(caller: Caller, owners_console: Client, world: World) -> None:
    [row] = ApiKey.objects.all()
    assert caller.get("/people").status_code == 200
    owners_console.post(reverse("key-revoke", args=[row.pk]))
    problem(caller.get("/people"), 401, "no-key")


def test_the_secret_of_a_key_is_nowhere_in_the_database(caller: Caller, world: World) -> None:
    [row] = ApiKey.objects.all().values()
    secret = caller.token.split("_", 2)[2]
    assert secret not in str(row)
    caller.get("/people")
    [row] = ApiKey.objects.all().values()
    assert (row["used_at"].minute, row["used_at"].second) == (0, 0)


def test_a_key_that_calls_too_fast_is_told_how_long_to_wait(
    caller: Caller, key: MakeCaller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coaching import settings

    monkeypatch.setenv("COACHING_API_CALLS_PER_MINUTE", "3")
    settings.load.cache_clear()
    try:
        assert [caller.get("/campaigns").status_code for _ in range(4)] == [200, 200, 200, 429]
        slowed = caller.get("/campaigns")
        problem(slowed, 429, "too-many")
        assert 1 <= int(slowed["Retry-After"]) <= 60
        assert key(*Scope).get("/campaigns").status_code == 200
    finally:
        settings.load.cache_clear()


def test_nobodys_and_an_erased_persons_things_look_the_same(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    world.text("My knee hurts when I walk")
    message = Message.objects.filter(subscriber=ana.subscriber).latest("pk").pk
    reply = inbox.replies_of(ana.subscriber)[0].pk
    caller.post(f"/enrolments/{ana.pk}/pause", {"days": 3})
    assert ApiCall.objects.count() == 1
    erase.erase(ana.subscriber, "maya", world.office, world.moment())
    assert not ApiCall.objects.exists()
    there = (f"/people/{ana.subscriber_id}", f"/enrolments/{ana.pk}", f"/messages/{message}")
    for path in (*there, f"/people/{ana.subscriber_id}/messages", "/people/987654", "/messages/987654"):
        problem(caller.get(path), 404, "not-found")
    problem(caller.post(f"/replies/{reply}/read"), 404, "not-found")
    problem(caller.post(f"/enrolments/{ana.pk}/pause", {"days": 3}), 404, "not-found")
    assert caller.told("/people")["people"] == []
    assert caller.told("/replies")["replies"] == []


def test_a_key_that_may_not_see_people_learns_no_name_by_a_number(key: MakeCaller, world: World) -> None:
    ana = world.enrol(start="", phone="+12125550123", email="")
    key(Scope.PEOPLE_WRITE).post(f"/enrolments/{ana.pk}/end")
    asked = {**ANA, "first_name": "Zoe", "email": None}
    assert "Ana" not in str(problem(key(Scope.PEOPLE_WRITE).post("/enrolments", asked), 422, "refused"))
    assert "Ana" in str(problem(key(*Scope).post("/enrolments", asked), 422, "refused"))


HOSTILE: dict[str, bytes] = {
    "no json": b"{",
    "a list": b"[]",
    "a word": b'"x"',
    "nothing": b"",
    "null": b"null",
    "not utf-8": b"\xff\xfe{}",
    "deep": b"[" * 50_000,
    "long number": b'{"days": ' + b"9" * 10_000 + b"}",
    "not a number": b'{"days": NaN}',
    "a surrogate": b'{"days": "\\ud800"}',
    "a nul": b'{"days": "\\u0000"}',
    "unknown field": b'{"days": 3, "admin": true}',
    "text for a number": b'{"days": "3"}',
    "true for a number": b'{"days": true}',
    "a fraction": b'{"days": 2.5}',
    "too long": b'{"days": 91}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_refused_and_changes_nothing(caller: Caller, world: World, body: bytes) -> None:
    ana = world.enrol(start="")
    answer = caller("POST", f"/enrolments/{ana.pk}/pause", body)
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Pause.objects.exists()
    assert not ApiCall.objects.exists()


@pytest.mark.parametrize("name", ["A\x00", "A\u202eb", "A\nb", "\ud800", "", " ", "x" * 61])
def test_a_name_that_could_harm_a_page_is_refused(caller: Caller, world: World, name: str) -> None:
    refused = problem(caller.post("/enrolments", {**ANA, "first_name": name}), 422, "refused")
    assert fields(refused) == {"first_name"}
    assert not Subscriber.objects.exists()


def test_markup_and_template_syntax_in_a_name_are_only_letters(caller: Caller, console: Client, world: World) -> None:
    name = "<b>{{ 7*7 }}</b>=1+1"
    told = read(caller.post("/enrolments", {**ANA, "first_name": name}))
    assert caller.told(f"/people/{told['person']}")["first_name"] == name
    assert name not in console.get("/people/").content.decode()


def test_a_body_that_is_too_large_is_not_read(caller: Caller, world: World) -> None:
    problem(caller.post("/enrolments", {**ANA, "first_name": "x" * 70_000}), 413, "too-large")


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("DELETE", "/people", 405, "not-allowed"),
        ("POST", "/people/1", 405, "not-allowed"),
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/", 404, "not-found"),
        ("POST", "/people/1/2/3", 404, "not-found"),
        ("GET", "/people?limit=0", 422, "refused"),
        ("GET", "/people?limit=101", 422, "refused"),
        ("GET", "/people?next=-1", 422, "refused"),
        ("GET", "/people?next=" + "9" * 19, 422, "refused"),
        ("GET", "/people?status=happy", 422, "refused"),
        ("GET", "/people?admin=1", 422, "refused"),
        ("GET", "/people?limit=1&limit=2", 422, "refused"),
        ("GET", "/people/0", 422, "refused"),
        ("GET", f"/people/{2**63}", 422, "refused"),
        ("GET", "/people/1'%20OR%201=1", 422, "refused"),
        ("GET", "/campaigns/..%2f", 422, "refused"),
    ],
)
def test_every_refusal_is_a_problem(
    caller: Caller, world: World, method: str, path: str, status: int, slug: str
) -> None:
    answer = caller(method, path)
    if "%2f" in path:
        assert answer.status_code in (404, 422)
        return
    problem(answer, status, slug)
    if status == 405:
        assert answer["Allow"]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(
    caller: Caller, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.enrol(start="")
    Enrolment.objects.filter(pk=ana.pk).update(status="nonsense")
    said = problem(caller.get(f"/enrolments/{ana.pk}"), 500, "our-fault")
    assert "nonsense" not in json.dumps(said)


def test_the_page_of_the_api_shows_every_operation(console: Client, world: World) -> None:
    said = console.get("/api/v1/docs").content.decode()
    for path, methods in reference.written()["paths"].items():
        assert path in said
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in said
            assert operation["x-scope"] in said


def test_a_label_of_every_kind_can_be_told(caller: Caller, world: World) -> None:
    ana = world.enrol(start="")
    for label in Label:
        inbox.add_reply(ana.subscriber, EnrolmentId(ana.pk), None, "sms", "x", label, world.now)
    assert {each["taken_for"] for each in caller.told("/replies?limit=100")["replies"]} == set(Label)
