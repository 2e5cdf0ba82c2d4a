"""How a text reads: grade, length of sentences, tone, and no pressure."""

import re
from collections.abc import Iterator

from coaching.core.linting import grade as grading
from coaching.core.linting.expanding import with_values_as
from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.message import Around, Message, Page
from coaching.core.linting.patterns import Words, any_of
from coaching.core.linting.sentences import Sentence
from coaching.core.model import Channel

WARN_ABOVE = 6.0
REFUSE_ABOVE = {Channel.SMS: 7.0, Channel.EMAIL: 8.0}
SENTENCE_WORDS = 20
ACTIONS = 2


def grade_of(message: Message) -> float | None:
    """This will give the worst reading grade of an SMS, or of the body of an email."""
    grades = (_grade(page) for page in message.pages if page.part in ("sms", "body"))
    return max((each for each in grades if each is not None), default=None)


def _grade(page: Page) -> float | None:
    return grading.grade(with_values_as(each.own, "one") for each in page.sentences if _counts(each))


def _counts(sentence: Sentence) -> bool:
    """Headings and greetings are short whatever they say, and would flatter the rest."""
    return not (sentence.is_locked or sentence.is_title) and len(grading.words(sentence.own)) > 1


def grade(message: Message, _around: Around) -> Iterator[Hit]:
    """Health texts belong at grade 6."""
    found, limit = grade_of(message), REFUSE_ABOVE[message.channel]
    if found is not None and found > WARN_ABOVE:
        level = Level.ERROR if found > limit else Level.WARNING
        mend = f"It reads at grade {found}; at most {limit:g}. Shorter sentences and shorter words bring it down."
        yield Hit(1, message.source if message.channel is Channel.SMS else "the whole email", mend, level)


# What people know as signs, not as shouting.
KEYWORDS = frozenset({
    "YES", "STOP", "HELP", "START", "JOIN", "PAUSE", "RESUME", "LESS", "MORE", "UNDO", "LATER", "TIME", "STATUS",
    "REPEAT", "AWAY", "EMAIL", "SMS", "ONLY", "US", "EU", "UK", "FDA", "HIV", "OK", "TV",
})  # fmt: skip
_CAPS = re.compile(r"\b[A-Z]{2,}\b")
# A sentence that begins so asks for something to be done; answers, care and courtesy do not count.
_DOES = re.compile(
    r"^(?:then |so |or |and |please )?(?:try|add|pick|put|take|drink|eat|walk|write|go|move|stretch|breathe|set|"
    r"look at|check|text|book|open|print|buy|cook|swap|trade|choose|name|lift|dim|read|say)\b",
    re.IGNORECASE,
)


def shape(message: Message, _around: Around) -> Iterator[Hit]:
    """Sentences of at most 20 words; in an SMS one thing to do, one “!”, and no word in capitals but keywords."""
    for page, sentence in message.sentences():
        count = len(grading.words(with_values_as(sentence.own, "one")))
        if count > SENTENCE_WORDS and not sentence.is_locked:
            yield Hit(*message.place(page, sentence), f"This sentence has {count} words. Make two of it.")
        if shouted := [word for word in _CAPS.findall(sentence.own) if word not in KEYWORDS]:
            yield Hit(*message.place(page, sentence), f"Write {', '.join(shouted)} in small letters.")
    for page in message.pages:
        if page.part == "sms":
            yield from _of_sms(message, page)


def _of_sms(message: Message, page: Page) -> Iterator[Hit]:
    if page.variant.own.count("!") > 1:
        yield Hit(1, message.source, "Keep one “!”.")
    begins = [re.sub(r"^.{0,30}?:\s*", "", each.own) for each in page.sentences]
    actions = [words for words in begins if _DOES.match(words)]
    if len(actions) > ACTIONS:
        yield Hit(1, message.source, f"It asks for {len(actions)} things. Keep one; the others fit another day.")


tone = Words(
    any_of(
        "fail(?:ed|ure|ing)?", "lazy", "bad", "must", "should have", "your fault(?<!not your fault)", "no excuses?",
        "deadly", "terrif\\w+", "horrif\\w+", "scary", "ruin\\w*", "guilt\\w*", "asham\\w+", "fat", "overweight",
        "obese", "flabby", "lose weight", "slim down", "your weight",
    ),
    "Say what the reader can do next, without blame or fear.",
)  # fmt: skip

_PRESSURE = any_of(
    "last chance", "act now", "hurry", "limited time", "final (?:notice|warning|call)", "don't miss", "do not miss",
    "before it is too late", r"only \d+ (?:places|spots|hours|days) left", "expires? (?:today|soon|tonight)",
)  # fmt: skip
_THREAD = re.compile(r"^\s*(?:re|fwd?|aw|wg)\s*:", re.IGNORECASE)


def urgency(message: Message, _around: Around) -> Iterator[Hit]:
    """No pressure that is not real, and a subject that is true."""
    for page, sentence in message.sentences():
        if _PRESSURE.search(sentence.own):
            yield Hit(*message.place(page, sentence), "Say what it is about, without a deadline that nobody has.")
        elif page.part == "subject" and _THREAD.match(sentence.own):
            yield Hit(*message.place(page, sentence), "There is no thread to answer: leave “Re:” and “Fwd:” out.")
