"""The four roles of the team: each may do what the one before it may, and something more."""

from enum import StrEnum


class Role(StrEnum):
    """Each may do more than the one before: look, publish words, act on people, look after the team."""

    VIEWER = "viewer"
    EDITOR = "editor"
    COACH = "coach"
    OWNER = "owner"


_LADDER = tuple(Role)
MEANINGS = {
    Role.VIEWER: "looks at everything and changes nothing",
    Role.EDITOR: "also writes and publishes words, and drafts the calendar",
    Role.COACH: "also acts on people, alerts and messages, and publishes the calendar",
    Role.OWNER: "also looks after the team and the office",
}


def reaches(role: str, needed: Role) -> bool:
    """This will say whether somebody of `role` may do what `needed` may; a role nobody knows may do nothing."""
    return role in list(Role) and _LADDER.index(Role(role)) >= _LADDER.index(needed)
