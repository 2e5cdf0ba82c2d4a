"""Words that belong to the provider or to consent, so that no answer may use them (47 CFR 64.1200(a)(10))."""

import re
from collections.abc import Iterator

from coaching.core.linting.findings import Hit
from coaching.core.linting.message import Around, Message
from coaching.core.model import Channel

WORDS = "stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|opt out|start|yes|unstop|help|info"
# "2 yes" names a numbered answer and passes.
OFFERED = re.compile(rf"\breply\b[^.?!\n]*?(?<!\d )\b(?P<word>{WORDS})\b", re.IGNORECASE)


def answers(message: Message, _around: Around) -> Iterator[Hit]:
    """A text that asks offers numbers, never a reserved word."""
    if not message.text.asks or message.channel is not Channel.SMS:
        return
    for page in message.pages:
        for sentence in page.sentences:
            if found := OFFERED.search(sentence.own):
                mend = f"Offer numbers: “Reply 1 yes, 2 no”. {found['word'].upper()} never reaches a question."
                yield Hit(*message.place(page, sentence), mend)
