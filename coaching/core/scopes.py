"""What a key of the API may do: one scope for each noun and direction."""

from enum import StrEnum


class Scope(StrEnum):
    """Stored with every key."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    MESSAGES_READ = "messages:read"
    REPLIES_READ = "replies:read"
    REPLIES_WRITE = "replies:write"
    BOOKS_READ = "books:read"
    CAMPAIGNS_READ = "campaigns:read"


SENTENCES = {
    Scope.PEOPLE_READ: "See people and their enrolments, with number and email",
    Scope.PEOPLE_WRITE: "Enrol people, change, pause, stop and end",
    Scope.MESSAGES_READ: "See which messages somebody got, and why one was not sent; not their words",
    Scope.REPLIES_READ: "Read what people wrote",
    Scope.REPLIES_WRITE: "Mark replies as read",
    Scope.BOOKS_READ: "See the books; they name nobody",
    Scope.CAMPAIGNS_READ: "See programmes, their steps and the wording of consent",
}


def read(typed: list[str]) -> tuple[Scope, ...]:
    """This will give the scopes that are named, each once, in their order; raises ValueError naming a wrong one."""
    unknown = sorted(set(typed) - set(Scope))
    if unknown:
        raise ValueError(f"There is no scope {unknown[0]!r}. There are: {', '.join(Scope)}.")
    return tuple(scope for scope in Scope if scope in typed)
