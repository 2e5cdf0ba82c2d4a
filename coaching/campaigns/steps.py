"""Reads the days of a programme and checks that they hang together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from coaching.campaigns import words
from coaching.campaigns.reading import Section
from coaching.campaigns.sources import Source
from coaching.campaigns.words import GentleRule, Missing, Wording
from coaching.core.model import Channel, CheckIn, LatePolicy, Step, Text, Track, form_key


@dataclass(frozen=True, slots=True)
class Around:
    """What a step may refer to."""

    campaign: str
    slots: Mapping[str, time]
    checkins: Mapping[str, CheckIn]
    sources: Mapping[str, Source]


def read_steps(root: Section, around: Around) -> tuple[Step, ...]:
    """This will read every [[step]] and give the steps in order of days."""
    rows = root.rows("step")
    steps = tuple(_step(row, around) for row in rows)
    if rows:
        _check_days(rows, steps)
    elif "step" in root.table:
        root.refuse("step", "The programme has no days.", "Write one [[step]] for each day.")
    return tuple(sorted(steps, key=lambda step: step.day))


def _step(row: Section, around: Around) -> Step:
    key, day, dose, checkin = row.text("key"), row.whole("day"), row.flag("dose"), row.text_or_none("checkin")
    late = row.one_of("late", tuple(LatePolicy), "late policy")
    gentle = row.one_of("gentle", tuple(GentleRule), "gentle rule")
    row.wholes("claims")
    wording = Wording(around.campaign, key, dose, GentleRule(gentle)) if key and gentle else None
    step = Step(
        key=key,
        day=day,
        topic=row.text("topic"),
        slot=row.one_of("slot", around.slots, "slot"),
        channels=_channels(row),
        late=LatePolicy(late) if late else LatePolicy.SEND,
        dose=dose,
        texts=tuple(_texts(row, wording, around.sources)) if wording else (),
        checkin=checkin,
        kinds=row.texts("kinds"),
    )
    if checkin is not None:
        _check_checkin(row, checkin, wording, around.checkins)
    row.refuse_unknown_keys()
    return step


def _channels(row: Section) -> tuple[Channel, ...]:
    names = row.texts("channels")
    known = tuple(Channel(name) for name in names if row.is_known("channels", name, tuple(Channel), "channel"))
    if not names or len(set(names)) < len(names):
        row.refuse("channels", "A step needs each of its channels once.", 'Write ["sms"], ["email"] or both.')
    return known


def _texts(row: Section, wording: Wording, sources: Mapping[str, Source]) -> Iterator[Text]:
    for text in words.texts(wording, sources):
        match text:
            case Text():
                yield text
            case Missing(message, mend):
                row.refuse(None, message, mend)


def _check_checkin(row: Section, key: str, wording: Wording | None, checkins: Mapping[str, CheckIn]) -> None:
    """The check-in exists, and a day that is swapped for a breath tip asks the gentle track nothing."""
    defaults = tuple(name for name in checkins if "." not in name)
    known = row.is_known("checkin", key, defaults, "check-in")
    if not known or wording is None or wording.gentle is not GentleRule.BREATH:
        return
    form = checkins.get(form_key(key, Track.GENTLE))
    if form is None or form.questions:
        message = f"The gentle text of {wording.key} is a breath tip, yet {key} would be asked after it."
        row.refuse("checkin", message, f'Add [checkins."{key}".gentle] with questions = [].')


def _check_days(rows: tuple[Section, ...], steps: tuple[Step, ...]) -> None:
    """Days run from 1 without a gap, each once; keys are unique."""
    keys: set[str] = set()
    expected = 1
    for step, row in sorted(zip(steps, rows, strict=True), key=lambda pair: pair[0].day):
        if step.day == expected - 1 and expected > 1:
            row.refuse("day", f"Day {step.day} is there twice.", "Give one of the two another day, or delete it.")
        elif step.day != expected and "day" in row.table:
            row.refuse("day", f"Day {expected} is missing before day {step.day}.", "Days run from 1 without a gap.")
        if step.key in keys:
            row.refuse("key", f'The key "{step.key}" is there twice.', "Give each step its own key.")
        keys.add(step.key)
        expected = step.day + 1
