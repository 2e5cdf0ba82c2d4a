"""What a text may say about pills and medicine: no dose of its own, no stack, no medicine changed."""

import re
from collections.abc import Iterator

from coaching.core.linting.findings import Hit
from coaching.core.linting.message import Around, Message
from coaching.core.linting.patterns import Words, any_of
from coaching.core.model import Channel, Track

_NOT = r"(?:\b(?:not|never|no|before|without|until|hold|stop)\b|n't\b)"
_DENIED = re.compile(_NOT, re.IGNORECASE)
_AMOUNT = re.compile(r"\b(\d[\d.,]*)\s*(?:mg|milligrams?)\b", re.IGNORECASE)
_PILLS = re.compile(
    r"\b(?:\d+|one|two|three|half a) (?:more )?(?:pills?|capsules?|tablets?)\b(?! (?:bottle|review))", re.I
)
_DOUBLE = re.compile(r"\bdouble (?:the|your|a) (?:dose|pills?|amount)\b|\btake (?:double|two at once|both)\b", re.I)
_COUNTED = re.compile(r"\b(?:take|have|swallow|add)\b[^.?!]{0,30}", re.IGNORECASE)


def above_limit(message: Message, around: Around) -> Iterator[Hit]:
    """A figure for pills that some region's limit forbids."""
    lowest = min(around.limits)
    for line, excerpt, amount in _amounts(message):
        if amount > lowest:
            yield Hit(line, excerpt, f"The limit is {lowest} mg in some regions. Write {{{{ ul_mg }}}} mg.")


def literal(message: Message, around: Around) -> Iterator[Hit]:
    """A dose of our own: the label and the limit are all a text may name."""
    lowest = min(around.limits)
    for line, excerpt, amount in _amounts(message):
        if amount <= lowest:
            yield Hit(line, excerpt, "Write “as the label says” or {{ ul_mg }}; for a food, {{ food('name') }}.")
    for page, sentence in message.sentences():
        counted = any(_PILLS.search(sentence.own, *found.span()) for found in _COUNTED.finditer(sentence.own))
        if counted or (_DOUBLE.search(sentence.own) and not _DENIED.search(sentence.own)):
            yield Hit(*message.place(page, sentence), "Write “as the label says” in place of a number of pills.")


def _amounts(message: Message) -> Iterator[tuple[int, str, float]]:
    for page, sentence in message.sentences():
        amounts = {float(found[1].replace(",", "").rstrip(".") or 0) for found in _AMOUNT.finditer(sentence.own)}
        place = message.place(page, sentence) if amounts else (1, "")
        yield from ((*place, amount) for amount in sorted(amounts))


_WITH = r"(?:food|a meal|meals|breakfast|lunch|dinner|water)"
TAKING = re.compile(
    r"\byour (?:\w+ )?(?:doses?|capsules?|tablets?)\b|\b(?:each|one|a|first) dose\b|\bsplit (?:it|them|the dose)\b|"
    r"\btake (?:less|more|double)\b(?! than)|\bstart low\b|"
    r"\b(?:take|swallow|have) (?:a|one|your|the) (?:pill|magnesium|supplement)s?\b(?!-)|"
    rf"\btake (?:it|them) with {_WITH}\b",
    re.IGNORECASE,
)
_LEAVING = re.compile(rf"{_NOT}[^.?!]{{0,60}}\b(?:pills?|supplements?|magnesium|dose|double|it)\b", re.IGNORECASE)


_ASKED = re.compile(r"(?:^|.*: )(?:do|did) you\b[^.!]*\?$", re.IGNORECASE)


def on_every_track(message: Message, _around: Around) -> Iterator[Hit]:
    """Words about taking a dose, in a text that can come to people who are not cleared for it."""
    others = sorted(track.replace("_", "-") for track in message.text.tracks if track is not Track.FULL)
    for page, sentence in message.sentences():
        if (
            others
            and TAKING.search(sentence.own)
            and not _LEAVING.search(sentence.own)
            and not _ASKED.match(sentence.own)
        ):
            stem = message.text.stem
            mend = f"It can come to: {', '.join(others)}. Mark the day with dose = true and write {stem}.food_first."
            yield Hit(*message.place(page, sentence), mend)


_PARTNERS = r"(?:vitamin b-?6|b-?6|b-complex|potassium|alpha[- ]lipoic(?: acid)?|omega-?3|fish oil|epsom salts?)"
_FORM = r"(?:pills?|tablets?|capsules?|supplements?|powders?)"
stacks = Words(
    re.compile(
        rf"\b(?:add|take|try|use|combine|stack|buy|get|pair)\b[^.?!]{{0,200}}\b{_PARTNERS}\b[^.?!]{{0,200}}\b{_FORM}\b|"
        rf"\b(?:add|take|try|use|combine|stack|buy|get|pair)\b[^.?!]{{0,200}}\b{_FORM}\b[^.?!]{{0,200}}\b{_PARTNERS}\b",
        re.IGNORECASE,
    ),
    "These come from food: name the food. Extra pills are for a doctor to decide.",
    unless=re.compile(_NOT, re.IGNORECASE),
)

_CHANGE = r"(?:stop|skip|change(?! how| what)|drop|quit|halve|pause|leave out|cut|lower|come off|go off)"
_MEDICINE = (
    r"(?:medicines?|medications?|meds|drugs?|prescriptions?|water pills?|blood pressure pills?|blood thinners?|"
    r"acid blockers?|antibiotics?|insulin|metformin|warfarin|statins?|thyroid pills?|heart pills?)"
)
_MEND = "Only this is allowed: “Do not stop any medicine on your own. Call your doctor first.”"
_changed = Words(
    re.compile(rf"\b{_CHANGE}\b[^.?!:;]{{0,40}}\b{_MEDICINE}\b", re.IGNORECASE),
    _MEND,
    unless=re.compile(r"\b(?:never|not)\b|n't\b", re.IGNORECASE),
)
_unneeded = Words(
    re.compile(rf"\b(?:(?:do|does|will) not|don't|won't|no longer) need\b[^.?!:;]{{0,30}}\b{_MEDICINE}\b", re.I), _MEND
)


def medicine(message: Message, around: Around) -> Iterator[Hit]:
    """Nobody is told to stop or change a medicine, nor that they can do without it."""
    yield from _changed(message, around)
    yield from _unneeded(message, around)


_CLASSES = any_of(
    "antibiotics?", "blood thinners?", "warfarin", "water pills?", "acid blockers?", "thyroid pills?", "bone pills?",
    "hiv pills?", "blood pressure pills?", "heart pills?", "levothyroxine", "gabapentin", "statins?", "iron pills?",
)  # fmt: skip
_ASK = re.compile(
    r"\b(?:ask|tell|talk to|call|see|with|from) (?:\w+ ){0,3}(?:pharmacist|doctor|care team|kidney team)\b", re.I
)


def spacing(message: Message, _around: Around) -> Iterator[Hit]:
    """Who reads of a medicine reads in the same text, or in an email in the same paragraph, whom to ask."""
    for page, sentence in message.sentences():
        if not _CLASSES.search(sentence.own):
            continue
        near = [
            each.own
            for each in page.sentences
            if message.channel is Channel.SMS or each.paragraph == sentence.paragraph
        ]
        if not _ASK.search(" ".join(near)):
            yield Hit(*message.place(page, sentence), "Add “Ask your pharmacist first.”")
