"""When nobody answers: a reminder, a second asking, an offer of fewer texts, and at last a word to a coach."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from coaching.core import branches, schedule, silence
from coaching.core.alerts import Kind
from coaching.core.clearance import Clearance
from coaching.core.decide import Status
from coaching.core.model import Campaign, Channel, EnrolmentId, SubscriberId
from coaching.core.silence import AskAgain, MakeOffer, Nudge, Offer, Quiet, TellCoach
from coaching.journeys import alert, library, owe
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.store import enrolments, holds, questions, quiet, standings
from coaching.store.alerts import News
from coaching.store.models import Enrolment, OpenQuestion
from coaching.store.standings import Loaded
from coaching.store.transactions import atomic

log = structlog.get_logger()
PAGE = 200
LOOK_BACK = timedelta(hours=6)
"""What ran out longer ago was looked at while it was fresh; only what must be answered is looked at for ever."""
OFFERS = {Offer.LESS: "offer-less", Offer.PAUSE: "offer-pause"}


def look_after(office: Office, moment: Moment) -> int:
    """This will do what the silence of each person calls for now; answers for how many it did something.

    One person's fault stops nobody else.
    """
    looked = (looked for ids in candidates(moment.now) for looked in look_at(ids, office, moment))
    return put_planned(office, moment) + sum(each.done for each in looked)


def put_planned(office: Office, moment: Moment) -> int:
    """This will put the check-ins that were planned for now; answers how many."""
    return sum(_put_again(row, office, moment) for row in questions.due_again(moment.now))


@dataclass(frozen=True, slots=True)
class Looked:
    """One person looked at: whether something was done. `known`: their silence as it was before; None where nothing
    is done about it now, as in a pause."""

    enrolment: EnrolmentId
    done: bool
    known: Quiet | None

    def next_look(self, now: datetime) -> datetime | None:
        """This will say when time alone may call for something next; None: not before something happens."""
        if self.done:
            return now
        return now + LOOK_BACK if self.known is None else silence.next_look(self.known, now)


def look_at(ids: Sequence[EnrolmentId], office: Office, moment: Moment) -> Iterator[Looked]:
    """This will do what the silence of these people calls for."""
    for loaded in standings.load_many(ids):
        if isinstance(loaded, Loaded) and loaded.standing.status is Status.ACTIVE:
            try:
                yield _look_at(loaded, office, moment)
            except Exception:  # one person is set aside, the rest goes on (design: ledger)
                log.exception("silence not looked after", enrolment=loaded.standing.enrolment)


def candidates(now: datetime) -> Iterator[list[EnrolmentId]]:
    """This will list, some hundreds at a time, runs with a question that waits for a day or has just run out, and
    runs without a word for ten days: nobody else's silence calls for anything."""
    after = 0
    while ids := questions.unanswered_since(now - silence.NUDGE_AFTER, now - LOOK_BACK, PAGE, after):
        yield [EnrolmentId(pk) for pk in ids]
        after = ids[-1]
    for source in (quiet.must_answer(now), quiet.silent_since(now - silence.SILENT_FOR)):
        for at in range(0, len(source), PAGE):
            yield source[at : at + PAGE]


def _look_at(loaded: Loaded, office: Office, moment: Moment) -> Looked:
    standing = loaded.standing
    today = schedule.local_date(moment.now, standing.calendar.zone)
    if standing.talking or standing.fault or schedule.is_paused(standing.calendar, today):
        return Looked(standing.enrolment, done=False, known=None)
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    known = _quiet(loaded, campaign)
    due = silence.due(known, moment.now)
    if not due:
        return Looked(standing.enrolment, done=False, known=known)
    enrolment = enrolments.get(standing.enrolment)
    owed: list[Owed] = []
    with atomic():
        for each in due:
            owed += _do(each, enrolment, campaign, loaded, office, moment)
    owe.put_all(owed, office)
    alert.hurry()
    return Looked(standing.enrolment, done=True, known=known)


def _quiet(loaded: Loaded, campaign: Campaign) -> Quiet:
    standing, key = loaded.standing, loaded.standing.enrolment
    facts = quiet.facts(key, loaded.person.subscriber)
    begun = schedule.open_hours(campaign.window, standing.calendar.start, standing.calendar.zone)
    ended = [pause.last for pause in standing.calendar.pauses if pause.last is not None]
    since = [begun[0]] if begun else []
    resumed = [schedule.open_hours(campaign.window, last + schedule.ONE_DAY, standing.calendar.zone) for last in ended]
    since += [bounds[0] for bounds in resumed if bounds]
    return Quiet(
        campaign=campaign,
        track=Clearance(standing.screen, standing.cleared, standing.dose_hold).track,
        zone=standing.calendar.zone,
        puts=questions.puts(key, campaign),
        since=max(since, default=facts.enrolled_at),
        heard_at=facts.heard_at,
        is_light=standing.light,
        offered={offer: at for offer, name in OFFERS.items() if (at := facts.sent.get(name))},
        told_at=facts.told_at,
    )


def _do(
    due: silence.Due, enrolment: Enrolment, campaign: Campaign, loaded: Loaded, office: Office, moment: Moment
) -> list[Owed]:
    match due:
        case Nudge(put):
            row = questions.get(put)
            return _remind(row, enrolment, loaded, office, moment) if questions.nudged(put, moment.now) else []
        case AskAgain(put):
            again = questions.next_round(put, campaign, moment.now)
            return _remind(again, enrolment, loaded, office, moment) if again else []
        case MakeOffer(offer):
            return _offer(offer, enrolment, loaded, office, moment)
        case TellCoach():
            _tell(due, enrolment, moment)
            return []
        case other:
            assert_never(other)


def _remind(row: OpenQuestion, enrolment: Enrolment, loaded: Loaded, office: Office, moment: Moment) -> list[Owed]:
    note = owe.Note("nudge", f"nudge:{row.pk}", "nudge", {"question_short": row.short})
    return _say(note, enrolment, loaded, office, moment)


def _offer(offer: Offer, enrolment: Enrolment, loaded: Loaded, office: Office, moment: Moment) -> list[Owed]:
    on = schedule.local_date(moment.now, loaded.standing.calendar.zone)
    note = owe.Note("nudge", f"{OFFERS[offer]}:{enrolment.pk}:{on}", OFFERS[offer])
    return _say(note, enrolment, loaded, office, moment)


def _say(note: owe.Note, enrolment: Enrolment, loaded: Loaded, office: Office, moment: Moment) -> list[Owed]:
    reachable = loaded.standing.reachable
    if not reachable:
        return []
    channel = Channel.SMS if Channel.SMS in reachable else Channel.EMAIL
    owed = owe.say(note, enrolment, channel, owe.open_hours(enrolment, moment), office, moment)
    return [owed] if owed else []


def _tell(due: TellCoach, enrolment: Enrolment, moment: Moment) -> None:
    person, key = enrolment.subscriber, EnrolmentId(enrolment.pk)
    if due.put is not None:
        questions.close(due.put, "not answered", moment.now)
    if due.holds_doses:
        # The safer choice of the two (safety rules of the programme, section 8): held until the coach has looked.
        holds.place(key, "dose", "the safety question was not answered", "the service", moment.now)
    alert.raise_(
        News(
            kind=Kind(due.kind),
            about=f"{person.pk}",
            title=f"{person.first_name}: {due.title}.",
            subscriber=SubscriberId(person.pk),
            enrolment=key,
        ),
        moment.now,
    )


def _put_again(row: OpenQuestion, office: Office, moment: Moment) -> bool:
    """A check-in that was planned for today; it is put if it may still be."""
    enrolment = row.enrolment
    loaded = next(iter(standings.load_many([EnrolmentId(enrolment.pk)])), None)
    if not isinstance(loaded, Loaded) or loaded.standing.status is not Status.ACTIVE:
        return questions.close(row.pk, "no longer asked", moment.now)
    standing = loaded.standing
    today = schedule.local_date(moment.now, standing.calendar.zone)
    track = Clearance(standing.screen, standing.cleared, standing.dose_hold).track
    campaign = library.campaign_for(loaded.campaign_version, loaded.person.phone)
    if schedule.is_paused(standing.calendar, today) or standing.talking:
        return False
    if not branches.may_ask(campaign, row.checkin, row.question, track) or (
        row.question == "clear" and standing.cleared
    ):
        return questions.close(row.pk, "no longer asked", moment.now)
    with atomic():
        owed = _remind(row, enrolment, loaded, office, moment) if questions.nudged(row.pk, moment.now) else []
    owe.put_all(owed, office)
    return bool(owed)
