"""What coaches write down about a person, for each other."""

from django.db import models

from coaching.store.models.people import Subscriber


class Note(models.Model):
    """One note. `pinned`: it stays at the top of the person's page. `removed_at`: taken away; it can come back."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="notes")
    author = models.CharField(max_length=150)
    at = models.DateTimeField()
    text = models.TextField()
    pinned = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subscriber", "-at"], name="note_recent")]
