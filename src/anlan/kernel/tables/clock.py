"""What is due, what must leave, and the kept totals."""

from django.db import models
from django.db.models import Q

from anlan.kernel.columns import Code, Moment, an_id


class Due(models.Model):
    """A row of the clock: what happens to whom, when.

    `what` is deadline, soon, rung, guard, repeat, spread, when, wake or expires."""

    id = models.BigAutoField(primary_key=True)
    subject = Code(max_length=32)
    what = Code(max_length=10)
    name = models.CharField(max_length=120, blank=True, default="")
    at = Moment()
    claimed = Moment(null=True)
    tries = models.SmallIntegerField(default=0)
    cursor = models.JSONField(null=True)

    class Meta:
        db_table = "due"
        indexes = [
            models.Index(fields=["at"], name="due_at"),
            models.Index(fields=["name"], condition=Q(what="guard"), name="due_guard"),
        ]
        constraints = [models.UniqueConstraint(fields=["subject", "what", "name"], name="due_once")]


class Outgoing(models.Model):
    """What must leave: a notice to a person or role, or a message for a door or another node."""

    id = models.BigAutoField(primary_key=True)
    door = Code(max_length=24)
    subject = an_id(db_index=True)
    person = an_id()
    role = Code(max_length=32, blank=True, default="")
    unit = an_id()
    place = Code(max_length=24, blank=True, default="")
    text = models.CharField(max_length=400)
    body = models.JSONField(null=True)
    at = Moment()
    sent = Moment(null=True)

    class Meta:
        db_table = "outgoing"
        indexes = [
            models.Index(fields=["person", "-id"], name="outgoing_person"),
            models.Index(fields=["role", "unit", "-id"], name="outgoing_role"),
            models.Index(fields=["door", "id"], condition=Q(sent__isnull=True), name="outgoing_unsent"),
            models.Index(fields=["door", "sent"], condition=Q(sent__isnull=False), name="outgoing_sent"),
        ]


class Total(models.Model):
    """How many, by place (at every level), kind, state, sector; sharded by writer so that no row is fought over."""

    place = Code(max_length=24)
    kind = Code(max_length=40)
    state = models.CharField(max_length=20)
    sector = models.CharField(max_length=32)
    secrecy = models.CharField(max_length=8)
    home = Code(max_length=16)
    shard = models.SmallIntegerField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "total"
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "state", "sector", "secrecy", "home", "shard"], name="total_once")
        ]


class Cell(models.Model):
    """How many open matters stand in a map cell, by county: zoom, column, row of the Web Mercator tiling."""

    county = Code(max_length=24)
    zoom = models.SmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    kind = Code(max_length=40)
    sector = models.CharField(max_length=32)
    severity = models.CharField(max_length=8)
    secrecy = models.CharField(max_length=8)
    shard = models.SmallIntegerField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "cell"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "zoom", "x", "y", "kind", "sector", "severity", "secrecy", "shard"], name="cell_once"
            ),
        ]
