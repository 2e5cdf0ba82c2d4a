"""Which class of danger a text belongs to, if any: the first that fires, from wish to die down to an upset tummy."""

import re
from dataclasses import dataclass
from enum import StrEnum

from coaching.core.safety import crisis, cues, emergency, folding, gut, idioms, poison, urgent, words
from coaching.core.safety.rule import Rule


class Tier(StrEnum):
    """The classes, in order of precedence (safety rules of the programme, "Red-flag tiers")."""

    CRISIS = "crisis"
    POISON = "poison"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    GUT = "gut"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says about danger.

    `tier` is the class, None where no rule fired. `matched` names the rules, never the person's words: those of the
    class; or the weak signs, where `unsure` without a class; or words about the tummy beside a number that answers.
    `negated` ("no dizzy spells") and `asks` ("can it make me dizzy?") are hints for the coach and lower nothing.
    `unsure`: a person must read it at once. It smells of danger and no class fired, or none but the tummy did, or it
    was too long to be read in full.
    """

    tier: Tier | None
    matched: tuple[str, ...] = ()
    negated: bool = False
    asks: bool = False
    unsure: bool = False


_RULES: dict[Tier, tuple[Rule, ...]] = {
    Tier.CRISIS: crisis.RULES,
    Tier.POISON: poison.RULES,
    Tier.EMERGENCY: emergency.RULES,
    Tier.URGENT: urgent.RULES,
    Tier.GUT: gut.RULES,
}
_NO = re.compile(
    r"(?<![^ ])(?:no|not|never|none|without|nor|isnt|arent|wasnt|dont(?! know)|doesnt|didnt|havent|hasnt|hadnt|"
    r"no longer|nothing|free of|sin|nunca|tampoco)(?: (?!but )[^ |?]+){0,4} $"
)
_OVER = re.compile(r"^(?: [^ |?]+){0,3} (?:gone|went away|passed|stopped|any more|anymore|no more|better now)(?![^ ])")
_QUESTION = re.compile(
    r"^(?:and |so |but |hi |hey |hello )*(?:can|could|should|does|do|did|is|are|will|would|what|whats|how|why|when|"
    r"which|who|puede|puedo|que|como|por que|cuando)(?![^ ])"
)
_NUMBER_FIRST = re.compile(r"^\| (?:about |maybe |its |a |an |i think |im |like |say )*(\d{1,2}|[a-z]+)(?![^ ])")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def triage(text: str, *, open_range: tuple[int, int] | None = None) -> Reading:
    """This will read a text for signs of danger, before anything else is made of it.

    The first class that fires wins, in the order of `Tier`. Negation and past tense still fire, because the reply is
    conditional ("If so, call ...") and a coach dismisses a false alarm with one click. A plain number never fires.
    `open_range` is that of the open question. A text that begins with a number in it and then speaks of the tummy alone
    ("3 very loose") is the answer and no class; for every higher class danger wins over the answer.

    Source: safety rules of the programme, "Reply router" and "Red-flag tiers". The words are ours and need the sign-off
    of the clinician. They are a net, not a clinician: what is not understood still goes to a person.
    """
    said = idioms.without(folding.fold(text, words.LEXICON))
    cut = folding.is_cut(text)
    for tier, rules in _RULES.items():
        found = {rule.name: places for rule in rules if (places := list(rule.found(said)))}
        if found:
            return _reading(tier, found, said, cut=cut, open_range=open_range)
    hints = tuple(cue.name for cue in cues.RULES if cue.pattern.search(said))
    return Reading(None, hints, unsure=bool(hints) or cut)


def _reading(
    tier: Tier, found: dict[str, list[re.Match[str]]], said: str, *, cut: bool, open_range: tuple[int, int] | None
) -> Reading:
    # The tummy goes to an inbox that is read once a day: whatever smells of more beside it must not wait there.
    unsure = cut or (tier is Tier.GUT and any(cue.pattern.search(said) for cue in cues.RULES))
    if tier is Tier.GUT and open_range and _answers(said, open_range):
        return Reading(None, tuple(found), unsure=unsure)
    places = [place for several in found.values() for place in several]
    return Reading(
        tier,
        tuple(found),
        negated=all(_is_negated(said, place) for place in places),
        asks=any(_is_asked(said, place) for place in places),
        unsure=unsure,
    )


def _answers(said: str, open_range: tuple[int, int]) -> bool:
    first = _NUMBER_FIRST.match(said)
    if not first:
        return False
    word = first[1]
    value = int(word) if word.isdigit() else _NUMBERS.index(word) if word in _NUMBERS else None
    return value is not None and open_range[0] <= value <= open_range[1]


def _is_negated(said: str, place: re.Match[str]) -> bool:
    before = said[max(0, place.start() - 60) : place.start()]
    after = said[place.end() : place.end() + 60]
    return bool(_NO.search(before) or _OVER.search(after))


def _is_asked(said: str, place: re.Match[str]) -> bool:
    after = said[place.end() : place.end() + 400]
    ends = re.search(r"[|?]", after)
    if ends and ends[0] == "?":
        return True
    before = said[max(0, place.start() - 400) : place.end()]
    return bool(_QUESTION.match(re.split(r"[|?] ", before)[-1]))
