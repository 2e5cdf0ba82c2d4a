"""Changes of a calendar in one sentence each, as coaches read them."""

from collections.abc import Iterable
from typing import assert_never

from coaching.core.model import Campaign, Channel, LatePolicy, Track
from coaching.core.revising import (
    Add,
    Change,
    Channels,
    Copy,
    Late,
    Move,
    Remove,
    Slot,
    Swap,
    Topic,
    revise,
    step_of,
)

SLOTS = {"am": "in the morning", "pm": "in the evening"}
CHANNELS = {Channel.SMS: "SMS", Channel.EMAIL: "email"}
TRACKS = {Track.FULL: "usual", Track.FOOD_FIRST: "food first", Track.GENTLE: "gentle"}
LATE = {
    LatePolicy.SEND: "Later the same day, else left out",
    LatePolicy.FOLD: "Later the same day, else its words travel in the next email",
    LatePolicy.SKIP: "Left out once it is more than an hour late",
}


def by(channels: Iterable[Channel]) -> str:
    """This will name channels: "SMS and email"."""
    return " and ".join(CHANNELS[channel] for channel in channels)


def capital(words: str) -> str:
    """This will begin words with a capital, and leave the rest as it is: "SMS", "Email"."""
    return words[:1].upper() + words[1:]


def said(change: Change, before: Campaign) -> str:
    """This will say what a change does to the programme as it is before it."""
    match change:
        case Move(key, day):
            return f"{_step(key, before)} moves to day {day}"
        case Swap(key, other):
            return f"{_step(key, before)} and {_step(other, before)} change places"
        case Copy(key, _, day):
            return f"{_step(key, before)} comes once more on day {day}"
        case Add(_, day, topic):
            return f"A new day {day}: “{topic}”"
        case Remove(key):
            return f"{_step(key, before)} is taken out"
        case Slot(key, slot):
            return f"{_step(key, before)} comes {SLOTS.get(slot, slot)}"
        case Channels(key, channels):
            return f"{_step(key, before)} goes by {by(channels)}"
        case Late(key, late):
            return f"{_step(key, before)}, if late: {LATE[late][0].lower()}{LATE[late][1:]}"
        case Topic(key, topic):
            return f"{_step(key, before)} is called “{topic}”"
        case other:
            assert_never(other)


def said_all(changes: Iterable[Change], before: Campaign) -> tuple[str, ...]:
    """This will say each of several changes, every one upon those before it."""
    lines = []
    for change in changes:
        lines.append(said(change, before))
        before = revise(before, change)
    return tuple(lines)


def _step(key: str, campaign: Campaign) -> str:
    step = step_of(campaign, key)
    return f"Day {step.day} “{step.topic}”" if step else key
