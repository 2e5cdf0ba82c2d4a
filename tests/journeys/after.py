"""What a conversation file may claim to hold afterwards: one pattern for each kind of claim.

answer q1 = 7            answer q1 on day 7 = 7      no answer q1      open = q2         open = (none)
label = danger           status = stopped            track = food_first
hold = dose, conversation    hold = (none)           alert = red crisis                  alert = (none)
consent sms = revoked    cadence = light             only = email      zone = Asia/Tokyo  time am = 07:30
saved cue = after tea    paused until = 2026-03-10   paused = no       next = day 8 10:00 to read = 1
"""

import re
from collections.abc import Callable

from coaching.core.decide import next_lesson, text_track
from coaching.core.model import EnrolmentId
from coaching.core.schedule import is_paused, local_date
from coaching.journeys import library
from coaching.store import alerts, enrolments, holds, inbox, questions, standings
from coaching.store.models import Enrolment, OpenQuestion, Reply, Saved
from tests.journeys.conversation import Stage

NONE = "(none)"


def holds_true(stage: Stage, claim: str) -> tuple[str, str]:
    """This will give what a claim says and what is so, both in the claim's own words."""
    for pattern, look in _LOOKS:
        if match := re.fullmatch(pattern, claim):
            found = look(stage, *match.groups())
            return claim, re.sub(r"=.*", f"= {found}", claim) if "=" in claim else found
    raise AssertionError(f"nobody knows how to look at {claim!r}")


def _run(stage: Stage) -> Enrolment:
    return enrolments.get(EnrolmentId(stage.run.pk))


def _answer(stage: Stage, question: str, day: str | None, _: str) -> str:
    rows = OpenQuestion.objects.filter(enrolment=stage.run, question=question).exclude(answered_at=None)
    if day:
        rows = rows.filter(day=int(day))
    row = rows.select_related("answer").order_by("-answered_at", "-pk").first()
    if row is None:
        return NONE
    return row.answer.text if row.answer.value is None else str(row.answer.value)


def _no_answer(stage: Stage, question: str) -> str:
    found = _answer(stage, question, None, "")
    return f"no answer {question}" if found == NONE else f"answer {question} = {found}"


def _open(stage: Stage, _: str) -> str:
    run = _run(stage)
    asked = questions.asked(EnrolmentId(run.pk), library.campaign(run.campaign_id), stage.world.now)
    return ", ".join(each.question.key for each in asked if each.question) or NONE


def _label(stage: Stage, _: str) -> str:
    row = Reply.objects.filter(subscriber=stage.run.subscriber_id).order_by("-pk").first()
    return row.label if row else NONE


def _hold(stage: Stage, _: str) -> str:
    kinds = sorted(each.kind for each in holds.of(EnrolmentId(stage.run.pk)) if not each.cleared_at)
    return ", ".join(sorted(kinds, key=["dose", "conversation", "fault"].index)) or NONE


def _alert(stage: Stage, _: str) -> str:
    found = [f"{each.level} {each.kind}" for each in alerts.open_ones()]
    return ", ".join(found) or NONE


def _consent(stage: Stage, channel: str, _: str) -> str:
    return str(getattr(_run(stage).subscriber, f"{channel}_state"))


def _time(stage: Stage, slot: str, _: str) -> str:
    return str(_run(stage).slots.get(slot, NONE))


def _saved(stage: Stage, key: str, _: str) -> str:
    row = Saved.objects.filter(enrolment=stage.run, key=key).first()
    return row.value if row else NONE


def _paused_until(stage: Stage, _: str) -> str:
    pause = stage.run.pauses.order_by("-last").first()
    return str(pause.last) if pause else NONE


def _paused(stage: Stage, _: str) -> str:
    calendar = standings.load(EnrolmentId(stage.run.pk)).standing.calendar
    return "yes" if is_paused(calendar, local_date(stage.world.now, calendar.zone)) else "no"


def _next(stage: Stage, _: str) -> str:
    run = _run(stage)
    standing = standings.load(EnrolmentId(run.pk)).standing
    found = next_lesson(standing, library.campaign(run.campaign_id), stage.world.now)
    if found is None:
        return NONE
    step, due = found
    return f"day {step.day} {due.astimezone(standing.calendar.zone):%H}:00"


def _track(stage: Stage, _: str) -> str:
    return str(text_track(standings.load(EnrolmentId(stage.run.pk)).standing))


def _to_read(stage: Stage, _: str) -> str:
    return str(len(inbox.to_read()))


_LOOKS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"answer (\w+)(?: on day (\d+))? = (.*)", _answer),
    (r"no answer (\w+)", _no_answer),
    (r"open = (.*)", _open),
    (r"label = (.*)", _label),
    (r"status = (.*)", lambda stage, _: _run(stage).status),
    (r"hold = (.*)", _hold),
    (r"alert = (.*)", _alert),
    (r"consent (sms|email) = (.*)", _consent),
    (r"cadence = (.*)", lambda stage, _: _run(stage).cadence),
    (r"only = (.*)", lambda stage, _: _run(stage).only or NONE),
    (r"zone = (.*)", lambda stage, _: _run(stage).subscriber.zone),
    (r"time (\w+) = (.*)", _time),
    (r"saved (\w+) = (.*)", _saved),
    (r"paused until = (.*)", _paused_until),
    (r"paused = (.*)", _paused),
    (r"next = (.*)", _next),
    (r"track = (.*)", _track),
    (r"to read = (.*)", _to_read),
)
