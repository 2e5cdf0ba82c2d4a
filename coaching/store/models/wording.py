"""Words on their way to a version: drafts that save themselves, and texts that wait for a second person."""

from django.db import models
from django.db.models import Q


class TemplateDraft(models.Model):
    """What somebody has written and not published: one for each text and author.

    `based_on`: the version it began with. `revision` counts its changes; `page` names the editor page that saved it
    last. `saved_at` is machine time. `discarded_at`: put away; it can come back.
    """

    name = models.CharField(max_length=120)
    author = models.CharField(max_length=150)
    source = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    based_on = models.IntegerField()
    revision = models.IntegerField(default=1)
    page = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "author"], name="template_draft_once")]


class TemplateProposal(models.Model):
    """A text that somebody wants to publish and somebody else must approve; what was proposed never changes.

    `state`: waiting | approved | sent_back | withdrawn. `seen`: marks of the warnings the author gave a reason for.
    `number`: the version it became. Times are machine time.
    """

    name = models.CharField(max_length=120)
    source = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    based_on = models.IntegerField()
    seen = models.JSONField(default=list)
    author = models.CharField(max_length=150)
    at = models.DateTimeField()
    state = models.CharField(max_length=12, default="waiting")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    number = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "author"], condition=Q(state="waiting"), name="template_proposal_waits_once"
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="template_proposal_state")]
