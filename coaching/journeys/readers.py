"""Whom a change of a text reaches: how many, when first, what it looks like for them, and what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.core import languages
from coaching.core.decide import Send
from coaching.core.model import Channel, EnrolmentId
from coaching.core.rendering import RenderFailed, TemplateProblem, TemplateRefused
from coaching.core.segments import measure
from coaching.journeys import compose, library, preview, reached
from coaching.journeys.compose import Composer
from coaching.journeys.office import Moment, Office
from coaching.journeys.preview import EmailPreview, Preview, Refused, SmsPreview
from coaching.journeys.reached import Reader
from coaching.store import readers
from coaching.store.templates import Words

MOST_READ = 250
"""People whose own text is composed before and after, to see what it costs."""
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """The text for one person, or a sample person, before and after. `who` names them in an address."""

    who: str
    label: str
    day: int | None
    due: datetime | None
    zone: str
    before: Preview
    after: Preview


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of an SMS over all who get it next, before and after; `each_before`: how many one text has, as it differs
    from person to person. `is_estimate`: from those whose next day is known, at most MOST_READ, scaled up."""

    before: int
    after: int
    each_before: tuple[int, ...]
    each_after: tuple[int, ...]
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Impact:
    """`has_days`: the text goes out on days of the programme; else when something happens, to anybody `under_way`.

    `people` get it, in `messages`; `may_yet` more if they are cleared for supplements by then; the first at `first`
    (None: nobody knows when, or nobody). `faults`: people for whom the new text cannot be made, each with why.
    """

    has_days: bool
    people: int
    messages: int
    may_yet: int
    under_way: int
    first: datetime | None
    shown: tuple[Shown, ...]
    parts: Parts | None
    faults: tuple[tuple[str, str], ...] = ()


def impact(name: str, source: str, live: Words, office: Office, moment: Moment) -> Impact:
    """This will work out what publishing `source` in place of the `live` words changes. Writes nothing."""
    places, spoken = reached.places_of(name), reached.spoken_by(name)
    ids = readers.nearest(places, spoken, MOST_READ)
    found = sorted(reached.next_of(name, ids, moment), key=lambda each: each.due)
    after = Words(name, live.number + 1, source)
    before_by, after_by = (_composer(found, words, office) for words in (live, after))
    people, cleared = readers.people(places, spoken), reached.after_clearance(places)
    shown = [_shown(each, before_by, after_by) for each in found[:MOST_SHOWN]]
    texts = [each for each in found if each.leg.channel is Channel.SMS]
    before, then = ([_render(each, by) for each in texts] for by in (before_by, after_by))
    return Impact(
        has_days=bool(places) or bool(preview.steps_of(languages.base(name), preview.campaign_of(name))),
        people=people,
        messages=people if len(places) == 1 else readers.messages(places, spoken),
        may_yet=0 if cleared == places else readers.people(cleared, spoken) - people,
        under_way=readers.under_way(reached.programme_of(name)),
        first=found[0].due if found else None,
        shown=tuple(shown) or tuple(_samples(name, live, after, office)),
        parts=_parts(before, then, max(1.0, people / len(found))) if texts else None,
        faults=tuple(
            (each.loaded.person.first_name, str(made.problems[0]))
            for each, made in zip(texts, then, strict=True)
            if isinstance(made, Refused)
        ),
    )


def for_person(name: str, source: str, enrolment: EnrolmentId, office: Office, moment: Moment) -> Preview | None:
    """This will render a text as it would reach one real person; None if no step with it is to come for them."""
    found = list(reached.next_of(name, [enrolment], moment))
    return _render(found[0], _composer(found, Words(name, -1, source), office)) if found else None


def _composer(found: list[Reader], words: Words, office: Office) -> Composer:
    """Composes with these words in place of those that are live; all others are read once."""
    names = {each for reader in found for each in compose.names_for(_send(reader), reader.campaign, _language(reader))}
    return Composer(office.house, {**library.current(names), words.name: words}, office.regions)


def _send(reader: Reader) -> Send:
    return Send(reader.step, (reader.leg,), reader.due, reader.due + timedelta(hours=1))


def _language(reader: Reader) -> str:
    return reader.loaded.person.language


def _shown(reader: Reader, before: Composer, after: Composer) -> Shown:
    return Shown(
        who=str(reader.loaded.standing.enrolment),
        label=reader.loaded.person.first_name,
        day=reader.step.day,
        due=reader.due,
        zone=reader.loaded.standing.calendar.zone.key,
        before=_render(reader, before),
        after=_render(reader, after),
    )


def _samples(name: str, live: Words, after: Words, office: Office) -> Iterator[Shown]:
    for who in preview.SAMPLES[:2]:
        before, then = (preview.preview(name, each.source, who, office) for each in (live, after))
        yield Shown(who.key, who.label, None, None, "UTC", before, then)


def _render(reader: Reader, composer: Composer) -> Preview:
    try:
        draft = composer.step(reader.loaded, _send(reader), reader.leg, reader.campaign)
        if draft.channel is Channel.SMS:
            return SmsPreview(draft.text, measure(draft.text))
        mail = composer.whole(draft, reader.loaded.person)
        return EmailPreview(mail.subject, mail.preheader, mail.html, mail.text)
    except TemplateRefused as refused:
        return Refused(refused.problems)
    except (RenderFailed, library.WordsMissing) as failed:
        return Refused((TemplateProblem(1, str(failed)),))


def _parts(before: list[Preview], after: list[Preview], scale: float) -> Parts:
    """A text that cannot be made has no parts."""
    old, new = ([each.segments.count for each in side if isinstance(each, SmsPreview)] for side in (before, after))
    return Parts(round(sum(old) * scale), round(sum(new) * scale), _span(old), _span(new), is_estimate=scale > 1)


def _span(parts: list[int]) -> tuple[int, ...]:
    return tuple(sorted(set(parts)))
