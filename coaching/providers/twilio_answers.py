"""What Twilio's answer to a create request means."""

import json
from typing import assert_never

from coaching.providers.base import Accepted, Outcome, Rejected, RetryLater, Scope, Unknown
from coaching.providers.codes import Action, Code, create_code, unlisted
from coaching.providers.exchange import DEADLINE_PASSED, Carried, HttpAnswer, InDoubt, NotWritten, wait_s

_NOT_REACHED_S = 15.0
_BACK_OFF_S = {429: 2.0, 503: 30.0}


def outcome(carried: Carried) -> Outcome:
    """This will turn the end of one exchange into one outcome.

    Only an answer that proves that Twilio took nothing lets the message be sent again.
    """
    match carried:
        case NotWritten(code, detail):
            return RetryLater(0.0 if code == DEADLINE_PASSED else _NOT_REACHED_S, code, detail)
        case InDoubt(detail):
            return Unknown(detail)
        case HttpAnswer():
            return _answered(carried)
        case other:
            assert_never(other)


def _answered(answer: HttpAnswer) -> Outcome:
    fields = _json_object(answer.body)
    if 200 <= answer.status < 300:
        return _taken(answer, fields)
    code = fields.get("code")
    return _refused(answer, str(code) if isinstance(code, int | str) and code else str(answer.status))


def _taken(answer: HttpAnswer, fields: dict[str, object]) -> Outcome:
    sid = fields.get("sid")
    if isinstance(sid, str) and sid:
        return Accepted(sid)
    return Unknown(f"Twilio answered {answer.status} without a message id.")


def _refused(answer: HttpAnswer, code: str) -> Outcome:
    known = create_code(code)
    if known and known.action in (Action.RETRY, Action.PAUSE):
        return RetryLater(wait_s(answer, known.after_s), code, known.sentence)
    if answer.status in _BACK_OFF_S:
        wait = wait_s(answer, _BACK_OFF_S[answer.status])
        return RetryLater(wait, code, f"Twilio answered {answer.status}; nothing was sent.")
    if not 400 <= answer.status < 500 or answer.status == 408:
        return Unknown(f"Twilio answered {answer.status} ({code}); it may have taken the message.")
    meaning = known or _by_status(answer.status) or unlisted(code)
    return Rejected(code, meaning.scope, meaning.sentence)


def _by_status(status: int) -> Code | None:
    if status in (401, 403):
        sentence = f"Twilio answered {status}: the account, its token or its rights are wrong; check them."
        return Code(Action.OPEN_CIRCUIT, Scope.CONFIGURATION, sentence)
    return None


def _json_object(body: bytes) -> dict[str, object]:
    """The object in the body; an empty one where there is none, which names neither id nor code."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
