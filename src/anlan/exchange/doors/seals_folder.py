"""封印外送: every seal of the ledger as a small text file in a folder that somebody else keeps (a mounted share, a USB stick).

Only a seal that lies elsewhere can tell that the whole ledger was rewritten (kernel/ledger.py; `anlan ledger verify --seals`).
"""

import os
from datetime import datetime
from pathlib import Path

from anlan.exchange.door import Door
from anlan.kernel import queries
from anlan.kernel.drills import Leaving

SETTING = "ANLAN_SEALS_FOLDER"


def folder() -> Path | None:
    """Where the seals go; None if nobody has named a place."""
    return Path(os.environ[SETTING]) if os.environ.get(SETTING) else None


def is_open() -> bool:
    return folder() is not None


def check() -> str | None:
    where = folder()
    if where is None:
        return f"账本封印没有外送：请把 {SETTING} 设为另一台机器或他人保管的目录，否则整本改写无从发现。"
    if not where.is_dir() or not os.access(where, os.W_OK):
        return f"封印目录 {where} 不存在或不能写，请检查挂载和权限。"
    return None


def send(now: datetime) -> int:
    """Writes each seal that is not in the folder yet; a seal already there is never written again."""
    where = folder()
    if where is None:
        return 0
    there = {path.name for path in where.glob("seal-*.txt")}
    waiting = [seal for seal in queries.seals() if name_of(seal.number) not in there]
    for seal in waiting:
        part = where / f".{name_of(seal.number)}.part"
        part.write_text(f"{seal.number} {seal.at.isoformat()} {seal.hash}\n")
        part.rename(where / name_of(seal.number))
    return len(waiting)


def name_of(number: int) -> str:
    return f"seal-{number:08d}.txt"


def waits(since: datetime | None) -> list[Leaving]:
    """Every seal made since then."""
    made = [seal for seal in queries.seals() if since is None or seal.at >= since]
    return [Leaving(str(one.number), one.at, "封印保管方", f"账本封印第 {one.number} 号", one.hash) for one in made]


DOOR = Door("seals_folder", "账本封印外送", "out", (SETTING,), is_open, check, send, waits)
