"""The transition table: what is taken never becomes unsent, and each guard agrees with the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.core.ledger import BUCKETS, IN_FLIGHT, MOVES, RANK, TAKEN, Event, MoveRefused, State, move, sources

walks = st.lists(st.sampled_from(Event), max_size=30)


@pytest.mark.parametrize("event", Event)
def test_the_guard_of_an_event_is_exactly_where_the_table_lets_it_come_from(event: Event) -> None:
    assert set(sources(event)) == {state for state in State if (state, event) in MOVES}
    for state in State:
        if state in sources(event):
            assert move(state, event) is MOVES[(state, event)]
        else:
            with pytest.raises(MoveRefused, match=f"{state} cannot be {event}"):
                move(state, event)


@pytest.mark.parametrize(("state", "event"), [key for key in MOVES if key[0] in RANK])
def test_no_event_takes_a_taken_message_down(state: State, event: Event) -> None:
    assert RANK[MOVES[(state, event)]] > RANK[state]


@given(st.sampled_from(State), walks)
def test_no_walk_leads_from_taken_back_to_unsent(state: State, events: list[Event]) -> None:
    taken = state in TAKEN
    for event in events:
        if (state, event) in MOVES:
            state = move(state, event)
        assert state in TAKEN or not taken
        taken = taken or state in TAKEN


@given(walks)
def test_a_second_hand_over_needs_a_refusal_a_proof_or_a_person(events: list[Event]) -> None:
    """Promise 1: between two hand-overs stands one of these, whatever else happens."""
    state, handed = State.OWED, False
    for event in events:
        if (state, event) not in MOVES:
            continue
        state = move(state, event)
        if event is Event.HANDED:
            assert not handed, "handed over again without a reason"
            handed = True
        if event in (Event.RETRY_LATER, Event.PROVEN_ABSENT, Event.SENT_AGAIN):
            handed = False


@given(st.sampled_from(State))
def test_a_providers_word_that_it_has_the_message_is_taken_in_every_state_it_can_come_in(state: State) -> None:
    for event in (Event.DELIVERED, Event.BOUNCED):
        after = MOVES.get((state, event))
        assert after in TAKEN or state in (State.OWED, *TAKEN)


def test_every_state_stands_in_exactly_one_bucket_and_can_be_reached() -> None:
    counted = [state for states in BUCKETS.values() for state in states]
    assert sorted(counted) == sorted(State)
    reached = {State.OWED, State.RESERVED, State.SKIPPED, State.HELD, *MOVES.values()}
    assert reached == set(State)


def test_nothing_in_flight_is_a_dead_end() -> None:
    assert all(any(start is state for start, _ in MOVES) for state in (*IN_FLIGHT, State.UNKNOWN))


def test_in_doubt_ends_by_a_proof_only_never_by_reserving() -> None:
    ways_out = {event for (state, event) in MOVES if state is State.UNKNOWN}
    assert ways_out == {Event.PROVEN_ABSENT, Event.REJECTED, Event.ACCEPTED, Event.DELIVERED, Event.BOUNCED}
