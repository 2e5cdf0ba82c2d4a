"""The link of the invitation: the wording and one button. Opening it changes nothing; only the button says yes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from coaching import bootstrap
from coaching.core.consent import Permission
from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.journeys import confirm, wordings
from coaching.store import enrolments
from coaching.store.consents import Proof
from coaching.store.models import Enrolment, Subscriber
from coaching.web import show
from coaching.web.me import whose


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """This will show the invitation, and by POST confirm the email channel."""
    person = whose.holder(token)
    invited = _invited(person) if person else None
    if person is None:
        return whose.nobody(request)
    office = bootstrap.office()
    wording = wordings.for_channel(Channel.EMAIL, office.house.values["brand"])
    if invited is None:
        return show.public(request, "me/join_over.html", who=person, has_said_yes=_has_said_yes(person))
    if request.method == "POST":
        proof = Proof(
            how="button on the confirmation page",
            actor=f"subscriber {person.pk}",
            wording=wording,
            wording_version=wordings.VERSION,
            proof="pressed on /join/",
        )
        confirm.confirm(invited, Channel.EMAIL, proof, office, bootstrap.moment())
        begun = enrolments.newest_of(person)
        return show.public(request, "me/joined.html", who=person, enrolment=begun)
    coach_name = office.house.values["coach_name"]
    return show.public(request, "me/join.html", who=person, wording=wording, coach_name=coach_name)


def _invited(person: Subscriber) -> Enrolment | None:
    """The run that this yes would serve: a live one whose email channel still waits for it."""
    live = enrolments.live_of(person)
    return live if live is not None and person.email and person.email_state == Permission.ASKED else None


def _has_said_yes(person: Subscriber) -> bool:
    live = enrolments.live_of(person)
    return live is not None and live.status == Status.ACTIVE and person.email_state == Permission.ACTIVE
