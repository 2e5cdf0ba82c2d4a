"""Stopping from the own page: at once, by one press; and the way back."""

from django.http import HttpRequest, HttpResponse

from coaching.core.consent import Permission
from coaching.core.model import Channel
from coaching.journeys import address, prefer
from coaching.store.consents import Proof
from coaching.store.models import Subscriber
from coaching.web import flash, show
from coaching.web.me import own, whose
from coaching.web.me.whose import Visit

SCOPES = {"email": (Channel.EMAIL,), "sms": (Channel.SMS,), "all": tuple(Channel)}


@whose.change
def stop(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will take consent back for emails, texts, or everything."""
    scope = request.POST.get("scope", "")
    if scope not in SCOPES:
        return own.shown(request, visit, problem="Please choose what to stop.", part="stop", status=422)
    proof = Proof(how="button on the person's own page", actor=visit.by)
    prefer.stop(visit.person, SCOPES[scope], proof, visit.moment)
    left = [channel for channel in Channel if _gets(visit.person, channel)]
    return show.public(request, "me/stopped.html", visit=visit, who=visit.person, scope=scope, left=left)


@whose.change
def again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """This will give consent for emails back, with the wording that stands beside the button.

    Texts begin again by START from the phone alone: the carrier has to hear it, too.
    """
    person = visit.person
    if not person.email or person.email_state != Permission.REVOKED:
        return own.shown(request, visit, problem="There is nothing to begin again.", part="stop", status=409)
    proof = Proof(
        how="button on the person's own page",
        actor=visit.by,
        wording=address.wording(Channel.EMAIL, visit.office.house),
        wording_version=address.WORDING_VERSION,
    )
    prefer.start_again(person, Channel.EMAIL, proof, visit.office, visit.moment)
    flash.say(request, "Welcome back. Our emails come again.")
    return whose.back(visit)


def _gets(person: Subscriber, channel: Channel) -> bool:
    state = person.email_state if channel is Channel.EMAIL else person.sms_state
    return state in (Permission.ACTIVE, Permission.ASKED)
