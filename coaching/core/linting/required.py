"""What certain texts have to contain: consent, HELP and STOP, the replies to a danger, the foot of an email."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from coaching.core.linting.claims import claims_of
from coaching.core.linting.findings import Hit
from coaching.core.linting.locked import FDA_DISCLAIMER
from coaching.core.linting.message import Around, Message
from coaching.core.linting.patterns import Words
from coaching.core.model import Channel

numbers = Words(
    re.compile(
        r"\b(?:911|988|999|112|116 ?123|1-800-\S+|1 800 \S+)\b|\b(?:call|dial|ring|phone|text) (?:now )?\d{3,}\b", re.I
    ),
    "Write {{ emergency_number }}, {{ crisis_line }} or {{ poison_line }}: they differ from country to country.",
    own=True,
)

SMS_FREQUENCY = re.compile(r"\babout (?:\d+|one) (?:msg|message|text)s?(?:/| a )(?:day|week)\b", re.I)
SMS_STOP = re.compile(r"\bSTOP\b")
_NAME = ("the name of the program", re.compile(r"\bprogram\b|\bclub\b", re.I))
_FREQUENCY = ("how often you write", SMS_FREQUENCY)
_RATES = ("“Msg & data rates may apply”", re.compile(r"\bmsg & data rates may apply\b", re.I))
_HELP = ("HELP", re.compile(r"\bHELP\b"))
_STOP = ("STOP", SMS_STOP)
_LESS = ("LESS", re.compile(r"\bLESS\b"))
_PAUSE = ("PAUSE", re.compile(r"\bPAUSE\b"))
_NO_MORE = ("“no more texts”", re.compile(r"\bno more texts?\b", re.I))

# 47 CFR 64.1200 and the CTIA handbook.
_OPTIN = (_NAME, _FREQUENCY, _RATES, _HELP, _STOP)
OPTIN: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "optin-confirm": _OPTIN,
    "optin-request": _OPTIN,
    "join-request": _OPTIN,
    "start-confirm": _OPTIN,
    "monthly": (_NAME, _FREQUENCY, _LESS, _PAUSE, _HELP, _STOP),
}
HELPS = {"help": (_NAME, _FREQUENCY, _RATES, _STOP), "not-enrolled-help": (_NAME, _FREQUENCY, _RATES, _STOP)}
STOPS = {"stop-confirm": (_NO_MORE,)}


@dataclass(frozen=True, slots=True)
class Parts:
    """An SMS by its name, and what it has to contain; `values`: variables that have to be in it, too."""

    texts: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    values: tuple[str, ...] = ()

    def __call__(self, message: Message, _around: Around) -> Iterator[Hit]:
        parts = self.texts.get(message.text.stem)
        if message.channel is not Channel.SMS or parts is None:
            return
        for page in message.pages:
            own = {_NAME[0]} if _uses(message.source, "program") else set[str]()
            missing = [name for name, pattern in parts if name not in own and not pattern.search(page.variant.own)]
            missing += [f"{{{{ {name} }}}}" for name in ("brand", *self.values) if not _uses(message.source, name)]
            if missing:
                yield Hit(1, message.source, f"Add {', '.join(missing)}.")


def _uses(source: str, name: str) -> bool:
    return re.search(rf"{{{{-?\s*{name}\b", source) is not None


opt_in = Parts(OPTIN)
helps = Parts(HELPS, ("support_contact",))
stops = Parts(STOPS)

_TOLD = re.compile(r"\b(?:your )?coach (?:has been told|knows)\b", re.I)
_NOT_WATCHED = re.compile(r"\bnot watched 24/7\b", re.I)
_DO_NOT_WAIT = re.compile(r"\bdo not wait for us\b", re.I)


def danger(message: Message, _around: Around) -> Iterator[Hit]:
    """The reply to a danger names the number, says who knows of it, and for an emergency that nobody watches."""
    stem = message.text.stem
    if not stem.startswith("rf-") or message.channel is not Channel.SMS:
        return
    wanted: list[tuple[str, Callable[[str], bool]]] = []
    if stem.endswith("-alone"):
        wanted += [("“do not wait for us”", lambda text: bool(_DO_NOT_WAIT.search(text)))]
        wanted += [("nothing about a coach who knows", lambda text: not _TOLD.search(text))]
    else:
        wanted += [("“Your coach has been told.”", lambda text: bool(_TOLD.search(text)))]
    if stem.startswith("rf-emergency"):
        wanted += [("“not watched 24/7”", lambda text: bool(_NOT_WATCHED.search(text)))]
    for page in message.pages:
        missing = [name for name, holds in wanted if not holds(page.variant.own)]
        missing += [] if _uses(message.source, "emergency_number") else ["{{ emergency_number }}"]
        if missing:
            yield Hit(1, message.source, f"Add {', '.join(missing)}.")


_LEARNING = re.compile(r"for learning, not medical advice", re.I)
_NO_EMERGENCY = re.compile(r"not for emergencies", re.I)


def disclaimers(message: Message, around: Around) -> Iterator[Hit]:
    """Every email says what it is not; one that says what magnesium does carries the FDA's two sentences, whole."""
    if message.channel is not Channel.EMAIL:
        return
    for name, pattern in (("For learning, not medical advice.", _LEARNING), ("Not for emergencies.", _NO_EMERGENCY)):
        if not pattern.search(around.layout):
            yield Hit(1, "the foot of the layout", f"Add “{name}” to templates/email/_layout.mjml.")
    makes = [name for name in claims_of(message) if name in around.claims and around.claims[name].effect]
    for page in message.pages:
        if page.part == "body" and makes and FDA_DISCLAIMER not in page.variant.text:
            yield Hit(1, ", ".join(makes), f"End the email with *{FDA_DISCLAIMER}*")


def foot(message: Message, around: Around) -> Iterator[Hit]:
    """An email shows how to leave and where we are. The headers and the plain part are made by the code that sends."""
    if message.channel is Channel.EMAIL:
        for name in ("unsubscribe_url", "postal_address"):
            if not _uses(around.layout, name):
                yield Hit(1, "the foot of the layout", f"Add {{{{ {name} }}}} to templates/email/_layout.mjml.")
