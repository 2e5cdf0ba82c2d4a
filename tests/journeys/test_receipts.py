"""What providers say later: in any order, in batches of any size, repeated, and with one poisonous event among many."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.core.ledger import State
from coaching.core.model import Channel, MessageId
from coaching.journeys import receipts
from coaching.providers.events import DeliveryEvent, DeliveryState, SuppressionEvent, SuppressionReason, Unread
from coaching.store import inbox
from coaching.store.models import Enrolment, Message, RawEvent, Subscriber
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.database
STARTS = (State.HANDED, State.UNKNOWN, State.WAITING, State.ACCEPTED, State.FAILED, State.SKIPPED, State.DELIVERED)


@pytest.fixture
def rows(world: World) -> list[Message]:
    """One message in each state that a provider may speak of, two of them without the provider's id."""
    enrolment = world.enrol()
    return [
        Message.objects.create(
            dedupe_key=f"test:{n}",
            kind="step",
            subscriber=enrolment.subscriber,
            enrolment=enrolment,
            channel="email",
            state=state,
            provider_id="" if n % 2 else f"p{n}",
            accepted_at=world.now if state in (State.ACCEPTED, State.DELIVERED) else None,
            delivered_at=world.now if state is State.DELIVERED else None,
            due_at=world.now,
            until=world.now,
            changed_at=world.now,
        )
        for n, state in enumerate(STARTS)
    ]


def delivery(row: Message, state: DeliveryState, code: str = "") -> DeliveryEvent:
    return DeliveryEvent(MessageId(row.pk), f"p{row.dedupe_key[5:]}", state, code, state.value)


def ends(rows: "Sequence[Message]") -> list[tuple[Any, ...]]:
    found = Message.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [
        (row.state, row.code, row.detail, row.reason, row.provider_id, bool(row.accepted_at), bool(row.delivered_at))
        for row in found
    ]


_events = st.lists(
    st.tuples(
        st.integers(0, len(STARTS) - 1), st.sampled_from(DeliveryState), st.sampled_from(["", "B", "a", "5.1.1"])
    ),
    max_size=14,
)


@given(_events, st.randoms(use_true_random=False))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_events_shuffled_repeated_and_split_end_the_same(
    rows: list[Message], world: World, drawn: list[tuple[int, DeliveryState, str]], chance: random.Random
) -> None:
    failed = (DeliveryState.UNDELIVERED, DeliveryState.FAILED)
    events = [delivery(rows[n], state, code if state in failed else "") for n, state, code in drawn]
    outcomes = []
    for shuffled in (False, True):
        with transaction.atomic():
            batch = list(events)
            if shuffled:
                batch += chance.choices(events, k=len(events) // 2) if events else []
                chance.shuffle(batch)
            while batch:
                size = chance.randint(1, len(batch)) if shuffled else len(batch)
                receipts.take_in_many(batch[:size], Channel.EMAIL, world.moment())
                batch = batch[size:]
            outcomes.append(ends(rows))
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]


def test_of_two_failures_without_a_code_the_same_one_stays_whichever_comes_first(
    rows: list[Message], world: World
) -> None:
    pair = (DeliveryState.UNDELIVERED, DeliveryState.FAILED)
    for row, order in ((rows[0], pair), (rows[2], pair[::-1])):
        for state in order:
            receipts.take_in(delivery(row, state), Channel.EMAIL, world.moment())
    assert len({row[2] for row in (ends(rows)[0], ends(rows)[2])}) == 1


def test_a_lower_rank_never_overwrites_a_higher_one(rows: list[Message], world: World) -> None:
    row = rows[0]
    for state in (DeliveryState.UNDELIVERED, DeliveryState.DELIVERED, DeliveryState.ACCEPTED, DeliveryState.SENT):
        receipts.take_in(delivery(row, state, "5.1.1" if state is DeliveryState.UNDELIVERED else ""), Channel.EMAIL,
                         world.moment())  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.code, row.detail) == ("bounced", "5.1.1", "The mail did not arrive (undelivered).")


def test_a_thousand_events_take_a_handful_of_statements(rows: list[Message], world: World) -> None:
    states = [DeliveryState.ACCEPTED, DeliveryState.DELIVERED, DeliveryState.UNDELIVERED]
    batch = [delivery(rows[n % len(rows)], states[n % 3], "x" if n % 3 == 2 else "") for n in range(1000)]
    batch += [SuppressionEvent("ana@example.org", SuppressionReason.BOUNCE, MessageId(rows[0].pk))]  # type: ignore[list-item]
    with connection.execute_wrapper(counting := Counting()):
        receipts.take_in_many(batch, Channel.EMAIL, world.moment())
    assert counting.statements <= 10


class Counting:
    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def test_an_event_without_our_id_is_found_by_the_providers_only_where_that_names_one(
    rows: list[Message], world: World
) -> None:
    Message.objects.filter(pk__in=[rows[3].pk, rows[4].pk]).update(provider_id="shared")
    nameless = [DeliveryEvent(None, name, DeliveryState.UNDELIVERED, "x", "bounce") for name in ("p0", "shared", "")]
    receipts.take_in_many(nameless, Channel.EMAIL, world.moment())
    states = [state for state, *_ in ends(rows)]
    assert states == ["bounced", *STARTS[1:]]


# Addresses


def test_a_bounce_of_an_old_address_leaves_the_new_one_alone(rows: list[Message], world: World) -> None:
    for address, trouble in (("old@example.org", ""), ("ANA@example.org", "email provider: bounce")):
        event = SuppressionEvent(address, SuppressionReason.BOUNCE, MessageId(rows[0].pk))
        receipts.take_in(event, Channel.EMAIL, world.moment())
        assert Subscriber.objects.get(email="ana@example.org").email_trouble == trouble


def test_an_unsubscribe_that_leaves_no_channel_ends_the_programme(world: World) -> None:
    enrolment = world.enrol(phone="")
    for _ in range(2):
        event = SuppressionEvent("Ana@example.org", SuppressionReason.UNSUBSCRIBE, None)
        receipts.take_in(event, Channel.EMAIL, world.moment())
    assert world.again(enrolment).status == "stopped"
    assert [each.event for each in world.again(enrolment).subscriber.consents.order_by("id")][-1] == "revoked"


# Poison


def test_one_poisonous_event_is_set_aside_and_its_neighbours_are_stored(rows: list[Message], world: World) -> None:
    half = "\ud83c"  # a character that no database takes
    poison = DeliveryEvent(MessageId(rows[2].pk), half, DeliveryState.DELIVERED, "", "delivered")
    batch = [delivery(rows[0], DeliveryState.DELIVERED), poison, delivery(rows[1], DeliveryState.UNDELIVERED, "x")]
    assert receipts.take_in_many(batch, Channel.EMAIL, world.moment()) == 1
    assert [state for state, *_ in ends(rows)][:2] == ["delivered", "bounced"]
    assert receipts.take_in_many(batch, Channel.EMAIL, world.moment()) == 1
    [raw] = RawEvent.objects.filter(source="email-event")
    assert raw.handled_at is None


def test_what_was_set_aside_is_stored_once_the_fault_is_gone(rows: list[Message], world: World) -> None:
    from coaching.providers import events

    body = events.to_json(delivery(rows[0], DeliveryState.UNDELIVERED, "x"))
    assert inbox.keep_raw("email-event", "email-event:1", body, world.now) is not None
    assert receipts.work_off(world.moment()) == 0
    world.now += timedelta(minutes=2)
    assert receipts.work_off(world.moment()) == 1
    assert ends(rows)[0][0] == "bounced"
    assert receipts.work_off(world.moment()) == 0


def test_what_can_never_be_stored_is_given_up_after_a_day_and_says_so(world: World) -> None:
    inbox.keep_raw("email-event", "email-event:1", "no json", world.now)
    world.now += timedelta(hours=23)
    assert receipts.work_off(world.moment()) == 1
    world.now += timedelta(hours=2)
    assert receipts.work_off(world.moment()) == 1
    assert receipts.work_off(world.moment()) == 0
    assert RawEvent.objects.get(dedupe_key="email-event:1").remark.startswith("given up: ")


@given(
    st.builds(
        DeliveryEvent,
        st.none() | st.integers(1, 10**17),
        st.text(max_size=9),
        st.sampled_from(DeliveryState),
        st.text(max_size=9),
        st.text(max_size=9),
        st.none() | st.text(max_size=9),
        st.none() | st.integers(0, 10**12),
    )
    | st.builds(
        SuppressionEvent, st.text(max_size=9), st.sampled_from(SuppressionReason), st.none() | st.integers(1, 99)
    )
)
def test_an_event_that_was_written_down_is_read_back_the_same(event: DeliveryEvent | SuppressionEvent) -> None:
    from coaching.providers import events

    assert events.from_json(events.to_json(event)) == event


def test_what_is_of_no_use_costs_no_statement(world: World) -> None:
    with connection.execute_wrapper(counting := Counting()):
        assert receipts.take_in_many([Unread("open", "x")] * 1000, Channel.EMAIL, world.moment()) == 0
    assert counting.statements == 0


def sms(world: World, number: int, minute: int) -> Message:
    enrolment = Enrolment.objects.first() or world.enrol()
    at = world.now + timedelta(minutes=minute)
    return Message.objects.create(
        dedupe_key=f"sms:{number}",
        kind="step",
        subscriber=enrolment.subscriber,
        enrolment=enrolment,
        channel="sms",
        state=State.ACCEPTED,
        provider_id=f"SM{number}",
        accepted_at=at,
        due_at=at,
        until=at,
        changed_at=at,
    )


def blocked(row: Message, world: World) -> str:
    event = DeliveryEvent(MessageId(row.pk), row.provider_id, DeliveryState.UNDELIVERED, "30004", "undelivered")
    receipts.take_in(event, Channel.SMS, world.moment())
    return str(Subscriber.objects.get(pk=row.subscriber_id).sms_trouble)


def test_a_phone_that_blocks_us_once_is_tried_again_and_twice_in_a_row_is_marked(world: World) -> None:
    assert blocked(sms(world, 1, 0), world) == ""
    between = sms(world, 2, 1)
    receipts.take_in(delivery_of(between, DeliveryState.DELIVERED), Channel.SMS, world.moment())
    assert blocked(sms(world, 3, 2), world) == ""
    assert blocked(sms(world, 4, 3), world).startswith("30004")


def delivery_of(row: Message, state: DeliveryState) -> DeliveryEvent:
    return DeliveryEvent(MessageId(row.pk), row.provider_id, state, "", state.value)
