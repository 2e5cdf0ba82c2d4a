"""The words of the lessons a person has had, as their own page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coaching.core.decide import Standing, text_track
from coaching.core.model import Campaign, Channel, EnrolmentId, Track
from coaching.core.rendering import RenderFailed
from coaching.journeys import compose, library
from coaching.journeys.office import House
from coaching.store import lessons
from coaching.store.models import Message
from coaching.store.standings import Loaded, Person

PAGE = 10


@dataclass(frozen=True, slots=True)
class Words:
    """What one message said. `withheld`: it speaks of taking a supplement, which is not for this person now."""

    channel: Channel
    subject: str = ""
    text: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One lesson of the list."""

    day: int
    topic: str


def words_of(rows: Sequence[Message], loaded: Loaded, house: House) -> tuple[Words, ...]:
    """This will give the words of stored messages as plain text."""
    return tuple(_words(row, loaded.standing, loaded.person, house) for row in rows)


def _words(row: Message, standing: Standing, person: Person, house: House) -> Words:
    channel = Channel(row.channel)
    if row.dose and text_track(standing) is not Track.FULL:
        return Words(channel, withheld=True)
    if channel is Channel.SMS:
        return Words(channel, text=row.text.removeprefix(f"{house.values['brand']}: "))
    return Words(channel, row.subject, _body(row, person, house))


def _body(row: Message, person: Person, house: House) -> str:
    """An email is stored by its template and values; it is rendered as it was sent, without its head and foot."""
    values = {**compose.house_values(house), **compose.person_values(person, house, row.due_at), **row.words}
    try:
        text = library.email(library.version(row.template, row.version).source, house).render(values).text
    except (RenderFailed, LookupError):
        return row.subject
    head, _, rest = text.partition("\n\n")
    body = rest if head.startswith("Day ") else text
    return body.rpartition("\n--\n")[0].strip()


def of_date(loaded: Loaded, on: date, house: House) -> tuple[int, tuple[Words, ...]]:
    """This will give the day of the programme and the words that went out on a local date; 0 and () where none did."""
    rows = lessons.of_date(loaded.standing.enrolment, on)
    return (rows[0].day if rows else 0), words_of(rows, loaded, house)


def of_day(loaded: Loaded, day: int, house: House) -> tuple[Words, ...]:
    """This will give the words of a day of the programme; () where nothing has gone out."""
    return words_of(lessons.of_day(loaded.standing.enrolment, day), loaded, house)


def before(enrolment: EnrolmentId, campaign: Campaign, day: int) -> tuple[tuple[Listed, ...], int | None]:
    """This will list the lessons before a day, the latest first, and the day from which the next page goes on."""
    days = lessons.days_before(enrolment, day, PAGE + 1)
    shown = [each for each in days[:PAGE] if campaign.step_of_day(each)]
    more = days[PAGE - 1] if len(days) > PAGE else None
    return tuple(Listed(each, campaign.steps[each - 1].topic) for each in shown), more
