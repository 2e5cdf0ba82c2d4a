"""Replies: what people wrote, and marking one as read."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status as Answer

from coaching import bootstrap
from coaching.core.model import SubscriberId
from coaching.core.scopes import Scope
from coaching.journeys import receive
from coaching.journeys.once import Did
from coaching.store import api_lists
from coaching.store.models import Reply
from coaching.web.api import bearer, called, told
from coaching.web.api.asked import LARGEST_ID, CallName, Cursor, Id, NothingAsked, Size
from coaching.web.api.people import before, following
from coaching.web.api.problems import NOT_FOUND, NOT_NOW, Problem
from coaching.web.api.told import RepliesPage, ReplyTold

router = Router(tags=["Replies"])
WhoseId = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="Of this person alone.")]
Waits = Annotated[bool | None, Query(description="Only what a coach still has to read, or only the rest.")]


@router.get("/replies", auth=bearer.needs(Scope.REPLIES_READ), response=RepliesPage, operation_id="list_replies")
def list_replies(
    request: HttpRequest, limit: Size = 50, cursor: Cursor = None, person: WhoseId = None, waits: Waits = None
) -> RepliesPage:
    """What people wrote, newest first."""
    del request
    found = api_lists.replies(before(cursor), limit, person, waits)
    return RepliesPage(replies=[told.reply(row) for row in found.rows], next=following(found.before))


@router.post(
    "/replies/{reply}/read",
    auth=bearer.needs(Scope.REPLIES_WRITE),
    response={200: ReplyTold},
    operation_id="mark_reply_read",
)
def mark_reply_read(request: HttpRequest, reply: Id, wish: NothingAsked, name: CallName) -> Answer[Any]:
    """Note that somebody has read one reply; it no longer waits for a coach."""
    del wish
    moment = bootstrap.moment()

    def do() -> Did:
        row = _find(reply)
        if not receive.read_one(row.pk, bearer.actor(request), moment):
            raise Problem(NOT_NOW, "This reply waits for nobody: it has been read, or needs no reading.")
        return Did(row.pk, SubscriberId(row.subscriber_id))

    return called.carry_out(request, name, 200, do, lambda subject: told.reply(_find(subject)), moment)


def _find(reply: int) -> Reply:
    row = api_lists.reply(reply)
    if row is None:
        raise Problem(NOT_FOUND, f"There is no reply {reply}.")
    return row
