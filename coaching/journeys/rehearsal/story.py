"""One person's rehearsal as a story: the timeline that a coach sees, with all words, alerts and what befell them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from coaching.core import languages, schedule
from coaching.core.alerts import Contact, Level, turn
from coaching.core.ledger import State
from coaching.core.model import Campaign, Channel, EnrolmentId, MessageId, Track, track_of
from coaching.core.personas import Persona
from coaching.core.reasons import Reason, sentence
from coaching.core.schedule import Calendar
from coaching.journeys import books, timeline
from coaching.journeys.books import Books
from coaching.journeys.rehearsal import violations
from coaching.journeys.rehearsal.provider import Mail
from coaching.journeys.rehearsal.result import Entry, Rehearsal, Sort, Totals, Violation
from coaching.journeys.rehearsal.stage import Stage
from coaching.journeys.timeline import Item, Timeline
from coaching.journeys.ways_out import REMINDER
from coaching.store import holds, played, standings
from coaching.store.models import Hold, Message

LATE = timedelta(minutes=2)
_SORTS = {"sent": Sort.MESSAGE, "not_sent": Sort.NOT_SENT, "reply": Sort.REPLY, "hold": Sort.HOLD}

_RANKS = (Sort.EVENT, Sort.REPLY, Sort.HOLD, Sort.ALERT, Sort.NOT_SENT, Sort.MESSAGE)
"""What comes first of several things at one moment: a reply before all that it leads to."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is read once for all entries."""

    persona: Persona
    campaign: Campaign
    calendar: Calendar
    zone: ZoneInfo
    rows: dict[MessageId, Message]
    words: dict[int, str]
    mails: dict[MessageId, Mail]
    holds: list[Hold]
    cleared_at: datetime | None


def of(stage: Stage, where: str) -> Rehearsal:
    """This will tell the rehearsal of the one person on a stage, and judge it."""
    [persona] = stage.personas
    key = stage.runs[0]
    story = timeline.of(key, stage.moment())
    told = _read(stage, persona, key, story)
    lines = [_entry(item, told) for item in story.past if item.kind in _SORTS]
    lines += [*_alerts(told), *_clock_changes(told, stage.now), *_outages(told)]
    entries = tuple(sorted(lines, key=lambda entry: (entry.at, _RANKS.index(entry.sort))))
    drawn = books.draw_up(stage.moment())
    return Rehearsal(
        name=persona.name,
        about=_about(persona),
        where=where,
        programme=stage.campaign.name,
        zone=persona.zone,
        begins=story.enrolment.start,
        ends=max((e.at.date() for e in entries if e.sort is not Sort.ALERT), default=story.enrolment.start),
        days=stage.campaign.days,
        line=story.now_line,
        told=_first_told(stage.office.contacts, stage.now),
        entries=entries,
        totals=_totals(entries, told),
        violations=(*_broken(stage, key, told, story), *unbalanced(drawn), *faults()),
        books={"planned": drawn.planned, **{name: n for name, n in drawn.buckets.items() if n}},
    )


def unbalanced(drawn: Books) -> Iterator[Violation]:
    """This will name whose books do not balance."""
    for missing in drawn.missing:
        yield Violation("the books do not balance", f"{missing.first_name}: {missing.units} messages have no state")


def faults() -> Iterator[Violation]:
    """This will name the messages that could not be made ready."""
    for enrolment, why in played.faults():
        yield Violation("a message could not be made ready", f"run {enrolment}: {why}")


def _read(stage: Stage, persona: Persona, key: EnrolmentId, story: Timeline) -> Told:
    return Told(
        persona=persona,
        campaign=stage.campaign,
        calendar=standings.load(key).standing.calendar,
        zone=ZoneInfo(persona.zone),
        rows=played.messages_of(key),
        words=played.words_of(story.enrolment.subscriber_id),
        mails=stage.provider.mails,
        holds=holds.of(key),
        cleared_at=story.enrolment.cleared_at,
    )


def _broken(stage: Stage, key: EnrolmentId, told: Told, story: Timeline) -> Iterator[Violation]:
    run = violations.Run(
        name=told.persona.name,
        campaign=told.campaign,
        zones=(told.zone, *(ZoneInfo(name) for name in sorted(played.zones_of(key)) if name != told.zone.key)),
        cap=stage.office.daily_cap,
        status=story.enrolment.status,
        stopped_at=story.enrolment.closed_at if story.enrolment.status == "stopped" else None,
    )
    return violations.of_run(list(played.rows(key)), run, set(stage.provider.unsafe))


def _about(persona: Persona) -> tuple[tuple[str, str], ...]:
    screen = {None: "no health screen on record", Track.FULL: "full", Track.FOOD_FIRST: "food first"}
    channels = " and ".join("SMS" if c is Channel.SMS else "email" for c in Channel if c in persona.channels)
    cleared = "said OK before the first day" if persona.cleared else "not asked yet"
    told = [
        ("Track", screen.get(persona.track, "gentle")),
        ("Doctor or pharmacist", cleared),
        ("Channels", channels),
        ("Replies", persona.behaviour.key),
    ]
    return tuple(told)


def _entry(item: Item, told: Told) -> Entry:
    row = told.rows.get(MessageId(item.message)) if item.message else None
    entry = Entry(
        at=item.at,
        sort=_SORTS[item.kind],
        day=(0 if item.kind == "reply" else item.day) or _day(item.at, told),
        title=item.title,
        why=item.why,
        channel=Channel(item.channel) if item.channel else None,
        text=item.text,
    )
    return entry if row is None else _with_words(entry, row, told)


def _day(at: datetime, told: Told) -> int:
    return min(schedule.day_reached(told.calendar, schedule.local_date(at, told.zone)), told.campaign.days)


def _with_words(entry: Entry, row: Message, told: Told) -> Entry:
    mail = told.mails.get(MessageId(row.pk))
    sent = entry.sort is Sort.MESSAGE and row.accepted_at is not None
    return replace(
        entry,
        kind=row.kind,
        template=row.template,
        form=_form(row.template),
        parts=row.parts,
        subject=(mail.subject if mail else row.subject) if row.channel == Channel.EMAIL else "",
        text=mail.text if mail else row.text,
        html=mail.html if mail else "",
        why=_why(row, told) if sent else entry.why,
    )


def _form(template: str) -> str:
    track = track_of(template)
    return "" if track is Track.FULL else str(track)


def _why(row: Message, told: Told) -> str:
    """Why this, and why now, in a sentence or two."""
    said = [_cause(row, told)]
    if row.kind == "step" and track_of(row.template) is Track.FOOD_FIRST:
        said.append(f"Food-first form, as {_why_food_first(row.accepted_at or row.due_at, told)}.")
    if row.accepted_at and row.accepted_at - row.due_at > LATE:
        late = row.accepted_at - row.due_at
        said.append(f"{_length(late)} late, after {row.tries} tries." if row.tries > 1 else f"{_length(late)} late.")
    if State(row.state) is State.UNKNOWN:
        said.append("Nobody knows whether it arrived.")
    return " ".join(said)


def _length(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if hours == 0 else f"{hours} h {rest} min" if hours < 48 else f"{hours // 24} days"


_CAUSES = {
    "invite": "Consent comes first: nothing else goes out before a yes.",
    "welcome": "Said once for each channel that was confirmed.",
    "safety": "An answer to a danger, at once and at any hour.",
    "back": "Providers were out of reach, so today's lesson did not come.",
    "repeat": "The person asked for the week once more.",
}


def _cause(row: Message, told: Told) -> str:
    if row.kind == "step":
        return _lesson(row, told)
    if row.kind == "nudge":
        name = row.template.rsplit("/", 1)[-1]
        if languages.base(name) == REMINDER:
            return "No text has said for four weeks how to end them."
        return "The person has been silent, so an offer is made." if "offer" in name else "No answer for a day."
    parts = row.dedupe_key.split(":")
    raw = int(parts[1]) if row.kind in ("reply", "safety") and len(parts) > 1 and parts[1].isdigit() else 0
    said = [_CAUSES.get(row.kind, "" if raw in told.words else "In answer to the person.")]
    said += [f"Answers “{told.words[raw][:80]}”."] if raw in told.words else []
    return " ".join(filter(None, said))


def _lesson(row: Message, told: Told) -> str:
    step = told.campaign.step_of_day(row.day)
    if step is None:
        return f"Day {row.day}."
    at = told.campaign.slots.get(step.slot)
    slot = f"the {step.slot} slot" + (f" ({at:%H:%M})" if at else "")
    carried = " The other channel is not open, so this one carries it." if row.unit != row.channel else ""
    opens = " It opens a check-in." if step.checkin else ""
    return f"Day {row.day}, {slot}.{opens}{carried}"


def _why_food_first(at: datetime, told: Told) -> str:
    held = any(h.kind == "dose" and h.at <= at and (h.cleared_at is None or h.cleared_at > at) for h in told.holds)
    if held:
        return "there is a hold on supplement texts"
    if told.persona.track is None:
        return "no health screen is on record"
    return "no “all clear” of a doctor or pharmacist is on record"


def _alerts(told: Told) -> Iterator[Entry]:
    for row in played.alerts():
        at = row.raised_at.astimezone(told.zone)
        more = f" {row.count} times." if row.count > 1 else ""
        why = f"Kind: {row.kind}.{more} Somebody must take it on by {_by(row.due_at, told)}."
        yield Entry(at, Sort.ALERT, _day(at, told), row.title, why, kind=row.kind, text=row.body, level=row.level)


def _by(at: datetime | None, told: Told) -> str:
    return f"{at.astimezone(told.zone):%a %-d %b %H:%M}" if at else "no set time"


def _first_told(contacts: tuple[Contact, ...], now: datetime) -> str:
    return ", ".join(contact.name for contact in turn(Level.RED, contacts, 0, now).contacts)


def _clock_changes(told: Told, until: datetime) -> Iterator[Entry]:
    on, last = told.persona.start, until.astimezone(told.zone).date()
    while on <= last:
        noon, next_noon = (
            datetime(each.year, each.month, each.day, 12, tzinfo=told.zone) for each in (on, on + timedelta(days=1))
        )
        before, after = noon.utcoffset(), next_noon.utcoffset()
        if before != after and before is not None and after is not None:
            moved = int((after - before).total_seconds() // 60)
            at = datetime(next_noon.year, next_noon.month, next_noon.day, 3, tzinfo=told.zone)
            way = "forward" if moved > 0 else "back"
            why = f"Clocks in {told.zone.key} go {way} by {abs(moved)} min. Lessons keep their local time."
            yield Entry(at, Sort.EVENT, _day(at, told), "Clock change", why)
        on += timedelta(days=1)


def _outages(told: Told) -> Iterator[Entry]:
    for outage in told.persona.outages:
        begins = told.persona.moment(outage.day, outage.at).astimezone(told.zone)
        ends = (begins.astimezone(ZoneInfo("UTC")) + outage.length).astimezone(told.zone)
        yield Entry(begins, Sort.EVENT, _day(begins, told), "Providers out of reach", f"Until {ends:%a %-d %b %H:%M}.")
        yield Entry(ends, Sort.EVENT, _day(ends, told), "Providers back", "Messages are taken again.")


def _totals(entries: tuple[Entry, ...], told: Told) -> Totals:
    sent = [e for e in entries if e.sort is Sort.MESSAGE]
    skips = Counter(
        row.reason or row.state
        for row in told.rows.values()
        if State(row.state) in (State.SKIPPED, State.HELD, State.FAILED)
    )
    return Totals(
        texts=sum(e.channel is Channel.SMS for e in sent),
        segments=sum(e.parts for e in sent if e.channel is Channel.SMS),
        emails=sum(e.channel is Channel.EMAIL for e in sent),
        replies=sum(e.sort is Sort.REPLY for e in entries),
        skips={_said(reason): n for reason, n in skips.most_common()},
    )


def _said(reason: str) -> str:
    """The sentence of a reason, or the reason itself where it is none of ours."""
    return sentence(Reason(reason)) if reason in list(Reason) else reason
