"""Query codes in use: which still opens its matter, to whose phone it is bound, and when it is used up. `accounts` gives them."""

import hashlib
import secrets
from datetime import datetime

from anlan.kernel import db
from anlan.kernel.columns import to_micros
from anlan.kernel.models import QueryCode
from anlan.kernel.people import HOLDER, OPENER, Role

MAY_GIVE = (Role.CLERK, Role.OFFICER, Role.TOWNSHIP_OFFICER, OPENER, HOLDER)
"""Who may send somebody without an account a link to a matter."""
TRIES = 5
"""So many wrong phone numbers end a code."""


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.strip().encode()).hexdigest()


def live(code: str, at: datetime) -> QueryCode | None:
    """The code, if it is not over, not used up and not guessed at too often."""
    row = QueryCode.objects.filter(digest=digest_of(code), until__gt=at, tries__lt=TRIES).first()
    return None if row is None or (row.once and row.used is not None) else row


def needs_phone(code: str, at: datetime) -> bool:
    """Whether whoever opens this code must first name the phone that it was sent to."""
    row = live(code, at)
    return bool(row and row.phone_tail)


@db.once_more
def is_phone_of(code: str, tail: str, *, at: datetime) -> bool:
    """Whether the phone of a code ends so; a wrong answer counts, and the fifth ends the code."""
    row = live(code, at)
    if row is None:
        return False
    if secrets.compare_digest(row.phone_tail.encode(), tail.strip().encode()):
        return True
    with db.writing() as cursor:
        cursor.execute("UPDATE query_code SET tries=tries+1 WHERE digest=%s", [row.digest])
    return False


@db.once_more
def use(code: str, *, at: datetime) -> None:
    """A step was taken by this code; one that is for once is over."""
    with db.writing() as cursor:
        cursor.execute("UPDATE query_code SET used=%s WHERE digest=%s AND used IS NULL", [to_micros(at), digest_of(code)])
