"""Which form of a check-in a person is asked: tracks may be asked something else, or nothing."""

from coaching.core.model import Campaign, CheckIn, Step, Track


def asked(campaign: Campaign, step: Step, track: Track) -> CheckIn | None:
    """This will give the check-in that a step opens for a track, or None where it asks nothing.

    `track` is the one whose text was sent: a track with its own form gets that, the others the default.
    """
    return campaign.form(step.checkin, track) if step.checkin is not None else None
