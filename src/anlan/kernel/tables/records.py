"""Records of the registers."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q

from anlan.kernel.columns import Code, Moment, an_id
from anlan.kernel.lifting import lifted
from anlan.kernel.tables.matters import Placed


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
