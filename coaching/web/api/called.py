"""A POST that counts once: the same call under the same Idempotency-Key is answered again, not done again."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.responses import Status as Answer

from coaching.journeys import once
from coaching.journeys.office import Moment
from coaching.journeys.once import Answered, Call, Did, OtherBody, UnderWay
from coaching.web.api import bearer
from coaching.web.api.problems import OTHER_CALL, UNDER_WAY, Problem

REPLAY = "Idempotent-Replay"


def carry_out(
    request: HttpRequest, name: str, status: int, do: Callable[[], Did], tell: Callable[[int], Any], moment: Moment
) -> Answer[Any]:
    """This will do it once, and tell about what it made or changed as that is now."""
    asked = f"{request.method} {request.path}\n".encode() + request.body
    match once.carry_out(Call(bearer.caller(request).pk, name, asked), status, do, moment):
        case Did(subject, _):
            return Answer(status, tell(subject))
        case Answered(before, subject):
            request.META[REPLAY] = "true"
            return Answer(before, tell(subject))
        case UnderWay():
            raise Problem(UNDER_WAY, headers={"Retry-After": "1"})
        case OtherBody():
            raise Problem(OTHER_CALL)
