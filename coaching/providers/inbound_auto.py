"""Whether a program wrote an email: bounces, out-of-office notes, mailing lists (RFC 3834, RFC 3464, RFC 2919)."""

import re
from email.message import Message
from enum import StrEnum


class AutoReply(StrEnum):
    """BOUNCE: the mail came back. AUTO_REPLY: an out-of-office note or a receipt. LIST: sent to many."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"


_DAEMONS = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|bounces?)(?:[+=-].*)?@.*", re.IGNORECASE)
# A person answers with "Re:" before it; a program begins with it.
_SUBJECTS = re.compile(
    r"\s*(?:out of (?:the )?office|ooo\s?[:|-]|auto(?:matic)?[- ]?(?:reply|response|responder)|autoreply"
    r"|i am (?:currently )?out of (?:the )?office|away from (?:the |my )?(?:office|mail)"
    r"|automatische antwort|abwesenheits(?:notiz|nachricht|meldung|assistent)|abwesenheit\b"
    r"|ich bin (?:im urlaub|abwesend)|au(?:ß|ss)er haus"
    r"|respuesta autom[aá]tica|autorrespuesta|fuera de (?:la )?oficina|ausente\b"
    r"|r[eé]ponse automatique|absent\(?e?\)? du bureau|absence du bureau|message d'absence|absence\s*:"
    r"|risposta automatica|fuori sede|automatisch antwoord|afwezig\b)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\s*(?:undeliver(?:able|ed)|delivery status notification|mail delivery (?:failed|failure|system)|failure notice"
    r"|returned mail|delivery (?:has )?failed|nicht zustellbar|unzustellbar|no se puede entregar|non remis)",
    re.IGNORECASE,
)
_BULK = re.compile(r"\s*(?:bulk|junk|list|auto[_-]?reply)\b", re.IGNORECASE)
_SIGNS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoresponder", "X-Auto-Response-Suppress", "X-Vacation")


def judge(headers: Message, subject: str, sender: str, envelope_from: str | None) -> AutoReply | None:
    """This will say which kind of program wrote the mail, or None for a person. `envelope_from` "" is the empty
    return path of every bounce; None where it was not told."""
    submitted = _value(headers, "Auto-Submitted").partition(";")[0].strip().lower()
    if _tells_of_failure(headers, subject, sender):
        return AutoReply.BOUNCE
    if submitted not in ("", "no") or _SUBJECTS.match(subject) or any(_has_sign(headers, name) for name in _SIGNS):
        return AutoReply.AUTO_REPLY
    if envelope_from == "" or _value(headers, "Return-Path").strip() == "<>":
        return AutoReply.BOUNCE
    if headers.get("List-Id") is not None or _BULK.match(_value(headers, "Precedence")):
        return AutoReply.LIST
    return None


def _tells_of_failure(headers: Message, subject: str, sender: str) -> bool:
    reports = "delivery-status" in _value(headers, "Content-Type").lower()
    named = headers.get("X-Failed-Recipients") is not None
    return reports or named or bool(_DAEMONS.fullmatch(sender) or _FAILED.match(subject))


def _has_sign(headers: Message, name: str) -> bool:
    return _value(headers, name).strip().lower() not in ("", "no", "none", "false", "0")


def _value(headers: Message, name: str) -> str:
    return str(headers.get(name, ""))
