"""Counters, keys of repeated requests, pictures."""

from django.db import models
from django.db.models.functions import Now

from huichang.kernel.rows import StoreOwned


class Counter(models.Model):
    """The last number given out: per store, kind of document and day."""

    store = models.ForeignKey("company.Store", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "kind", "on"], name="counter_once")]


class Once(models.Model):
    """A request that must happen once: its key, and the answer that a repetition gets."""

    key = models.CharField(max_length=120, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["at"], name="once_at")]


class PictureContent(models.Model):
    """The bytes of a picture, kept once per content; in the database, so that a save and its photo are one whole."""

    append_only = True
    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()


class Picture(StoreOwned):
    """A photo or a signature, checked and re-encoded (no position data left in it), or a PDF as it was brought. What was
    signed stays as it was signed."""

    append_only = True
    journaled = False
    content = models.ForeignKey(PictureContent, models.PROTECT)
    kind = models.CharField(max_length=12)
    media_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey("company.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "照片"
