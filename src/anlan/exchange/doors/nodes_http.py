"""上下级联网交换: parcels between nodes over HTTPS. Whoever has the other's address calls; the answer is the other's parcel, so
one side with an address is enough. The token keeps strangers out; who speaks is told by the signature.
"""

import hmac
import os
import urllib.request
from datetime import datetime

from anlan.exchange import parcel
from anlan.exchange.door import Door
from anlan.kernel import across, mail
from anlan.kernel.across import Neighbour
from anlan.kernel.refusals import NotThere, Refused

SETTING = "ANLAN_NODES_TOKEN"
PATH = "/exchange/parcel"
PATIENCE = 15.0


def token() -> str:
    return os.environ.get(SETTING, "")


def is_open() -> bool:
    return bool(token())


def check() -> str | None:
    if not token():
        return f"没有开通联网交换：请与上下级约定口令，双方都设 {SETTING}；没有网络的用邮包目录或 U 盘。"
    if len(token()) < 16:
        return f"{SETTING} 太短，请换成 16 位以上的随机口令。"
    plain = [one.title for one in across.neighbours() if one.key and one.address.startswith("http://")]
    return f"与{'、'.join(plain)}的网址不是 https，口令会明文传送，只能用于专网。" if plain else None


def may(header: str) -> bool:
    """Whether a request bears the token."""
    return is_open() and hmac.compare_digest(header.encode(), f"Bearer {token()}".encode())


def call(to: Neighbour, data: bytes) -> bytes:
    """Brings a parcel to the node's address and its answer back. OSError if it does not answer or will not."""
    heads = {"Authorization": f"Bearer {token()}", "Content-Type": "application/octet-stream"}
    asked = urllib.request.Request(to.address.rstrip("/") + PATH, data, heads, method="POST")
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        return bytes(answer.read(parcel.TOO_LARGE + 1))


def send(now: datetime) -> int:
    """One round with every node that has an address. Returns how many answered. OSError names those that did not."""
    reached, silent = 0, []
    for one in across.neighbours() if is_open() and not across.my_node()[3] else ():
        if not one.key or not one.address:
            continue
        try:
            parcel.exchange(one, call, now)
            reached += 1
        except (OSError, Refused, NotThere) as wrong:
            silent.append(f"{one.title}：{wrong}")
            mail.exchanged(
                one.id, now, trouble=str(wrong) if isinstance(wrong, Refused) else f"没有接通（{wrong}），会自动再试。"
            )
    if silent:
        raise OSError("；".join(silent))
    return reached


DOOR = Door("nodes_http", "上下级联网交换", "both", (SETTING,), is_open, check, send)
