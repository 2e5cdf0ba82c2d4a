"""The answers of health screens: rows are added, the newest counts, and all go when the consent to keep them goes."""

from collections.abc import Mapping
from datetime import datetime

from coaching.core.model import EnrolmentId, SubscriberId, Track
from coaching.core.screen import Answer
from coaching.store.models import Screen


def add(enrolment: EnrolmentId, answers: Mapping[str, Answer], track: Track, by: str, at: datetime) -> None:
    """This will keep the answers of one screen."""
    Screen.objects.create(enrolment_id=enrolment, answers=dict(answers), track=track, by=by, at=at)


def newest(enrolment: EnrolmentId) -> Screen | None:
    return Screen.objects.filter(enrolment_id=enrolment).order_by("-pk").first()


def answers_of(enrolment: EnrolmentId) -> dict[str, Answer]:
    """This will give the answers that count now; {} where none are kept."""
    row = newest(enrolment)
    return {key: Answer(said) for key, said in row.answers.items()} if row else {}


def delete_of(subscriber: SubscriberId) -> int:
    """This will delete every screen of a person; answers how many."""
    return Screen.objects.filter(enrolment__subscriber=subscriber).delete()[0]
