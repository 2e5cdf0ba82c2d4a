"""Who may use which page: the one table of all routes of the console. A route that is missing here has no page."""

from collections.abc import Mapping

from coaching.core.roles import Role, reaches

_VIEWER = """
home people person messages edit preview preview-email preview-people
alerts pressing alert alert-seen unknown books names
jobs job sending audit
account account-password account-email account-sign-out
api-docs today today-names figures figure figure-table
person-consent person-what-if person-next person-message person-email
inbox inbox-waiting inbox-thread
programme programme-day programme-read programme-review
rehearsal rehearsal-begin rehearsal-one rehearsal-end rehearsal-email rehearsal-file
many many-one
filter-keep filter-delete filter-restore
compare compare-email approvals approval
account-second account-second-on account-second-off account-codes
"""
_EDITOR = """
programme-change programme-draft to-myself account-number account-number-code account-number-forget
publish publish-undo review draft draft-discard draft-restore approval-approve approval-back approval-withdraw
"""
_COACH = """
enrol enrol-zones pause resume clear-hold write read screen stop end
alert-acknowledge alert-close alert-reopen decide again job-cancel sending-stop sending-resume
import import-one import-begin import-undo import-bad
person-next-send person-next-move person-next-out person-next-back person-again person-time person-channel person-rhythm
person-language person-zone person-undo person-address person-clear-trouble person-code
note-add note-pin note-unpin note-remove note-back
inbox-send inbox-insert inbox-count inbox-assign inbox-snooze inbox-wake inbox-done inbox-reopen inbox-correct
saved-replies saved-reply saved-reply-remove saved-reply-restore
programme-publish programme-back
people-export group group-undo person-tags many-new many-count many-stop
"""
_OWNER = """
data team team-invite team-role team-link team-close team-reopen team-second
keys key-revoke key-restore webhooks webhook webhook-ping webhook-on webhook-remove webhook-again
"""

NEEDED: Mapping[str, Role] = {
    name: role
    for role, names in (
        (Role.VIEWER, _VIEWER),
        (Role.EDITOR, _EDITOR),
        (Role.COACH, _COACH),
        (Role.OWNER, _OWNER),
    )
    for name in names.split()
}
OWN_ACCOUNT = frozenset(name for name in NEEDED if name.startswith("account"))
"""What an owner without a second factor still reaches: where they set it up."""


def needed(route: str) -> Role:
    """This will say which role a route asks for. Raises LookupError for a route nobody has thought of."""
    if route not in NEEDED:
        raise LookupError(f"the route {route!r} has no role: say in coaching/web/console/roles.py who may use it")
    return NEEDED[route]


def may(role: str, route: str) -> bool:
    """This will say whether somebody of a role may use a route; pages hide by it what would be refused."""
    return reaches(role, needed(route))
