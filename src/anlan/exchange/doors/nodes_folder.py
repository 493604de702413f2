"""上下级邮包目录: parcels between nodes through a folder: a shared directory, or a USB stick where there is no network.

Each node keeps a file for each other node, with further ones (.001 …) where there is more than one holds, and overwrites them; it
reads those that are for itself and leaves them where they are.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from anlan.exchange import cards, parcel
from anlan.exchange.door import Door
from anlan.exchange.parcel import Taken
from anlan.kernel import across, freight, mail
from anlan.kernel.drills import Leaving
from anlan.kernel.freight import Want
from anlan.kernel.refusals import NotThere, Refused

SETTING = "ANLAN_NODES_FOLDER"
MOST = 64
"""Further parcels with files for one node: some 256 MB at a time."""


@dataclass
class Carried:
    """What a round with a folder did: for whom parcels lie there now, from whom letters came, and what was wrong."""

    written: list[str] = field(default_factory=list)
    read: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def folder() -> Path | None:
    return Path(os.environ[SETTING]) if os.environ.get(SETTING) else None


def is_open() -> bool:
    return folder() is not None


def check() -> str | None:
    where = folder()
    if where is None:
        return f"没有设邮包目录：与上下级节点用共享目录交换的，请设 {SETTING}；用 U 盘的，运行 anlan nodes carry。"
    if not where.is_dir() or not os.access(where, os.W_OK):
        return f"邮包目录 {where} 不存在或不能写，请检查挂载和权限。"
    return None


def carry(where: Path, now: datetime) -> Carried:
    """Takes in what lies there for us, then lays down what the others are to have. OSError if the folder cannot be used."""
    done, mine = Carried(), across.my_node()[0]
    wants: dict[str, tuple[Want, ...]] = {}
    for path in sorted(where.glob(f"*-to-{mine}{parcel.SUFFIX}")):
        try:
            got = _read(path, now)
            wants[got.sender.id] = got.wants
            done.read.append((got.sender.title, got.letters))
        except (Refused, NotThere) as refused:
            done.wrong.append(f"{path.name}：{refused}")
    for one in across.neighbours():
        if one.key:
            _lay(where / f"{mine}-to-{one.id}{parcel.SUFFIX}", parcel.parcels(one, now, wants.get(one.id, ())))
            mail.exchanged(one.id, now)
            done.written.append(one.title)
    return done


def _read(path: Path, now: datetime) -> Taken:
    """A parcel, and those that follow it as long as one of its files is lacking here."""
    got = parcel.unpack(path.read_bytes(), now)
    for further in sorted(path.parent.glob(f"{path.name}.[0-9][0-9][0-9]")):
        if not freight.lacking(got.sender.id):
            break
        parcel.unpack(further.read_bytes(), now)
    return got


def _lay(path: Path, parcels: Iterator[bytes]) -> None:
    """The parcel, and behind it as many as there are; those that lay there before and are no longer needed go."""
    put(path, next(parcels))
    last = 0
    for last, data in enumerate(islice(parcels, MOST), 1):
        put(path.with_name(f"{path.name}.{last:03}"), data)
    for old in path.parent.glob(f"{path.name}.[0-9][0-9][0-9]"):
        if int(old.suffix[1:]) > last:
            old.unlink(missing_ok=True)


def put(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, and onto the disk before a stick is pulled out."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def send(now: datetime) -> int:
    """One round with the folder of the setting. Returns for how many nodes a parcel lies there."""
    where = folder()
    return len(carry(where, now).written) if where else 0


def waits(since: datetime | None) -> list[Leaving]:
    return parcel.waiting(since, called=False)


DOOR = Door("nodes_folder", "上下级邮包目录", "both", (SETTING, cards.SETTING), is_open, check, send, waits)
