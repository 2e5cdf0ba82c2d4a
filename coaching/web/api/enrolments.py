"""Enrolments: begun with consent, paused, resumed, stopped on the person's wish, ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status as Answer

from coaching import bootstrap
from coaching.core.model import Channel, SubscriberId
from coaching.core.scopes import Scope
from coaching.journeys import enrol as journey
from coaching.journeys import prefer, wordings
from coaching.journeys.enrol import EnrolmentRefused, Request
from coaching.journeys.office import Moment
from coaching.journeys.once import Did
from coaching.journeys.prefer import ChangeRefused
from coaching.store import api_lists
from coaching.store.consents import Proof
from coaching.store.models import Enrolment
from coaching.web.api import bearer, called, told
from coaching.web.api.asked import HOW_ASKED, CallName, EnrolAsked, Id, NothingAsked, PauseAsked, StopAsked
from coaching.web.api.problems import NOT_FOUND, NOT_NOW, REFUSED, Problem
from coaching.web.api.told import EnrolmentTold

router = Router(tags=["Enrolments"])
_writes = bearer.needs(Scope.PEOPLE_WRITE)
_SOMEBODY_ELSE = (
    "This number or address was somebody's before, under another name. If it is the same person, write the name as it "
    "was; else leave that number or address out, or ask a coach."
)


@router.post("/enrolments", auth=_writes, response={201: EnrolmentTold}, operation_id="enrol")
def enrol(request: HttpRequest, person: EnrolAsked, name: CallName) -> Answer[Any]:
    """Bring somebody in who agreed to the wording. They are asked to confirm first, unless that is switched off."""
    moment = bootstrap.moment()

    def do() -> Did:
        wanted, by = _request(person), bearer.actor(request)
        try:
            made = journey.enrol(wanted, by, bootstrap.office(), moment)
        except EnrolmentRefused as refused:
            sees = Scope.PEOPLE_READ in bearer.caller(request).scopes
            hidden = {} if sees else dict.fromkeys(refused.named, _SOMEBODY_ELSE)
            raise Problem(REFUSED, errors={**refused.problems, **hidden}) from refused
        return Did(made.pk, SubscriberId(made.subscriber_id))

    return called.carry_out(request, name, 201, do, _tell(moment), moment)


def _request(asked: EnrolAsked) -> Request:
    if asked.consent.wording_version != wordings.VERSION:
        sentence = f"The wording is now of version {wordings.VERSION}. Show it to the person, then enrol them."
        raise Problem(REFUSED, errors={"consent.wording_version": sentence})
    slots = {"am": asked.slots.am, "pm": asked.slots.pm}
    return Request(
        first_name=asked.first_name,
        phone=asked.phone or "",
        email=asked.email or "",
        zone=asked.zone,
        start=asked.start or "",
        campaign=asked.campaign,
        consent=asked.consent.agreed,
        how=asked.consent.how,
        slots={slot: at for slot, at in slots.items() if at},
        region=asked.region or "",
        health=asked.health is not None,
        answers=dict(asked.health.answers) if asked.health else {},
        language=asked.language,
    )


@router.get(
    "/enrolments/{enrolment}",
    auth=bearer.needs(Scope.PEOPLE_READ),
    response=EnrolmentTold,
    operation_id="get_enrolment",
)
def get_enrolment(request: HttpRequest, enrolment: Id) -> EnrolmentTold:
    """One run: how far it is, and what comes next and why."""
    del request
    return told.enrolment(_find(enrolment), bootstrap.moment().now)


@router.post("/enrolments/{enrolment}/pause", auth=_writes, response={200: EnrolmentTold}, operation_id="pause")
def pause(request: HttpRequest, enrolment: Id, wish: PauseAsked, name: CallName) -> Answer[Any]:
    """Stand still for whole local dates, from today, or from tomorrow if today's message is on its way."""
    return _change(request, enrolment, name, lambda run, by, moment: prefer.pause(run, wish.days, by, moment))


@router.post("/enrolments/{enrolment}/resume", auth=_writes, response={200: EnrolmentTold}, operation_id="resume")
def resume(request: HttpRequest, enrolment: Id, wish: NothingAsked, name: CallName) -> Answer[Any]:
    """Go on from today."""
    del wish
    return _change(request, enrolment, name, lambda run, by, moment: prefer.resume(run, by, bootstrap.office(), moment))


@router.post("/enrolments/{enrolment}/stop", auth=_writes, response={200: EnrolmentTold}, operation_id="stop")
def stop(request: HttpRequest, enrolment: Id, wish: StopAsked, name: CallName) -> Answer[Any]:
    """Take consent back on the person's wish; without a channel left the run is stopped. Only they can take it back."""

    def change(run: Enrolment, by: str, moment: Moment) -> None:
        proof = Proof(how=f"asked {HOW_ASKED[wish.how]}, told by the API", actor=by)
        prefer.stop(run.subscriber, tuple(dict.fromkeys(map(Channel, wish.channels))), proof, moment)

    return _change(request, enrolment, name, change)


@router.post("/enrolments/{enrolment}/end", auth=_writes, response={200: EnrolmentTold}, operation_id="end")
def end(request: HttpRequest, enrolment: Id, wish: NothingAsked, name: CallName) -> Answer[Any]:
    """End a run for good; consent stays as it is."""
    del wish
    return _change(request, enrolment, name, prefer.end)


Change = Callable[[Enrolment, str, Moment], object]


def _change(request: HttpRequest, enrolment: int, name: str, change: Change) -> Answer[Any]:
    moment = bootstrap.moment()

    def do() -> Did:
        run = _find(enrolment)
        try:
            change(run, bearer.actor(request), moment)
        except ChangeRefused as refused:
            raise Problem(NOT_NOW, str(refused)) from refused
        return Did(run.pk, SubscriberId(run.subscriber_id))

    return called.carry_out(request, name, 200, do, _tell(moment), moment)


def _tell(moment: Moment) -> Callable[[int], EnrolmentTold]:
    return lambda enrolment: told.enrolment(_find(enrolment), moment.now)


def _find(enrolment: int) -> Enrolment:
    run = api_lists.enrolment(enrolment)
    if run is None:
        raise Problem(NOT_FOUND, f"There is no enrolment {enrolment}.")
    return run
