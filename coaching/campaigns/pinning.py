"""Timing and branches of a campaign version as JSON, so that an enrolment keeps the version it began with."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from coaching.campaigns import pinned_questions
from coaching.core import languages
from coaching.core.model import (
    Campaign,
    Channel,
    Hours,
    LatePolicy,
    Step,
    SystemText,
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
        "checkins": {key: pinned_questions.out(campaign.checkins[key]) for key in sorted(campaign.checkins)},
        "system_texts": {key: _system_out(campaign.system_texts[key]) for key in sorted(campaign.system_texts)},
        "languages": list(campaign.languages),
        "called": {language: campaign.called[language] for language in sorted(campaign.called)},
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
        checkins={key: pinned_questions.read(checkin) for key, checkin in stored["checkins"].items()},
        # Versions from before the replies to answers were data have none.
        system_texts={key: _system_in(key, text) for key, text in stored.get("system_texts", {}).items()},
        languages=tuple(stored.get("languages", (languages.DEFAULT,))),
        called=stored.get("called", {}),
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
        "texts": _texts_out(step.texts),
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
        texts=_texts_in(stored["texts"]),
        checkin=stored["checkin"],
        kinds=tuple(stored["kinds"]),
    )


def _texts_out(texts: tuple[Text, ...]) -> list[list[str]]:
    return [[text.channel.value, text.track.value, text.template] for text in texts]


def _texts_in(stored: list[list[str]]) -> tuple[Text, ...]:
    return tuple(Text(Channel(channel), Track(track), name) for channel, track, name in stored)


def _system_out(text: SystemText) -> dict[str, object]:
    return {"dose": text.dose, "texts": _texts_out(text.texts)}


def _system_in(key: str, stored: Mapping[str, Any]) -> SystemText:
    return SystemText(key, stored["dose"], _texts_in(stored["texts"]))
