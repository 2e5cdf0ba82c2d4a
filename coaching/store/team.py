"""The team: who may sign in, as what. There is always an owner who can."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.utils import IntegrityError

from coaching.core.roles import Role
from coaching.store.models import User
from coaching.store.transactions import atomic

MOST_NAMED = 3


class LastOwner(Exception):
    """Nobody else could look after the team then."""


class NameTaken(Exception):
    """Somebody has this name already."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of role did: from what to what."""

    before: str
    after: str


def everybody() -> list[User]:
    """This will list all accounts: those who may sign in first, then by role, then by name."""
    rows = User.objects.order_by("username")
    return sorted(rows, key=lambda user: (not user.is_active, -list(Role).index(Role(user.role))))


def find(pk: int) -> User | None:
    return User.objects.filter(pk=pk).first()


def named(name: str) -> User | None:
    return User.objects.filter(username=name).first()


def is_known(name: str = "", email: str = "") -> bool:
    """This will say whether a name or an email address belongs to an account, in whatever case it is written."""
    about = Q(username__iexact=name) if name else Q(pk=None)
    return User.objects.filter(about | Q(email__iexact=email) if email else about).exists()


def reached_by(typed: str) -> list[User]:
    """This will find who has an email address and chose a password, by name or by that address."""
    rows = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed), is_active=True).exclude(email="")
    return [user for user in rows[:MOST_NAMED] if user.has_usable_password()]


def owners() -> list[str]:
    """This will name who can help: a few owners who may sign in."""
    return list(_owners().order_by("username").values_list("username", flat=True)[:MOST_NAMED])


def add(name: str, role: Role, *, email: str = "", password: str | None = None) -> User:
    """This will make an account; without a password, only a link lets its person in. Raises NameTaken."""
    try:
        with atomic():
            return User.objects.create_user(name, email, password, role=role)
    except IntegrityError as error:
        raise NameTaken from error


def void_links(user: User) -> None:
    """This will end every link made so far for somebody who has chosen no password yet."""
    if not user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])


def set_password(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])


def set_email(user: User, email: str) -> None:
    User.objects.filter(pk=user.pk).update(email=email)


def change_role(user: User, role: Role) -> Changed | None:
    """This will give somebody another role; None if they have it already. Raises LastOwner."""
    with atomic():
        _lock_owners()
        before = User.objects.values_list("role", flat=True).get(pk=user.pk)
        if before == role:
            return None
        User.objects.filter(pk=user.pk).update(role=role)
        _demand_an_owner()
        return Changed(before, role)


def close(user: User) -> bool:
    """This will keep somebody from signing in; False if they could not already. Raises LastOwner."""
    with atomic():
        _lock_owners()
        changed = bool(User.objects.filter(pk=user.pk, is_active=True).update(is_active=False))
        _demand_an_owner()
        return changed


def reopen(user: User) -> bool:
    """This will let somebody sign in again; False if they could already."""
    return bool(User.objects.filter(pk=user.pk, is_active=False).update(is_active=True))


def _owners() -> QuerySet[User]:
    """Who was only invited owns nothing yet: they may never come."""
    return User.objects.filter(role=Role.OWNER, is_active=True).exclude(password__startswith="!")


def _lock_owners() -> None:
    """Two changes at once wait for each other here: each would take the other's owner for the one who stays."""
    User.objects.filter(pk__in=list(_owners().order_by("pk").values_list("pk", flat=True))).update(role=F("role"))


def _demand_an_owner() -> None:
    if not _owners().exists():
        raise LastOwner
