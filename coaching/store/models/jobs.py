"""Background work that a person began: an import, a change for many people."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work. `cursor` is where to go on, `token` whose turn it is until `lease_until` (machine time).

    `state`: queued, running, done, cancelled, failed. `total` is None while it is not known yet.
    """

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="queued")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    token = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)
    cancel_by = models.CharField(max_length=150, default="")
    detail = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
        ]
