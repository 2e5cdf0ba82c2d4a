"""Changes of a programme's calendar: a step moves, is swapped, copied, added, removed, or altered. Frozen in and out.

A step keeps its key wherever it goes: the ledger knows by it what a person has had. Days always run from 1 without a
gap, so whatever comes in or goes out moves the days behind it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from coaching.core.model import Campaign, Channel, LatePolicy, Step, Text, Track

MOST_DAYS = 120
LONGEST_TOPIC = 80
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")


class CannotRevise(ValueError):
    """This change cannot be made; the sentence says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Move:
    """The step goes to a day; those between make room by one day."""

    key: str
    day: int


@dataclass(frozen=True, slots=True)
class Swap:
    """Two steps change places; nothing else moves."""

    key: str
    other: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The same texts and check-in come once more, on `day`, as a step of its own named `as_key`."""

    key: str
    as_key: str
    day: int


@dataclass(frozen=True, slots=True)
class Add:
    """A new step on `day` with a published text for everybody, and perhaps a written email."""

    key: str
    day: int
    topic: str
    slot: str
    sms: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """The step goes; those behind it come a day earlier."""

    key: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The step comes at another time of day."""

    key: str
    slot: str


@dataclass(frozen=True, slots=True)
class Channels:
    """The step goes by other channels."""

    key: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """Another rule for a step that could not go out at its moment."""

    key: str
    late: LatePolicy


@dataclass(frozen=True, slots=True)
class Topic:
    """The step is called otherwise: in the calendar, in emails, and on the pages of people."""

    key: str
    topic: str


Change = Move | Swap | Copy | Add | Remove | Slot | Channels | Late | Topic


def revise(campaign: Campaign, change: Change) -> Campaign:
    """This will give the programme with one change made; raises CannotRevise. The programme given stays as it is."""
    match change:
        case Move() | Swap() | Copy() | Add() | Remove():
            steps = list(campaign.steps)
            _rearrange(steps, change, campaign)
            return replace(campaign, steps=_numbered(steps))
        case Slot() | Channels() | Late() | Topic():
            at = _at(campaign.steps, change.key)
            altered = _altered(campaign.steps[at], change, campaign)
            return replace(campaign, steps=(*campaign.steps[:at], altered, *campaign.steps[at + 1 :]))
        case other:
            assert_never(other)


def _rearrange(steps: list[Step], change: Move | Swap | Copy | Add | Remove, campaign: Campaign) -> None:
    match change:
        case Move(key, day):
            step = steps.pop(_at(steps, key))
            steps.insert(_place(day, len(steps) + 1), step)
        case Swap(key, other):
            one, two = _at(steps, key), _at(steps, other)
            if one == two:
                raise CannotRevise("Choose another day to swap with.")
            steps[one], steps[two] = steps[two], steps[one]
        case Copy(key, as_key, day):
            _insert(steps, replace(steps[_at(steps, key)], key=as_key), day)
        case Add():
            _insert(steps, _new_step(campaign, change), change.day)
        case Remove(key):
            if len(steps) == 1:
                raise CannotRevise("A programme needs at least one day. Add another one first.")
            del steps[_at(steps, key)]


def _altered(step: Step, change: Slot | Channels | Late | Topic, campaign: Campaign) -> Step:
    match change:
        case Slot(_, slot):
            _require_slot(campaign, slot)
            return replace(step, slot=slot)
        case Channels(_, channels):
            return _recarried(step, channels)
        case Late(_, late):
            return replace(step, late=late)
        case Topic(_, topic):
            return replace(step, topic=_tidy_topic(topic))


def _require_slot(campaign: Campaign, slot: str) -> None:
    if slot not in campaign.slots:
        raise CannotRevise(f"There is no time of day “{slot}”. Choose one of {', '.join(campaign.slots)}.")


def revise_all(campaign: Campaign, changes: Iterable[Change]) -> Campaign:
    """This will make changes one after the other; raises CannotRevise at the first that does not fit."""
    for change in changes:
        campaign = revise(campaign, change)
    return campaign


def fitting(campaign: Campaign, changes: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """This will tell the changes that can be made on this programme from those that cannot any more."""
    fit, misfit = [], []
    for change in changes:
        try:
            campaign = revise(campaign, change)
        except CannotRevise:
            misfit.append(change)
        else:
            fit.append(change)
    return tuple(fit), tuple(misfit)


def step_of(campaign: Campaign, key: str) -> Step | None:
    """This will find a step by its key."""
    return next((step for step in campaign.steps if step.key == key), None)


def touched(changes: Iterable[Change]) -> frozenset[str]:
    """This will name the steps that changes are about; others only make room."""
    found: set[str] = set()
    for change in changes:
        match change:
            case Swap(key, other):
                found |= {key, other}
            case Copy(_, as_key, _):
                found.add(as_key)
            case _:
                found.add(change.key)
    return frozenset(found)


def free_key(campaign: Campaign, wanted: str) -> str:
    """This will give a key that no step has, as near to the wanted one as can be: "day-12", then "day-12-2"."""
    taken = {step.key for step in campaign.steps}
    base = wanted[:34]
    return next(key for key in (wanted, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _at(steps: Sequence[Step], key: str) -> int:
    found = next((n for n, step in enumerate(steps) if step.key == key), None)
    if found is None:
        raise CannotRevise(f"There is no step “{key}” in this draft. Somebody may have taken it out; look again.")
    return found


def _place(day: int, days: int) -> int:
    if not 1 <= day <= days:
        raise CannotRevise(f"Day {day} is outside of the programme. Choose a day from 1 to {days}.")
    return day - 1


def _insert(steps: list[Step], step: Step, day: int) -> None:
    if not _KEY.fullmatch(step.key):
        raise CannotRevise("A step's key has small letters, digits and hyphens, at most 39 of them.")
    if any(each.key == step.key for each in steps):
        raise CannotRevise(f"There is a step “{step.key}” already. Give this one another key.")
    if len(steps) >= MOST_DAYS:
        raise CannotRevise(f"A programme has at most {MOST_DAYS} days. Remove one first.")
    steps.insert(_place(day, len(steps) + 1), step)


def _new_step(campaign: Campaign, change: Add) -> Step:
    topic = _tidy_topic(change.topic)
    _require_slot(campaign, change.slot)
    if not change.sms:
        raise CannotRevise("Choose the text that the new day sends.")
    named = [(Channel.SMS, change.sms), *([(Channel.EMAIL, change.email)] if change.email else [])]
    texts = tuple(Text(channel, track, name) for channel, name in named for track in Track)
    return Step(
        key=change.key,
        day=change.day,
        topic=topic,
        slot=change.slot,
        channels=tuple(channel for channel, _ in named),
        late=LatePolicy.SEND,
        dose=False,
        texts=texts,
        kinds=("lesson",),
    )


def _tidy_topic(typed: str) -> str:
    topic = " ".join(typed.split())
    if not 1 <= len(topic) <= LONGEST_TOPIC or not topic.isprintable():
        raise CannotRevise(f"Give the day a topic of 1 to {LONGEST_TOPIC} letters, on one line.")
    return topic


def _recarried(step: Step, channels: tuple[Channel, ...]) -> Step:
    """In the order of the model, so that the same choice is the same programme."""
    chosen = tuple(channel for channel in Channel if channel in channels)
    if not chosen:
        raise CannotRevise("A day needs at least one channel; else it is a day without a message.")
    return replace(step, channels=chosen)


def _numbered(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(step if step.day == day else replace(step, day=day) for day, step in enumerate(steps, 1))
