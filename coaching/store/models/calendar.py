"""Changes of a programme's calendar: the draft of the next version, what was published, and who was moved to it."""

from django.db import models

from coaching.store.models.programme import CampaignVersion, Enrolment


class ScheduleDraft(models.Model):
    """The next calendar of a programme as it is being made: `changes`, one after the other, upon the version `base`.

    `undone`: those taken back, the last one last, so that they can be brought back. Each write raises `revision`, and
    only who has seen the present one may write.
    """

    key = models.CharField(max_length=40, unique=True)
    base = models.ForeignKey(CampaignVersion, on_delete=models.PROTECT)
    changes = models.JSONField(default=list)
    undone = models.JSONField(default=list)
    revision = models.IntegerField(default=1)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class ScheduleChange(models.Model):
    """A calendar that was published in the console. `before`: the version it followed. `at` is machine time: from it
    the 24 hours are counted in which it can be taken back. `everyone`: people under way were moved to it, too."""

    version = models.OneToOneField(CampaignVersion, on_delete=models.PROTECT, related_name="published_as")
    before = models.ForeignKey(CampaignVersion, on_delete=models.PROTECT, related_name="followed_by")
    note = models.CharField(max_length=200, blank=True)
    everyone = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_by = models.CharField(max_length=150, default="")
    taken_back_at = models.DateTimeField(null=True)


class ScheduleMove(models.Model):
    """One person who was moved to a new calendar in the middle of the programme: the way there and back.

    `through`: the last day that stayed as it was. `back_at`: when they were moved back.
    """

    change = models.ForeignKey(ScheduleChange, on_delete=models.CASCADE, related_name="moves")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="schedule_moves")
    came_from = models.ForeignKey(CampaignVersion, on_delete=models.PROTECT, related_name="+")
    went_to = models.ForeignKey(CampaignVersion, on_delete=models.PROTECT, related_name="+")
    through = models.IntegerField()
    at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "enrolment"], name="schedule_move_once")]
