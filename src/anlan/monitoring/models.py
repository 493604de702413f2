"""Tables for what comes by the million or before anybody knows what it is: messages that could not be read, with the reason."""

from django.db import models

from anlan.kernel.columns import Code, Moment


class DeadLetter(models.Model):
    """A message of which something was refused. `body` is cut at 64 KB; `count` is how many readings of it were refused."""

    id = Code(max_length=32, primary_key=True)
    gateway = Code(max_length=60)
    arrived = Moment()
    why = models.TextField()
    count = models.IntegerField()
    body = models.BinaryField()
    whole = models.BooleanField()
    replayed = Moment(null=True)

    class Meta:
        db_table = "dead_letter"
        indexes = [
            models.Index(fields=["gateway", "-arrived"], name="dead_letter_gateway"),
            models.Index(fields=["-arrived"], name="dead_letter_arrived"),
        ]


class Backtest(models.Model):
    """A trial of many sensors that one person began: what is changed and over which span (`asked`), and of which sensors."""

    id = Code(max_length=32, primary_key=True)
    person = Code(max_length=32)
    made = Moment()
    title = models.CharField(max_length=200)
    asked = models.JSONField()
    sensors = models.JSONField()
    stopped = models.BooleanField(default=False)

    class Meta:
        db_table = "backtest"
        indexes = [models.Index(fields=["person", "-made"], name="backtest_person")]


class BacktestLine(models.Model):
    """What a trial found of one sensor: readings, times raised before and after the change, how they differ, real alarms lost."""

    backtest = Code(max_length=32)
    sensor = Code(max_length=32)
    readings = models.IntegerField()
    before = models.IntegerField()
    after = models.IntegerField()
    added = models.IntegerField()
    gone = models.IntegerField()
    lost = models.IntegerField()

    class Meta:
        db_table = "backtest_line"
        constraints = [models.UniqueConstraint(fields=["backtest", "sensor"], name="backtest_line_once")]
