"""An email that a person sent us, read from what SendGrid's Inbound Parse posts. Verify the signature first.

Shapes: docs.sendgrid.com, "Inbound Email Parse Webhook": fields, or in raw mode one field `email` with the whole MIME.
Who wrote is told by the token in the address it was sent to, never by From, which anybody can write.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import TypeVar

from coaching.providers import inbound_auto, inbound_form, inbound_html
from coaching.providers.inbound_auto import AutoReply
from coaching.providers.webhooks import MalformedPayload, storable

__all__ = ["LARGEST", "AutoReply", "InboundEmail", "from_json", "read", "to_json"]

T = TypeVar("T")
LARGEST = 30 * 1024 * 1024
LONGEST_FIELD = 2 * 1024 * 1024
"""Bytes of one field that are read; in raw mode the words come before the attachments."""
MOST_LETTERS, MOST_HEADERS = 200_000, 20_000
_WANTED = frozenset(
    {"headers", "to", "from", "subject", "text", "html", "envelope", "charsets", "attachments", "email"}
)


@dataclass(frozen=True, slots=True)
class InboundEmail:
    """`to_token` names the person, None where no address of ours did. `wants_out`: it was sent to the address of the
    unsubscribe header. `text` is plain, quotes and all; `html` is kept where the text was made from it."""

    message_id: str
    to_token: str | None
    from_: str
    subject: str
    text: str
    auto: AutoReply | None = None
    wants_out: bool = False
    attachments: int = 0
    in_reply_to: str = ""
    headers: str = ""
    html: str = ""

    @property
    def key(self) -> str:
        """What tells this mail from all others: the same one posted again has it too."""
        told = self.message_id or "\n".join((self.from_, self.subject, self.headers, self.text))
        digest = hashlib.sha256(f"{self.to_token}\n{told}".encode("utf-8", "replace")).hexdigest()
        return f"email:{digest}"


def read(content_type: str, raw: bytes) -> InboundEmail:
    """This will read one post. Raises MalformedPayload where it is no form or holds no email."""
    if len(raw) > LARGEST:
        raise MalformedPayload("An email of more than 30 MB; nothing was stored.")
    form = inbound_form.take_apart(content_type, raw, _WANTED, LONGEST_FIELD)
    charsets = _object(form.fields.get("charsets", b""))
    envelope = _object(form.fields.get("envelope", b""))

    def field(name: str) -> str:
        return _decoded(form.fields.get(name, b""), str(charsets.get(name, "")))

    if "email" in form.fields:
        return _from_mime(form.fields["email"], envelope)
    if not form.fields.keys() & {"headers", "envelope", "text", "html", "from"}:
        raise MalformedPayload("The form holds no email; nothing was stored.")
    headers = _headers(field("headers"))
    told = field("attachments").strip()
    attachments = max(form.files, int(told) if re.fullmatch(r"[0-9]{1,4}", told) else 0)
    return _email(headers, envelope, field("to"), field("from"), field("subject"), field("text"), field("html"),
                  attachments, field("headers"))  # fmt: skip


def to_json(mail: InboundEmail) -> str:
    """This will write what is kept of a mail: everything but its attachments, at most about 1 MB."""
    return json.dumps(asdict(mail), ensure_ascii=False)


def from_json(stored: str) -> InboundEmail:
    """This will read back what `to_json` wrote."""
    told = json.loads(stored)
    return InboundEmail(**{**told, "auto": AutoReply(told["auto"]) if told["auto"] else None})


def _email(
    headers: Message, envelope: Mapping[str, object], to: str, from_: str, subject: str, text: str, html: str,
    attachments: int, source: str,
) -> InboundEmail:  # fmt: skip
    token, wants_out = _addressee(
        envelope, [to, *_all(headers, "To"), *_all(headers, "Cc"), *_all(headers, "Delivered-To")]
    )
    sender = _address(from_ or _value(headers, "From"))
    told = envelope.get("from")
    envelope_from = told.strip().strip("<>") if isinstance(told, str) else None
    has_text = bool(text.strip())
    return InboundEmail(
        message_id=_value(headers, "Message-ID").strip()[:500],
        to_token=token,
        from_=sender[:320],
        subject=" ".join(subject.split())[:300],
        text=(text if has_text else inbound_html.to_text(html))[:MOST_LETTERS],
        auto=inbound_auto.judge(headers, subject, sender, envelope_from),
        wants_out=wants_out,
        attachments=attachments,
        in_reply_to=_value(headers, "In-Reply-To").strip()[:500],
        headers=source[:MOST_HEADERS],
        html="" if has_text else html[:MOST_LETTERS],
    )


# The two addresses of a person at our domain; a mail program may have changed the case.
_OURS = re.compile(r"(reply|unsubscribe)\+([A-Za-z0-9_-]{8,64})@.+", re.IGNORECASE)


def _addressee(envelope: Mapping[str, object], headers: list[str]) -> tuple[str | None, bool]:
    to = envelope.get("to")
    told = (
        [each for each in to if isinstance(each, str)] if isinstance(to, list) else [to] if isinstance(to, str) else []
    )
    for address in [*told, *(found for line in headers for found in _addresses(line))]:
        if ours := _OURS.fullmatch(address.strip().strip("<>")):
            return ours[2], ours[1].lower() == "unsubscribe"
    return None, False


def _from_mime(raw: bytes, envelope: Mapping[str, object]) -> InboundEmail:
    """Raw mode. What no parser can make sense of is kept as it came: somebody may have written it."""
    try:
        message = message_from_bytes(raw)
        words = _Words.of(message)
    except (MessageError, RecursionError, ValueError, LookupError):
        message, words = _headers(storable(raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace"))), _Words()
        words.text = storable(raw.partition(b"\r\n\r\n")[2].decode("utf-8", "replace"))
    source = "\n".join(f"{name}: {_readable(value)}" for name, value in message.raw_items())
    return _email(message, envelope, "", _value(message, "From"), _value(message, "Subject"), words.text, words.html,
                  words.attachments, source)  # fmt: skip


class _Words:
    """What a MIME message says: its first text, its first HTML, and how many attachments it has."""

    def __init__(self) -> None:
        self.text = self.html = ""
        self.attachments = 0

    @classmethod
    def of(cls, message: Message) -> "_Words":
        words = cls()
        for part in message.walk():
            if part.is_multipart():
                continue
            kind, payload = part.get_content_type(), part.get_payload(decode=True)
            if part.get_filename() or kind not in ("text/plain", "text/html"):
                words.attachments += 1
                continue
            said = _decoded(payload if isinstance(payload, bytes) else b"", str(part.get_param("charset", "")))
            if kind == "text/plain":
                words.text = words.text or said
            else:
                words.html = words.html or said
        return words


_CHARSETS = re.compile(
    r"(?:iso-?8859-?\d{1,2}|latin-?\d|windows-?\d{3,4}|cp\d{3,4}|koi8-?[ru]|gb2312|gbk|gb18030|big5|shift[_-]?jis"
    r"|euc-?(?:jp|kr)|iso-?2022-?(?:jp|kr)|macintosh|mac-?roman|tis-?620)",
    re.IGNORECASE,
)
_WESTERN = re.compile(r"iso-?8859-?1|latin-?1", re.IGNORECASE)


def _decoded(data: bytes, charset: str) -> str:
    """The words of a field. What calls itself Latin-1 is Windows-1252 nearly always, as browsers take it (WHATWG)."""
    charset = charset.strip().strip("\"'")
    known = _CHARSETS.fullmatch(charset) is not None
    names = ["utf-8", "cp1252"] if not known else ["cp1252"] if _WESTERN.fullmatch(charset) else [charset]
    for name in names:
        try:
            return storable(data.decode(name))
        except (UnicodeError, LookupError):
            continue
    return storable(data.decode("latin-1" if known else "utf-8", "replace"))


def _object(data: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _headers(text: str) -> Message:
    """The headers of a mail. They end with the first empty line, as in the mail."""
    return message_from_string(text.replace("\r\n", "\n").lstrip("\n").partition("\n\n")[0] + "\n\n")


def _value(headers: Message, name: str) -> str:
    return _readable(headers.get(name, ""))


def _all(headers: Message, name: str) -> list[str]:
    return [_readable(value) for value in headers.get_all(name, [])[:20]]


def _readable(value: object) -> str:
    """A header's words, encoded words (RFC 2047) included."""
    return storable(_quietly(lambda: "".join(_piece(*each) for each in decode_header(str(value))), str(value)))[:2000]


def _piece(words: bytes | str, charset: str | None) -> str:
    return words if isinstance(words, str) else _decoded(words, charset or "")


def _address(line: str) -> str:
    return _quietly(lambda: parseaddr(storable(line)[:2000])[1], "").strip()


def _addresses(line: str) -> list[str]:
    return _quietly(lambda: [address for _, address in getaddresses([line[:5000]])], [])


def _quietly(read: Callable[[], T], otherwise: T) -> T:
    """The standard library's readers of headers stumble over some that people really send."""
    try:
        return read()
    except (MessageError, ValueError, LookupError):
        return otherwise
