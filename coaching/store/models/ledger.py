"""The ledger: one row for each thing owed to a person, for each request to a provider, for each attempt in doubt."""

from django.db import models
from django.db.models import Q

from coaching.store.models.people import Subscriber
from coaching.store.models.programme import Enrolment


class Message(models.Model):
    """One thing owed, unique on `dedupe_key`. States and moves: coaching.core.ledger.

    `unit` is the planned channel of a step, `channel` the one that carries it. `words` are the
    values it was composed with, `text` what a phone shows; both are kept for a resend. `on` is the
    local date it belongs to. Times are programme time, except `lease_until` (machine time). `digest` names
    the words (for the identical-text breaker), `address` goes before the person's own where it is not "".
    """

    dedupe_key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="messages")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="messages")
    step = models.CharField(max_length=40, blank=True)
    day = models.IntegerField(default=0)
    unit = models.CharField(max_length=5, blank=True)
    channel = models.CharField(max_length=5)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    dose = models.BooleanField(default=False)
    template = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=0)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    words = models.JSONField(default=dict)
    digest = models.CharField(max_length=16, default="")
    address = models.CharField(max_length=320, default="")
    parts = models.IntegerField(default=0)
    on = models.DateField(null=True)
    due_at = models.DateTimeField()
    until = models.DateTimeField()
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    attempt = models.CharField(max_length=32, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40, blank=True)
    handed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    folded_into = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["enrolment", "day"], name="message_enrolment_day"),
            models.Index(
                fields=["state", "changed_at"],
                name="message_unsettled",
                condition=Q(state__in=["owed", "reserved", "handed", "waiting", "unknown"]),
            ),
            models.Index(fields=["subscriber", "-handed_at"], name="message_recent"),
            models.Index(
                fields=["channel", "accepted_at"], name="message_accepted", condition=Q(accepted_at__isnull=False)
            ),
            models.Index(fields=["changed_at"], name="message_failed", condition=Q(state="failed")),
            models.Index(fields=["provider_id"], name="message_by_provider", condition=~Q(provider_id="")),
        ]


class Attempt(models.Model):
    """One request to a provider: which messages it carried, when it began and how it ended (machine time)."""

    token = models.CharField(max_length=32, primary_key=True)
    provider = models.CharField(max_length=20)
    members = models.JSONField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)


class Doubt(models.Model):
    """One attempt of a message in state unknown: the looks for it, and when the next is due (machine time).

    `key` is message:attempt. `look_at` None: no more looks. `absent_at`: the first look that did not show it.
    `tried`: [moment, sentence] of each look.
    """

    key = models.CharField(max_length=60, unique=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="doubts")
    attempt = models.CharField(max_length=32)
    began_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)
    looks = models.IntegerField(default=0)
    absent_at = models.DateTimeField(null=True)
    tried = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["look_at"], name="doubt_look", condition=Q(look_at__isnull=False))]
