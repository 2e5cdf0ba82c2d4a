"""What SendGrid's answer to one letter means for its members."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from coaching.providers.base import Accepted, Outcome, Rejected, RetryLater, Scope, Unknown
from coaching.providers.exchange import DEADLINE_PASSED, Carried, HttpAnswer, InDoubt, NotWritten, wait_s

_NOT_REACHED_S = 15.0
_BACK_OFF_S = {429: 10.0, 503: 30.0}
_SHARED_WORDS = ("subject", "content")
_SHARED_SETTINGS = ("from", "reply_to", "tracking_settings")


@dataclass(frozen=True, slots=True)
class Ended:
    """One outcome for every member."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Named:
    """Nothing was sent; these members (places in the letter) are to blame, the others may go again."""

    refused: Mapping[int, Rejected]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Nothing was sent, and SendGrid does not say whose fault it was."""

    code: str
    detail: str


Judgement = Ended | Named | Unexplained


def judge(carried: Carried, members: int) -> Judgement:
    """This will judge the end of one exchange about a letter with this many members."""
    match carried:
        case NotWritten(code, detail):
            return Ended(RetryLater(0.0 if code == DEADLINE_PASSED else _NOT_REACHED_S, code, detail))
        case InDoubt(detail):
            return Ended(Unknown(detail))
        case HttpAnswer():
            return _answered(carried, members)
        case other:
            assert_never(other)


def _answered(answer: HttpAnswer, members: int) -> Judgement:
    status = answer.status
    match status:
        case 202:
            return Ended(_taken(answer))
        case 400:
            return _refused(answer, members)
        case 401 | 403:
            return Ended(Rejected(str(status), Scope.CONFIGURATION, _says(answer, "check the API key and the sender")))
        case 413:
            return _too_large(members)
        case 429 | 503:
            later = RetryLater(wait_s(answer, _BACK_OFF_S[status]), str(status), _says(answer, "nothing was sent"))
            return Ended(later)
        case 408:
            return Ended(Unknown("SendGrid answered 408; it may have taken the email."))
        case _ if 400 <= status < 500:
            return Ended(Rejected(str(status), Scope.PROVIDER, _says(answer, "tell the people who run this service")))
        case _:
            return Ended(Unknown(f"SendGrid answered {status}; it may have taken the email."))


def _taken(answer: HttpAnswer) -> Outcome:
    if provider_id := answer.headers.get("x-message-id", "").strip():
        return Accepted(provider_id)
    return Unknown("SendGrid answered 202 without a message id.")


def _too_large(members: int) -> Judgement:
    detail = "SendGrid says that the email is too large; shorten it."
    return Unexplained("413", detail) if members > 1 else Ended(Rejected("413", Scope.CONTENT, detail))


def _refused(answer: HttpAnswer, members: int) -> Judgement:
    """What is shared is looked at first: with it wrong, the best address does not help."""
    errors = _errors(answer)
    heads = {field: field.partition(".")[0] for field, _ in errors}
    for field, message in errors:
        if heads[field] in _SHARED_WORDS:
            return Ended(Rejected("400", Scope.CONTENT, f"SendGrid refuses the {heads[field]}: {message}"))
    for field, message in errors:
        if heads[field] in _SHARED_SETTINGS or re.match(r"personalizations\.[0-9]+\.from\b", field):
            return Ended(Rejected("400", Scope.CONFIGURATION, f"SendGrid refuses the setting '{field}': {message}"))
    named = {place: message for field, message in errors for place in _place(field, members)}
    if named:
        sentence = "SendGrid refuses this person's part: "
        return Named({place: Rejected("400", Scope.RECIPIENT, sentence + message) for place, message in named.items()})
    return Unexplained("400", _says(answer, "nothing was sent"))


def _place(field: str, members: int) -> list[int]:
    """The place that a field like "personalizations.3.to.0.email" names, if it is one of ours."""
    found = re.match(r"personalizations\.([0-9]{1,4})(?:\.|$)", field)
    return [int(found[1])] if found and int(found[1]) < members else []


def _says(answer: HttpAnswer, advice: str) -> str:
    message = "; ".join(message for _, message in _errors(answer))
    return f"SendGrid answered {answer.status} ({message or 'no reason given'}); {advice}."


def _errors(answer: HttpAnswer) -> list[tuple[str, str]]:
    """(field or "", message) of each error in the body; none where the body is not SendGrid's."""
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return []
    errors = body.get("errors") if isinstance(body, dict) else None
    listed = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    return [(_field(error), _without_addresses(str(error.get("message")))) for error in listed]


def _field(error: Mapping[str, object]) -> str:
    field = error.get("field")
    return field if isinstance(field, str) else ""


def _without_addresses(message: str) -> str:
    """Details are stored and shown; an address in them would outlive the erasure of its person."""
    return re.sub(r"\S*@\S*", "(address)", message)[:300]
