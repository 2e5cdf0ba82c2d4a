"""Messages: where one is, and why."""

from django.http import HttpRequest
from ninja import Router

from coaching.core.scopes import Scope
from coaching.store import api_lists
from coaching.web.api import bearer, told
from coaching.web.api.asked import Id
from coaching.web.api.problems import NOT_FOUND, Problem
from coaching.web.api.told import MessageTold

router = Router(tags=["Messages"])


@router.get(
    "/messages/{message}", auth=bearer.needs(Scope.MESSAGES_READ), response=MessageTold, operation_id="get_message"
)
def get_message(request: HttpRequest, message: Id) -> MessageTold:
    """One message, without its words: they may hold links that only the person should have."""
    del request
    row = api_lists.message(message)
    if row is None:
        raise Problem(NOT_FOUND, f"There is no message {message}.")
    return told.message(row)
