"""What a rule looks at: a text, what is known around it, and the text as people read it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from jinja2 import TemplateSyntaxError

from coaching.core.linting.expanding import Variant, expand
from coaching.core.linting.sentences import Sentence, sentences
from coaching.core.model import Channel, Track
from coaching.core.rendering import TemplateProblem, TemplateRefused, once, source
from coaching.core.vocabulary import EMAIL_NAMES, SMS_NAMES

EVERY_TRACK = frozenset(Track)
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Claim:
    """A source. `read_on`: when it was looked at last. `effect`: it says what magnesium does in the body."""

    read_on: date
    effect: bool = False


@dataclass(frozen=True, slots=True)
class LintText:
    """A template. `tracks`: to whom it can come. `asks`: it opens a check-in."""

    name: str
    source: str
    tracks: frozenset[Track] = EVERY_TRACK
    asks: bool = False

    @property
    def channel(self) -> Channel:
        return Channel(self.name.partition("/")[0])

    @property
    def language(self) -> str:
        """The language by its two letters at the end of the name: "help.es" is Spanish, "help" English."""
        last = self.name.rpartition("/")[2].rpartition(".")
        return last[2] if last[0] and len(last[2]) == 2 else ENGLISH

    @property
    def stem(self) -> str:
        """The name without channel, programme and form: "day-06"."""
        return self.name.rpartition("/")[2].partition(".")[0]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around a text. `usual` and `longest`: values for every variable; `limits`: ul_mg of each region.

    `layout`: the MJML of emails. `host`: our own host name, for links. `today`: sources older than a year are stale.
    """

    usual: Mapping[str, object]
    longest: Mapping[str, object]
    foods: Mapping[str, str]
    limits: tuple[int, ...]
    claims: Mapping[str, Claim]
    layout: str
    host: str
    today: date
    phi_mode: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One way in which a part of a message reads; `part` is "sms", "subject", "preheader" or "body"."""

    part: str
    variant: Variant
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A sound text in every way it reads: `pages` with usual values, `longest` (SMS alone) with the longest ones."""

    text: LintText
    source: str
    pages: tuple[Page, ...]
    longest: tuple[Variant, ...]
    _breaks: tuple[int, ...] = field(repr=False)

    @property
    def channel(self) -> Channel:
        return self.text.channel

    def sentences(self) -> Iterator[tuple[Page, Sentence]]:
        """This will go through all sentences of all ways; most come more than once."""
        for page in self.pages:
            for sentence in page.sentences:
                yield page, sentence

    def line(self, at: int) -> int:
        """This will give the line of a letter of the source, from 1."""
        return bisect_right(self._breaks, at) + 1

    def place(self, page: Page, sentence: Sentence) -> tuple[int, str]:
        """This will give line and words of a sentence as they stand in the source."""
        return self.span(page.variant, sentence.begin, sentence.end)

    def span(self, variant: Variant, begin: int, end: int) -> tuple[int, str]:
        if not variant.starts:
            return 1, ""
        places = range(begin, max(begin + 1, end))
        tags = dict.fromkeys((variant.starts[place], variant.ends[place]) for place in places)
        words = "".join(self.source[first:last] for first, last in tags)
        return self.line(variant.starts[begin]), words.replace("**", "")


def problems(text: LintText, around: Around) -> tuple[TemplateProblem, ...]:
    """This will say what keeps a text from being sent at all."""
    return _problems(text.channel, text.source, around.layout, frozenset(around.foods))


@lru_cache(maxsize=1000)
def _problems(channel: Channel, text: str, layout: str, foods: frozenset[str]) -> tuple[TemplateProblem, ...]:
    try:
        if channel is Channel.SMS:
            once.sms(text, SMS_NAMES, foods)
        else:
            once.email(text, layout, EMAIL_NAMES, foods)
    except TemplateRefused as refused:
        return refused.problems
    except TemplateSyntaxError as error:
        return (TemplateProblem(error.lineno, error.message or "This is no valid Jinja."),)
    return ()


def read(text: LintText, around: Around) -> Message:
    """This will fill a sound text in every way."""
    whole = source.tidy(text.source)
    breaks = tuple(n + 1 for n, letter in enumerate(whole) if letter == "\n")
    food = {"food": lambda key: around.foods.get(key, "78 mg")}
    usual, longest = {**around.usual, **food}, {**around.longest, **food}
    if text.channel is Channel.SMS:
        pages = tuple(Page("sms", each, sentences(each, markdown=False)) for each in expand(whole, 0, usual))
        return Message(text, whole, pages, expand(whole, 0, longest), breaks)
    mail = source.divide_email(whole)
    starts = (0, *breaks)
    found: list[Page] = []
    for name, part in (("subject", mail.subject), ("preheader", mail.preheader), ("body", mail.body)):
        at = starts[min(part.line, len(starts)) - 1]
        at = at if name == "body" else max(at, whole.find(part.text, at))
        ways = expand(part.text, at, usual)
        found.extend(Page(name, way, sentences(way, markdown=name == "body")) for way in ways)
    return Message(text, whole, tuple(found), (), breaks)
