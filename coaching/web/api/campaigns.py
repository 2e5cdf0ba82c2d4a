"""Programmes: which are published, their steps, and what a person agrees to."""

from django.http import HttpRequest
from ninja import Router

from coaching import bootstrap
from coaching.core.model import Channel
from coaching.core.scopes import Scope
from coaching.journeys import enrol, library, wordings
from coaching.store import campaigns
from coaching.web.api import bearer, told
from coaching.web.api.asked import Slug
from coaching.web.api.problems import NOT_FOUND, Problem
from coaching.web.api.told import CampaignLine, Campaigns, CampaignTold, Wordings

router = Router(tags=["Campaigns"])
_reads = bearer.needs(Scope.CAMPAIGNS_READ)


@router.get("/campaigns", auth=_reads, response=Campaigns, operation_id="list_campaigns")
def list_campaigns(request: HttpRequest) -> Campaigns:
    """The programmes in which people can be enrolled now."""
    del request
    lines = []
    for key, name in campaigns.names().items():
        stored = campaigns.current(key)
        if stored is not None:
            days = library.campaign(stored.id).days
            lines.append(CampaignLine(key=key, name=name, version=stored.number, days=days))
    return Campaigns(campaigns=lines)


@router.get("/campaigns/{key}", auth=_reads, response=CampaignTold, operation_id="get_campaign")
def get_campaign(request: HttpRequest, key: Slug) -> CampaignTold:
    """One programme: its steps, and the wording of consent to show to a person before you enrol them."""
    del request
    stored = campaigns.current(key)
    if stored is None:
        raise Problem(NOT_FOUND, f"There is no published programme {key}.")
    campaign = library.campaign(stored.id)
    return CampaignTold(
        key=key,
        name=campaigns.names()[key],
        version=stored.number,
        days=campaign.days,
        units=campaign.units,
        languages=list(campaign.languages),
        consent=_wordings(key),
        steps=[told.step(step) for step in campaign.steps],
    )


def _wordings(key: str) -> Wordings:
    brand = bootstrap.office().house.values["brand"]
    said = dict(zip(Channel, enrol.consent_wordings(key, brand), strict=True))
    return Wordings(
        version=wordings.VERSION,
        sms=said[Channel.SMS],
        email=said[Channel.EMAIL],
        health=wordings.for_health(brand),
    )
