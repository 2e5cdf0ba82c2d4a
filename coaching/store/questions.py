"""Questions put to people: opened, answered once, asked again on another day, reminded of, closed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from coaching.core import schedule
from coaching.core.checkins import Asked
from coaching.core.leads import Again, Ask, Past
from coaching.core.model import Campaign, EnrolmentId, Question, base_key
from coaching.core.schedule import Calendar
from coaching.core.silence import Put
from coaching.store.models import Answer, OpenQuestion, Reply


@dataclass(frozen=True, slots=True)
class Opened:
    """A question that is open now. `is_told`: a reply has put it already."""

    row: OpenQuestion
    is_told: bool


def asked(enrolment: EnrolmentId, campaign: Campaign, now: datetime) -> list[Asked]:
    """This will list the questions a reply could answer now, as the person's version of the campaign words them."""
    rows = OpenQuestion.objects.filter(
        enrolment_id=enrolment, answered_at=None, closed_at=None, asked_at__lte=now, until__gt=now
    )
    return [_asked(row, campaign) for row in rows.order_by("asked_at", "pk")]


def _asked(row: OpenQuestion, campaign: Campaign) -> Asked:
    checkin = campaign.checkins.get(row.checkin)
    question = checkin.question(row.question) if checkin else None
    return Asked(
        id=row.pk,
        lo=row.lo,
        hi=row.hi,
        asked_at=row.asked_at,
        until=row.until,
        question=question,
        checkin=row.checkin,
        day=row.day,
        pushed=_is_pushed(row, campaign),
        reminded_at=row.nudged_at,
        clarified=row.clarified_at is not None,
    )


def _is_pushed(row: OpenQuestion, campaign: Campaign) -> bool:
    """The first question of a day's check-in comes with its day, every other one in answer to the person."""
    of_a_day = {step.checkin for step in campaign.steps}
    form = campaign.checkins.get(row.checkin)
    is_first = form is None or form.questions[0].key == row.question
    return row.round > 1 or (is_first and base_key(row.checkin) in of_a_day)


NOT_KEPT = "not kept: no consent for answers about health"


def answer(question: int, value: int | str, reply: Reply | None, at: datetime, *, keeps: bool = True) -> bool:
    """This will record an answer unless somebody already did; the question is closed by it on every channel.

    `keeps`: the person agreed that answers about health are kept; else only that they answered is.
    """
    if not OpenQuestion.objects.filter(pk=question, answered_at=None, closed_at=None).update(answered_at=at):
        return False
    number, text = (value, "") if isinstance(value, int) else (None, value)
    if not keeps:
        number, text = None, NOT_KEPT
    Answer.objects.create(question_id=question, reply=reply, value=number, text=text, at=at)
    return True


def answers_of(reply: int) -> frozenset[int]:
    """This will name the questions that a reply has answered."""
    return frozenset(Answer.objects.filter(reply=reply).values_list("question_id", flat=True))


def take_back(reply: int) -> list[OpenQuestion]:
    """This will take the answers of one reply back and open their questions again; answers with which they were."""
    rows = list(OpenQuestion.objects.filter(answer__reply=reply).select_related("answer"))
    Answer.objects.filter(reply=reply).delete()
    OpenQuestion.objects.filter(pk__in=[row.pk for row in rows]).update(answered_at=None)
    return rows


def close_asked_at(enrolment: EnrolmentId, asked_at: datetime, at: datetime) -> list[OpenQuestion]:
    """This will close what was asked at one very instant and is not answered; answers with the questions."""
    rows = OpenQuestion.objects.filter(enrolment_id=enrolment, asked_at=asked_at, answered_at=None, closed_at=None)
    return [row for row in list(rows.order_by("pk")) if close(row.pk, "taken back", at)]


def past(enrolment: EnrolmentId, until: datetime) -> list[Past]:
    """This will list the numbers a person has given until an instant, oldest first."""
    given = Answer.objects.filter(question__enrolment_id=enrolment, value__isnull=False, at__lte=until)
    rows = given.order_by("at", "pk")
    cells = rows.values_list("question__checkin", "question__question", "value", "question__day")
    return [Past(checkin, question, value or 0, day) for checkin, question, value, day in cells]


def open_one(enrolment: EnrolmentId, day: int, ask: Ask, campaign: Campaign, at: datetime) -> Opened | None:
    """This will open one question of a day; None if the very question is open already."""
    same = OpenQuestion.objects.filter(enrolment_id=enrolment, day=day, question=ask.question.key)
    if same.filter(answered_at=None, closed_at=None, until__gt=at).exists():
        return None
    row = _row(enrolment, day, ask.checkin, ask.question, campaign, at, same.count() + 1)
    row.nudged_at = at if row.round > 1 else None  # put at once; `due_again` need not put it
    row.save()
    return Opened(row, ask.is_told)


def _row(
    enrolment: EnrolmentId, day: int, checkin: str, question: Question, campaign: Campaign, at: datetime, round_: int
) -> OpenQuestion:
    form = campaign.checkins.get(checkin)
    return OpenQuestion(
        enrolment_id=enrolment,
        day=day,
        checkin=checkin,
        question=question.key,
        short=question.short[:120],
        lo=question.lo,
        hi=question.hi,
        asked_at=at,
        until=at + timedelta(hours=form.open_hours if form else 72),
        round=round_,
    )


AGAIN_AT = time(17, 30)


def plan_again(enrolment: EnrolmentId, again: Again, campaign: Campaign, calendar: Calendar, now: datetime) -> None:
    """This will plan a check-in for a later day of the programme; `due_again` finds it when the day has come.

    Planned once for a day. A pause moves it no further: an open question of a day gone by is simply not put.
    """
    first = campaign.checkins.get(again.checkin)
    on = schedule.date_of_day(calendar, again.day)
    at = schedule.instant(on, AGAIN_AT, calendar.zone) if on else None
    if first is None or at is None or at <= now:
        return
    question = first.questions[0]
    same = OpenQuestion.objects.filter(enrolment_id=enrolment, day=again.day, question=question.key)
    if not same.exists():
        _row(enrolment, again.day, again.checkin, question, campaign, at, 2).save()


def due_again(now: datetime, most: int = 200) -> list[OpenQuestion]:
    """This will list planned questions whose moment has come and that nobody was reminded of: they are put now."""
    rows = OpenQuestion.objects.filter(
        asked_at__lte=now, until__gt=now, answered_at=None, closed_at=None, nudged_at=None, round__gt=1
    )
    related = rows.select_related("enrolment__subscriber", "enrolment__campaign").defer("enrolment__campaign__body")
    return list(related.order_by("asked_at", "pk")[:most])


def clarified(question: int, at: datetime) -> bool:
    """This will note that the person has been told how to answer; False if they were told before."""
    return bool(OpenQuestion.objects.filter(pk=question, clarified_at=None).update(clarified_at=at))


def nudged(question: int, at: datetime) -> bool:
    """This will note a reminder; False if there was one, or the question is not open any more."""
    rows = OpenQuestion.objects.filter(pk=question, nudged_at=None, answered_at=None, closed_at=None)
    return bool(rows.update(nudged_at=at))


def close(question: int, why: str, at: datetime) -> bool:
    """This will close a question without an answer."""
    rows = OpenQuestion.objects.filter(pk=question, answered_at=None, closed_at=None)
    return bool(rows.update(closed_at=at, closed_why=why))


def next_round(question: int, campaign: Campaign, at: datetime) -> OpenQuestion | None:
    """This will close a question and put it a second time; None if it was answered meanwhile."""
    row = OpenQuestion.objects.get(pk=question)
    checkin = campaign.checkins.get(row.checkin)
    asked_one = checkin.question(row.question) if checkin else None
    if asked_one is None or not close(question, "asked again", at):
        return None
    again = _row(EnrolmentId(row.enrolment_id), row.day, row.checkin, asked_one, campaign, at, row.round + 1)
    again.nudged_at = at
    again.save()
    return again


def puts(enrolment: EnrolmentId, campaign: Campaign) -> tuple[Put, ...]:
    """This will list everything that was put to a person, oldest first, as the rules of silence need it."""
    rows = OpenQuestion.objects.filter(enrolment_id=enrolment).order_by("asked_at", "pk")
    return tuple(
        Put(
            id=row.pk,
            checkin=row.checkin,
            question=row.question,
            day=row.day,
            asked_at=row.asked_at,
            until=row.until,
            round=row.round,
            is_free_text=row.lo is None,
            is_pushed=_is_pushed(row, campaign),
            answered_at=row.answered_at,
            nudged_at=row.nudged_at,
            closed_at=row.closed_at,
        )
        for row in rows
    )


def get(question: int) -> OpenQuestion:
    rows = OpenQuestion.objects.select_related("enrolment__subscriber", "enrolment__campaign")
    return rows.defer("enrolment__campaign__body").get(pk=question)


def unanswered_since(before: datetime, until_after: datetime, most: int, after: int = 0) -> list[int]:
    """This will list enrolments with a question that was asked before an instant, waits, and ran out no earlier than
    `until_after`; by key, `most` at a time."""
    rows = OpenQuestion.objects.filter(
        asked_at__lte=before, until__gt=until_after, answered_at=None, closed_at=None, enrolment_id__gt=after
    )
    return list(rows.order_by("enrolment_id").values_list("enrolment_id", flat=True).distinct()[:most])
