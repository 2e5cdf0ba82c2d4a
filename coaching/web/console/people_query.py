"""What the address of the list of people asks for, read from a query and written back; and the chips that say it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from coaching.core.decide import Status
from coaching.core.model import Channel
from coaching.journeys import group
from coaching.store.people_filter import Wanted

TO_READ = "to-read"
STATUSES = {
    "": "Everybody",
    TO_READ: "Replies to read",
    Status.ACTIVE.value: "Running",
    Status.WAITING.value: "Not confirmed",
    Status.STOPPED.value: "Stopped",
    Status.COMPLETED.value: "Complete",
    Status.ENDED.value: "Ended",
}
TRACKS = {
    "full": "supplement texts",
    "food_first": "food first",
    "gentle": "gentle",
    "none": "no health screen",
}
CHANNELS = {Channel.SMS.value: "texts", Channel.EMAIL.value: "emails"}
COLUMNS = {
    "contact": "Number or email",
    "day": "Day",
    "standing": "Status",
    "next": "What comes next",
    "tags": "Tags",
    "heard": "Last reply",
    "track": "Form of the texts",
    "programme": "Programme",
    "zone": "Time zone",
    "since": "Enrolled",
}
USUAL = ("contact", "day", "standing", "next", "tags")
DAYS = 999
FILTERS = ("q", "status", "tag", "from", "to", "track", "channel", "silent", "trouble", "programme")


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the filter in words; `without` is the address of the list once it is taken away."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`given` holds the parts of the address that make sense, as they were typed; `columns` in their fixed order."""

    given: Mapping[str, str]
    columns: tuple[str, ...]

    @property
    def wanted(self) -> Wanted:
        given = self.given
        status = given.get("status", "")
        return Wanted(
            search=given.get("q", ""),
            status=Status(status) if status and status != TO_READ else None,
            to_read=status == TO_READ,
            tag=given.get("tag", ""),
            first_day=_number(given.get("from", "")),
            last_day=_number(given.get("to", "")),
            track=given.get("track", ""),  # type: ignore[arg-type]  # read() keeps known tracks only
            channel=Channel(given["channel"]) if "channel" in given else None,
            silent_days=_number(given.get("silent", "")),
            trouble="trouble" in given,
            programme=given.get("programme", ""),
        )

    @property
    def query(self) -> str:
        """The address after the question mark, without a page."""
        columns = {} if self.columns == USUAL else {"cols": ",".join(self.columns) or "name"}
        return urlencode({**self.given, **columns})

    def address(self, **page: int | None) -> str:
        """This will give the address of a page of this list: `before` or `after` a key, or the newest."""
        parts = [self.query, urlencode({name: key for name, key in page.items() if key is not None})]
        shown = "&".join(part for part in parts if part)
        return "/people/" + (f"?{shown}" if shown else "")

    def with_status(self, status: str) -> str:
        given = {name: value for name, value in self.given.items() if name != "status"}
        return replace(self, given={**given, **({"status": status} if status else {})}).address()

    def without(self, *names: str) -> str:
        return replace(self, given={name: value for name, value in self.given.items() if name not in names}).address()


def read(query: QueryDict) -> Asked:
    """This will read a query; what makes no sense is left out."""
    given = {name: query.get(name, "").replace("\0", "").strip()[:200] for name in FILTERS}
    kept = {name: value for name, value in given.items() if value and _makes_sense(name, value)}
    if "tag" in kept:
        kept["tag"] = group.tidy_tag(kept["tag"])
    return Asked({name: value for name, value in kept.items() if value}, _columns(query.getlist("cols")))


def read_text(text: str) -> Asked:
    """This will read a query that stands in a form or was kept."""
    return read(QueryDict(text[:2000]))


def is_untidy(query: QueryDict) -> bool:
    """This will say whether a form without JavaScript has left empty fields and boxes in the address."""
    named = any(not value for name in FILTERS for value in query.getlist(name))
    return named or len(query.getlist("cols")) > 1


def _makes_sense(name: str, value: str) -> bool:
    known = {"status": STATUSES, "track": TRACKS, "channel": CHANNELS, "trouble": ("1",)}
    if name in known:
        return value in known[name]
    return _number(value) is not None if name in ("from", "to", "silent") else True


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed) <= DAYS else None


def _columns(typed: list[str]) -> tuple[str, ...]:
    named = {each for part in typed for each in part[:400].split(",")}
    return tuple(name for name in COLUMNS if name in named) if named - {""} else USUAL


def chips(asked: Asked, programmes: Mapping[str, str]) -> list[Chip]:
    """This will say each part of the filter beside status and search, which show themselves."""
    given = asked.given
    days = [given[name] for name in ("from", "to") if name in given]
    said = {
        ("tag",): f"Tag: {given.get('tag')}",
        ("from", "to"): _days(given) if days else "",
        ("track",): f"Form: {TRACKS.get(given.get('track', ''))}",
        ("channel",): f"Gets {CHANNELS.get(given.get('channel', ''))}",
        ("silent",): f"Silent for {_length(given.get('silent', ''))}",
        ("trouble",): "Has trouble: a number or address does not work",
        ("programme",): f"Programme: {programmes.get(given.get('programme', ''), given.get('programme'))}",
    }
    return [Chip(words, asked.without(*names)) for names, words in said.items() if any(name in given for name in names)]


def _days(given: Mapping[str, str]) -> str:
    match given.get("from"), given.get("to"):
        case first, None:
            return f"Day {first} and later"
        case None, last:
            return f"Up to day {last}"
        case first, last:
            return f"Day {first}" if first == last else f"Days {first} to {last}"


def _length(typed: str) -> str:
    return "1 day" if typed == "1" else f"{typed} days"
