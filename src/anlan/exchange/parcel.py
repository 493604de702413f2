"""A parcel: the letters that a node has not confirmed yet, and how far its own have come, as one signed file.

First line: `anlan-parcel 1 <signature>`; the rest is JSON, and exactly its bytes are signed (Ed25519). A parcel holds all that
is outstanding, so it does not matter which parcels were lost, came twice or late. How it travels is one function (`Carry`).

With the letters go pieces of the files that they name (kernel.freight): those of letters that are under way, and those that the
other node said it lacks. A parcel has room for so much; where more can be laid down (a folder, a stick) further parcels follow.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any

from anlan.exchange import cards
from anlan.kernel import across, freight, handed, mail
from anlan.kernel.across import Neighbour
from anlan.kernel.chain import canonical
from anlan.kernel.drills import Leaving
from anlan.kernel.freight import Piece, Want
from anlan.kernel.ids import is_id
from anlan.kernel.refusals import Refused

MARK = b"anlan-parcel 1 "
MOST, LARGEST = 200, 4 * 1024 * 1024
"""Letters in a parcel, and bytes of letters after which the rest waits for the next one."""
PIECES = 4
"""Pieces of files in a parcel, of 1 MB each."""
TOO_LARGE = 4 * LARGEST
ROUNDS = 32
DIGEST = re.compile("[0-9a-f]{64}")
SUFFIX = ".parcel"

EXERCISE = "演练节点不与外部交换：要发出的内容都记在演练发件箱里，没有送出。"

Carry = Callable[[Neighbour, bytes], bytes | None]
"""Brings a parcel to a node and what it gives back at once, if anything. OSError: it could not be reached."""


@dataclass(frozen=True)
class Taken:
    """What a parcel brought: from whom, how many letters and pieces of files were new, and which files they lack there."""

    sender: Neighbour
    letters: int
    pieces: int
    wants: tuple[Want, ...]


def pack(to: Neighbour, at: datetime, wants: Iterable[Want] = ()) -> bytes:
    """What a node is to be given now, in one parcel. Refused in an exercise."""
    return next(parcels(to, at, wants))


def parcels(to: Neighbour, at: datetime, wants: Iterable[Want] = ()) -> Iterator[bytes]:
    """What a node is to be given now, in as many parcels as it takes; each may be taken in alone. Answers on what came down are
    written first."""
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
    body: dict[str, Any] = {"from": cards.own_card().id, "to": to.id, "at": at.isoformat(), "version": product()}
    body |= {"confirms": {"seq": mark.seq, "hash": mark.hash}, "lacks": [vars(one) for one in freight.lacking(to.id)]}
    pieces = freight.pieces(to.id, [*wants, *_under_way(held)])
    while True:
        load = list(islice(pieces, PIECES))
        yield _signed(body | {"letters": held, "pieces": [vars(one) | {"data": b64encode(one.data).decode()} for one in load]})
        held = []
        if len(load) < PIECES:
            return


def _under_way(letters: Iterable[Mapping[str, Any]]) -> Iterator[Want]:
    """The files of letters that the other node has not confirmed: it cannot have asked for them."""
    for one in letters:
        yield from (Want(one["body"]["id"], file["sha256"], 0) for file in one["body"].get("files", ()))


def _signed(body: Mapping[str, Any]) -> bytes:
    text = json.dumps(body, ensure_ascii=False, indent=1).encode()
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


def unpack(data: bytes, at: datetime) -> Taken:
    """Takes in a parcel. Refused if it is cut, altered, not for us or not signed by a node we know; then nothing is written but a
    note of the trouble."""
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
        pieces, wants = _freight(body)
    except Refused as refused:
        mail.exchanged(sender.id, at, trouble=str(refused))
        raise
    new = mail.receive(sender.id, letters, at)
    mail.confirm(sender.id, mark, at)
    mail.exchanged(sender.id, at, heard=True, version=str(body.get("version", "")))
    laid = [freight.take(sender.id, one) for one in pieces]
    for wrong in filter(None, laid):
        mail.exchanged(sender.id, at, trouble=wrong)
    return Taken(sender, new, sum(one is not None for one in laid), wants)


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


def _freight(body: dict[str, Any]) -> tuple[list[Piece], tuple[Want, ...]]:
    """The pieces of files, and what they lack there; a node of an older version says neither."""
    try:
        pieces = [Piece(*_named(one), int(one["at"]), b64decode(one["data"], validate=True)) for one in body.get("pieces", [])]
        lacks = [Want(*_named(one), int(one["have"])) for one in body.get("lacks", [])]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Refused("邮包里附件的格式不认识，没有收下，请双方升级到同一版本后再交换。") from None
    return pieces, tuple(lacks[: freight.ASKED])


def _named(one: Mapping[str, Any]) -> tuple[str, str]:
    """(mirror, digest) of a file."""
    mirror, sha256 = str(one["mirror"]), str(one["sha256"])
    if not is_id(mirror) or not DIGEST.fullmatch(sha256):
        raise ValueError(sha256)
    return mirror, sha256


def exchange(to: Neighbour, carry: Carry, at: datetime) -> int:
    """Rounds with a node: ours goes there, what comes back is taken in, until no file is lacking that one of us can give.

    Returns how many letters were new to us."""
    new, asked = 0, tuple[Want, ...]()
    for _ in range(ROUNDS):
        back = carry(to, pack(to, at, asked))
        mail.exchanged(to.id, at)
        if not back:
            break
        got = unpack(back, at)
        new += got.letters
        if not got.pieces and got.wants == asked:
            break
        asked = got.wants
    return new
