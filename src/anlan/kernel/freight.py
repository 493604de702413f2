"""The bytes of files that letters between nodes named (kernel.enclosed): brought in pieces, asked for until they are whole.

A file goes only to the node that a letter named it to, and only while what it belongs to may still be told there. What came lies
in the data folder under its digest like any other evidence; its row hangs on the mirror.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.db import connection

from anlan.kernel import db, ids, nodes, offering, proofs
from anlan.kernel.columns import to_micros
from anlan.kernel.enclosed import LACKING

PIECE = 1024 * 1024
ASKED = 100
"""Files asked for at once."""
LEAST_FREE = 1024**3


@dataclass(frozen=True)
class Want:
    """A file that a node lacks, under which mirror, and how many of its bytes it has."""

    mirror: str
    sha256: str
    have: int


@dataclass(frozen=True)
class Piece:
    """Bytes of a file from `at` on."""

    mirror: str
    sha256: str
    at: int
    data: bytes


# where it is lacking -------------------------------------------------------------------------------------------------


def lacking(node: str) -> list[Want]:
    """What this node was told of and does not have yet, the oldest first; nothing while the disk is full."""
    if shutil.disk_usage(proofs.folder().parent).free < LEAST_FREE:
        return []
    sql = "SELECT p.subject, p.sha256 FROM mirror m JOIN proof p ON p.subject=m.id "
    sql += "WHERE m.home=%s AND p.ref=%s ORDER BY p.at, p.id LIMIT %s"
    with connection.cursor() as cursor:
        rows = db.rows(cursor, sql, [node, LACKING, ASKED])
    return [Want(row["subject"], row["sha256"], _size(_part(node, row["sha256"]))) for row in rows]


def lacking_since(node: str, at: datetime) -> int:
    """How many files were named by a node before that moment and have not all come."""
    sql = "SELECT count(*) AS n FROM mirror m JOIN proof p ON p.subject=m.id WHERE m.home=%s AND p.ref=%s AND p.at<%s"
    with connection.cursor() as cursor:
        return int((db.row(cursor, sql, [node, LACKING, to_micros(at)]) or {"n": 0})["n"])


def take(node: str, piece: Piece) -> str | None:
    """Lays a piece behind what is there. None: it does not fit on, is passed over and will be asked for. A sentence: the whole
    file is another than was named, was thrown away and is asked for anew."""
    sql = "SELECT p.size FROM proof p JOIN mirror m ON m.id=p.subject WHERE m.home=%s AND m.id=%s AND p.sha256=%s AND p.ref=%s"
    with connection.cursor() as cursor:
        row = db.row(cursor, sql, [node, piece.mirror, piece.sha256, LACKING])
    part = _part(node, piece.sha256)
    if row is None or len(piece.data) > PIECE or not _laid(part, piece, row["size"]):
        return None
    if _size(part) < row["size"]:
        return ""
    head = part.read_bytes()
    if proofs.digest_of(head) != piece.sha256:
        part.unlink()
        return "传来的附件与登记的摘要不符，已弃去，会自动重新索取。"
    proofs.keep_whole(piece.sha256, head)
    part.unlink()
    _whole(piece.sha256, proofs.media_of(head))
    return ""


def _laid(part: Path, piece: Piece, size: int) -> bool:
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("ab") as out:
        flock(out, LOCK_EX)
        if out.seek(0, 2) != piece.at or piece.at + len(piece.data) > size:
            return False
        out.write(piece.data)
    return True


@db.once_more
def _whole(sha256: str, media: str) -> None:
    with db.writing() as cursor:
        cursor.execute("UPDATE proof SET ref='', media=%s WHERE sha256=%s AND ref=%s", [media, sha256, LACKING])


def _part(node: str, sha256: str) -> Path:
    return proofs.folder() / "coming" / f"{ids.made_id('part', node, sha256)}.part"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


# where it is -----------------------------------------------------------------------------------------------------------


def pieces(node: str, wanted: Iterable[Want]) -> Iterator[Piece]:
    """What a node asked for and may have, piece by piece; of what is wanted twice, the first."""
    once = {(one.mirror, one.sha256): one for one in reversed(list(wanted))}
    for want in reversed(once.values()):
        path = proofs.path_of(want.sha256)
        if not path.exists() or not _may_have(node, want):
            continue
        at = want.have
        with path.open("rb") as file:
            file.seek(at)
            while data := file.read(PIECE):
                yield Piece(want.mirror, want.sha256, at, data)
                at += len(data)


def _may_have(node: str, want: Want) -> bool:
    """Whether a letter named this file to that very node, and what it belongs to may still be told there."""
    with connection.cursor() as cursor:
        mirror = db.row(cursor, "SELECT * FROM mirror WHERE id=%s", [want.mirror])
        peer = db.row(cursor, "SELECT * FROM node WHERE id=%s AND key<>''", [node])
        if mirror is None or peer is None or mirror["home"] != node or mirror["state"] == offering.WITHDRAWN:
            return False
        summary = offering.kept(mirror)
        if not mirror["matter"]:
            secrecy, named = summary["offer"].get("secrecy", ""), summary["offer"].get("files", ())
        else:
            row = db.row(cursor, "SELECT secrecy FROM matter WHERE id=%s", [mirror["matter"]])
            secrecy, named = row["secrecy"] if row else "", summary.get("files", ())
    return nodes.may_go(peer, secrecy) and any(one["sha256"] == want.sha256 for one in named)
