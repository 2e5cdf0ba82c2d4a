"""What SendGrid accepts in POST /v3/mail/send, and its words for each refusal (Mail Send errors and limits pages)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
# fmt: off
TOP_KEYS = frozenset({
    "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments", "template_id",
    "headers", "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings",
    "tracking_settings", "sections",
})
PERSON_KEYS = frozenset({
    "to", "cc", "bcc", "from", "subject", "headers", "substitutions", "dynamic_template_data", "custom_args", "send_at",
})
SETTINGS_KEYS = {
    "mail_settings": frozenset({
        "bypass_list_management", "bypass_spam_management", "bypass_bounce_management",
        "bypass_unsubscribe_management", "footer", "sandbox_mode", "bcc", "spam_check",
    }),
    "tracking_settings": frozenset({"click_tracking", "open_tracking", "subscription_tracking", "ganalytics"}),
}
RESERVED_HEADERS = frozenset({
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
    "to", "from", "subject", "reply-to", "cc", "bcc",
})
# fmt: on
NOT_SIMULATED = {
    "template_id": "dynamic templates",
    "sections": "sections",
    "batch_id": "cancelling by batch",
    "ip_pool_name": "IP pools",
}
MOST, MOST_BYTES, LONGEST_ADDRESS = 1000, 10_000, 320
FURTHEST_S = 72 * 3600
EMPTY_SUBJECT = "The subject of your email must be a string at least one character in length."


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of SendGrid's errors array."""

    message: str
    field: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return {"message": self.message, "field": self.field, "help": None}


def problems(mail: object, now_s: int) -> list[Problem]:
    """This will find everything wrong with a request, in the order of its fields; none means it is accepted.
    `now_s` is machine time in epoch seconds."""
    if not isinstance(mail, dict):
        return [Problem("Bad Request")]
    return [
        *_unknown(mail, TOP_KEYS, ""),
        *(Problem(f"The simulator does not imitate {what}; leave {key} out", key)
          for key, what in NOT_SIMULATED.items() if key in mail),
        *_personalizations(mail, now_s),
        *_sender(mail),
        *_subject(mail),
        *_content(mail),
        *_headers(mail.get("headers"), "headers"),
        *_categories(mail.get("categories")),
        *_custom_args(mail.get("custom_args"), "custom_args"),
        *_send_at(mail, "send_at", now_s),
        *_attachments(mail.get("attachments")),
        *_settings(mail),
    ]  # fmt: skip


def _unknown(found: Mapping[str, Any], known: frozenset[str], where: str) -> Iterator[Problem]:
    for key in found:
        if key not in known:
            yield Problem(f"Additional property {key} is not allowed", f"{where}{key}")


def _personalizations(mail: Mapping[str, Any], now_s: int) -> Iterator[Problem]:
    people = mail.get("personalizations")
    if not isinstance(people, list) or not people:
        yield Problem(
            "The personalizations field is required and must have at least one personalization.", "personalizations"
        )
        return
    if len(people) > MOST:
        yield Problem(
            f"The personalization block is limited to {MOST} personalizations per API request. You have provided "
            f"{len(people)} personalizations. Please consider splitting this into multiple requests and resending "
            "your request.",
            "personalizations",
        )
    seen: set[str] = set()
    for n, person in enumerate(people):
        where = f"personalizations.{n}"
        if isinstance(person, dict):
            yield from _personalization(mail, person, where, seen, now_s)
        else:
            yield Problem("Bad Request", where)
    if len(seen) > MOST:
        yield Problem(f"There is a limit of {MOST} total recipients (to + cc + bcc) per request.", "personalizations")


def _personalization(
    mail: Mapping[str, Any], person: Mapping[str, Any], where: str, seen: set[str], now_s: int
) -> Iterator[Problem]:
    yield from _unknown(person, PERSON_KEYS, f"{where}.")
    if not isinstance(person.get("to"), list) or not person["to"]:
        yield Problem(
            "The to array is required for all personalization objects, and must have at least one email object "
            "with a valid email address.",
            f"{where}.to",
        )
    for part in ("to", "cc", "bcc"):
        yield from _recipients(person.get(part), part, where, seen)
    if "from" in person:
        yield from _address(person["from"], f"{where}.from")
        if _domain(person["from"]) != _domain(mail.get("from")):
            yield Problem("The from domain must match the domain of the from email.", f"{where}.from")
    if "subject" in person and not _is_text(person["subject"]):
        yield Problem(EMPTY_SUBJECT, f"{where}.subject")
    yield from _headers(person.get("headers"), f"{where}.headers")
    yield from _substitutions(person, where)
    yield from _custom_args(person.get("custom_args"), f"{where}.custom_args")
    yield from _merged_args(mail.get("custom_args"), person.get("custom_args"), f"{where}.custom_args")
    yield from _send_at(person, f"{where}.send_at", now_s)


def _recipients(found: object, part: str, where: str, seen: set[str]) -> Iterator[Problem]:
    if found is None:
        return
    if not isinstance(found, list):
        yield Problem(f"The {part} array, when used, must hold email objects.", f"{where}.{part}")
        return
    for n, one in enumerate(found):
        yield from _address(one, f"{where}.{part}.{n}")
        address = one.get("email") if isinstance(one, dict) else None
        if not isinstance(address, str):
            continue
        if address.lower() in seen:
            yield Problem(
                "Each email address in the personalization block should be unique between to, cc, and bcc. We found "
                f"the first duplicate instance of [{address.lower()}] in the {where}.{part} field.",
                where,
            )
        seen.add(address.lower())


def _address(found: object, where: str) -> Iterator[Problem]:
    if not isinstance(found, dict) or not isinstance(found.get("email"), str) or not found["email"]:
        yield Problem(
            "The email object must at least have an email address and may also contain a name. "
            'e.g. {"email": "example@example.com"} or {"email": "example@example.com", "name": "Example Recipient"}.',
            where,
        )
        return
    yield from _unknown(found, frozenset({"email", "name"}), f"{where}.")
    if len(found["email"]) > LONGEST_ADDRESS:
        yield Problem(f"The email exceeds the maximum total length of {LONGEST_ADDRESS} characters", f"{where}.email")
    elif not ADDRESS.fullmatch(found["email"]):
        yield Problem("Does not contain a valid address.", f"{where}.email")
    name = found.get("name")
    if name is not None and (not isinstance(name, str) or ";" in name or "," in name):
        yield Problem("The name must be a string without a comma or a semicolon.", f"{where}.name")


def _domain(found: object) -> str:
    email = found.get("email") if isinstance(found, dict) else None
    return str(email).rpartition("@")[2].lower()


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found)


def _substitutions(person: Mapping[str, Any], where: str) -> Iterator[Problem]:
    field = f"{where}.substitutions"
    found = person.get("substitutions")
    if found is None:
        return
    if "dynamic_template_data" in person:
        yield Problem("Substitutions may not be used with dynamic templating", field)
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield Problem(
            "The substitution values must be an object of key/value pairs, where the values are all strings.", field
        )
        return
    if any(not tag or re.search(r"[\s<>&]", tag) for tag in found):
        yield Problem("Substitution tags may not be empty or contain spaces, <, > or &.", field)
    if _size(found) > MOST_BYTES:
        yield Problem(
            "The total combined size of your substitutions may not exceed 10,000 bytes per personalization.", field
        )


def _size(found: Mapping[str, Any]) -> int:
    return len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())


def _custom_args(found: object, where: str) -> Iterator[Problem]:
    if found is None:
        return
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield Problem("All values of custom arguments object must be strings", where)
    elif not found:
        yield Problem("custom_args cannot be empty.", where)


def _merged_args(shared: object, own: object, where: str) -> Iterator[Problem]:
    merged = {**(shared if isinstance(shared, dict) else {}), **(own if isinstance(own, dict) else {})}
    if _size(merged) > MOST_BYTES:
        yield Problem(
            "The combined size of both global and personalization custom arguments may not exceed 10,000 bytes per "
            "personalization.",
            where,
        )


def _headers(found: object, where: str) -> Iterator[Problem]:
    if found is None:
        return
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield Problem("All values of the headers object must be strings.", where)
        return
    if len({name.lower() for name in found}) < len(found):
        yield Problem("The headers cannot contain duplicate keys.", where)
    for name, value in found.items():
        if not name.isascii() or not name or re.search(r"[\s:]", name):
            yield Problem("Header keys cannot contain non-ASCII characters or empty spaces.", f"{where}.{name}")
        if name.lower() in RESERVED_HEADERS:
            yield Problem("Header cannot be one of the reserved keys.", f"{where}.{name}")
        if "\n" in value or "\r" in value:
            yield Problem("Header values cannot contain line breaks.", f"{where}.{name}")


def _sender(mail: Mapping[str, Any]) -> Iterator[Problem]:
    if "from" not in mail:
        yield Problem("The from object must be provided for every email send.", "from.email")
    else:
        yield from _address(mail["from"], "from")
    if "reply_to" in mail and "reply_to_list" in mail:
        yield Problem("Use either reply_to or reply_to_list, not both.", "reply_to")
    if "reply_to" in mail:
        yield from _address(mail["reply_to"], "reply_to")
    for n, one in enumerate(mail.get("reply_to_list") or []):
        yield from _address(one, f"reply_to_list.{n}")


def _subject(mail: Mapping[str, Any]) -> Iterator[Problem]:
    subject, people = mail.get("subject"), mail.get("personalizations")
    if (
        subject is None
        and isinstance(people, list)
        and all(isinstance(person, dict) and person.get("subject") for person in people)
    ):
        return
    if subject is None:
        yield Problem(
            "The subject is required. You can get around this requirement if you use a template with a subject "
            "defined or if every personalization has a subject defined.",
            "subject",
        )
    elif not _is_text(subject):
        yield Problem(EMPTY_SUBJECT, "subject")


def _content(mail: Mapping[str, Any]) -> Iterator[Problem]:
    parts = mail.get("content")
    if not isinstance(parts, list) or not parts:
        yield Problem("Unless a valid template_id is provided, the content parameter is required. There must be at "
                      "least one defined content block.", "content")  # fmt: skip
        return
    kinds = []
    for n, found in enumerate(parts):
        part = found if isinstance(found, dict) else {}
        yield from _unknown(part, frozenset({"type", "value"}), f"content.{n}.")
        if not _is_text(part.get("value")):
            yield Problem("The content value must be a string at least one character in length.", f"content.{n}.value")
        if not _is_text(part.get("type")):
            yield Problem("The content type must be a string at least one character in length.", f"content.{n}.type")
        kinds.append(part.get("type"))
    ranks = [{"text/plain": 0, "text/html": 1}.get(str(kind), 2) for kind in kinds]
    if ranks != sorted(ranks):
        yield Problem(
            "If present, text/plain and text/html must be the first two content types, in that order.", "content"
        )
    if len(set(map(str, kinds))) < len(kinds):
        yield Problem("Each content type may be used once only.", "content")


def _categories(found: object) -> Iterator[Problem]:
    if found is None:
        return
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        yield Problem("The categories parameter must be an array of strings.", "categories")
        return
    if len(found) > 10:
        yield Problem("You cannot have more than 10 categories per request.", "categories")
    if len(set(found)) < len(found):
        yield Problem("The category items must be unique.", "categories")
    for n, one in enumerate(found):
        if len(one) > 255 or not one.isascii() or not one:
            yield Problem("Each category must be 1 to 255 ASCII characters.", f"categories.{n}")


def _send_at(found: Mapping[str, Any], where: str, now_s: int) -> Iterator[Problem]:
    moment = found.get("send_at")
    if moment is None:
        return
    if not isinstance(moment, int) or isinstance(moment, bool):
        yield Problem("The send_at parameter is expecting a Unix timestamp as an integer.", where)
    elif moment - now_s > FURTHEST_S:
        yield Problem("Scheduling more than 72 hours in advance is forbidden.", where)


def _attachments(found: object) -> Iterator[Problem]:
    for n, raw in enumerate(found if isinstance(found, list) else []):
        one = raw if isinstance(raw, dict) else {}
        yield from _unknown(
            one, frozenset({"content", "type", "filename", "disposition", "content_id"}), f"attachments.{n}."
        )
        for key in ("content", "filename"):
            if not _is_text(one.get(key)):
                yield Problem(f"The attachment {key} must be a string at least one character in length.",
                              f"attachments.{n}.{key}")  # fmt: skip
    if found is not None and not isinstance(found, list):
        yield Problem("The attachments parameter must be an array of objects.", "attachments")


def _settings(mail: Mapping[str, Any]) -> Iterator[Problem]:
    for key, known in SETTINGS_KEYS.items():
        found = mail.get(key)
        if found is None:
            continue
        if not isinstance(found, dict) or not all(isinstance(value, dict) for value in found.values()):
            yield Problem(f"The {key} parameter must be an object of objects.", key)
            continue
        yield from _unknown(found, known, f"{key}.")
        for name, setting in found.items():
            if "enable" in setting and not isinstance(setting["enable"], bool):
                yield Problem("The enable parameter must be a boolean.", f"{key}.{name}.enable")
    group = mail.get("asm")
    if group is not None and not (isinstance(group, dict) and isinstance(group.get("group_id"), int)):
        yield Problem("The asm group_id must be an integer.", "asm.group_id")
