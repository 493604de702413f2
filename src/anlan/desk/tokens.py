"""Tokens of the API: made once for a person by a system administrator, told once, kept as a digest, ended at any time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from anlan.desk.models import ApiToken
from anlan.kernel import accounts, queries
from anlan.kernel.people import Actor, Through
from anlan.kernel.refusals import NotThere, Refused

PREFIX = "anlan_"
LONGEST = timedelta(days=366)


def make(person: str, name: str, by: Actor, *, now: datetime, until: datetime) -> str:
    """A new token for `person`; the text is told this once. Raises Refused."""
    if not name.strip() or not now < until <= now + LONGEST:
        raise Refused("请写明令牌用途，有效期在一年以内。")
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(digest=_digest(token), person=person, name=name.strip()[:80], made=now, until=until)

    def keep() -> bool:
        row.save(force_insert=True)
        return True

    said = {"token": row.digest[:16], "for": row.name, "until": until.isoformat()}
    if not accounts.keep_account(person, "token", by, at=now, doing=keep, said=said):
        raise NotThere("没有这个账号，请核对登录名。")
    return token


def of_person(person: str) -> list[ApiToken]:
    """Every token a person was given, the newest first."""
    return list(ApiToken.objects.filter(person=person).order_by("-made"))


def end(digest: str, by: Actor, *, now: datetime) -> None:
    """Ends a token at once."""
    row = ApiToken.objects.filter(digest=digest).first()
    live = ApiToken.objects.filter(digest=digest, ended=None)
    said = {"token": digest[:16]}
    if row is None or not accounts.keep_account(
        row.person, "token_ended", by, at=now, doing=lambda: bool(live.update(ended=now)), said=said
    ):
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
