"""A POST counts once under its Idempotency-Key, also when it comes twice at the same moment or its process dies."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from coaching.core.scopes import Scope
from coaching.store.models import ApiCall, Enrolment, Pause, Subscriber
from tests.web.api.conftest import Caller
from tests.web.api.test_api import ANA, problem, read
from tests.world import World

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.database
NAME = "f6e5d1b0-0001"


def enrolled(caller: Caller, **headers: str) -> "HttpResponse":
    return caller.post("/enrolments", ANA, **headers)


def test_the_same_call_again_is_answered_and_not_done(caller: Caller, world: World) -> None:
    first = enrolled(caller, Idempotency_Key=NAME)
    again = enrolled(caller, Idempotency_Key=NAME)
    assert (first.status_code, again.status_code) == (201, 201)
    assert read(first) == read(again)
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert Enrolment.objects.count() == 1


def test_a_call_is_answered_as_things_are_now(caller: Caller, world: World) -> None:
    told = read(enrolled(caller, Idempotency_Key=NAME))
    caller.post(f"/enrolments/{told['id']}/end")
    assert read(enrolled(caller, Idempotency_Key=NAME))["status"] == "ended"


def test_another_call_under_the_same_name_is_refused(caller: Caller, world: World) -> None:
    told = read(enrolled(caller, Idempotency_Key=NAME))
    other = caller.post("/enrolments", {**ANA, "first_name": "Ben"}, Idempotency_Key=NAME)
    problem(other, 422, "other-call")
    problem(caller.post(f"/enrolments/{told['id']}/end", {}, Idempotency_Key=NAME), 422, "other-call")
    assert Enrolment.objects.get().status == "waiting"


def test_a_call_without_a_name_is_refused(caller: Caller, world: World) -> None:
    for name in ("", "short", "with space in it", "x" * 101):
        said = problem(enrolled(caller, Idempotency_Key=name), 422, "refused")
        assert [each["field"] for each in said["errors"]] == ["Idempotency-Key"]
    assert not Subscriber.objects.exists()


def test_two_keys_may_use_the_same_name(key: Callable[..., Caller], world: World) -> None:
    ana = world.enrol(start="")
    for caller in (key(*Scope), key(*Scope)):
        answer = caller.post(f"/enrolments/{ana.pk}/pause", {"days": 2}, Idempotency_Key=NAME)
        assert "Idempotent-Replay" not in answer
    assert Pause.objects.count() == 2


def test_a_refused_call_frees_its_name(caller: Caller, world: World) -> None:
    wrong = caller.post("/enrolments", {**ANA, "zone": "Moon/Base"}, Idempotency_Key=NAME)
    problem(wrong, 422, "refused")
    assert enrolled(caller, Idempotency_Key=NAME).status_code == 201


def test_a_call_that_died_is_taken_over_after_its_time(caller: Caller, world: World) -> None:
    assert enrolled(caller, Idempotency_Key=NAME).status_code == 201
    Enrolment.objects.all().update(status="ended")
    ApiCall.objects.all().update(status=0, subject=None)  # as a process leaves it that dies on the way
    slow = enrolled(caller, Idempotency_Key=NAME)
    problem(slow, 409, "under-way")
    assert slow["Retry-After"] == "1"
    ApiCall.objects.all().update(until=datetime.now(UTC) - timedelta(seconds=1))  # noqa: TID251  # a test is a face
    assert enrolled(caller, Idempotency_Key=NAME).status_code == 201
    assert Enrolment.objects.count() == 2


def test_a_call_is_forgotten_after_a_day(caller: Caller, world: World) -> None:
    from coaching.store import api_calls

    enrolled(caller, Idempotency_Key=NAME)
    [row] = ApiCall.objects.all()
    assert api_calls.forget_old(row.until - timedelta(seconds=1)) == 0
    assert api_calls.forget_old(row.until) == 1


def test_nothing_of_a_person_is_kept_with_a_call(caller: Caller, world: World) -> None:
    enrolled(caller, Idempotency_Key="ana-example-org-12125550123")
    [row] = ApiCall.objects.all().values()
    assert not any(word in json.dumps(row, default=str) for word in ("Ana", "2125550123", "example", "York"))


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_enrol_one(transactional_db: None, clean_redis: object) -> None:
    from django.db import connections

    from coaching.journeys import library
    from coaching.store import api_keys
    from tests.web.conftest import next_morning

    library.version.cache_clear()
    library.campaign.cache_clear()
    World(next_morning())
    token = api_keys.make("the shop", tuple(Scope), "maya", datetime.now(UTC)).token  # noqa: TID251  # a face
    answers: list[Any] = []
    gate = threading.Barrier(6)

    def call() -> None:
        caller = Caller(token)
        gate.wait()
        answers.append(enrolled(caller, Idempotency_Key=NAME))
        connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in done if "Idempotent-Replay" not in answer]) == 1
    assert len({answer.content for answer in done}) == 1
    assert Enrolment.objects.count() == 1
