"""The words of a programme: which of its template files serves which channel and track."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.campaigns import sources as files
from coaching.campaigns.problems import CampaignProblem
from coaching.campaigns.sources import SUFFIXES, Source
from coaching.core.linting import reserved
from coaching.core.model import Channel, SystemText, Text, Track

# Words that belong to the provider or to consent (47 CFR 64.1200(a)(10)); an answer is a number instead.
# "2 yes" names a numbered answer and passes.
_OFFERED = re.compile(rf"(?<!\d )\b(?P<word>{reserved.WORDS})\b", re.IGNORECASE)
# These steer the programme (coaching.core.consent and the control words), so they never reach a question.
_STEERING = frozenset({"join", "pause", "resume", "less", "fewer", "more", "later", "status", "undo", "repeat", "away"})

SYSTEM = {
    Channel.SMS: (
        "optin-request",
        "optin-confirm",
        "help",
        "stop-confirm",
        "start-confirm",
        "monthly",
        "less-ok",
        "pause-ok",
        "resume-ok",
        "question",
        "nudge",
        "clarify",
        "rf-emergency",
        "rf-crisis",
        "rf-urgent",
        "rf-poison",
        "thanks",
        "trend",
        "logged-for",
        "which-question",
        "ask-number",
        "later-ok",
        "time-ok",
        "more-ok",
        "only-email-ok",
        "only-sms-ok",
        "repeat-ok",
        "status",
        "undo-ok",
        "nothing-to-undo",
        "away-ok",
        "control-refused",
        "offer-less",
        "offer-pause",
        "reserved",
        "rf-emergency-alone",
        "rf-crisis-alone",
        "rf-urgent-alone",
        "rf-poison-alone",
        "join-link",
        "join-request",
        "not-enrolled-help",
        "fresh-link",
        "address-code",
        "welcome-back",
        "done-thanks",
        "no-channel",
    ),
    Channel.EMAIL: (
        "from-sms",
        "optin-request",
        "optin-confirm",
        "reply-by-email",
        "coach-words",
        "address-confirm",
        "fresh-link",
        "join-request",
    ),
}
"""Texts that every programme needs beside those of its days and the replies that its own answers name."""
TELL_OF_A_COACH = ("tummy-3", "safety-hold")
"""Replies that say that a coach was told: with nobody to tell, the form "-alone" goes out instead."""


class GentleRule(StrEnum):
    """What the gentle track gets on a day. A file day-NN.gentle.* comes before the rule, on its channel.

    AS_IS: the default text. FOOD_FIRST: the food-first text. BREATH: the breath tip, and nothing is asked.
    WRITTEN: only its own file; without one on the email side, the email carries the SMS.
    """

    AS_IS = "as_is"
    FOOD_FIRST = "food_first"
    BREATH = "breath"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that a step needs and nobody wrote."""

    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a step says about its words."""

    campaign: str
    key: str
    dose: bool
    gentle: GentleRule

    def name(self, channel: Channel, form: str = "") -> str:
        return f"{channel}/{self.campaign}/{self.key}{form}"

    def breath(self, channel: Channel, sources: Mapping[str, Source]) -> str:
        return files.default(channel, self.campaign, "breath", sources)


def texts(wording: Wording, sources: Mapping[str, Source]) -> Iterator[Text | Missing]:
    """This will name the template of each channel and track, and say what is missing.

    Fails closed: on a dose day the default serves the full track alone. SMS serves all three tracks;
    email only those for which a file is written (elsewhere the email carries the SMS).
    """
    for channel in (Channel.SMS, Channel.EMAIL):
        default = wording.name(channel)
        if default in sources:
            yield Text(channel, Track.FULL, default)
        elif channel is Channel.SMS:
            yield _missing(default)
            continue
        yield from _food_first(wording, channel, sources)
        yield from _gentle(wording, channel, sources)


def _food_first(wording: Wording, channel: Channel, sources: Mapping[str, Source]) -> Iterator[Text | Missing]:
    default, own = wording.name(channel), wording.name(channel, ".food_first")
    if own in sources:
        yield Text(channel, Track.FOOD_FIRST, own)
    elif default in sources and not wording.dose:
        yield Text(channel, Track.FOOD_FIRST, default)
    elif default in sources:
        yield Missing(
            f"{wording.key} speaks of a dose and has no food-first {channel} text.",
            f"Write templates/{own}{SUFFIXES[channel]}: it goes to everybody who is not cleared for supplements.",
        )


def _gentle(wording: Wording, channel: Channel, sources: Mapping[str, Source]) -> Iterator[Text | Missing]:
    own = wording.name(channel, ".gentle")
    by_rule = {
        GentleRule.AS_IS: wording.name(channel),
        GentleRule.FOOD_FIRST: wording.name(channel, ".food_first"),
        GentleRule.BREATH: wording.breath(channel, sources),
        GentleRule.WRITTEN: own,
    }[wording.gentle]
    if own in sources:
        yield Text(channel, Track.GENTLE, own)
    elif wording.dose and wording.gentle is GentleRule.AS_IS:
        if channel is Channel.SMS:
            yield Missing(f"{wording.key} speaks of a dose, yet its gentle text is the same.", 'Use gentle = "breath".')
    elif by_rule in sources:
        yield Text(channel, Track.GENTLE, by_rule)
    elif channel is Channel.SMS:
        yield _missing(by_rule)


def _missing(name: str) -> Missing:
    suffix = SUFFIXES[Channel(name.partition("/")[0])]
    return Missing(f"The text {name}{suffix} is missing.", f"Write templates/{name}{suffix}.")


def missing_system_texts(campaign: str, sources: Mapping[str, Source]) -> Iterator[Missing]:
    """This will name the texts outside the days (consent, keywords, safety) that are not written."""
    there = {files.stem(name) for name in sources}
    alone = tuple(f"{stem}-alone" for stem in TELL_OF_A_COACH if stem in there)
    for channel, stems in (*SYSTEM.items(), (Channel.SMS, alone)):
        names = (files.default(channel, campaign, stem, sources) for stem in stems)
        yield from (_missing(name) for name in names if name not in sources)


def reserved_answers(source: Source) -> Iterator[CampaignProblem]:
    """This will find answers that the provider or the consent rules take for themselves."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        for found in reserved.OFFERED.finditer(line):
            word = found["word"]
            message = f'"{word}" cannot be an answer: it is a reserved word.'
            yield CampaignProblem(source.path, number, message, 'Ask for a number: "Reply 1 yes, 2 no."')


def reserved_in(text: str) -> str | None:
    """This will find a reserved word that a question offers as an answer; "2 yes" names a number and passes."""
    found = _OFFERED.search(text)
    return found["word"] if found else None


def is_reserved(word: str) -> bool:
    """This will say whether a word that should mean an answer belongs to the provider, to consent or to a control."""
    return _OFFERED.fullmatch(word.strip()) is not None or word.strip().lower() in _STEERING


def system_texts(
    campaign: str, dose_texts: tuple[str, ...], step_keys: frozenset[str], sources: Mapping[str, Source]
) -> Iterator[SystemText | Missing]:
    """This will name the forms of every text outside the days, and say what a text about doses lacks.

    Fails closed, as `texts` does for the days: the default of a text that speaks of a dose serves the full track
    alone. The gentle track gets its own form or words that are the same for everybody, never the food-first form.
    """
    stems = sorted({files.stem(name) for name in sources} - step_keys)
    for stem in stems:
        dose = stem in dose_texts
        if dose and f"{files.default(Channel.SMS, campaign, stem, sources)}.food_first" not in sources:
            own = f"templates/sms/{campaign}/{stem}.food_first.txt"
            yield Missing(f'"{stem}" speaks of a dose and has no food-first text.', f"Write {own}.")
        found = (_forms(campaign, stem, channel, dose, sources) for channel in (Channel.SMS, Channel.EMAIL))
        yield SystemText(stem, dose, tuple(text for each in found for text in each))


def _forms(campaign: str, stem: str, channel: Channel, dose: bool, sources: Mapping[str, Source]) -> Iterator[Text]:
    default = files.default(channel, campaign, stem, sources)
    own = {track: f"{default}.{track}" for track in (Track.FOOD_FIRST, Track.GENTLE)}
    if default in sources:
        yield Text(channel, Track.FULL, default)
    if own[Track.FOOD_FIRST] in sources:
        yield Text(channel, Track.FOOD_FIRST, own[Track.FOOD_FIRST])
    elif default in sources and not dose:
        yield Text(channel, Track.FOOD_FIRST, default)
    if own[Track.GENTLE] in sources:
        yield Text(channel, Track.GENTLE, own[Track.GENTLE])
    elif default in sources and not dose and own[Track.FOOD_FIRST] not in sources:
        yield Text(channel, Track.GENTLE, default)
