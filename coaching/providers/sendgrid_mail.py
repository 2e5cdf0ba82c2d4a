"""Puts emails into as few SendGrid requests as its limits allow.

Limits (docs.sendgrid.com, mail send, limitations): each address once in a request, substitutions at
most 10,000 bytes for a person, body below 30 MB (we stop at 20).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote, urlsplit

import orjson

from coaching.providers.base import Email, Rejected, Scope, Shell

MAX_BODY_BYTES = 20 * 1024 * 1024
MAX_SUBSTITUTION_BYTES = 10_000
_UNTRACKED = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
    "ganalytics": {"enable": False},
}


@dataclass(frozen=True, slots=True)
class SendGridConfig:
    """As whom to send. `unsubscribe_mailbox` is an address that takes unsubscribe mails, None for no such header.

    With a `reply_domain` each person is written to from an address of their own at it, which must be the domain of
    `sender_address` too (SendGrid: one domain per request). Replies and unsubscribe mails then name the person.
    """

    api_key: str = field(repr=False)
    sender_address: str
    sender_name: str = ""
    reply_to: str | None = None
    unsubscribe_mailbox: str | None = None
    reply_domain: str = ""
    base_url: str = "https://api.sendgrid.com"
    max_personalizations: int = 250

    def __post_init__(self) -> None:
        for name in ("api_key", "sender_address"):
            if not getattr(self, name):
                raise ValueError(f"SendGrid needs {name}; set it.")
        if ";" in self.sender_name or "," in self.sender_name:
            raise ValueError("SendGrid takes no ';' or ',' in the sender's name; write it without.")
        if self.reply_domain and self.sender_address.rpartition("@")[2].lower() != self.reply_domain.lower():
            raise ValueError("reply_domain must be the domain of sender_address.")
        if not 1 <= self.max_personalizations <= 1000:
            raise ValueError("max_personalizations must be from 1 to 1000; 250 is best.")


@dataclass(frozen=True, slots=True)
class Member:
    """One person in a letter: place in the batch, time limit, and the finished JSON of the personalization."""

    index: int
    deadline_s: float
    address: str
    piece: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One request. `origin` numbers the letters of a batch; parts of a letter keep its number."""

    origin: int
    envelope: bytes = field(repr=False)
    members: tuple[Member, ...]

    @property
    def deadline_s(self) -> float:
        return min(member.deadline_s for member in self.members)

    def body(self) -> bytes:
        pieces = b",".join(member.piece for member in self.members)
        return b'%s,"personalizations":[%s]}' % (self.envelope[:-1], pieces)

    def halves(self) -> tuple["Letter", "Letter"]:
        middle = len(self.members) // 2
        return replace(self, members=self.members[:middle]), replace(self, members=self.members[middle:])

    def without(self, positions: Iterable[int]) -> "Letter":
        gone = set(positions)
        return replace(self, members=tuple(m for n, m in enumerate(self.members) if n not in gone))


@dataclass(frozen=True, slots=True)
class Plan:
    """Letters to send, and by place in the batch the emails that no letter can hold."""

    letters: tuple[Letter, ...]
    refused: Mapping[int, Rejected]


def plan(emails: Sequence[tuple[int, Email]], config: SendGridConfig) -> Plan:
    """This will sort (place in the batch, email) into letters: one shell each, each address once in each.

    An email whose words SendGrid could not fill in is filled in here; it then has a shell of its own.
    """
    cohorts: dict[Shell, list[tuple[int, Email]]] = {}
    for index, email in emails:
        fitting = email if _substitutions_fit(email.substitutions) else filled_in(email)
        cohorts.setdefault(fitting.shell, []).append((index, fitting))
    letters: list[Letter] = []
    refused: dict[int, Rejected] = {}
    for shell, cohort in cohorts.items():
        envelope = _envelope(shell, config)
        members = {index: _member(index, email, envelope, config) for index, email in cohort}
        refused |= {index: member for index, member in members.items() if isinstance(member, Rejected)}
        for group in _pack([m for m in members.values() if isinstance(m, Member)], _room(envelope), config):
            letters.append(Letter(len(letters), envelope, tuple(group)))
    return Plan(tuple(letters), refused)


def filled_in(email: Email) -> Email:
    """This will put the person's words into the shell, all tags at once, so that words cannot act as tags."""
    words = {tag: word for tag, word in email.substitutions.items() if tag}
    if not words:
        return replace(email, substitutions={})
    tags = re.compile("|".join(re.escape(tag) for tag in sorted(words, key=len, reverse=True)))

    def fill(text: str) -> str:
        return tags.sub(lambda found: words[found.group()], text)

    shell = email.shell
    return replace(email, shell=Shell(fill(shell.subject), fill(shell.html), fill(shell.text)), substitutions={})


def _substitutions_fit(words: Mapping[str, str]) -> bool:
    letters = sum(map(len, words)) + sum(map(len, words.values()))
    if 4 * letters > MAX_SUBSTITUTION_BYTES:  # UTF-8 takes four bytes at most; most emails need no closer look
        letters = sum(len(part.encode("utf-8", "surrogatepass")) for pair in words.items() for part in pair)
    return letters <= MAX_SUBSTITUTION_BYTES and all(map(_is_usable_tag, words))


@lru_cache(maxsize=4096)
def _is_usable_tag(tag: str) -> bool:
    """SendGrid finds no tag with a space or one of < > & in it."""
    return re.fullmatch(r"[^\s<>&]+", tag) is not None


def _envelope(shell: Shell, config: SendGridConfig) -> bytes:
    """The JSON of everything shared. Empty where the words are no Unicode: nobody can get them."""
    sender = {"email": config.sender_address} | ({"name": config.sender_name} if config.sender_name else {})
    reply_to = {"reply_to": {"email": config.reply_to}} if config.reply_to else {}
    plain, html = {"type": "text/plain", "value": shell.text}, {"type": "text/html", "value": shell.html}
    shared = {"subject": shell.subject, "content": [plain, html], "tracking_settings": _UNTRACKED}
    try:
        return orjson.dumps({"from": sender, **reply_to, **shared})
    except orjson.JSONEncodeError:
        return b""


def _member(index: int, email: Email, envelope: bytes, config: SendGridConfig) -> Member | Rejected:
    try:
        piece = orjson.dumps(_personalization(email, config))
    except orjson.JSONEncodeError:
        return _NOT_UNICODE
    if not envelope:
        return _NOT_UNICODE
    if len(piece) > _room(envelope):
        return _TOO_LARGE
    return Member(index, email.deadline_s, email.to.strip().casefold(), piece)


def _personalization(email: Email, config: SendGridConfig) -> dict[str, object]:
    """One person's part. Headers: RFC 2369 and RFC 8058 section 3.1.

    A Reply-To cannot be given per person (it is a reserved header, and shared by the request); a From can.
    """
    own = _own_token(email) if config.reply_domain else ""
    name = {"name": config.sender_name} if config.sender_name else {}
    return {
        "to": [{"email": email.to}],
        **({"from": {"email": f"reply+{own}@{config.reply_domain}", **name}} if own else {}),
        "headers": {
            "List-Unsubscribe": _ways_out(email, own, config),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "custom_args": {"coaching_message": str(email.message), "coaching_attempt": email.attempt},
        **({"substitutions": dict(email.substitutions)} if email.substitutions else {}),
    }


def _own_token(email: Email) -> str:
    """The person's token, as the one-click address carries it; "" for mails that are no person's, e.g. alerts."""
    found = _OWN_PAGE.search(email.unsubscribe_url)
    return found[1] if found else ""


_OWN_PAGE = re.compile(r"/u/([A-Za-z0-9_-]{8,64})/?$")


def _ways_out(email: Email, own: str, config: SendGridConfig) -> str:
    way = f"<{email.unsubscribe_url}>"
    if own:
        return f"{way}, <mailto:unsubscribe+{own}@{config.reply_domain}?subject=unsubscribe>"
    if config.unsubscribe_mailbox:
        token = urlsplit(email.unsubscribe_url).path.rstrip("/").rpartition("/")[2]
        return f"{way}, <mailto:{config.unsubscribe_mailbox}?subject={quote(token, safe='')}>"
    return way


def _room(envelope: bytes) -> int:
    """Bytes left for personalizations and the commas between them."""
    return MAX_BODY_BYTES - len(envelope) - len(b',"personalizations":[]')


def _pack(members: Sequence[Member], room: int, config: SendGridConfig) -> list[list[Member]]:
    """First fit, in order: a person goes into the first letter with a place that has not got the address."""
    groups: list[list[Member]] = []
    addresses: list[set[str]] = []
    sizes: list[int] = []
    for member in members:
        size = len(member.piece) + 1
        for n, group in enumerate(groups):
            small = len(group) < config.max_personalizations and sizes[n] + size <= room
            if small and member.address not in addresses[n]:
                break
        else:
            n = len(groups)
            groups.append([])
            addresses.append(set())
            sizes.append(0)
        groups[n].append(member)
        addresses[n].add(member.address)
        sizes[n] += size
    return groups


_NOT_UNICODE = Rejected("not_unicode", Scope.CONTENT, "The email holds half a character; type its words anew.")
_TOO_LARGE = Rejected("too_large", Scope.CONTENT, "The email is larger than 20 MB; shorten it.")
