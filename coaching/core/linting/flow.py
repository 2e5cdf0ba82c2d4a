"""The programme as a whole: what it covers, how often it asks and writes, and when it says how to stop."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from coaching.core import graph
from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.required import SMS_FREQUENCY, SMS_STOP
from coaching.core.model import Campaign, Channel, Step, Track

STOP_DAYS = 30
CHECKINS_A_WEEK = 2
# Hours that every state of the US leaves open on a weekday (strictest of two tables; counsel confirms them).
COMMON_HOURS = (time(10), time(18))


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and its words. `covered`: the topics of each day, by number; `topics`: what each number means."""

    campaign: Campaign
    sources: Mapping[str, str]
    covered: Mapping[int, tuple[int, ...]]
    topics: Mapping[int, str]

    def sms(self, stem: str) -> str:
        """This will give the default SMS of a text outside the days; empty where there is none."""
        text = self.campaign.system_texts.get(stem)
        name = text.template(Channel.SMS, Track.FULL) if text else None
        return self.sources.get(name or "", "")

    def sms_of(self, step: Step) -> list[str]:
        """This will give what each track gets by SMS on a day."""
        names = (step.template(Channel.SMS, track) for track in Track)
        return [self.sources.get(name, "") for name in names if name is not None]


def first(programme: Programme) -> Iterator[Hit]:
    """STOP stands in the first SMS, and no 30 days pass without an SMS that names it."""
    steps = programme.campaign.steps
    opening = programme.sms("optin-confirm") or " ".join(programme.sms_of(steps[0]) if steps else ())
    if not SMS_STOP.search(opening):
        yield Hit(1, "the first SMS", "Write “Reply STOP to end.” into optin-confirm.")
    named = [step.day for step in steps if all(map(SMS_STOP.search, programme.sms_of(step)))]
    for before, after in pairwise([0, *named, programme.campaign.days]):
        if after - before > STOP_DAYS:
            mend = f"Name STOP in an SMS of every track between day {before} and day {before + STOP_DAYS}."
            yield Hit(1, f"day {before} to day {after}", mend)


def answers(programme: Programme) -> Iterator[Hit]:
    """Every answer leads somewhere, and no words about a dose are reached where they are closed."""
    for flaw in graph.flaws(programme.campaign):
        yield Hit(1, f"{'.'.join(map(str, flaw.place))}: {flaw.message}", flaw.mend)


_DECLARED = re.compile(r"\babout (?P<number>\d+) msg/day\b", re.IGNORECASE)


def frequency(programme: Programme) -> Iterator[Hit]:
    """No day has more texts than we said; the opt-in text says how many."""
    said = _DECLARED.search(programme.sms("optin-confirm"))
    if said is None and not SMS_FREQUENCY.search(programme.sms("optin-confirm")):
        yield Hit(1, "optin-confirm", "Say how often you write: “About 1 msg/day.”")
    most = int(said["number"]) if said else 1
    days = [step.day for step in programme.campaign.steps if Channel.SMS in step.channels]
    for day in sorted(set(days)):
        if (count := days.count(day)) > most:
            yield Hit(1, f"day {day}", f"It has {count} texts, and we said {most} a day. Move one to another day.")


def slots(programme: Programme) -> Iterator[Hit]:
    """A slot lies in hours that are open everywhere on a weekday."""
    opens, closes = COMMON_HOURS
    for name, at in programme.campaign.slots.items():
        if not opens <= at < closes:
            yield Hit(
                1, f"{name} at {at:%H:%M}", f"Choose a time from {opens:%H:%M} up to, not including, {closes:%H:%M}."
            )


def cover(programme: Programme) -> Iterator[Hit]:
    """Every topic on a day, every day with a message for every track, two check-ins a week, both ends measured."""
    campaign = programme.campaign
    days = {step.day for step in campaign.steps}
    if gaps := sorted(set(range(1, max(days, default=0) + 1)) - days):
        yield Hit(1, f"days {_listed(gaps)}", "Write a [[step]] for each of these days.")
    covered = {number for day, numbers in programme.covered.items() if day in days for number in numbers}
    for number in sorted(set(programme.topics) - covered):
        yield Hit(
            1, f"{number}: {programme.topics[number]}", "Put its number into the claims of the day that speaks of it."
        )
    for number in sorted(covered - set(programme.topics)):
        yield Hit(1, f"claims: {number}", "There is no topic of that number in topics.toml.")
    for step in campaign.steps:
        without = [track for track in Track if not any(step.template(channel, track) for channel in Channel)]
        if without or not step.channels:
            yield Hit(1, step.key, f"It has no message for {', '.join(without) or 'any channel'}. Write one.")
    yield from _asked(campaign)


def _asked(campaign: Campaign) -> Iterator[Hit]:
    for track in Track:
        for week, count in checkins_a_week(campaign, track).items():
            if count < CHECKINS_A_WEEK:
                level = None if track is Track.FULL else Level.WARNING
                mend = f"It has {count} check-ins; give it {CHECKINS_A_WEEK}, or say why this track needs fewer."
                yield Hit(1, f"week {week}, {track}", mend, level)
    for day, what in ((1, "baseline"), (campaign.days, "outcome")):
        step = campaign.step_of_day(day)
        if step is None or not step.checkin:
            yield Hit(1, f"day {day}", f"Ask the {what} here: give the day a checkin.")


def checkins_a_week(campaign: Campaign, track: Track) -> dict[int, int]:
    """This will count the days of each week on which a track is asked something; a rest of less than 7 days counts as
    part of the week before."""
    weeks = max(1, campaign.days // 7)
    counts = dict.fromkeys(range(1, weeks + 1), 0)
    for step in campaign.steps:
        if step.checkin and campaign.form(step.checkin, track):
            counts[min(weeks, (step.day - 1) // 7 + 1)] += 1
    return counts


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))
