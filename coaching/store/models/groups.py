"""Many people at once: tags on people, filters that a coach keeps, changes for a whole group and what came of each."""

from django.db import models
from django.db.models import Q

from coaching.store.models.office import User
from coaching.store.models.people import Subscriber
from coaching.store.models.programme import Enrolment


class SubscriberTag(models.Model):
    """A word that coaches put on a person to find them by."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=30)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tag", "subscriber"], name="tag_people")]
        constraints = [models.UniqueConstraint(fields=["subscriber", "tag"], name="tag_once")]


class SavedFilter(models.Model):
    """A filter of the list of people that one coach keeps, as the query of its address; never a search for a name.

    `gone_at`: it was deleted, and may be brought back for a while.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], condition=Q(gone_at__isnull=True), name="filter_once")
        ]


class GroupChange(models.Model):
    """One change for many people. `what`: pause, resume, tag, untag, message, move, undo; `options` are its numbers.

    `words`: what a message says, until it has been written to everybody; `other_words`: the same in further languages,
    by their codes. `undoes`: the change that this takes back. `stopped_at`: nothing more is done for anybody.
    """

    what = models.CharField(max_length=10)
    options = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    other_words = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")


class GroupMember(models.Model):
    """One person of a change. `outcome`: "" until it was their turn, then done or refused; `before` is the way back.

    `message`: what they are sent, by its id in the ledger.
    """

    change = models.ForeignKey(GroupChange, on_delete=models.CASCADE, related_name="members")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE)
    outcome = models.CharField(max_length=10, blank=True)
    before = models.JSONField(default=dict)
    message = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "enrolment"], name="group_member_once")]
