"""Rehearsals that somebody of the team asked for, and what they have shown."""

from django.db import models

from coaching.store.models.people import Subscriber


class Rehearsed(models.Model):
    """One rehearsal. `wish`: what was asked for, as typed; `told`: what it has shown, packed (zlib), None until then.

    `subscriber`: the real person it was played for, None for a made-up one. `job` works on it. Machine time.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, null=True)
    wish = models.JSONField(default=dict)
    told = models.BinaryField(null=True)
    job = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="rehearsed_at")]
