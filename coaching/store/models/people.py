"""Who: a subscriber, and the append-only record of what they agreed to."""

from django.db import models
from django.db.models import Q


class Subscriber(models.Model):
    """A person. `sms_state` and `email_state` copy the newest consent rows, written in the same transaction."""

    first_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=16, null=True, unique=True)
    email = models.CharField(max_length=320, null=True, unique=True)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    token = models.CharField(max_length=43, unique=True)
    sms_state = models.CharField(max_length=10, default="none")
    email_state = models.CharField(max_length=10, default="none")
    sms_trouble = models.CharField(max_length=80, default="")
    email_trouble = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False), name="subscriber_reachable"
            )
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Consent(models.Model):
    """One thing that happened to a permission; rows are added, never changed."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="consents")
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=320)
    purpose = models.CharField(max_length=16, default="programme")
    scope = models.CharField(max_length=40, default="all")
    event = models.CharField(max_length=20)
    wording = models.TextField(blank=True)
    wording_version = models.CharField(max_length=20, blank=True)
    how = models.CharField(max_length=40)
    proof = models.TextField(blank=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subscriber", "channel", "-id"], name="consent_newest")]
