"""Matters, who plays a part in them, and what hangs on them: evidence, late steps, query codes, numbers of papers."""

from django.db import models
from django.db.models import Q

from anlan.kernel.columns import Code, Moment, an_id

OPEN = Q(closed__isnull=True)
"""The only kind of index condition that SQLite matches when values are bound: `x = ''` it matches only where that is written."""


class Placed(models.Model):
    """Where something stands: the finest place and one indexed code a level, sector, unit, secrecy and point (1e-7 degree)."""

    place = Code(max_length=24)
    l1 = Code(max_length=2, blank=True, default="")
    l2 = Code(max_length=4, blank=True, default="")
    l3 = Code(max_length=6, blank=True, default="")
    l4 = Code(max_length=24, blank=True, default="")
    l5 = Code(max_length=24, blank=True, default="")
    sector = models.CharField(max_length=32, blank=True, default="")
    unit = an_id()
    secrecy = models.CharField(max_length=8, default="内部")
    lon = models.IntegerField(null=True)
    lat = models.IntegerField(null=True)

    class Meta:
        abstract = True


class Matter(Placed):
    """One running instance of a loop."""

    id = Code(max_length=32, primary_key=True)
    kind = Code(max_length=40)
    version = models.SmallIntegerField()
    state = models.CharField(max_length=20)
    since = Moment()
    seq = models.IntegerField()
    head = models.CharField(max_length=64)
    home = Code(max_length=16)
    subject = an_id()
    holder_unit = an_id()
    holder_role = Code(max_length=32, blank=True, default="")
    holder_person = an_id()
    opener = an_id()
    severity = models.CharField(max_length=8, blank=True, default="")
    due = Moment(null=True)
    overdue = models.BooleanField(default=False)
    parent = an_id()
    cause = an_id()
    number = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=200)
    opened = Moment()
    happened = Moment()
    closed = Moment(null=True)
    facts = models.JSONField()
    kids_open = models.IntegerField(default=0)
    kids_done = models.IntegerField(default=0)
    last_step = models.CharField(max_length=40, default="open")
    sort_due = models.BigIntegerField(default=2**62)

    class Meta:
        db_table = "matter"
        indexes = [
            models.Index(fields=["holder_person", "sort_due", "id"], condition=OPEN, name="matter_in_person"),
            models.Index(fields=["holder_unit", "holder_role", "sort_due", "id"], condition=OPEN, name="matter_in_unit"),
            *(
                models.Index(
                    fields=["holder_role", f"l{n}", "sort_due", "id", "sector", "kind"],
                    condition=OPEN & Q(holder_unit=""),
                    name=f"matter_in_l{n}",
                )
                for n in range(1, 6)
            ),
            *(models.Index(fields=[f"l{n}", "opened", "id"], name=f"matter_l{n}") for n in range(1, 6)),
            models.Index(fields=["unit", "opened", "id"], name="matter_unit"),
            models.Index(fields=["kind", "opened", "id"], name="matter_kind"),
            models.Index(fields=["opened", "id"], name="matter_newest"),
            models.Index(fields=["kind", "state", "opened"], name="matter_kind_state"),
            models.Index(fields=["parent"], name="matter_parent"),
            models.Index(fields=["cause"], name="matter_cause"),
            models.Index(fields=["subject", "kind"], name="matter_subject"),
            models.Index(fields=["lon", "lat"], condition=OPEN & Q(lon__isnull=False), name="matter_point"),
            models.Index(fields=["opener", "opened"], name="matter_opener"),
            models.Index(fields=["due"], condition=OPEN, name="matter_due"),
            models.Index(fields=["closed"], condition=Q(closed__isnull=False), name="matter_closed"),
            models.Index(fields=["state"], name="matter_state"),
            models.Index(fields=["id"], condition=Q(secrecy="公开"), name="matter_public"),
        ]
        constraints = [models.UniqueConstraint(fields=["number", "home"], condition=~Q(number=""), name="matter_number_once")]


class Party(models.Model):
    """Who plays which part in a matter: a person with an account, a unit, or a name and phone (personal)."""

    matter = an_id()
    part = Code(max_length=40)
    person = an_id()
    unit = an_id()
    name = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        db_table = "party"
        indexes = [
            models.Index(fields=["person", "matter"], name="party_person"),
            models.Index(fields=["unit", "matter"], name="party_unit"),
        ]
        constraints = [models.UniqueConstraint(fields=["matter", "part", "person", "unit", "name"], name="party_once")]


class Proof(models.Model):
    """A piece of evidence: asked for by its matter, never by hash; the bytes lie in the data folder under their SHA-256."""

    id = Code(max_length=32, primary_key=True)
    subject = an_id(db_index=True)
    entry = an_id()
    kind = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    ref = models.CharField(max_length=200, blank=True, default="")
    sha256 = Code(max_length=64, blank=True, default="")
    size = models.BigIntegerField(default=0)
    media = models.CharField(max_length=100, blank=True, default="")
    by = an_id()
    at = Moment()

    class Meta:
        db_table = "proof"


class Late(models.Model):
    """A step queued offline whose state had moved on: kept, shown to sender and holder, taken in or not by a person."""

    id = Code(max_length=32, primary_key=True)
    matter = an_id(db_index=True)
    step = models.CharField(max_length=40)
    by = an_id(db_index=True)
    happened = Moment()
    recorded = Moment()
    asked = models.JSONField()
    why = models.CharField(max_length=200)
    settled = Moment(null=True)
    taken_in = models.BooleanField(default=False)

    class Meta:
        db_table = "late"


class QueryCode(models.Model):
    """A code for somebody without an account: one matter, listed steps, a part, an expiry; only its digest is kept."""

    digest = Code(max_length=64, primary_key=True)
    matter = an_id(db_index=True)
    part = Code(max_length=40)
    steps = models.JSONField(default=list)
    until = Moment()
    phone_tail = models.CharField(max_length=4, blank=True, default="")
    tries = models.SmallIntegerField(default=0)
    used = Moment(null=True)
    once = models.BooleanField(default=False)

    class Meta:
        db_table = "query_code"


class Series(models.Model):
    """The next number of a series of official papers, gapless per mark, unit and year."""

    mark = models.CharField(max_length=40)
    unit = an_id()
    year = models.SmallIntegerField()
    next = models.IntegerField(default=1)

    class Meta:
        db_table = "series"
        constraints = [models.UniqueConstraint(fields=["mark", "unit", "year"], name="series_once")]
