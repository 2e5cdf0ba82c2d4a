"""From a decision to words: one message composed for one person, and what a stored one looks like on the wire."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from coaching.core import links, own_numbers, schedule
from coaching.core.decide import Leg, Send, text_track
from coaching.core.leads import Past
from coaching.core.model import Campaign, Channel, EnrolmentId, Track
from coaching.core.rendering import RenderedEmail, SharedEmail
from coaching.core.segments import measure
from coaching.core.vocabulary import PERSONAL
from coaching.journeys import library
from coaching.journeys.office import House
from coaching.providers.base import Shell
from coaching.store import numbers
from coaching.store.messages import Draft, step_key
from coaching.store.standings import Loaded, Person
from coaching.store.templates import Words

Values = dict[str, Any]
Letter = tuple[Shell, dict[str, str]]
"""What a cohort shares, and the words for each of its tags."""


def house_values(house: House) -> Values:
    return {**house.values, "foods": house.foods, "postal_address": house.postal_address, "folded": []}


def person_values(person: Person, house: House, at: datetime) -> Values:
    return {"first_name": person.first_name, **addresses(person, house, at)}


def addresses(person: Person, house: House, at: datetime) -> Values:
    """This will give the addresses that belong to one person, for a message due `at`.

    Only the person's own page has their token in it; the other links never expire and lead to no answers.
    """
    handle = links.handle(person.subscriber, person.token)
    return {
        "page_url": own_page(person.token, house, at),
        "unsubscribe_url": f"{house.public_url}/u/{handle}",
        "confirm_url": f"{house.public_url}/join/{handle}",
    }


def own_page(token: str, house: House, at: datetime) -> str:
    """This will give the address of a person's own page, which may change things for the time of core.links.LASTS."""
    signed = links.sign(house.link_key, token, links.Purpose.OWN_PAGE, (at + links.LASTS).date())
    return f"{house.public_url}/me/{token}?k={signed}"


ADDRESSES = frozenset(("page_url", "unsubscribe_url", "confirm_url"))
Said = tuple[str, int, str]
"""A text, its parts, and its digest."""


@dataclass(slots=True)
class Composer:
    """Composes a batch: words are read once, email cohorts rendered once.

    `regions`: what differs from the house's values in a country; an email cohort then splits by country. `past`: the
    numbers people gave, read at once for a batch; who is not in it is looked up alone.
    """

    house: House
    words: Mapping[str, Words]
    regions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    past: Mapping[EnrolmentId, list[Past]] = field(default_factory=dict)
    _texts: dict[tuple[str, int, str], Said] = field(default_factory=dict)
    _cohorts: dict[tuple[str, int, str], SharedEmail | None] = field(default_factory=dict)
    _letters: dict[str, tuple[Draft, Letter]] = field(default_factory=dict)

    def step(self, loaded: Loaded, send: Send, leg: Leg, campaign: Campaign) -> Draft:
        """This will compose one leg; raises RenderFailed or WordsMissing for this person only."""
        words = self._words(campaign.key, leg.channel, leg.template, loaded.person)
        own = self._step_values(send, leg, campaign, loaded)
        standing = loaded.standing
        if draws(words):
            own["numbers"] = own_numbers.rows(self._past(standing.enrolment), campaign, text_track(standing))
        draft = Draft(
            dedupe_key=step_key(standing.enrolment, loaded.cycle, send.step.key, leg.unit),
            kind="step",
            subscriber=loaded.person.subscriber,
            enrolment=standing.enrolment,
            channel=leg.channel,
            template=words.name,
            version=words.number,
            due_at=send.due,
            until=send.until,
            step=send.step.key,
            day=send.step.day,
            unit=leg.unit,
            on=schedule.local_date(send.due, standing.calendar.zone),
            dose=leg.dose,
        )
        return self.fill(draft, own, loaded.person)

    def fill(self, draft: Draft, own: Values, person: Person, *, ahead: bool = False) -> Draft:
        """This will put the words for one person into a draft; `own` is stored with the message.

        `ahead`: where the subject of an email is the same for all, only that is found. For values of which it is sure
        that they fit: what does not fit must show here, not once the email is with its batch on the way.
        """
        if draft.channel is Channel.SMS:
            text, parts, digest = self._said(draft, own, person)
            return with_words(draft, own, text=text, parts=parts, digest=digest)
        filled = with_words(draft, own)
        words = json.dumps([draft.template, draft.version, own], sort_keys=True, default=str)
        subject = self._shared_subject(filled, person) if ahead else None
        if subject is None:
            subject = self.email_subject(filled, person)
        return with_words(draft, own, subject=subject, digest=_digest(words))

    def _shared_subject(self, draft: Draft, person: Person) -> str | None:
        """The subject, if it says the same to everybody."""
        cohort = self._cohort(draft, person)
        return cohort.subject[:300] if cohort is not None and not cohort.is_subject_personal else None

    def _said(self, draft: Draft, own: Values, person: Person) -> Said:
        """Renders a text once for all whose values of it are the same: an invitation often names nobody."""
        template = library.sms(self._version(draft).source, self.house)
        used = template.variables
        personal = {"first_name": person.first_name} if used.isdisjoint(ADDRESSES) else None
        values = {
            **house_values(self.house),
            **(personal or person_values(person, self.house, draft.due_at)),
            **own,
        }
        if "foods" in used:
            return _measured(template.render(values))
        key = (draft.template, draft.version, repr([values.get(name) for name in used]))
        if key not in self._texts:
            self._texts[key] = _measured(template.render(values))
        return self._texts[key]

    def email_subject(self, draft: Draft, person: Person) -> str:
        shell, tags = self.shell(draft, person)
        subject = shell.subject
        for tag, value in tags.items():
            subject = subject.replace(tag, value)
        return subject[:300]

    def shell(self, draft: Draft, person: Person) -> Letter:
        """This will give the shared part of a person's email and the tags that make it theirs."""
        made = self._letters.get(draft.dedupe_key)
        if made is not None and made[0].words is draft.words:  # composed a moment ago, in this batch
            return made[1]
        letter = self._letter(draft, person)
        self._letters[draft.dedupe_key] = (draft, letter)
        return letter

    def _letter(self, draft: Draft, person: Person) -> Letter:
        cohort = self._cohort(draft, person)
        if cohort is not None:
            values = self._values(draft, person)
            return Shell(cohort.subject, cohort.html, cohort.text), cohort.substitutions(
                {name: values[name] for name in PERSONAL if name in values}
            )
        whole = self.whole(draft, person)
        return Shell(whole.subject, whole.html, whole.text), {}

    def whole(self, draft: Draft, person: Person) -> RenderedEmail:
        """This will render a person's email completely, as a preview or the timeline shows it."""
        values = self._values(draft, person)
        return library.email(self._version(draft).source, self.house).render(values)

    def _values(self, draft: Draft, person: Person) -> Values:
        return {**house_values(self.house), **person_values(person, self.house, draft.due_at), **draft.words}

    def _cohort(self, draft: Draft, person: Person) -> SharedEmail | None:
        own = [(name, value) for name, value in draft.words.items() if name not in PERSONAL]
        key = (draft.template, draft.version, repr(own))
        if key not in self._cohorts:
            values = self._values(draft, person)
            shared = {name: value for name, value in values.items() if name not in PERSONAL}
            template = library.email(self._version(draft).source, self.house)
            self._cohorts[key] = template.shared(shared, PERSONAL & values.keys(), f"c{secrets.token_hex(5)}x")
        return self._cohorts[key]

    def _step_values(self, send: Send, leg: Leg, campaign: Campaign, loaded: Loaded) -> Values:
        own: Values = {
            "first_name": loaded.person.first_name,
            "day": send.step.day,
            "days": campaign.days,
            "topic": send.step.topic,
            "program": campaign.called_in(loaded.person.language),
            **self.regions.get(loaded.person.region, {}),
        }
        if leg.wraps:
            own["sms_text"] = self._plain(leg.wraps, own, loaded.person, send.due)
        if send.folded and leg.channel is Channel.EMAIL:
            own["folded"] = [self._folded(key, own, loaded, campaign, send.due) for key in send.folded]
        return own

    def _folded(self, key: str, own: Values, loaded: Loaded, campaign: Campaign, at: datetime) -> dict[str, str]:
        step = next(step for step in campaign.steps if step.key == key)
        name = step.template(Channel.SMS, Track.FOOD_FIRST) or step.template(Channel.SMS, Track.FULL) or ""
        return {"topic": step.topic, "text": self._plain(name, {**own, "day": step.day}, loaded.person, at)}

    def _plain(self, name: str, own: Values, person: Person, at: datetime) -> str:
        return self.plain(self._words("", Channel.SMS, name, person), own, person, at)

    def plain(self, words: Words, own: Values, person: Person, at: datetime) -> str:
        """This will give the words of an SMS as they stand in an email: without the sender's name in front."""
        template = library.sms(words.source, self.house)
        text = template.render({**house_values(self.house), **person_values(person, self.house, at), **own})
        return text.removeprefix(f"{self.house.values['brand']}: ")

    def _words(self, campaign: str, channel: Channel, name: str, person: Person) -> Words:
        return library.pick(library.candidates(campaign, channel, name, person.language), self.words)

    def _past(self, enrolment: EnrolmentId) -> list[Past]:
        return self.past[enrolment] if enrolment in self.past else numbers.given([enrolment])[enrolment]

    def _version(self, draft: Draft) -> Words:
        live = self.words.get(draft.template)
        if live is not None and live.number == draft.version:
            return live
        return library.version(draft.template, draft.version)


def draws(words: Words) -> bool:
    """This will say whether a text draws the person's own numbers: an email of a day that looks back."""
    return _DRAWS.search(words.source) is not None


_DRAWS = re.compile(r"\{[{%][^}%]*\bnumbers\b")


def past_of(
    sends: Iterable[tuple[Loaded, Send, Campaign]], words: Mapping[str, Words]
) -> Mapping[EnrolmentId, list[Past]]:
    """This will read the numbers of those people in a batch whose text draws them, in one query; mostly nobody's."""
    drawn = {name for name, each in words.items() if draws(each)}
    needed = {
        loaded.standing.enrolment
        for loaded, send, campaign in sends
        if drawn and not drawn.isdisjoint(names_for(send, campaign, loaded.person.language))
    }
    return numbers.given(needed)


def _measured(text: str) -> Said:
    return text, measure(text).count, _digest(text)


def _digest(words: str) -> str:
    """What tells whether two messages say the same: 64 bits of a hash."""
    return blake2b(words.encode(), digest_size=8).hexdigest()


def with_words(draft: Draft, own: Values, **texts: Any) -> Draft:
    """This will give the draft with its values, and its text or subject once they are rendered."""
    cells = dict(zip(Draft.__slots__, _CELLS(draft), strict=True))
    return Draft(**{**cells, "words": own, **texts})


_CELLS = attrgetter(*Draft.__slots__)


def names_for(send: Send, campaign: Campaign, language: str) -> set[str]:
    """This will name every template a Send may need, so that a batch reads them at once."""
    named = {(leg.channel, leg.template) for leg in send.legs}
    named |= {(Channel.SMS, leg.wraps) for leg in send.legs if leg.wraps}
    for step in campaign.steps:
        if step.key in send.folded:
            named |= {(text.channel, text.template) for text in step.texts if text.channel is Channel.SMS}
    return {name for channel, text in named for name in library.candidates(campaign.key, channel, text, language)}
