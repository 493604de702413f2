"""上下级联网交换: parcels between nodes over HTTPS. Whoever has the other's address calls; the answer is the other's parcel, so
one side with an address is enough. The token keeps strangers out; who speaks is told by the signature.
"""

import hmac
import os
import socket
import ssl
import urllib.error
import urllib.request
from datetime import datetime

from anlan.exchange import cards, parcel
from anlan.exchange.door import Door
from anlan.kernel import across, mail
from anlan.kernel.across import Neighbour
from anlan.kernel.drills import Leaving
from anlan.kernel.refusals import NotThere, Refused

SETTING = "ANLAN_NODES_TOKEN"
PATH = "/exchange/parcel"
PATIENCE = 15.0
FORBIDDEN, REFUSED = 403, 409


def token() -> str:
    return os.environ.get(SETTING, "")


def is_open() -> bool:
    return bool(token())


def check() -> str | None:
    if not token():
        return f"没有开通联网交换：请与上下级约定令牌，双方都设 {SETTING}；没有网络的用邮包目录或 U 盘。"
    if len(token()) < 16:
        return f"{SETTING} 太短，请换成 16 位以上的随机令牌。"
    plain = [one.title for one in across.neighbours() if one.key and one.address.startswith("http://")]
    return f"与{'、'.join(plain)}的网址不是 https，令牌会明文传送，只能用于专网。" if plain else None


def may(header: str) -> bool:
    """Whether a request bears the token."""
    return is_open() and hmac.compare_digest(header.encode(), f"Bearer {token()}".encode())


def call(to: Neighbour, data: bytes) -> bytes:
    """Brings a parcel to the node's address and its answer back. OSError if it does not answer or will not."""
    heads = {"Authorization": f"Bearer {token()}", "Content-Type": "application/octet-stream"}
    asked = urllib.request.Request(to.address.rstrip("/") + PATH, data, heads, method="POST")
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        return bytes(answer.read(parcel.TOO_LARGE + 1))


def why(wrong: Exception) -> str:
    """What went wrong on the way, as a sentence."""
    if isinstance(wrong, urllib.error.HTTPError):
        if wrong.code == REFUSED:
            return f"对方没有收下：{wrong.read(800).decode('utf-8', 'replace').strip()}"
        return (
            "对方不认本节点的令牌，请核对双方的令牌设置。" if wrong.code == FORBIDDEN else f"对方回答 {wrong.code}，会自动再试。"
        )
    cause = getattr(wrong, "reason", wrong)
    if isinstance(cause, socket.gaierror):
        return "没有接通：找不到这个网址，请核对。"
    if isinstance(cause, ssl.SSLError):
        return "没有接通：对方的证书不可信，请检查证书。"
    return f"没有接通（{cause}），会自动再试。" if isinstance(wrong, OSError) else str(wrong)


def send(now: datetime) -> int:
    """One round with every node that has an address. Returns how many answered. OSError names those that did not."""
    reached, silent = 0, []
    for one in across.neighbours() if is_open() else ():
        if not one.key or not one.address:
            continue
        try:
            parcel.exchange(one, call, now)
            reached += 1
        except (OSError, Refused, NotThere) as wrong:
            said = why(wrong)
            silent.append(f"{one.title}：{said}")
            mail.exchanged(one.id, now, trouble=said)
    if silent:
        raise OSError("；".join(silent))
    return reached


def waits(since: datetime | None) -> list[Leaving]:
    return parcel.waiting(since, called=True)


DOOR = Door("nodes_http", "上下级联网交换", "both", (SETTING, cards.SETTING), is_open, check, send, waits)
