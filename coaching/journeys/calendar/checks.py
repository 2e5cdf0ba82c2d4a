"""A calendar held against what a file is held against when it is loaded: its structure, its branches, the lint."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from coaching.core import graph, linting
from coaching.core.figures import week_of
from coaching.core.linting import Level, Programme
from coaching.core.model import Campaign, Channel, Step, Track
from coaching.core.revising_words import TRACKS
from coaching.journeys import proofread
from coaching.journeys.office import House
from coaching.store import templates

# Words that hold only as long as the days around them stay where they are.
_LEANS = re.compile(r"\b(?P<said>tomorrow|yesterday|(?P<unit>day|week) (?P<number>\d{1,3}))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`where`: a day or a place in the programme; `what`: what is wrong and how to mend it. Only errors block."""

    level: Level
    where: str
    what: str

    @property
    def blocks(self) -> bool:
        return self.level is Level.ERROR


def in_the_way(after: Campaign, before: Campaign, house: House) -> tuple[Obstacle, ...]:
    """This will list what stands in the way of publishing `after`, errors first; a warning that stands for `before`,
    too, is not brought up again."""
    words = _words(after, before)
    found = [*_without_words(after, words), *_branches(after)]
    if not found:
        found += _by_rule(after, before, words, house)
    found += _leaning(after, before, words)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: not each.blocks))


def blocking(found: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """This will give those that have to be mended first."""
    return tuple(each for each in found if each.blocks)


def missing(step: Step, words: Mapping[str, str]) -> list[str]:
    """This will name for whom a day has no message: every track needs a published text, by SMS at least."""
    if not step.channels:
        return ["everybody"]
    without = [track for track in Track if (step.template(Channel.SMS, track) or "") not in words]
    return ["everybody"] if len(without) == len(Track) else [TRACKS[track] for track in without]


def _words(*campaigns: Campaign) -> dict[str, str]:
    """The published words of both programmes, by name."""
    named = [text.template for campaign in campaigns for step in campaign.steps for text in step.texts]
    named += [text.template for campaign in campaigns for each in campaign.system_texts.values() for text in each.texts]
    return {name: words.source for name, words in templates.current(dict.fromkeys(named)).items()}


def _without_words(campaign: Campaign, words: Mapping[str, str]) -> Iterator[Obstacle]:
    for step in campaign.steps:
        if without := missing(step, words):
            what = f"It has no message for: {', '.join(without)}. Publish its text, or take the day out."
            yield Obstacle(Level.ERROR, _day(step), what)
        for text in step.texts:
            if text.template not in words and text.channel is Channel.EMAIL:
                yield Obstacle(Level.ERROR, _day(step), f"{text.template} is not published. Publish it first.")


def _branches(campaign: Campaign) -> Iterator[Obstacle]:
    for flaw in graph.flaws(campaign):
        yield Obstacle(Level.ERROR, ".".join(map(str, flaw.place)), f"{flaw.message} {flaw.mend}")


def _by_rule(after: Campaign, before: Campaign, words: Mapping[str, str], house: House) -> Iterator[Obstacle]:
    """The rules for the whole: topics, check-ins a week, texts a day, STOP, both ends measured."""
    known = {(each.rule, each.excerpt) for each in linting.lint_programme(_programme(before, words, house))}
    for each in linting.lint_programme(_programme(after, words, house)):
        if each.level is Level.ERROR or (each.rule, each.excerpt) not in known:
            yield Obstacle(each.level, each.excerpt, each.mend)


def _programme(campaign: Campaign, words: Mapping[str, str], house: House) -> Programme:
    """Topics go with their steps, wherever these stand now."""
    desk = proofread.desk_of(campaign.key, house)
    key_of = {step.day: step.key for step in desk.loaded.campaign.steps}
    covered = {key_of[day]: numbers for day, numbers in desk.programme.covered.items() if day in key_of}
    return replace(
        desk.programme,
        campaign=campaign,
        sources={**desk.programme.sources, **words},
        covered={step.day: covered[step.key] for step in campaign.steps if step.key in covered},
    )


def _leaning(after: Campaign, before: Campaign, words: Mapping[str, str]) -> Iterator[Obstacle]:
    """Words that name a day or a week which the change makes another one: somebody should read them again."""
    was = {step.key: step.day for step in before.steps}
    for step in after.steps:
        sms = dict.fromkeys(words.get(step.template(Channel.SMS, track) or "", "") for track in Track)
        hits = (hit for text in sms for hit in _LEANS.finditer(text))
        if said := next((hit["said"] for hit in hits if _is_off(hit, step, was.get(step.key), after, before)), None):
            yield Obstacle(Level.WARNING, _day(step), f"Its text says “{said}”. Read it once more, as days moved.")


def _is_off(hit: re.Match[str], step: Step, was: int | None, after: Campaign, before: Campaign) -> bool:
    number = int(hit["number"] or 0)
    match (hit["unit"] or hit["said"]).lower():
        case "tomorrow":
            return _key(after, step.day + 1) != _key(before, (was or step.day) + 1)
        case "yesterday":
            return _key(after, step.day - 1) != _key(before, (was or step.day) - 1)
        case "week":
            return was != step.day and (was is None or week_of(was) == number) and week_of(step.day) != number
        case _:
            return _key(after, number) != _key(before, number)


def _key(campaign: Campaign, day: int) -> str:
    step = campaign.step_of_day(day)
    return step.key if step else ""


def _day(step: Step) -> str:
    return f"Day {step.day} “{step.topic}”"
