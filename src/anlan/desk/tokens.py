"""Tokens of the API: made once for a person by a system administrator, told once, kept as a digest, ended at any time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from anlan.desk.models import ApiToken
from anlan.kernel import queries
from anlan.kernel.people import Actor, Role, Through
from anlan.kernel.refusals import NotThere, Refused

PREFIX = "anlan_"
LONGEST = timedelta(days=366)


def make(person: str, name: str, by: Actor, *, now: datetime, until: datetime) -> str:
    """A new token for `person`; the text is told this once. Raises Refused."""
    if Role.SYSTEM_ADMIN not in by.roles() and not by.is_clock:
        raise Refused("接口令牌由系统管理员发放，您没有这项权限。")
    if not name.strip() or not now < until <= now + LONGEST:
        raise Refused("请写明令牌用途，有效期在一年以内。")
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(digest=_digest(token), person=person, name=name.strip()[:80], made=now, until=until)
    return token


def of_person(person: str) -> list[ApiToken]:
    """Every token a person was given, the newest first."""
    return list(ApiToken.objects.filter(person=person).order_by("-made"))


def end(digest: str, by: Actor, *, now: datetime) -> None:
    """Ends a token at once."""
    if Role.SYSTEM_ADMIN not in by.roles() and not by.is_clock:
        raise Refused("接口令牌由系统管理员停用，您没有这项权限。")
    if not ApiToken.objects.filter(digest=digest, ended=None).update(ended=now):
        raise NotThere("没有这个令牌，或者已经停用。")


def actor_of(token: str, now: datetime) -> Actor | None:
    """Who a token acts as, with the rights the person has now; None if it is unknown, ended or over."""
    if not token.startswith(PREFIX):
        return None
    row = ApiToken.objects.filter(digest=_digest(token), ended=None, until__gt=now).first()
    actor = queries.actor(row.person, now, Through.API) if row else None
    return actor if actor and actor.person else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
