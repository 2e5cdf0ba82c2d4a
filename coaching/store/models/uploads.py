"""Files of people that a coach brought, for as long as an import and its undo may need them."""

from django.db import models


class Upload(models.Model):
    """One file and what is to become of it. The people in it go at `until` (machine time), the counts stay.

    `stage`: new, checking, checked, enrolling, done, undoing, undone, gone. `header`, `first` (rows) and `samples`
    (problem -> rows with it) hold words of the file; `columns` maps each field to a column's number, `defaults` and
    `consent` hold what was typed beside it. `counts` and `pace` hold numbers. `job` works on it, or did last.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4)
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1)
    size = models.BigIntegerField()
    stage = models.CharField(max_length=10, default="new")
    header = models.JSONField(default=list)
    first = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    consent = models.JSONField(default=dict)
    pace = models.JSONField(default=dict)
    rows = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    samples = models.JSONField(default=dict)
    job = models.BigIntegerField(null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField()


class UploadPiece(models.Model):
    """A part of a file, packed (zlib). `what`: raw bytes | rows read from them | bad (refused rows) | made (ids)."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    what = models.CharField(max_length=4)
    number = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "what", "number"], name="upload_piece_once")]


class UploadKey(models.Model):
    """An address in a file, as a keyed hash of 64 bits, and the first row that has it."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="keys")
    digest = models.BigIntegerField()
    row = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "digest"], name="upload_key_once")]


class UploadColumns(models.Model):
    """How the columns of a kind of file were mapped last; `signature` is a hash of its header."""

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()
    at = models.DateTimeField()
