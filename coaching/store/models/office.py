"""The office: who signs in, who changed what, the programme clock and the stop switches."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from coaching.core.roles import Role


class User(AbstractUser):
    """A member of the team. `totp_secret` is sealed, "" without a second factor; `totp_step`: the last code used."""

    role = models.CharField(max_length=6, default=Role.COACH.value)
    totp_secret = models.CharField(max_length=200, blank=True, default="")
    totp_step = models.BigIntegerField(default=0)
    totp_since = models.DateTimeField(null=True, blank=True)


class Audit(models.Model):
    """Who changed what. Personal fields stand by name only, never by value."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    noun_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
            models.Index(fields=["noun", "id"], name="audit_by_noun"),
            models.Index(fields=["noun", "noun_id"], name="audit_about"),
        ]


class ProgrammeClock(models.Model):
    """One row: how far programme time runs ahead of machine time (the demo moves it)."""

    offset_ms = models.BigIntegerField(default=0)


class Switch(models.Model):
    """Sending is off for `scope` ("all" or a campaign's key) while a row stands here."""

    scope = models.CharField(max_length=40, primary_key=True)
    by = models.CharField(max_length=150)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
