"""What runs: pinned campaign versions, published words, enrolments with their pauses and holds."""

from django.db import models
from django.db.models import Q

from coaching.store.models.people import Subscriber


class CampaignVersion(models.Model):
    """Timing and branches as they were published; an enrolment keeps the one it began with.

    `leads_to`: this is the way of people who came to that version in the middle of the programme (core/crossing.py).
    It is never published itself, and its number is below 0.
    """

    key = models.CharField(max_length=40)
    number = models.IntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    leads_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="campaign_version_once")]


class TemplateVersion(models.Model):
    """Words. Version 0 is the file in git; a published version is never overwritten.

    `approver`: the second person, where the text needs one. `undo_until`: until when (machine time) one press takes
    it back; null where nothing was live before.
    """

    name = models.CharField(max_length=120)
    number = models.IntegerField()
    source = models.TextField()
    digest = models.CharField(max_length=64)
    from_file = models.BooleanField(default=False)
    author = models.CharField(max_length=150)
    note = models.CharField(max_length=200, blank=True)
    approver = models.CharField(max_length=150, blank=True, default="")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "number"], name="template_version_once")]


class Enrolment(models.Model):
    """One run of one person through one campaign version.

    `wake_at` is when the timetable should look again (UTC); null: only an event wakes it.
    `settled_through`: every step up to that day has its rows; a copy of the ledger, for speed. `cadence`: "daily",
    or "light" for check-ins and safety notes only. `only`: the one channel the person wants, "" for every channel
    with consent; a wish, not a revocation.
    """

    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="enrolments")
    campaign = models.ForeignKey(CampaignVersion, on_delete=models.PROTECT)
    cycle = models.IntegerField(default=1)
    status = models.CharField(max_length=12)
    start = models.DateField()
    slots = models.JSONField(default=dict)
    cadence = models.CharField(max_length=8, default="daily")
    only = models.CharField(max_length=5, default="")
    screen = models.CharField(max_length=12, null=True)
    cleared_at = models.DateTimeField(null=True)
    settled_through = models.IntegerField(default=0)
    wake_at = models.DateTimeField(null=True)
    enrolled_by = models.CharField(max_length=150)
    enrolled_at = models.DateTimeField()
    ways_out_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=40, blank=True)
    closed_units = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["wake_at"], name="enrolment_wake", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["status", "id"], name="enrolment_status"),
            models.Index(fields=["start"], name="enrolment_start"),
            models.Index(fields=["subscriber", "cycle"], name="enrolment_newest"),
            models.Index(fields=["screen", "id"], name="enrolment_track"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber"], condition=Q(status__in=["waiting", "active"]), name="one_live_enrolment"
            )
        ]


class Pause(models.Model):
    """Whole local dates in which the programme stands still; `last` null until somebody resumes."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Hold(models.Model):
    """Something that stops or changes messages until a person clears it. Kind: dose | conversation | fault.

    `until` ends a conversation hold by itself; the other kinds have none. `reply_id`: the reply that caused it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=12)
    cause = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reply_id = models.BigIntegerField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=150, blank=True)
    cleared_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["enrolment", "kind"], name="hold_open", condition=Q(cleared_at__isnull=True))]


class Change(models.Model):
    """Something a person changed about their programme, kept so that UNDO can take it back.

    `what` names the journey's change ("pause", "slots", "only", ...); `before` is what it needs to go back.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class Saved(models.Model):
    """Words a person chose and later texts use: their cue, bedtime, best three."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="saved")
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="saved_once")]


class Screen(models.Model):
    """The answers of one safety screen (health data): question id -> "yes" | "no" | "unsure". Newest row counts."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="screens")
    answers = models.JSONField(default=dict)
    track = models.CharField(max_length=12)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
