"""Evidence: bytes lie in the data folder under their SHA-256, rows say to which matter they belong;
asked for by matter, never by hash."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from anlan.kernel import db, ids
from anlan.kernel.columns import to_micros
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.loop import Proof
from anlan.kernel.people import Actor
from anlan.kernel.refusals import NotThere, Refused

ERASED = "（已删除）"
"""What stands where a personal value that must not be absent was erased."""
LARGEST = 50 * 1024 * 1024
SIGNATURE = "签名"
"""A kind of evidence that is somebody's own: its title may hold their name and stays out of the ledger."""
UNKNOWN = "application/octet-stream"
MEDIA = {
    b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp", b"%PDF": "application/pdf",
    b"PK\x03\x04": "application/zip",
}  # fmt: skip


def folder() -> Path:
    return Path(settings.DATA) / "proofs"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def keep(data: bytes, title: str, kind: str, by: Actor, at: datetime) -> str:
    """Keeps uploaded bytes, unclaimed, and returns the proof's id. The bytes are on disk before the row is written."""
    if not data:
        raise Refused(f"文件“{title}”是空的，请重新选择。")
    if len(data) > LARGEST:
        raise Refused(f"文件“{title}”超过 50 MB，请压缩后再传。")
    sha256 = digest_of(data)
    keep_whole(sha256, data)
    id = ids.new_id(at)
    values = {
        "id": id,
        "subject": "",
        "entry": "",
        "kind": kind,
        "title": title[:200],
        "ref": "",
        "sha256": sha256,
        "size": len(data),
    }
    with db.writing() as cursor:
        db.insert(cursor, "proof", values | {"media": media_of(data), "by": by.person, "at": to_micros(at)})
    return id


def media_of(data: bytes) -> str:
    """What a file is by its first bytes, whatever it calls itself."""
    return next((name for head, name in MEDIA.items() if data.startswith(head)), UNKNOWN)


def keep_whole(sha256: str, data: bytes) -> None:
    """The bytes of this digest lie on the disk, whole or not at all."""
    path = path_of(sha256)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.rename(path)


def forget(cursor: CursorWrapper, subject: str, named: set[str]) -> list[str]:
    """Empties the rows of a subject's signatures and of these files. Returns the digests to which nothing refers any longer."""
    held = db.rows(cursor, "SELECT id, kind, sha256 FROM proof WHERE subject=%s AND sha256<>''", [subject])
    gone = [one for one in held if one["kind"] == SIGNATURE or one["id"] in named]
    for one in gone:
        cursor.execute("UPDATE proof SET title=%s, sha256='', size=0, media='' WHERE id=%s", [ERASED, one["id"]])
    digests = {one["sha256"] for one in gone}
    return [one for one in digests if not db.row(cursor, "SELECT id FROM proof WHERE sha256=%s LIMIT 1", [one])]


def attach(
    cursor: CursorWrapper, evidence: tuple[Proof, ...], facts: Facts, subject: str, entry: str, by: Actor, at: datetime
) -> list[Any]:
    """Ties evidence, and the files that facts name, to their subject and entry; returns what the entry says of them."""
    said = [_attach(cursor, proof, subject, entry, by, at) for proof in evidence]
    named = _in_facts(facts) - {proof.ref for proof in evidence}
    for id in sorted(named):
        cursor.execute(
            "UPDATE proof SET subject=%s, entry=%s WHERE id=%s AND subject='' AND by=%s", [subject, entry, id, by.person]
        )
    return said


def _attach(cursor: CursorWrapper, proof: Proof, subject: str, entry: str, by: Actor, at: datetime) -> dict[str, str]:
    kept = db.row(cursor, "SELECT id, kind, sha256, subject, by, title FROM proof WHERE id=%s", [proof.ref])
    if kept and kept["by"] == by.person and kept["subject"] in ("", subject):
        if proof.kind == SIGNATURE != kept["kind"]:
            raise Refused(f"“{kept['title']}”不是签名，请重新签名。")
        cursor.execute("UPDATE proof SET subject=%s, entry=%s WHERE id=%s", [subject, entry, kept["id"]])
        title = SIGNATURE if kept["kind"] == SIGNATURE else kept["title"]
        return {"id": kept["id"], "kind": proof.kind, "title": title, "sha256": kept["sha256"]}
    if proof.kind != "记录":
        raise NotThere("附件不存在或已被使用，请重新上传。")
    values = {
        "id": ids.new_id(at),
        "subject": subject,
        "entry": entry,
        "kind": proof.kind,
        "title": proof.title[:200],
        "ref": proof.ref[:200],
    }
    blank = {"sha256": "", "size": 0, "media": "", "by": by.person, "at": to_micros(at)}
    db.insert(cursor, "proof", values | blank)
    return {"id": values["id"], "kind": proof.kind, "title": proof.title, "ref": proof.ref}


def _in_facts(facts: Facts) -> set[str]:
    found: set[str] = set()
    for name, widget in widgets(type(facts)).items():
        value = getattr(facts, name)
        if not value:
            continue
        if widget.kind in ("photo", "file"):
            found |= set(value)
        elif widget.kind == "signature":
            found.add(value)
        elif widget.kind == "rows":
            found |= {id for row in value for id in _in_facts(row)}
    return found
