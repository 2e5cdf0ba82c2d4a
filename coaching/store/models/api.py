"""What other systems have of us: keys, calls that must count once, addresses that are told what happens."""

from django.db import models
from django.db.models import Q


class ApiKey(models.Model):
    """A key of the API. It is known by `prefix`; of the secret only `digest` is kept (SHA-256, hex).

    `scopes`: coaching.core.scopes. All times are machine time; `used_at` is exact to the hour.
    """

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, default="")


class ApiCall(models.Model):
    """One call with an Idempotency-Key. `name` and `body` are keyed hashes: of key and name, and of what was asked.

    `subject` is the id of what it made or changed, from which the answer is written again; `subscriber` whose it is.
    While `status` is 0 it is under way, until `until` (machine time) at the latest.
    """

    name = models.CharField(max_length=64, unique=True)
    body = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    subject = models.BigIntegerField(null=True)
    subscriber = models.BigIntegerField(null=True)
    token = models.CharField(max_length=32)
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["until"], name="call_until"),
            models.Index(fields=["subscriber"], name="call_subscriber", condition=Q(subscriber__isnull=False)),
        ]


class Endpoint(models.Model):
    """An address of another system that is told of `events`. `off_why`: why it is not `active`, in words."""

    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=80)
    events = models.JSONField()
    active = models.BooleanField(default=True)
    off_why = models.CharField(max_length=200, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """One event for one endpoint. `state`: owed | sent | failed. `ids` holds numbers and codes only.

    `at` is when it happened (programme time); `next_at`, `first_at` (of the first try) and `ended_at` are machine time.
    `status`: the last HTTP status, None where there was no answer.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    name = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=12)
    ids = models.JSONField()
    at = models.DateTimeField()
    state = models.CharField(max_length=6, default="owed")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    status = models.IntegerField(null=True)
    detail = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            models.Index(fields=["endpoint", "next_at"], name="delivery_owed", condition=Q(state="owed")),
            models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
            models.Index(fields=["ended_at"], name="delivery_ended", condition=Q(ended_at__isnull=False)),
        ]
