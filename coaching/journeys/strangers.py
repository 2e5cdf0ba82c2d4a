"""A text from a number nobody is enrolled with: a danger is answered and a coach told; STOP is kept; HELP and JOIN
are answered; anything else is counted and gets nothing.

`take_in` does what must happen and is safe to call again; `answer` gives the words for the provider's own reply.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from coaching.core import languages
from coaching.core.alerts import Kind
from coaching.core.consent import Word, read_word
from coaching.core.model import Channel
from coaching.core.safety import Reading, triage
from coaching.core.stopping import asks_to_stop
from coaching.journeys import alert, compose, countries, danger, library
from coaching.journeys.office import Moment, Office
from coaching.providers.events import InboundSms
from coaching.store import campaigns, inbox, limits, proven, suppressions
from coaching.store.alerts import News
from coaching.store.redis_link import RedisError
from coaching.store.transactions import atomic

log = structlog.get_logger()
CAMPAIGN = "magnesium"
"""What somebody who is in no programme may join."""
PAUSE = timedelta(minutes=10)
STOPPED = "stop"
# Somebody in a country whose numbers we do not have must not be sent to those of another one.
SOMEWHERE = {
    "emergency_number": "your emergency number",
    "crisis_line": "your local crisis line",
    "poison_line": "your poison center",
}


def take_in(raw: int, sms: InboundSms, moment: Moment) -> None:
    """This will do what a stranger's text calls for, in the transaction that marks it as worked through."""
    reading = triage(sms.text)
    smells = not danger.is_danger(reading) and reading.unsure and bool(reading.matched)
    with atomic():
        if danger.is_danger(reading) or smells:
            _raise(sms, reading, moment.now)
        kind = _consent(sms, moment.now)
        if danger.is_danger(reading):
            kind = "danger"
        inbox.handled(raw, moment.now, f"from a number nobody is enrolled with: {kind}")
    if danger.is_danger(reading) or smells:
        alert.hurry()
    log.info("a stranger's text", raw=raw, taken_for=kind)


def answer(sms: InboundSms, office: Office) -> str:
    """This will give the words that answer a stranger's text, "" for none.

    A danger is always answered; HELP and JOIN once in ten minutes for each number, and only while Redis counts.
    What the carrier has answered by itself (STOP, HELP) gets no second answer.
    """
    reading = triage(sms.text)
    if danger.is_danger(reading):
        return _words(f"rf-{reading.tier}-alone", _numbers(sms.from_, office), office)
    if asks_to_stop(sms.text):
        return ""
    match read_word(sms.text):
        case Word.HELP if sms.opt_out_type != "HELP" and _may_answer(sms):
            return _words("not-enrolled-help", {}, office)
        case Word.JOIN | Word.START if _may_answer(sms):
            return _words("join-link", {"join_url": join_url(sms.from_, office)}, office)
        case _:
            return ""


def join_url(number: str, office: Office) -> str:
    """This will give the address of the join page for somebody who texted us: it knows the number, and shows it."""
    url = f"{office.house.public_url}/join/"
    try:
        return f"{url}?p={proven.link_to(number)}"
    except RedisError:
        return url


def _consent(sms: InboundSms, now: datetime) -> str:
    """STOP keeps the number from being enrolled by others; JOIN and START, from the number itself, allow it again."""
    if asks_to_stop(sms.text):
        suppressions.suppress(Channel.SMS, sms.from_, STOPPED, now)
        return "stop"
    word = read_word(sms.text)
    if word in (Word.JOIN, Word.START):
        suppressions.lift(Channel.SMS, sms.from_)
    return word.value if word in (Word.JOIN, Word.START, Word.HELP) else "something else"


def _raise(sms: InboundSms, reading: Reading, now: datetime) -> None:
    """The number stands in the body, which only a coach who has signed in sees: somebody must be able to call it."""
    kind = Kind(reading.tier.value) if reading.tier and danger.is_danger(reading) else Kind.UNSURE
    said = danger.WORDS[reading.tier] if reading.tier and danger.is_danger(reading) else "wrote what should be read now"
    alert.raise_(
        News(
            kind=kind,
            about=f"stranger:{suppressions.digest(Channel.SMS, sms.from_)[:32]}",
            title=f"Somebody who is not enrolled {said}.",
            body=f"From {sms.from_}:\n{sms.text}",
            facts={"answer": f"rf-{reading.tier}-alone" if kind is not Kind.UNSURE else "none"},
        ),
        now,
    )


def _numbers(number: str, office: Office) -> Mapping[str, str]:
    country = countries.of_phone(number)
    return office.region_values(country) if country in office.open_countries else SOMEWHERE


def _may_answer(sms: InboundSms) -> bool:
    try:
        return limits.take("stranger", sms.from_, 1, PAUSE)
    except RedisError:
        log.warning("a stranger's text gets no answer: nobody can count them without Redis")
        return False


def _words(template: str, own: Mapping[str, str], office: Office) -> str:
    names = library.defaults(CAMPAIGN, Channel.SMS, template)
    found = library.pick(names, library.current(names))
    version = campaigns.current(CAMPAIGN)
    program = library.campaign(version.id).called_in(languages.DEFAULT) if version else "program"
    values = {**compose.house_values(office.house), "program": program, **own}
    return library.sms(found.source, office.house).render(values)
