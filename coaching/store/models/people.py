"""Who: a subscriber, and the append-only record of what they agreed to."""

from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Coalesce, Concat, Lower


class Subscriber(models.Model):
    """A person. `sms_state` and `email_state` copy the newest consent rows, written in the same transaction.

    `home_zone` and `home_at` (UTC) stand while the person travels: the zone they go back to, and when. `region`
    is whose emergency numbers they get, "" the house's. `findable`: name, email, number in small letters, kept by the
    database itself. After an erasure only `erased_at` and the token's place remain.
    """

    first_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=16, null=True, unique=True)
    email = models.CharField(max_length=320, null=True, unique=True)
    zone = models.CharField(max_length=64)
    home_zone = models.CharField(max_length=64, default="")
    home_at = models.DateTimeField(null=True)
    region = models.CharField(max_length=12, default="")
    language = models.CharField(max_length=12, default="en")
    token = models.CharField(max_length=43, unique=True)
    sms_state = models.CharField(max_length=10, default="none")
    email_state = models.CharField(max_length=10, default="none")
    sms_trouble = models.CharField(max_length=80, default="")
    email_trouble = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    findable = GeneratedField(
        expression=Lower(
            Concat(
                F("first_name"), models.Value(" "), Coalesce(F("email"), models.Value("")),
                models.Value(" "), Coalesce(F("phone"), models.Value("")),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["findable"], name="subscriber_findable"),
            models.Index(fields=["id"], name="subscriber_erased", condition=Q(erased_at__isnull=False)),
            models.Index(fields=["id"], name="subscriber_trouble", condition=~Q(sms_trouble="") | ~Q(email_trouble="")),
            models.Index(fields=["home_at"], name="subscriber_away", condition=Q(home_at__isnull=False)),
            models.Index(Lower("email"), name="subscriber_by_email"),
            models.Index(
                fields=["id"], name="subscriber_troubled", condition=~Q(sms_trouble="") | ~Q(email_trouble="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False) | Q(erased_at__isnull=False),
                name="subscriber_reachable",
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


class AddressChange(models.Model):
    """A new phone number or email address that waits until the person proves that it is theirs, with `code`."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="address_changes")
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=320)
    code = models.CharField(max_length=43)
    tries = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)


class Suppressed(models.Model):
    """An address that must never be written to again, known by its keyed hash alone (HMAC-SHA256, hex)."""

    digest = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=5)
    why = models.CharField(max_length=40)
    at = models.DateTimeField()
