"""The form of an SMS: parts, alphabet, links, sender."""

import re
from collections.abc import Iterator

from coaching.core import segments
from coaching.core.linting.expanding import with_values_as
from coaching.core.linting.findings import Hit, Level
from coaching.core.linting.message import ENGLISH, Around, Message
from coaching.core.model import Channel

BRAND_LETTERS = 12


def parts(message: Message, _around: Around) -> Iterator[Hit]:
    """The longest values decide. English fits one part; other alphabets may take two."""
    allowed = 1 if message.text.language == ENGLISH else 2
    for each in message.longest:
        size = segments.measure(each.text.strip())
        if size.count > allowed:
            whole = 160 if size.encoding == "GSM-7" else 70
            mend = f"With the longest values it needs {size.count} parts; shorten it by {size.units - whole * allowed}."
            yield Hit(1, message.source, mend, Level.ERROR if size.count > 2 else Level.WARNING)


def alphabet(message: Message, _around: Around) -> Iterator[Hit]:
    """One sign outside GSM-7 makes a part hold 70 letters in place of 160."""
    for page, sentence in message.sentences():
        if page.part != "sms":
            continue
        size = segments.measure(with_values_as(sentence.own, "x"))
        if size.culprits:
            better = dict(size.suggestions)
            how = ", ".join(f"{sign} as {better.get(sign) or 'nothing'}" for sign in size.culprits)
            yield Hit(*message.place(page, sentence), f"Write {how}.")


def doubles(message: Message, _around: Around) -> Iterator[Hit]:
    """Signs of the extension table take the room of two letters."""
    for page, sentence in message.sentences():
        if page.part == "sms" and (found := sorted(set(sentence.own) & segments.EXTENSION)):
            yield Hit(*message.place(page, sentence), f"Each counts as two letters: {' '.join(found)}")


_LINK = re.compile(r"\b(?:https?://)?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?P<path>/\S*)?", re.IGNORECASE)
SHORTENERS = frozenset({
    "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly", "rb.gy", "t.ly",
    "shorturl.at", "lnkd.in",
})  # fmt: skip
_VALUE_LINK = re.compile(r"{{-?\s*\w+_url\b")


def links(message: Message, around: Around) -> Iterator[Hit]:
    """Carriers block link shorteners; one link, https, on our own domain."""
    if message.channel is not Channel.SMS:
        return
    own = len(_VALUE_LINK.findall(message.source))
    for page in message.pages:
        found = [each for each in _LINK.finditer(page.variant.own) if each[0].startswith("http") or each["path"]]
        for each in found:
            line, excerpt = message.span(page.variant, *each.span())
            host = each["host"].lower().removeprefix("www.")
            if host in SHORTENERS:
                yield Hit(line, excerpt, "Carriers block link shorteners. Write the whole address.", Level.ERROR)
            elif host != around.host or not each[0].startswith("https://"):
                yield Hit(line, excerpt, "Link to our own domain, with https.", Level.WARNING)
        if own + len(found) > 1:
            yield Hit(1, message.source, "Keep one link and leave the others out.", Level.WARNING)


_SENDER = re.compile(r"\s*{{-?\s*brand\s*-?}}")


def sender(message: Message, around: Around) -> Iterator[Hit]:
    """Every SMS begins with the sender's name."""
    if message.channel is not Channel.SMS:
        return
    begins = (message.source[page.variant.starts[0] :] for page in message.pages if page.variant.starts)
    if not all(_SENDER.match(words) for words in begins):
        yield Hit(1, message.source, "Begin with “{{ brand }}: ”.")
    brand = str(around.usual.get("brand", ""))
    if len(brand) > BRAND_LETTERS:
        mend = f"The brand has {len(brand)} letters; with {BRAND_LETTERS} or fewer there is room for words."
        yield Hit(1, brand, mend, Level.WARNING)
