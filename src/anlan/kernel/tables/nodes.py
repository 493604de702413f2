"""This node, those it exchanges with, and what it knows of their matters."""

from django.db import models

from anlan.kernel.columns import Code, Moment, an_id


class Mirror(models.Model):
    """A matter handed from one node to another, as this one knows it. Above: drawn from the lower node's answers, under `cause`.
    Below: `matter` is what stands for it here, and `told` how much of that the upper node has been told."""

    id = Code(max_length=32, primary_key=True)
    home = Code(max_length=16)
    kind = Code(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    place = Code(max_length=24)
    cause = an_id(db_index=True)
    due = Moment(null=True)
    summary = models.JSONField()
    at = Moment()
    closed = Moment(null=True)
    matter = an_id(db_index=True)
    told = models.IntegerField(default=0)
    seq = models.IntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "mirror"


class Node(models.Model):
    """This node and those it exchanges with: their public key, how widely what goes there may be known, and how far the letters
    in both directions have come (number and chain of the last one confirmed, of the last one taken in)."""

    id = Code(max_length=16, primary_key=True)
    title = models.CharField(max_length=80)
    place = Code(max_length=24, blank=True, default="")
    is_me = models.BooleanField(default=False)
    is_exercise = models.BooleanField(default=False)
    is_sample = models.BooleanField(default=False)
    key = Code(max_length=64, blank=True, db_default="")
    address = models.CharField(max_length=200, blank=True, db_default="")
    carries = models.CharField(max_length=8, db_default="公开")
    version = models.CharField(max_length=40, blank=True, db_default="")
    confirmed = models.IntegerField(db_default=0)
    confirmed_hash = models.CharField(max_length=64, blank=True, db_default="")
    received = models.IntegerField(db_default=0)
    received_hash = models.CharField(max_length=64, blank=True, db_default="")
    heard = Moment(null=True)
    sent = Moment(null=True)
    trouble = models.CharField(max_length=200, blank=True, db_default="")
    seq = models.IntegerField(db_default=0)
    head = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        db_table = "node"
