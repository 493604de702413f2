"""The ledger: append-only (triggers in the second migration)."""

from django.db import models

from anlan.kernel.columns import Code, Moment, an_id


class Entry(models.Model):
    """One line of the ledger, chained per subject. Append-only. `body` is the very text that was hashed."""

    id = Code(max_length=32, primary_key=True)
    subject = Code(max_length=32)
    seq = models.IntegerField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    recorded = Moment()
    verb = models.CharField(max_length=40)
    actor = an_id()
    body = models.TextField()

    class Meta:
        db_table = "entry"
        indexes = [
            models.Index(fields=["actor", "recorded"], name="entry_actor"),
            models.Index(fields=["recorded"], name="entry_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="entry_seq_once")]


class Personal(models.Model):
    """Personal values of an entry, outside the hash; may be erased."""

    entry = Code(max_length=32, primary_key=True)
    salt = models.CharField(max_length=32)
    body = models.TextField()

    class Meta:
        db_table = "personal"


class Seal(models.Model):
    """A digest over the heads written in a while, chained, handed to somebody else. Append-only."""

    number = models.IntegerField(primary_key=True)
    at = Moment()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    upto = Moment()
    heads = models.TextField()

    class Meta:
        db_table = "seal"
