"""The form that SendGrid's Inbound Parse posts, taken apart byte by byte: wanted fields, and how many files there were.

A body of 30 MB is mostly attachments; they are stepped over and never copied.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from urllib.parse import parse_qsl

from coaching.providers.webhooks import MalformedPayload

MOST_FIELDS = 1000
LONGEST_HEAD = 8_000
"""Bytes of a field's own headers; no sender needs a tenth of it."""


@dataclass(frozen=True, slots=True)
class Form:
    """`fields` by name, the first of each, as bytes in the charset of the email; `files` counts the attachments."""

    fields: Mapping[str, bytes]
    files: int


def take_apart(content_type: str, raw: bytes, wanted: Collection[str], longest: int) -> Form:
    """This will find the wanted fields, each cut to `longest` bytes. Raises MalformedPayload for no form."""
    message = Message()
    message["Content-Type"] = content_type[:1000]
    match message.get_content_type():
        case "multipart/form-data":
            return _multipart(_boundary(message), raw, wanted, longest)
        case "application/x-www-form-urlencoded":
            return _encoded(raw, wanted, longest)
        case _:
            raise MalformedPayload("Inbound Parse must post a form (multipart/form-data); nothing was stored.")


def _boundary(message: Message) -> bytes:
    try:
        boundary = message.get_boundary("")
    except (MessageError, ValueError, LookupError):
        boundary = ""
    if not re.fullmatch(r"[!-~ ]{1,200}", boundary):
        raise MalformedPayload("The form names no boundary; nothing was stored.")
    return b"--" + boundary.rstrip().encode()


def _multipart(boundary: bytes, raw: bytes, wanted: Collection[str], longest: int) -> Form:
    """RFC 7578 and RFC 2046 section 5.1; a last boundary that is missing ends with the body."""
    fields: dict[str, bytes] = {}
    files = parts = 0
    at = 0 if raw.startswith(boundary) else raw.find(b"\r\n" + boundary)
    if at < 0:
        raise MalformedPayload("The boundary of the form is nowhere in it; nothing was stored.")
    while at >= 0 and parts < MOST_FIELDS:
        begin = raw.find(b"\r\n", at + len(boundary))
        following = raw.find(b"\r\n" + boundary, at + len(boundary))
        if begin < 0 or raw[at:begin].lstrip(b"\r\n").startswith(boundary + b"--"):
            break
        end = following if following >= 0 else len(raw)
        name, is_file, words = _part(raw, begin + 2, end)
        files, parts = files + is_file, parts + 1
        if not is_file and name in wanted and name not in fields:
            fields[name] = raw[words : min(end, words + longest)]
        at = following
    return Form(fields, files)


def _part(raw: bytes, begin: int, end: int) -> tuple[str, bool, int]:
    """The name of a part, whether it is a file, and where its words begin."""
    stop = raw.find(b"\r\n\r\n", begin, min(end, begin + LONGEST_HEAD))
    if stop < 0:
        return "", False, end
    head = raw[begin:stop].decode("utf-8", "replace")
    found = re.search(r"^content-disposition:[^\r\n]*", head, re.IGNORECASE | re.MULTILINE)
    disposition = found[0] if found else ""
    name = re.search(r'[;\s]name="([^"]{0,200})"', disposition) or re.search(
        r"[;\s]name=([^\s;\"]{1,200})", disposition
    )
    return name[1] if name else "", "filename" in disposition.lower(), stop + 4


def _encoded(raw: bytes, wanted: Collection[str], longest: int) -> Form:
    """The form of mails without attachments in old accounts. Latin-1 there and back leaves the bytes as they are."""
    try:
        pairs = parse_qsl(raw.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedPayload("The form has too many fields; nothing was stored.") from error
    fields: dict[str, bytes] = {}
    for name, value in pairs:
        if name in wanted:
            fields.setdefault(name, value.encode("latin-1", "replace")[:longest])
    return Form(fields, 0)
