"""Timing and branches of a campaign version as JSON, so that an enrolment keeps the version it began with."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from coaching.core.model import (
    Campaign,
    Channel,
    CheckIn,
    Hours,
    LatePolicy,
    Question,
    Step,
    Text,
    Track,
    Window,
)

FORMAT = 1


def to_json(campaign: Campaign) -> dict[str, object]:
    """This will give plain JSON values in a stable order of keys: equal campaigns make equal text."""
    return {
        "format": FORMAT,
        "key": campaign.key,
        "name": campaign.name,
        "slots": {name: campaign.slots[name].isoformat() for name in sorted(campaign.slots)},
        "window": {
            "weekday": _hours_out(campaign.window.weekday),
            "saturday": _hours_out(campaign.window.saturday),
            "sunday": _hours_out(campaign.window.sunday),
        },
        "spread_seconds": campaign.spread_seconds,
        "steps": [_step_out(step) for step in campaign.steps],
        "checkins": {key: _checkin_out(campaign.checkins[key]) for key in sorted(campaign.checkins)},
    }


def from_json(stored: Mapping[str, Any]) -> Campaign:
    """This will rebuild a stored version. It raises ValueError where this program cannot read it."""
    if stored.get("format") != FORMAT:
        found = stored.get("format")
        raise ValueError(f"This campaign version has format {found!r}, and this program reads format {FORMAT} only.")
    try:
        return _campaign_in(stored)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This stored campaign version is damaged: {error!r}. Publish the campaign again.") from error


def _campaign_in(stored: Mapping[str, Any]) -> Campaign:
    window = stored["window"]
    return Campaign(
        key=stored["key"],
        name=stored["name"],
        slots={name: time.fromisoformat(at) for name, at in stored["slots"].items()},
        window=Window(_hours_in(window["weekday"]), _hours_in(window["saturday"]), _hours_in(window["sunday"])),
        spread_seconds=stored["spread_seconds"],
        steps=tuple(_step_in(step) for step in stored["steps"]),
        checkins={key: _checkin_in(checkin) for key, checkin in stored["checkins"].items()},
    )


def _hours_out(hours: Hours | None) -> list[str] | None:
    return None if hours is None else [hours[0].isoformat(), hours[1].isoformat()]


def _hours_in(hours: list[str] | None) -> Hours | None:
    return None if hours is None else (time.fromisoformat(hours[0]), time.fromisoformat(hours[1]))


def _step_out(step: Step) -> dict[str, object]:
    return {
        "key": step.key,
        "day": step.day,
        "topic": step.topic,
        "slot": step.slot,
        "channels": [channel.value for channel in step.channels],
        "late": step.late.value,
        "dose": step.dose,
        "texts": [[text.channel.value, text.track.value, text.template] for text in step.texts],
        "checkin": step.checkin,
        "kinds": list(step.kinds),
    }


def _step_in(stored: Mapping[str, Any]) -> Step:
    return Step(
        key=stored["key"],
        day=stored["day"],
        topic=stored["topic"],
        slot=stored["slot"],
        channels=tuple(Channel(channel) for channel in stored["channels"]),
        late=LatePolicy(stored["late"]),
        dose=stored["dose"],
        texts=tuple(Text(Channel(channel), Track(track), name) for channel, track, name in stored["texts"]),
        checkin=stored["checkin"],
        kinds=tuple(stored["kinds"]),
    )


def _checkin_out(checkin: CheckIn) -> dict[str, object]:
    questions = [{"key": q.key, "short": q.short, "lo": q.lo, "hi": q.hi} for q in checkin.questions]
    return {"key": checkin.key, "open_hours": checkin.open_hours, "questions": questions}


def _checkin_in(stored: Mapping[str, Any]) -> CheckIn:
    questions = tuple(Question(q["key"], q["short"], q["lo"], q["hi"]) for q in stored["questions"])
    return CheckIn(stored["key"], questions, stored["open_hours"])
