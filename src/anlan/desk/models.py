"""The desk's own tables: what belongs to accounts and to no matter."""

from django.db import models

from anlan.kernel.columns import Code, Moment


class ApiToken(models.Model):
    """A token for the API: acts as its person, with the person's own rights, until a day; only its digest is kept."""

    digest = Code(max_length=64, primary_key=True)
    person = Code(max_length=32, db_index=True)
    name = models.CharField(max_length=80)
    made = Moment()
    until = Moment()
    ended = Moment(null=True)

    class Meta:
        db_table = "api_token"


class UnfinishedImport(models.Model):
    """A file that somebody began to bring in and left: theirs alone, no part of any register until they finish."""

    id = Code(max_length=32, primary_key=True)
    person = Code(max_length=32, db_index=True)
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    said = models.CharField(max_length=300)
    state = models.JSONField(default=dict)
    data = models.BinaryField()
    at = Moment()

    class Meta:
        db_table = "unfinished_import"
