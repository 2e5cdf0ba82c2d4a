"""Control words: what a whole message asks of the programme, e.g. PAUSE 5, LATER, TIME 7:30, "in Tokyo until Friday".

Only whole messages count, wrapped in nothing but politeness. A sentence that happens to hold such a word is none.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from coaching.core import spoken, stopping
from coaching.core.cities import Places
from coaching.core.spoken import Unsure

LONGEST_PAUSE = 90
LONGEST_WAIT = 12 * 60
LONGEST_TRIP = timedelta(days=366)
LONGEST_TEXT = 120
LONGEST_PLACE = 20


@dataclass(frozen=True, slots=True)
class Pause:
    """A break of `days`, or `until` a local date with that day in it; neither: as long as is usual."""

    days: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """The end of a break."""


@dataclass(frozen=True, slots=True)
class Later:
    """Today's message later today: by so many `minutes`, or `at` a local time; neither: as much later as is usual.

    `either_half`: the hour stood alone, so that 6 may mean 18:00.
    """

    minutes: int | None = None
    at: time | None = None
    either_half: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """From now on at this local time: messages of one slot ("am", "pm"), or all (None)."""

    at: time
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Less:
    """Fewer messages."""


@dataclass(frozen=True, slots=True)
class More:
    """A message a day again."""


@dataclass(frozen=True, slots=True)
class OnlyEmail:
    """No texts, emails only: a wish, not a revocation."""


@dataclass(frozen=True, slots=True)
class OnlySms:
    """No emails, texts only: a wish, not a revocation."""


@dataclass(frozen=True, slots=True)
class BothChannels:
    """Emails and texts again."""


@dataclass(frozen=True, slots=True)
class RepeatWeek:
    """The lessons of the last seven days once more."""


@dataclass(frozen=True, slots=True)
class Status:
    """The question where one is."""


@dataclass(frozen=True, slots=True)
class Help:
    """HELP or INFO."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The last change taken back."""


@dataclass(frozen=True, slots=True)
class Away:
    """On the road: `place` as the reply names it, its IANA zone, and the last local date there (None: not known)."""

    place: str
    zone: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Back from the road."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A control word whose value makes no sense; `why` is a sentence or two for the person, at most 95 letters."""

    kind: str
    why: str


Control = (
    Pause | Resume | Later | Time | Less | More | OnlyEmail | OnlySms | BothChannels | RepeatWeek | Status | Help
    | Undo | Away | Home
)  # fmt: skip
Found = Control | Unclear | None

NO_SUCH_PAUSE = "A pause can be 1 to 90 days. Try PAUSE 7."
NO_SUCH_WAIT = "Say a time today, like LATER 6 pm, or LATER 2 HOURS."
NO_SUCH_PLACE = "We do not know that place. Name the nearest big city, like: in Boston until Friday."
WHICH_PLACE = "More than one place has that name. Name a big city near it, or add the country."
NO_SUCH_TRIP = "Name the last day there, within a year, like: in Tokyo until 3 May."


def read_control(text: str, today: date, zones: Places) -> Found:
    """This will read a whole message as a control; None where it is not certainly one.

    `today` is the person's local date; `zones` is the table of coaching.core.cities.places(). Stop words, answers in
    bare numbers and what carriers reserve (YES, START, JOIN) are never controls.
    """
    if len(text) > LONGEST_TEXT or stopping.asks_to_stop(text):
        return None
    said = spoken.plain(stopping.without_signature(text))
    asked = _ASKS.match(said)
    words = _without_courtesy(said)
    if "?" in text and not asked and words not in ("status", "help"):
        known = _pause(words, today)
        return known if known != Pause() else None  # "pause?" may ask us anything; "pause 5 days?" asks for five days
    if said.startswith(("ok", "sorry")) and words.startswith("later"):
        return None  # "OK, later" is said to a coach
    return _phrase(words) or _pause(words, today) or _later(words) or _time(words) or _away(words, text, today, zones)


_POLITE = r"(?:please|pls|plz|hi|hello|hey|okay|ok|sorry)"
_THANKS = r"(?:please|pls|plz|thanks|thank you|thx|so much|a lot|very much|for me)"
_ASKS = re.compile(
    rf"(?:{_POLITE} )*(?:(?:can|could|would|will|may) (?:you|we|i) |i(?:'d| would) like to |i (?:want|need|have) to "
    r"|let's |lets )(?:please |pls )?(?=pause|resume|unpause|repeat|undo|take|text|send|move|change|set|get)"
)


def _without_courtesy(said: str) -> str:
    words = _ASKS.sub("", said, count=1)
    words = re.sub(rf"^(?:{_POLITE} )+", "", words)
    return re.sub(rf"(?: {_THANKS})+$", "", words)


_MAIL = r"(?:texts?|text messages?|messages?|msgs?|lessons?|reminders?)"
_PROGRAM = rf"(?:it|this|everything|(?:the |my |all |these |those )*(?:program(?:me)?|course|coaching|{_MAIL}|emails?))"
_PHRASES: tuple[tuple[re.Pattern[str], Control], ...] = tuple(
    (re.compile(pattern), control)
    for pattern, control in (
        (rf"(?:resume|unpause|un-pause|reanudar)(?: {_PROGRAM})?(?: now| today)?", Resume()),
        (
            rf"less|fewer|less often|(?:send |send me |get )?(?:fewer|less) {_MAIL}|text me less(?: often)?|menos",
            Less(),
        ),
        (rf"more|more often|(?:(?:send|send me|get) )?more {_MAIL}|text me more|mas", More()),
        (r"e-?mails? only|(?:only|just)(?: by)? e-?mails?|(?:solo|solo por) email", OnlyEmail()),
        (r"(?:sms|texts?) only|(?:only|just)(?: by)? (?:sms|texts?|text messages?)|(?:solo|solo por) sms", OnlySms()),
        (r"both|both channels|e-?mails? and (?:sms|texts?)|(?:sms|texts?) and e-?mails?", BothChannels()),
        (r"repeat (?:the |this |that |my |last |the last )?week(?: again)?|(?:this|last) week again", RepeatWeek()),
        (r"(?:my )?status|what day am i on|estado", Status()),
        (r"help|info|ayuda", Help()),
        (r"undo(?: that| this| it| the last(?: one| change)?)?|deshacer", Undo()),
        (r"(?:i'm |i am |im |we're |we are )?(?:back home|back at home|home again)(?: now| again)?", Home()),
    )
)


def _phrase(words: str) -> Control | None:
    return next((control for pattern, control in _PHRASES if pattern.fullmatch(words)), None)


_PAUSE = re.compile(rf"(?:pause|pausa|pausar|take a break|take a pause)(?: {_PROGRAM})?(?: (?P<rest>.+))?")
_UNTIL = r"(?:until|till|til|through|thru)"


def _pause(words: str, today: date) -> Pause | Unclear | None:
    match = _PAUSE.fullmatch(words)
    if match is None:
        return None
    rest = match["rest"]
    if rest is None or rest in ("now", "for now", "for a while", "for a bit"):
        return Pause()
    if until := re.fullmatch(rf"{_UNTIL} (.+)", rest):
        return _pause_until(until[1], today)
    if re.fullmatch(r"(?:for )?today", rest):
        return Pause(days=1)
    match spoken.read_days(re.sub(r"^(?:for|por) (?:the next )?", "", rest)):
        case int(days) if 1 <= days <= LONGEST_PAUSE:
            return Pause(days=days)
        case int():
            return Unclear("pause", NO_SUCH_PAUSE)
        case Unsure(why):
            return Unclear("pause", why) if len(rest.split()) <= 3 else None
        case None:
            return None


def _pause_until(said: str, today: date) -> Pause | Unclear | None:
    match spoken.read_date(said, today):
        case date() as until:
            within = today <= until < today + timedelta(days=LONGEST_PAUSE)
            return Pause(until=until) if within else Unclear("pause", NO_SUCH_PAUSE)
        case Unsure(why):
            return Unclear("pause", why)
        case None:
            return Unclear("pause", spoken.WHICH_DATE) if len(said.split()) <= 3 else None


_SEND = r"(?:text me |send (?:(?:it|that|me|this|today's (?:text|lesson|message)) )?)?"
_PART = {"this afternoon": time(15), "this evening": time(19), "tonight": time(20)}
_LATER = re.compile(
    rf"{_SEND}(?:later|luego|mas tarde)(?: (?P<part>today|on|in the day|{'|'.join(_PART)}))?(?: (?P<rest>.+))?"
)
_WAIT = re.compile(r"(?:in )?(?P<n>[0-9]{1,4}|an?|half an|two|three|four) ?(?P<unit>m|mins?|minutes?|h|hrs?|hours?)")
_WAITS = {"a": 60, "an": 60, "half an": 30, "two": 120, "three": 180, "four": 240}


def _later(words: str) -> Later | Unclear | None:
    if turned := re.fullmatch(r"(.+ (?:minutes?|mins?|hours?|hrs?)) later", words):
        words = f"later {turned[1]}"
    match = _LATER.fullmatch(words)
    if match is None:
        return None
    part, rest = match["part"], match["rest"]
    if rest is None:
        return Later(at=_PART.get(part or ""))
    if wait := _WAIT.fullmatch(rest):
        minutes = _minutes(wait["n"], wait["unit"])
        return Later(minutes=minutes) if minutes and 1 <= minutes <= LONGEST_WAIT else Unclear("later", NO_SUCH_WAIT)
    if re.fullmatch(r"[0-9]+", rest) and not (len(rest) == 2 and 13 <= int(rest) <= 23):
        return Unclear("later", NO_SUCH_WAIT)  # "later 3": three hours, or three o'clock?
    match spoken.read_clock(re.sub(r"^(?:at|around|about) ", "", rest), "pm" if part in _PART else None):
        case spoken.Clock(at, either_half):
            return Later(at=at, either_half=either_half)
        case Unsure():
            return Unclear("later", NO_SUCH_WAIT)
        case None:
            return None


def _minutes(number: str, unit: str) -> int | None:
    if number.isdigit():
        return int(number) * (60 if unit.startswith("h") else 1)
    return _WAITS[number] if unit.startswith("h") else None


_SLOTS = {
    **dict.fromkeys(("am", "morning", "mornings"), "am"),
    **dict.fromkeys(("pm", "evening", "evenings", "afternoon", "afternoons"), "pm"),
}
_SLOT = rf"(?P<slot>{'|'.join(_SLOTS)})"
_FROM_NOW_ON = r"(?: (?:every day|each day|daily|instead|from now on|always))?"
_TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:time|hora)(?: {_SLOT})?(?: (?:to|at))? (?P<clock>.+)",
        rf"(?:change|set|move|switch)(?: my| the)?(?: {_SLOT})? (?:time|{_MAIL}|{_MAIL} time) (?:to|at) (?P<clock>.+?)"
        + _FROM_NOW_ON,
        rf"(?:text|message|msg) me (?:(?:in the )?{_SLOT} )?(?:at|around|about) (?P<clock>.+?){_FROM_NOW_ON}",
        rf"send (?:me )?(?:my |the |your )?(?:{_SLOT} )?{_MAIL} (?:at|around|about) (?P<clock>.+?){_FROM_NOW_ON}",
        rf"{_SLOT} (?:time|{_MAIL})(?: at| to)? (?P<clock>.+?){_FROM_NOW_ON}",
    )
)


def _time(words: str) -> Time | Unclear | None:
    for pattern in _TIMES:
        if match := pattern.fullmatch(words):
            slot = _SLOTS.get(match.groupdict().get("slot") or "")
            return _at(match["clock"], slot)
    return None


def _at(said: str, slot: str | None) -> Time | Unclear | None:
    match spoken.read_clock(said, slot):
        case spoken.Clock(at, either_half):
            is_night = either_half and at < time(6)
            return Unclear("time", spoken.WHICH_HALF) if is_night else Time(at, slot)
        case Unsure(why):
            return Unclear("time", why)
        case None:
            return None


_I_AM = r"(?:i'm|i am|im|i'll be|i will be|we're|we are)"
_GOING = r"(?:away|back|now|staying|travell?ing|going|flying|off)"
_TRIP = re.compile(
    rf"(?P<me>{_I_AM} |back )?(?:(?:{_GOING} )*(?:in|to|at)|visiting) (?:the )?(?P<place>.+?)(?: (?:right )?now)?"
    rf"(?: {_UNTIL} (?P<until>.+))?"
)
# An unknown word may be a place if it has a capital letter; these are none.
_NAMED = re.compile(rf"\b[Ii]n (?:the )?(?:[A-Z][\w'-]*,? ){{1,3}}{_UNTIL}\b")
_NO_PLACES = """bed hospital clinic surgery icu er pain agony trouble school class college work office court jail
    prison rehab quarantine isolation therapy treatment recovery town home meeting meetings shock tears a my his her
    their our bandages plaster january february march april may june july august september october november december"""


def _away(words: str, text: str, today: date, zones: Places) -> Away | Unclear | None:
    match = _TRIP.fullmatch(words)
    if match is None or not (match["me"] or match["until"]):
        return None
    found = _zones_of(match["place"], zones)
    if not found:
        return Unclear("away", NO_SUCH_PLACE) if match["until"] and _may_be_a_place(match["place"], text) else None
    if len(found) > 1:
        return Unclear("away", WHICH_PLACE)
    place = " ".join(_capital(word) for word in match["place"].split())[:LONGEST_PLACE].rstrip()
    if match["until"] is None:
        return Away(place, found[0])
    match spoken.read_date(match["until"], today):
        case date() as until if today <= until <= today + LONGEST_TRIP:
            return Away(place, found[0], until)
        case Unsure(why):
            return Unclear("away", why)
        case _:
            return Unclear("away", NO_SUCH_TRIP)


def _zones_of(place: str, zones: Places) -> tuple[str, ...]:
    """ "Paris", "Paris France", "Springfield Illinois": the region behind a known name decides which one it is."""
    name = re.sub(r"[-.]+", " ", place).replace("  ", " ")
    if name in zones:
        return zones[name]
    words = name.split()
    for cut in range(1, len(words)):
        town, region = " ".join(words[:cut]), " ".join(words[cut:])
        if town in zones and region in zones:
            return zones[region] if len(zones[region]) == 1 else zones[town]
    return ()


def _may_be_a_place(place: str, text: str) -> bool:
    return not set(_NO_PLACES.split()) & set(place.split()) and not text.isupper() and _NAMED.search(text) is not None


def _capital(word: str) -> str:
    return word.upper() if word in ("dc", "uk", "usa", "uae", "nyc", "la", "sf", "hk", "kl") else word.capitalize()
