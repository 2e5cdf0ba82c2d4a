"""Works off a change for many people, some at a time: each is looked at again, since much may have changed since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, assert_never

from coaching.core import languages
from coaching.core.controls import Time
from coaching.core.decide import Status
from coaching.core.groups import Note, What
from coaching.core.model import Channel, EnrolmentId, SubscriberId
from coaching.core.rendering import SmsTemplate
from coaching.core.segments import measure
from coaching.journeys import coach_says, going_back, hours, owe, prefer, to_many, wake
from coaching.journeys.office import Moment, Office
from coaching.journeys.owe import Owed
from coaching.journeys.pieces import Finished, GoOn, Refused, nothing
from coaching.journeys.prefer import ChangeRefused
from coaching.store import audit, enrolments, groups, mailings, messages, pauses, tags
from coaching.store.jobs import Claimed
from coaching.store.messages import Draft
from coaching.store.models import Change, Enrolment, GroupChange, GroupMember, Subscriber
from coaching.store.timetable import Due, to_ms
from coaching.store.transactions import atomic

KIND = "group"
A_PIECE = 20
TAGS_A_PIECE = 400
_TAGS = (What.TAG, What.UNTAG)


@dataclass(frozen=True, slots=True)
class Did:
    """What was done for one person: the way back, and what they are owed, if anything."""

    before: Mapping[str, Any]
    owed: Owed | None = None


def piece(office: Office, job: Claimed, moment: Moment) -> GoOn | Finished | Refused:
    """This will make a change for the next people of its list."""
    change = groups.get(job.arguments["change"])
    if change is None:
        return Refused("This change is not there any more")
    if change.what == What.MESSAGE and not change.words:
        return Refused("Its words were erased together with a person; write them again")
    if change.what == What.MESSAGE and not mailings.goes_on(change.pk):
        return GoOn(job.cursor, job.done)
    about = What(change.undoes.what) if change.undoes else What(change.what)
    most = TAGS_A_PIECE if about in _TAGS else A_PIECE
    members = groups.turn(change.pk, job.cursor.get("at", 0), most)
    if not members:
        return _finished(change, job, moment)
    after = _tags(change, about, members, moment) if about in _TAGS else _each(change, members, office, moment)
    return GoOn({"at": members[-1].pk}, job.done + len(members), after=after)


def _finished(change: GroupChange, job: Claimed, moment: Moment) -> Finished:
    done = groups.count_done(change.pk)
    groups.forget_words(change.pk)
    audit.record(change.by, f"{change.what} for many is done", "group", change.pk, moment.now, people=done)
    left = job.done - done
    told = f"Done for {done:,}." + (f" {left:,} had changed meanwhile and stay as they are." if left else "")
    return Finished(job.done, {"sentence": told})


def _tags(change: GroupChange, about: What, members: list[GroupMember], moment: Moment) -> Callable[[], None]:
    people = [SubscriberId(each.enrolment.subscriber_id) for each in members if not each.enrolment.subscriber.erased_at]
    source = change.undoes or change
    is_put = (about is What.TAG) is (change.undoes is None)
    tag = source.options["tag"]
    done = tags.put(people, tag, change.by, moment.now) if is_put else tags.take(people, tag)
    groups.settle_many(members, done)
    audit.record_many(change.by, "tagged" if is_put else "untagged", "subscriber", done, moment.now)
    return nothing


def _each(change: GroupChange, members: list[GroupMember], office: Office, moment: Moment) -> Callable[[], None]:
    post = _Post.of(change) if change.what == What.MESSAGE else None
    keys = [EnrolmentId(each.enrolment_id) for each in members]
    back = groups.ways_back(change.undoes.pk, keys) if change.undoes else {}
    owed, woken = [], []
    for member in members:
        did = _one(change, member.enrolment, post, back.get(EnrolmentId(member.enrolment_id), {}), office, moment)
        message = did.owed.message if did and did.owed else None
        groups.settle(member.pk, groups.DONE if did else groups.REFUSED, did.before if did else {}, message)
        if did and did.owed:
            owed.append(did.owed)
        elif did:
            woken.append(Due(member.enrolment_id, to_ms(moment.now)))

    def after() -> None:
        owe.put_all(owed, office)
        wake.soon(office.lessons, woken)

    return after


def _one(
    change: GroupChange,
    enrolment: Enrolment,
    post: "_Post | None",
    back: Mapping[str, Any],
    office: Office,
    moment: Moment,
) -> Did | None:
    """None: it makes no sense for this person any more, and nothing has changed."""
    if enrolment.subscriber.erased_at is not None:
        return None
    try:
        with atomic():
            if post is not None:
                return _write(change, enrolment, post, office, moment)
            return _change(change, enrolment, back, office, moment)
    except (ChangeRefused, LookupError):
        return None


def _change(
    change: GroupChange, enrolment: Enrolment, back: Mapping[str, Any], office: Office, moment: Moment
) -> Did | None:
    key = EnrolmentId(enrolment.pk)
    match What(change.what):
        case What.PAUSE:
            if pauses.reaching(key, prefer.counts_from(enrolment, moment)):
                return None
            prefer.pause(enrolment, change.options["days"], change.by, moment)
            return Did({"added": pauses.newest(key).pk, "ended": []})
        case What.RESUME:
            ended = pauses.reaching(key, prefer.counts_from(enrolment, moment))
            if enrolment.status != Status.ACTIVE:
                return None
            prefer.resume(enrolment, change.by, office, moment)
            return Did({"ended": ended})
        case What.MOVE:
            if enrolment.status != Status.ACTIVE:
                return None
            at = time.fromisoformat(change.options["time"])
            hours.set_time(enrolment, Time(at, change.options["slot"] or None), change.by, moment)
            audit.record(change.by, "moved the time of", "enrolment", key, moment.now, to=change.options["time"])
            enrolments.wake(key, moment.now)
            return Did({})
        case What.UNDO:
            return _take_back(change, enrolment, back, moment)
        case What.TAG | What.UNTAG | What.MESSAGE:
            raise ValueError(f"{change.what} is not made for one person at a time")
        case other:
            assert_never(other)


def _take_back(change: GroupChange, enrolment: Enrolment, back: Mapping[str, Any], moment: Moment) -> Did | None:
    if not back or enrolment.status != Status.ACTIVE or change.undoes is None:
        return None
    going_back.take_back(enrolment, Change(enrolment=enrolment, what=change.undoes.what, before=dict(back)), moment)
    audit.record(change.by, "took back", "enrolment", enrolment.pk, moment.now, what=change.undoes.what)
    enrolments.wake(EnrolmentId(enrolment.pk), moment.now)
    return Did({})


@dataclass(frozen=True, slots=True)
class _Post:
    """A message to many: its words by language, and how it goes."""

    words: Mapping[str, SmsTemplate]
    note: Note

    @classmethod
    def of(cls, change: GroupChange) -> "_Post":
        every = {
            languages.DEFAULT: change.words,
            **{code: words for code, words in change.other_words.items() if words},
        }
        options = change.options
        channel = Channel(options["channel"]) if options.get("channel") else None
        return cls(
            {code: to_many.template(words) for code, words in every.items()}, Note(channel, options.get("dose", False))
        )

    def said_to(self, person: Subscriber) -> str:
        template = self.words.get(person.language) or self.words[languages.DEFAULT]
        return template.render({"first_name": person.first_name})


def _write(change: GroupChange, enrolment: Enrolment, post: _Post, office: Office, moment: Moment) -> Did | None:
    """An extra message of the programme: consent, holds, caps and the open hours count as they do for a lesson."""
    if enrolment.status not in (Status.ACTIVE, Status.COMPLETED):
        return None
    channel = post.note.way(frozenset(coach_says.ways_to(enrolment.subscriber)))
    held = post.note.dose and groups.is_dose_held(EnrolmentId(enrolment.pk))
    if channel is None or (post.note.dose and not groups.may_hear_doses(enrolment, is_held=held)):
        return None
    said, span = post.said_to(enrolment.subscriber), owe.open_hours(enrolment, moment)
    key = f"oneoff:group-{change.pk}:{enrolment.pk}"
    if channel is Channel.EMAIL:
        note = owe.Note("oneoff", key, "coach-words", {"sms_text": said}, dose=post.note.dose)
        owed = owe.say(note, enrolment, channel, span, office, moment)
    else:
        owed = _text(key, f"{office.house.values['brand']}: {said}", enrolment, span, moment, dose=post.note.dose)
    return None if owed is None else Did({}, owed)


def _text(key: str, text: str, enrolment: Enrolment, span: owe.Span, moment: Moment, *, dose: bool) -> Owed | None:
    draft = Draft(
        dedupe_key=key,
        kind="oneoff",
        subscriber=SubscriberId(enrolment.subscriber_id),
        enrolment=EnrolmentId(enrolment.pk),
        channel=Channel.SMS,
        template="",
        version=0,
        due_at=span.due,
        until=span.until,
        on=span.on,
        dose=dose,
        text=text,
        parts=measure(text).count,
    )
    message = messages.owe(draft, moment.lease("", timedelta()))
    return None if message is None else Owed(message, span.due)
