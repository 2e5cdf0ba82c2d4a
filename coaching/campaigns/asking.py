"""Which form of a check-in a person is asked: tracks may be asked something else, or nothing."""

from coaching.core.model import Campaign, CheckIn, Step, Track


def form_key(checkin: str, track: Track) -> str:
    """This will name a track's own form in `Campaign.checkins`, e.g. "C-WEEK+DOSE.food_first"."""
    return f"{checkin}.{track}"


def asked(campaign: Campaign, step: Step, track: Track) -> CheckIn | None:
    """This will give the check-in that a step opens for a track, or None where it asks nothing.

    `track` is the one whose text was sent: a track with its own form gets that, the others the default.
    """
    if step.checkin is None:
        return None
    default = campaign.checkins[step.checkin]
    form = campaign.checkins.get(form_key(step.checkin, track), default)
    return form if form.questions else None
