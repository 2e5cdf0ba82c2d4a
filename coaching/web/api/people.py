"""People: listed, shown, their name, zone and language changed."""

from django.http import HttpRequest
from ninja import Router

from coaching import bootstrap
from coaching.core.model import SubscriberId
from coaching.core.scopes import Scope
from coaching.journeys import amend
from coaching.journeys.amend import Amendment, AmendmentRefused
from coaching.store import api_lists
from coaching.store.models import Subscriber
from coaching.web.api import bearer, told
from coaching.web.api.asked import Cursor, Id, PersonAsked, Size, StatusName
from coaching.web.api.problems import NOT_FOUND, REFUSED, Problem
from coaching.web.api.told import MessagesPage, PeoplePage, PersonTold

router = Router(tags=["People"])


@router.get("/people", auth=bearer.needs(Scope.PEOPLE_READ), response=PeoplePage, operation_id="list_people")
def list_people(request: HttpRequest, limit: Size = 50, cursor: Cursor = None, status: StatusName = None) -> PeoplePage:
    """People, newest first, without number and address."""
    del request
    found = api_lists.people(before(cursor), limit, status)
    runs = api_lists.runs_of(found.rows)
    lines = [told.line(who, next(iter(runs.get(SubscriberId(who.pk), [])), None)) for who in found.rows]
    return PeoplePage(people=lines, next=following(found.before))


@router.get("/people/{person}", auth=bearer.needs(Scope.PEOPLE_READ), response=PersonTold, operation_id="get_person")
def get_person(request: HttpRequest, person: Id) -> PersonTold:
    """One person, with number, address and enrolments."""
    del request
    return shown(person)


@router.patch(
    "/people/{person}", auth=bearer.needs(Scope.PEOPLE_WRITE), response=PersonTold, operation_id="change_person"
)
def change_person(request: HttpRequest, person: Id, wish: PersonAsked) -> PersonTold:
    """Another name, zone or language; all of it or nothing. The new state is the answer."""
    who, amendment = find(person), Amendment(wish.first_name, wish.zone, wish.language)
    try:
        amend.amend(who, amendment, bearer.actor(request), bootstrap.office(), bootstrap.moment())
    except AmendmentRefused as refused:
        raise Problem(REFUSED, errors=refused.problems) from refused
    return shown(person)


@router.get(
    "/people/{person}/messages",
    auth=bearer.needs(Scope.MESSAGES_READ),
    response=MessagesPage,
    operation_id="list_messages",
    tags=["Messages"],
)
def list_messages(request: HttpRequest, person: Id, limit: Size = 50, cursor: Cursor = None) -> MessagesPage:
    """What one person was sent, is owed and was not sent, each with its reason; newest first."""
    del request
    found = api_lists.messages(find(person), before(cursor), limit)
    return MessagesPage(messages=[told.message(row) for row in found.rows], next=following(found.before))


def find(person: int) -> Subscriber:
    """This will find somebody, or answer 404."""
    who = api_lists.person(person)
    if who is None:
        raise Problem(NOT_FOUND, f"There is no person {person}.")
    return who


def shown(person: int) -> PersonTold:
    """This will tell of somebody as they are now."""
    who = find(person)
    return told.person(who, api_lists.runs_of([who]).get(SubscriberId(who.pk), []))


def before(cursor: str | None) -> int | None:
    """This will read where a page begins."""
    return int(cursor) if cursor is not None else None


def following(key: int | None) -> str | None:
    """This will write where the next page begins."""
    return str(key) if key is not None else None
