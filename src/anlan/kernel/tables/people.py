"""Places, people and the roles they hold."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from anlan.kernel.columns import Code, Moment, an_id


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
