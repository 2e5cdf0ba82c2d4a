"""A message to many: its words in each language, read by the rules for texts, and what it comes to; and its stop."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from coaching.core import languages, needs
from coaching.core.groups import ANY_WAY, Facts, Note
from coaching.core.linting import Finding
from coaching.core.model import Channel
from coaching.core.rendering import SmsTemplate, TemplateRefused, compile_sms
from coaching.core.segments import Segments, measure
from coaching.journeys import owe, proofread
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Span
from coaching.store import audit, groups, mailings
from coaching.store.crowd import Kind
from coaching.store.groups import Candidate
from coaching.store.transactions import atomic

LONGEST = needs.LONGEST[Channel.SMS]
NAMES = frozenset({"first_name"})


class WordsRefused(Exception):
    """The words cannot go out; the sentence says what to mend."""


class StopRefused(Exception):
    """There is nothing to stop; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a coach wrote: `words` for everybody, `others` by language for those who read it. `why` is the reason for
    warnings, of which `seen` are the marks that were shown."""

    words: str
    others: Mapping[str, str] = field(default_factory=dict)
    note: Note = ANY_WAY
    why: str = ""
    seen: frozenset[str] = frozenset()

    def for_language(self, language: str) -> str:
        return self.others.get(language) or self.words

    @property
    def all(self) -> dict[str, str]:
        """Every form that is written, by language."""
        return {languages.DEFAULT: self.words, **{code: words for code, words in self.others.items() if words}}


@dataclass(frozen=True, slots=True)
class Form:
    """The words of one language: for how many, the longest as somebody gets it, and what the rules say."""

    language: str
    people: int
    longest: str
    segments: Segments
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What it comes to. `waiting` talk with a coach now: theirs goes once that is over. `marks`: of all warnings.

    `looked_at`: of a crowd, how many the segments and `had_enough` (who has had the most of a day already, and is left
    out when it is their turn) are reckoned from; 0: all are counted, and those who had enough are not among them.
    """

    forms: tuple[Form, ...]
    texts: int
    segments: int
    emails: int
    waiting: int
    dose: bool
    had_enough: int = 0
    looked_at: int = 0

    @property
    def marks(self) -> frozenset[str]:
        return frozenset(proofread.mark(each) for form in self.forms for each in form.warnings)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.forms)


def template(words: str) -> SmsTemplate:
    """This will compile the words; raises WordsRefused."""
    if not words.strip():
        raise WordsRefused("Write something first.")
    if len(words) > LONGEST:
        raise WordsRefused(f"Shorten it by {len(words) - LONGEST} letters; {LONGEST} are long enough for a text.")
    try:
        return compile_sms(words, names=NAMES, foods=frozenset())
    except TemplateRefused as refused:
        raise WordsRefused(str(refused)) from refused


def speaks_of_doses(written: Written, office: Office, moment: Moment) -> bool:
    """This will say whether words are about taking a supplement, or a coach said that they are."""
    every = written.all.items()
    return written.note.dose or any(proofread.read_for_many(w, code, office.house, moment)[1] for code, w in every)


def with_day(each: Candidate, office: Office, spans: "Spans") -> Facts:
    """This will add whether somebody has had enough on the day on which a message would reach them."""
    span = spans.of(each)
    had = each.had.get(span.on, 0) if span and span.on else 0
    return replace(each.facts, had_enough=had >= office.daily_cap)


class Spans:
    """The next open hours of people, each zone and number worked out once."""

    def __init__(self, now: datetime) -> None:
        self._now, self._known = now, dict[tuple[int, str, str], Span | None]()

    def of(self, each: Candidate) -> Span | None:
        """None where the stored zone makes no sense."""
        key = (each.campaign, (each.phone or "")[:5], each.zone)
        if key not in self._known:
            try:
                self._known[key] = owe.hours_of(each.campaign, each.phone, each.zone, self._now)
            except (LookupError, ValueError):
                self._known[key] = None
        return self._known[key]


def add_up(written: Written, going: Sequence[Candidate], office: Office, moment: Moment) -> Sums:
    """This will work out what a message comes to for those it goes to. Raises WordsRefused."""
    readers: dict[str, list[str]] = {code: [] for code in written.all}
    for each in going:
        readers[_form_of(each.language, written)].append(each.first_name)
    texts = segments = emails = 0
    parts: dict[tuple[str, str], int] = {}
    templates = {code: template(words) for code, words in written.all.items()}
    for each in going:
        if written.note.way(each.facts.channels) is Channel.EMAIL:
            emails += 1
            continue
        key = (_form_of(each.language, written), each.first_name)
        if key not in parts:
            parts[key] = measure(as_sent(templates[key[0]], each.first_name, office)).count
        texts, segments = texts + 1, segments + parts[key]
    return Sums(
        forms=tuple(_form(code, words, readers[code], office, moment) for code, words in written.all.items()),
        texts=texts,
        segments=segments,
        emails=emails,
        waiting=sum(each.facts.waits for each in going),
        dose=written.note.dose,
    )


def estimate(
    written: Written, going: Sequence[Kind], some: Sequence[Candidate], office: Office, moment: Moment
) -> Sums:
    """This will work out what a message comes to for a crowd: people are counted, segments reckoned from `some`."""
    like, spans, readers = add_up(written, some, office, moment), Spans(moment.now), Counter[str]()
    texts = emails = 0
    for kind in going:
        readers[_form_of(kind.language, written)] += kind.count
        is_email = written.note.way(kind.facts.channels) is Channel.EMAIL
        texts, emails = (texts, emails + kind.count) if is_email else (texts + kind.count, emails)
    enough = sum(with_day(each, office, spans).had_enough for each in some)
    return replace(
        like,
        forms=tuple(replace(form, people=readers[form.language]) for form in like.forms),
        texts=texts,
        segments=round(texts * like.segments / like.texts) if like.texts else texts,
        emails=emails,
        waiting=sum(kind.count for kind in going if kind.facts.waits),
        had_enough=round((texts + emails) * enough / len(some)) if some else 0,
        looked_at=len(some),
    )


def _form_of(language: str, written: Written) -> str:
    return language if written.others.get(language) else languages.DEFAULT


def _form(code: str, words: str, readers: Sequence[str], office: Office, moment: Moment) -> Form:
    found, _ = proofread.read_for_many(words, code, office.house, moment)
    longest = longest_of(template(words), readers, office)
    return Form(code, len(readers), longest, measure(longest), found.errors, found.warnings)


def longest_of(filled: SmsTemplate, names: Iterable[str], office: Office) -> str:
    """This will give a text as the one with the longest gets it; letters beyond the plain ones weigh more, so it is
    measured."""
    some = sorted(set(names), key=len)[-20:] or ["Ana"]
    texts = [as_sent(filled, name, office) for name in some]
    return max(texts, key=lambda text: (measure(text).count, measure(text).units))


def as_sent(filled: SmsTemplate, first_name: str, office: Office) -> str:
    """This will give the text for one person, with the sender's name in front."""
    return f"{office.house.values['brand']}: {filled.render({'first_name': first_name})}"


def require(written: Written, sums: Sums) -> None:
    """This will raise WordsRefused for words that break a rule, or warn and were given no reason."""
    if sums.has_errors:
        raise WordsRefused("These words break a rule. Change what is listed below them, then look again.")
    if sums.marks and not (written.why.strip() and sums.marks <= written.seen):
        raise WordsRefused("Look at the warnings: change the words, or say why they are all right.")


def stop(change: int, by: str, moment: Moment) -> int:
    """This will stop a message to many: what has not been handed to a provider stays here. Answers how many that is;
    raises StopRefused. Whoever presses again goes on where a broken press left off."""
    with atomic():
        is_first = mailings.stop(change, by, moment.now)
        if is_first:
            groups.forget_words(change)
            audit.record(by, "stopped a message to many", "group", change, moment.now)
    kept = mailings.take_back(change, moment.now)
    if not (is_first or kept):
        raise StopRefused("It was stopped already.")
    return kept
