"""What comes back: raw provider calls, replies, open questions and answers."""

from django.db import models
from django.db.models import Q

from coaching.store.models.people import Subscriber
from coaching.store.models.programme import Enrolment


class RawEvent(models.Model):
    """A provider's call as it came, committed before we answer it; `dedupe_key` guards against repeats."""

    dedupe_key = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=20)
    body = models.TextField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="raw_unhandled", condition=Q(handled_at__isnull=True))]


class Reply(models.Model):
    """Something a person wrote, and what we took it for (`label`: core/labels.py).

    `tier`: the safety class it fired, or "". `for_day`: the day of the programme it was credited to. `read_at`: when
    a coach read it (programme time). `first_label`: what it was taken for until `corrected_by` said otherwise.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="replies")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="replies")
    raw = models.OneToOneField(RawEvent, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=5)
    text = models.TextField()
    label = models.CharField(max_length=20)
    tier = models.CharField(max_length=10, default="")
    for_day = models.IntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=150, default="")
    first_label = models.CharField(max_length=20, default="")
    corrected_by = models.CharField(max_length=150, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subscriber", "-at"], name="reply_recent"),
            models.Index(fields=["label", "-at"], name="reply_to_read", condition=Q(read_at__isnull=True)),
            models.Index(fields=["subscriber", "label"], name="reply_waits", condition=Q(read_at__isnull=True)),
        ]


class OpenQuestion(models.Model):
    """A question put to a person, open until `until`, until it is answered, or until `closed_at` (with `closed_why`).

    `round` counts the askings of one question on one day. `nudged_at`, `clarified_at`: done at most once each.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="questions")
    day = models.IntegerField()
    checkin = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    short = models.CharField(max_length=120)
    lo = models.IntegerField(null=True)
    hi = models.IntegerField(null=True)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    round = models.IntegerField(default=1)
    nudged_at = models.DateTimeField(null=True)
    clarified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="question_open",
                condition=Q(answered_at__isnull=True, closed_at__isnull=True, nudged_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "day", "question", "round"], name="question_once_a_round")
        ]


class Answer(models.Model):
    """What a person answered. The numbers belong to the person."""

    question = models.OneToOneField(OpenQuestion, on_delete=models.CASCADE, related_name="answer")
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, null=True)
    value = models.IntegerField(null=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
