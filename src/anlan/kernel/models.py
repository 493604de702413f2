"""The kernel's tables. Only the kernel writes them (contract one-writer);
the ledger's are append-only (triggers in the first migration).

Ids are 32 hex digits, places statistical codes (one indexed column a level), times microseconds since 1970 UTC (`Moment`):
the same plain SQL reads and
writes both databases.
"""

from collections.abc import Collection
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from anlan.kernel.columns import Code, Moment, an_id
from anlan.kernel.lifting import lifted

OPEN = Q(closed__isnull=True)
"""The only kind of index condition that SQLite matches when values are bound: `x = ''` it matches only where that is written."""


class Place(models.Model):
    """A place by statistical code (2, 4, 6, 9 or 12 digits), or a 管理区 made by hand."""

    code = Code(max_length=24, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.SmallIntegerField()
    parent = Code(max_length=24, blank=True, default="", db_index=True)
    area = models.JSONField(null=True)

    class Meta:
        db_table = "place"


class People(BaseUserManager["Person"]):
    """Accounts are written by kernel.accounts."""


class Person(AbstractBaseUser):
    """A person with an account. Names and phones are personal: the ledger holds only their digest."""

    id = Code(max_length=32, primary_key=True)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True, default="")
    post = models.CharField(max_length=80, blank=True, default="")
    unit = an_id(db_index=True)
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    must_change = models.BooleanField(default=False)
    away_until = Moment(null=True)
    seq = models.IntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")

    objects = People()
    USERNAME_FIELD = "login"

    class Meta:
        db_table = "person"


class Grant(models.Model):
    """A role that a person holds at a place, in sectors, for a unit, from and until, given by whom, standing in for whom."""

    id = Code(max_length=32, primary_key=True)
    person = an_id(db_index=True)
    role = Code(max_length=32)
    place = Code(max_length=24)
    sectors = models.JSONField(default=list)
    unit = an_id(db_index=True)
    valid_from = Moment()
    valid_until = Moment(null=True)
    given_by = an_id()
    stands_in_for = an_id()

    class Meta:
        db_table = "grant"
        indexes = [models.Index(fields=["role", "place"], name="grant_role_place")]


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


class Record(Placed):
    """An instance of a register: a thing that exists. Read with the facts of its register's live version."""

    id = Code(max_length=32, primary_key=True)
    kind = Code(max_length=40)
    version = models.SmallIntegerField()
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    home = Code(max_length=16)
    owner = an_id()
    valid_from = Moment(null=True)
    valid_until = Moment(null=True)
    state = models.CharField(max_length=8, default="在用")
    merged_into = an_id()
    facts = models.JSONField()
    seq = models.IntegerField()
    head = models.CharField(max_length=64)
    changed = Moment()

    class Meta:
        db_table = "record"
        indexes = [
            *(models.Index(fields=["kind", f"l{n}", "key"], name=f"record_l{n}") for n in range(1, 6)),
            models.Index(fields=["kind", "unit"], name="record_unit"),
            models.Index(fields=["kind", "owner"], name="record_owner"),
            models.Index(fields=["valid_until"], condition=Q(valid_until__isnull=False, state="在用"), name="record_until"),
            models.Index(fields=["lon", "lat"], condition=Q(lon__isnull=False, state="在用"), name="record_point"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "home", "key"], condition=Q(merged_into=""), name="record_key_once")
        ]

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        found = super().from_db(db, field_names, values, **more)
        if {"kind", "version", "facts"} <= set(field_names):
            found.facts = lifted(found.kind, found.version, found.facts)
        return found


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


class Series(models.Model):
    """The next number of a series of official papers, gapless per mark, unit and year."""

    mark = models.CharField(max_length=40)
    unit = an_id()
    year = models.SmallIntegerField()
    next = models.IntegerField(default=1)

    class Meta:
        db_table = "series"
        constraints = [models.UniqueConstraint(fields=["mark", "unit", "year"], name="series_once")]


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
