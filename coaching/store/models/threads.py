"""The inbox: one thread for each person who has written, and the replies that coaches keep to use again."""

from django.db import models
from django.db.models import Q

from coaching.core.needs import Need
from coaching.store.models.office import User
from coaching.store.models.people import Subscriber


class Thread(models.Model):
    """How far a coach is with what a person wrote; kept in line by coaching.store.threads alone.

    `need` (coaching.core.needs) and `since`: what waits, and since when; with NOTHING, when they wrote last.
    `answers` counts what coaches wrote: whoever answers names the count they saw. `writing_at` is machine time, all
    else programme time.
    """

    subscriber = models.OneToOneField(Subscriber, on_delete=models.CASCADE, primary_key=True, related_name="thread")
    need = models.SmallIntegerField(default=Need.NOTHING.value)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    assignee = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="threads")
    snoozed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=150, default="")
    answers = models.IntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, default="")
    writing_at = models.DateTimeField(null=True)
    writing_by = models.CharField(max_length=150, default="")

    class Meta:
        indexes = [
            models.Index(fields=["need", "since", "subscriber"], name="thread_by_need"),
            models.Index(fields=["-last_at", "-subscriber"], name="thread_recent"),
            models.Index(fields=["-done_at"], name="thread_done", condition=Q(done_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="thread_snoozed", condition=Q(snoozed_until__isnull=False)),
        ]


class SavedReply(models.Model):
    """Words that coaches use again; `{{ first_name }}` and `{{ brand }}` are filled in. `removed_at`: until Undo."""

    title = models.CharField(max_length=80)
    body = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
