"""A parcel: the letters that a node has not confirmed yet, and how far its own have come, as one signed file.

First line: `anlan-parcel 1 <signature>`; the rest is JSON, and exactly its bytes are signed (Ed25519). A parcel holds all that
is outstanding, so it does not matter which parcels were lost, came twice or late. How it travels is one function (`Carry`).
"""

import json
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from anlan.exchange import cards
from anlan.kernel import across, handed, mail
from anlan.kernel.across import Neighbour
from anlan.kernel.chain import canonical
from anlan.kernel.drills import Leaving
from anlan.kernel.refusals import Refused

MARK = b"anlan-parcel 1 "
MOST, LARGEST = 200, 4 * 1024 * 1024
"""Letters in a parcel, and bytes of letters after which the rest waits for the next one."""
TOO_LARGE = 2 * LARGEST
SUFFIX = ".parcel"

EXERCISE = "演练节点不与外部交换：要发出的内容都记在演练发件箱里，没有送出。"

Carry = Callable[[Neighbour, bytes], bytes | None]
"""Brings a parcel to a node and what it gives back at once, if anything. OSError: it could not be reached."""


def pack(to: Neighbour, at: datetime) -> bytes:
    """What a node is to be given now. Answers on what came down are written first. Refused in an exercise."""
    _may_exchange()
    handed.tell(at)
    letters, mark = mail.waiting(to.id, MOST)
    held: list[dict[str, Any]] = []
    size = 0
    for one in letters:
        size += len(canonical(one.body).encode())
        if held and size > LARGEST:
            break
        held.append({"seq": one.seq, "hash": one.hash, "body": dict(one.body)})
    body = {"from": cards.own_card().id, "to": to.id, "at": at.isoformat(), "version": product(), "letters": held}
    text = json.dumps(body | {"confirms": {"seq": mark.seq, "hash": mark.hash}}, ensure_ascii=False, indent=1).encode()
    return MARK + cards.own_key().sign(text).hex().encode() + b"\n" + text


def _may_exchange() -> None:
    if across.is_exercise():
        raise Refused(EXERCISE)


def waiting(since: datetime | None, *, called: bool) -> list[Leaving]:
    """What an exercise writes down in the place of a parcel: the letters laid since then for nodes with or without an address."""
    found = across.letters_laid(since, called=called)
    return [Leaving(str(one.id), one.at, to, *_told(title, one.body)) for to, title, one in found if one.at]


SAID = {"why": "理由", "state": "状态", "holder": "承办"}
WORDS = {"offer": "下达", "withdraw": "撤回", "answer": "报进展"}


def _told(title: str, body: Any) -> tuple[str, str]:
    """A letter in a line, and whole as people read it there."""
    letter = dict(json.loads(body) if isinstance(body, str) else body or {})
    sort = WORDS.get(str(letter.get("type")), "来往")
    lines = [f"{head}：{text}" for head, text in letter.get("shown", ())]
    lines += [f"{head}：{letter[name]}" for name, head in SAID.items() if letter.get(name)]
    return f"{sort}：{letter.get('title') or title}", "\n".join(lines)


def product() -> str:
    try:
        return f"安澜 {version('anlan')}"
    except PackageNotFoundError:
        return "安澜（源码）"


def unpack(data: bytes, at: datetime) -> tuple[Neighbour, int]:
    """Takes in a parcel; (who sent it, how many letters were new). Refused, with nothing written but the note of the trouble,
    if it is cut, altered, not signed by a node we know, or not for us."""
    _may_exchange()
    signature, text, body = _opened(data)
    sender = across.neighbour(str(body.get("from", "")))
    try:
        if not cards.is_signed(text, signature, sender.key):
            raise Refused(
                f"来自{sender.title}的邮包签名不符：可能不完整、被改动，或者对方换了密钥。没有收下，请让对方重新导出并核对名片。"
            )
        if body.get("to") != across.my_node()[0]:
            raise Refused(f"这个邮包不是给本节点的（{body.get('to')}），没有收下。")
        letters, mark = _read(body)
    except Refused as refused:
        mail.exchanged(sender.id, at, trouble=str(refused))
        raise
    new = mail.receive(sender.id, letters, at)
    mail.confirm(sender.id, mark, at)
    mail.exchanged(sender.id, at, heard=True, version=str(body.get("version", "")))
    return sender, new


def _opened(data: bytes) -> tuple[str, bytes, dict[str, Any]]:
    head, _, text = data.partition(b"\n")
    broken = Refused("这不是完整的邮包，没有收下任何内容，请让对方重新导出。")
    if len(data) > TOO_LARGE or not head.startswith(MARK):
        raise broken
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise broken from None
    if not isinstance(body, dict):
        raise broken
    return head.removeprefix(MARK).decode("ascii", "replace").strip(), text, body


def _read(body: dict[str, Any]) -> tuple[list[mail.Numbered], mail.Mark]:
    try:
        letters = [mail.Numbered(int(one["seq"]), str(one["hash"]), dict(one["body"])) for one in body["letters"]]
        for one in letters:
            canonical(one.body)
        return letters, mail.Mark(int(body["confirms"]["seq"]), str(body["confirms"]["hash"])[:64])
    except (KeyError, TypeError, ValueError):
        raise Refused("邮包的格式不认识，没有收下，请双方升级到同一版本后再交换。") from None


def exchange(to: Neighbour, carry: Carry, at: datetime) -> int:
    """One round with a node: ours goes there, what comes back is taken in. Returns how many letters were new to us."""
    back = carry(to, pack(to, at))
    mail.exchanged(to.id, at)
    return unpack(back, at)[1] if back else 0
