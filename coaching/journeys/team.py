"""Changes of the team: somebody is invited, gets another role, is let go, chooses a password. Each is in the audit."""

import re
from dataclasses import dataclass

from coaching.core.roles import MEANINGS, Role
from coaching.journeys import typed
from coaching.journeys.office import Moment, Office
from coaching.journeys.team_mail import Letter
from coaching.store import audit, invitations, second_factor, sign_ins, team, tries
from coaching.store.models import User
from coaching.store.team import LastOwner, NameTaken
from coaching.store.transactions import atomic

_NAME = re.compile(r"[\w.@+-]{2,40}\Z")
NOUN = "user"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an owner typed about somebody new."""

    name: str
    email: str
    role: str


class InvitationRefused(Exception):
    """`problems`: field -> one sentence that says what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class TeamRefused(Exception):
    """The team stays as it is; the message says why."""


def invite(asked: Invitation, by: str, office: Office, moment: Moment) -> Letter:
    """This will make an account that waits for its person, and the letter to them. Raises InvitationRefused."""
    problems: dict[str, str] = {}
    name, email = asked.name.strip(), typed.email(asked.email, problems)
    if not _NAME.match(name):
        problems["name"] = "Choose a name of 2 to 40 letters or digits, without spaces, such as ana or ana.k."
    if not email and "email" not in problems:
        problems["email"] = "Enter their email address: the invitation goes there."
    if asked.role not in list(Role):
        problems["role"] = "Choose one of the roles."
    if not problems and team.is_known(name):
        problems["name"] = f"Somebody is called {name} already. Choose another name."
    if not problems and email and team.is_known(email=email):
        problems["email"] = "This email address belongs to somebody of the team already."
    if problems or email is None:
        raise InvitationRefused(problems)
    try:
        with atomic():
            user = team.add(name, Role(asked.role), email=email)
            audit.record(by, "invited", NOUN, user.pk, moment.now, role=asked.role)
    except NameTaken as taken:
        raise InvitationRefused({"name": f"Somebody is called {name} already. Choose another name."}) from taken
    return letter(user, by, office, moment)


def new_link(user: User, by: str, office: Office, moment: Moment) -> Letter:
    """This will make a link with which somebody chooses a password; an invitation made before is void then."""
    if not user.is_active:
        raise TeamRefused(f"{user.username} cannot sign in. Let them in again first.")
    with atomic():
        team.void_links(user)
        audit.record(by, "made a link for a password of", NOUN, user.pk, moment.now)
    return letter(user, by, office, moment)


def forgotten(name_or_email: str, office: Office, moment: Moment) -> list[Letter]:
    """This will make the letters for whoever asks for a new password: none where nobody is known by it."""
    asked = name_or_email.strip()
    return [letter(user, "", office, moment) for user in team.reached_by(asked)] if asked else []


def letter(user: User, by: str, office: Office, moment: Moment) -> Letter:
    """This will write the letter with a link that works once."""
    code = invitations.make(user, moment.machine_now)
    return Letter(
        user=user.pk,
        name=user.username,
        to=user.email,
        link=f"{office.house.public_url}/sign-in/password/{code}/",
        lasts=invitations.lasts(user),
        is_invitation=not user.has_usable_password(),
        by=by,
    )


def choose_password(user: User, password: str, moment: Moment) -> None:
    """This will set the password of who came by a link, and end what was open elsewhere."""
    with atomic():
        team.set_password(user, password)
        sign_ins.end_others(user)
        audit.record(user.username, "chose a password", NOUN, user.pk, moment.now)


def change_email(user: User, wanted: str, moment: Moment) -> None:
    """This will keep the address to which a member's links go. Raises TeamRefused."""
    problems: dict[str, str] = {}
    email = typed.email(wanted, problems)
    if not email:
        raise TeamRefused(problems.get("email", "Enter your email address."))
    if email.casefold() != user.email.casefold() and team.is_known(email=email):
        raise TeamRefused("This email address cannot be used.")
    with atomic():
        team.set_email(user, email)
        audit.record(user.username, "changed the email address of", NOUN, user.pk, moment.now)


def change_role(user: User, role: str, by: str, moment: Moment) -> str:
    """This will give somebody another role and say so. Raises TeamRefused."""
    if role not in list(Role):
        raise TeamRefused("Choose one of the roles.")
    try:
        with atomic():
            changed = team.change_role(user, Role(role))
            if changed:
                audit.record(
                    by, "changed the role of", NOUN, user.pk, moment.now, before=changed.before, after=changed.after
                )
    except LastOwner as error:
        raise TeamRefused(f"{user.username} is the last owner. Make somebody else an owner first.") from error
    return f"{user.username} is {_with_article(role)} now and {MEANINGS[Role(role)]}."


def _with_article(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


def close(user: User, by: str, moment: Moment) -> None:
    """This will keep somebody from signing in, from this moment and everywhere. Raises TeamRefused."""
    try:
        with atomic():
            if not team.close(user):
                raise TeamRefused(f"{user.username} cannot sign in already.")
            sign_ins.end_others(user)
            audit.record(by, "let go", NOUN, user.pk, moment.now)
    except LastOwner as error:
        raise TeamRefused(f"{user.username} is the last owner. Make somebody else an owner first.") from error


def reopen(user: User, by: str, moment: Moment) -> None:
    """This will let somebody sign in again, in the role they had. Raises TeamRefused."""
    with atomic():
        if not team.reopen(user):
            raise TeamRefused(f"{user.username} can sign in already.")
        audit.record(by, "let in again", NOUN, user.pk, moment.now)


def without_second_factor(user: User, by: str, moment: Moment) -> None:
    """This will take somebody's second factor away, as they have lost it: they set up a new one. Raises TeamRefused."""
    with atomic():
        if not second_factor.turn_off(user):
            raise TeamRefused(f"{user.username} has no second factor.")
        sign_ins.end_others(user)
        audit.record(by, "took away the second factor of", NOUN, user.pk, moment.now)


def unlock(user: User, by: str, moment: Moment) -> str:
    """This will let somebody in who is locked out, and say what was in the way beside wrong tries."""
    with atomic():
        undone = [
            words
            for words, done in (
                ("the account is open again", team.reopen(user)),
                ("the second factor is off", second_factor.turn_off(user)),
            )
            if done
        ]
        tries.forget_everything()
        audit.record(by, "unlocked", NOUN, user.pk, moment.now)
    return ", ".join(undone)
