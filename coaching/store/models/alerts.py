"""What a person of the house must know: alerts, who was told, who saw, and what they did."""

from django.db import models
from django.db.models import Q

from coaching.store.models.people import Subscriber
from coaching.store.models.programme import Enrolment


class Alert(models.Model):
    """One thing that somebody must look at. Kinds and levels: coaching.core.alerts.

    `key` is what later events of the same thing are merged by; `count` says how many there were. `body` may hold
    a reply's words. `due_at`: when it must have been acknowledged; `next_at`: when to tell the next one (both
    programme time; `next_at` None: nobody more is told). `stage`: how many have been told by turn.
    """

    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=24)
    level = models.CharField(max_length=8)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, null=True, related_name="alerts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="alerts")
    reply_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    count = models.IntegerField(default=1)
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    stage = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "-id"], name="alert_newest"),
            models.Index(fields=["next_at"], name="alert_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["level", "raised_at"], name="alert_open", condition=Q(closed_at__isnull=True)),
        ]


class AlertNotice(models.Model):
    """One message to one contact about one alert. `state`: owed | sent | failed. Sent at least once, never given up
    silently: two are better than none."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    stage = models.IntegerField()
    contact = models.CharField(max_length=60)
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=320)
    state = models.CharField(max_length=6, default="owed")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="notice_owed", condition=Q(state="owed"))]
        constraints = [
            models.UniqueConstraint(fields=["alert", "stage", "contact", "channel"], name="notice_once_a_stage")
        ]


class AlertLog(models.Model):
    """Who raised, was told, saw, acknowledged or closed an alert, and when; rows are added, never changed."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    what = models.CharField(max_length=200)
