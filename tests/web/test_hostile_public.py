"""Whatever strangers send to the public pages: no fault of ours, nothing changed by looking, nobody reaches another."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.core import links
from coaching.store.models import Enrolment, Subscriber
from tests.web.test_pages_guard import PUBLIC, everything_stored, routes
from tests.web.visits import signature
from tests.world import World

pytestmark = pytest.mark.database
UNDER_GUARD = ("sign-in", "sign-out", "healthz", "readyz")
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

words = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "\0", "0", "-1", "9" * 40, "x" * 20_000, "../../etc", "%00", "{{ 7*7 }}", "<b>", "' OR 1=1 --"]
    ),
)
names = st.sampled_from(
    ["k", "how", "until", "slot", "at", "channel", "cadence", "zone", "language", "question", "answer", "kind",
     "address", "code", "scope", "name", "before", "List-Unsubscribe", "first_name", "phone", "email", "consent", "p"]
)  # fmt: skip
forms = st.dictionaries(names, words, max_size=6)
KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
]
KINDS += ["text/plain; charset=utf-99", "", "\x7f"]
bodies = st.one_of(st.binary(max_size=200), st.just(b"\xff\xfe" * 100), st.just(b"a=%ff%00&k=%e2%28%a1"))


@pytest.fixture
def ana(world: World) -> Enrolment:
    return world.enrol(start="")


@pytest.fixture
def ben(world: World) -> Enrolment:
    return world.enrol(first_name="Ben", phone="+15551239999", email="ben@example.org", start="")


def public_addresses(enrolment: Enrolment) -> list[str]:
    """Every public address but the sign-in, filled in for a person."""
    return [_filled(route, enrolment) for name, route in routes() if name in PUBLIC and name not in UNDER_GUARD]


def _filled(route: str, enrolment: Enrolment) -> str:
    for part, value in (("<str:token>", enrolment.subscriber.token), ("<int:day>", "1"), ("<str:code>", "c" * 32)):
        route = route.replace(part, value)
    return route.replace("<str:secret>", "a-secret-of-nobody")


@pytest.fixture
def addresses(ana: Enrolment) -> list[str]:
    found = public_addresses(ana)
    assert len(found) > 20
    return found


def is_no_fault(status: int) -> bool:
    return status < 500


@pytest.mark.slow
def test_no_address_breaks_by_what_is_asked_of_it_and_looking_changes_nothing(
    world: World, ana: Enrolment, addresses: list[str]
) -> None:
    before = everything_stored()

    @MANY
    @given(st.sampled_from(addresses), forms)
    def ask(address: str, query: dict[str, str]) -> None:
        for method in ("get", "head", "options"):
            answer = getattr(Client(raise_request_exception=False), method)(address, query)
            assert is_no_fault(answer.status_code), (address, query)

    ask()
    assert everything_stored() == before


def test_no_form_breaks_by_what_is_typed_into_it_and_without_a_fresh_link_it_changes_nothing(
    world: World, ana: Enrolment, addresses: list[str]
) -> None:
    own = [address for address in addresses if address.startswith("/me/") and not address.endswith("/link")]
    before = everything_stored()

    @MANY
    @given(st.sampled_from(own), forms)
    def send(address: str, form: dict[str, str]) -> None:
        answer = Client(raise_request_exception=False).post(address, form)
        assert 400 <= answer.status_code < 500, (address, form)

    send()
    assert everything_stored() == before


@pytest.mark.slow
def test_no_form_of_a_fresh_link_breaks_by_what_is_typed_into_it(
    world: World, ana: Enrolment, addresses: list[str]
) -> None:
    k = signature(world, ana)
    own = [address for address in addresses if address.startswith("/me/")]

    @MANY
    @given(st.sampled_from(own), forms)
    def send(address: str, form: dict[str, str]) -> None:
        answer = Client(raise_request_exception=False).post(address, {**form, "k": k})
        assert is_no_fault(answer.status_code), (address, form)

    send()


@pytest.mark.slow
def test_no_body_breaks_any_address(world: World, ana: Enrolment, addresses: list[str]) -> None:
    @MANY
    @given(st.sampled_from(addresses), bodies, st.sampled_from(KINDS))
    def send(address: str, body: bytes, kind: str) -> None:
        answer = Client(raise_request_exception=False).generic("POST", address, body, content_type=kind)
        assert is_no_fault(answer.status_code), (address, body, kind)

    send()


def test_no_token_however_odd_opens_anything(world: World, ana: Enrolment) -> None:
    handle = links.handle(ana.subscriber_id, ana.subscriber.token)

    @MANY
    @given(words, st.sampled_from(["/me/{}", "/u/{}", "/join/{}", "/me/{}/lesson/1", "/me/{}/link", "/address/{}"]))
    def ask(token: str, route: str) -> None:
        if token in ("", handle, ana.subscriber.token):
            return
        address = route.format(quote(token, safe=""))
        for method in ("get", "post"):
            answer = getattr(Client(raise_request_exception=False), method)(address)
            assert 300 <= answer.status_code < 500, address
            assert b"Ana" not in answer.content

    ask()


def test_nobody_reaches_another_person_whatever_they_mix(world: World, ana: Enrolment, ben: Enrolment) -> None:
    """Ben's fresh link, his signature and his ids, tried on every page of Ana's."""
    before = _state_of(ana)
    his = signature(world, ben)
    for address in public_addresses(ana):
        if address.startswith("/me/") and not address.endswith("/link"):
            for sent in ({"k": his}, {"k": his, "scope": "all"}, {"k": his, "name": "Ana"}, {"k": his, "how": "week"}):
                answer = Client(raise_request_exception=False).post(address, sent)
                assert answer.status_code in (403, 405), address
                assert b"ana@" not in answer.content
            assert Client().get(address, {"k": his}).status_code in (403, 405), address
    assert _state_of(ana) == before


def _state_of(enrolment: Enrolment) -> tuple[Any, ...]:
    return (
        Subscriber.objects.values().get(pk=enrolment.subscriber_id),
        Enrolment.objects.values().get(pk=enrolment.pk),
    )
