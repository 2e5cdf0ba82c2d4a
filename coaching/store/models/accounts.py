"""The accounts of the team: where somebody is signed in, their recovery codes, and wrong tries."""

from django.db import models

from coaching.store.models.office import User


class SignedIn(models.Model):
    """One browser in which somebody is signed in. `key` is its session's; `device` says which kind of browser."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_in")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    at = models.DateTimeField()


class RecoveryCode(models.Model):
    """Opens one sign-in in place of the authenticator app; kept as a keyed hash (HMAC-SHA256, hex)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]


class OwnNumber(models.Model):
    """The phone of a member of the team, where tests of a text go. `number`: proven, "" if none is; `wanted` waits for
    its `code` until `until` (machine time)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="own_number")
    number = models.CharField(max_length=20, blank=True, default="")
    wanted = models.CharField(max_length=20, blank=True, default="")
    code = models.CharField(max_length=6, blank=True, default="")
    until = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)


class WrongTry(models.Model):
    """One try at a password or code that has not been right so far. `digest`: a keyed hash of who tried, at what."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["digest", "at"], name="wrong_try"),
            models.Index(fields=["at"], name="wrong_try_old"),
        ]
