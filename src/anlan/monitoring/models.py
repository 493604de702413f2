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
