"""Proves the ledger from outside: it shares no code with the writer, reads by plain SQL, and hashes by the rules as written down.

    python ledger_verify.py DATABASE [--seals FILE]      # a SQLite file or a postgresql:// address; needs no Django

The rules (docs/how/ledger.md): an entry's hash is SHA-256 over the hash before it (64 zeros before the first), a line feed and
the entry's body as stored; the body repeats subject, seq, verb, id, actor and time, so a changed column shows. Personal values
stand apart behind SHA-256 over salt, line feed and their text. A seal's hash is SHA-256 over the seal before it and a line
"subject seq hash" for each head.
"""

import argparse
import hashlib
import heapq
import itertools
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

ZEROS = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENTRIES = """SELECT e.subject, e.seq, e.id, e.before, e.hash, e.recorded, e.verb, e.actor, e.body, p.salt, p.body
  FROM entry e LEFT JOIN personal p ON p.entry = e.id ORDER BY e.subject, e.seq"""
HEADS = """SELECT id, '事项' AS what, seq, head, state, facts FROM matter
  UNION ALL SELECT id, '台账记录', seq, head, '', facts FROM record
  UNION ALL SELECT id, '人员', seq, head, '', NULL FROM person
  UNION ALL SELECT id, '上下级事项', seq, head, '', NULL FROM mirror WHERE seq > 0
  UNION ALL SELECT id, '节点', seq, head, '', NULL FROM node WHERE seq > 0 ORDER BY id"""
SEALS = "SELECT number, at, before, hash, upto, heads FROM seal ORDER BY number"


@dataclass(frozen=True)
class Entry:
    """A row of the ledger with its personal values."""

    subject: str
    seq: int
    id: str
    before: str
    hash: str
    recorded: int
    verb: str
    actor: str
    body: str
    salt: str | None
    private: str | None


@dataclass(frozen=True)
class Row:
    """The row that pages read, with the head it believes in."""

    subject: str
    what: str
    seq: int
    head: str
    state: str
    facts: Any


@dataclass
class Verdict:
    """What was found: `broken` in sentences, `notes` that break nothing, and how much was read."""

    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: int = 0
    subjects: int = 0
    seals: int = 0

    def lines(self) -> list[str]:
        whole = f"核对 {self.subjects} 个主体、{self.entries} 条记录、{self.seals} 个封印："
        return [whole + (f"发现 {len(self.broken)} 处问题。" if self.broken else "账本完整。"), *self.broken, *self.notes]


class Database:
    """Read-only rows of either database, streamed."""

    def __init__(self, address: str) -> None:
        self._postgres = address.startswith(("postgresql://", "postgres://"))
        if self._postgres:
            import psycopg

            self._link: Any = psycopg.connect(address)
            self._link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            self._link = sqlite3.connect(f"{Path(address).resolve().as_uri()}?mode=ro", uri=True)
            self._link.execute("BEGIN")

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._link.cursor(f"c{id(query)}") if self._postgres else self._link.cursor()
        cursor.execute(query)
        yield from cursor
        cursor.close()

    def close(self) -> None:
        self._link.rollback()
        self._link.close()


def verify(address: str, outside: Iterable[dict[str, Any]] = ()) -> Verdict:
    """Reads the whole ledger once. `outside` are seals kept by somebody else (from `anlan ledger export-seals`)."""
    database = Database(address)
    try:
        verdict = Verdict()
        sealed, last = _seals(database, list(outside), verdict)
        entries: Iterator[Entry | Row] = (Entry(*row) for row in database.rows(ENTRIES))
        rows: Iterator[Entry | Row] = (Row(*row) for row in database.rows(HEADS))
        merged = heapq.merge(entries, rows, key=attrgetter("subject"))
        for subject, told in itertools.groupby(merged, key=attrgetter("subject")):
            found = list(told)
            _subject(
                subject,
                [e for e in found if isinstance(e, Entry)],
                [r for r in found if isinstance(r, Row)],
                sealed.pop(subject, []),
                verdict,
            )
        for subject, heads in sorted(sealed.items()):
            verdict.broken.append(
                f"主体 {subject} 已被删除：封印第 {heads[-1][0]} 号记着它有 {heads[-1][1]} 条，现在一条也没有。"
            )
        _since(database, last, verdict)
        return verdict
    finally:
        database.close()


Head = tuple[int, int, str]
"""(number of the seal, seq, hash) of one subject."""


def _seals(
    database: Database, outside: list[dict[str, Any]], verdict: Verdict
) -> tuple[dict[str, list[Head]], tuple[int, int, bool]]:
    """The chain of seals and the outside ones; returns the sealed heads, and (number, upto, is outside) of the last seal."""
    sealed: dict[str, list[Head]] = defaultdict(list)
    before, hashes, last = ZEROS, {}, (0, 0, False)
    for number, _at, told_before, told, upto, heads in database.rows(SEALS):
        verdict.seals += 1
        if number != last[0] + 1:
            verdict.broken.append(f"封印第 {last[0] + 1} 号到第 {number - 1} 号不见了。")
        if told_before != before or _sha(f"{before}\n{heads}") != told:
            verdict.broken.append(f"封印第 {number} 号被改动，或它前面的封印被换过。")
        for line in heads.splitlines():
            subject, seq, head = line.split(" ")
            sealed[subject].append((number, int(seq), head))
        before, hashes[number], last = told, told, (number, upto, False)
    return sealed, _outside(outside, hashes, verdict) or last


def _outside(outside: list[dict[str, Any]], hashes: dict[int, str], verdict: Verdict) -> tuple[int, int, bool] | None:
    if not outside:
        verdict.notes.append("没有提供外部保存的封印，不能排除账本被整体重写；请用 --seals 指定保存在别处的封印文件。")
        return None
    for seal in outside:
        number = int(seal["number"])
        if number not in hashes:
            verdict.broken.append(f"外部封印第 {number} 号在账本里不存在：账本的末尾被截掉或整体重写。")
        elif hashes[number] != seal["hash"]:
            verdict.broken.append(f"外部封印第 {number} 号与账本不符：账本在这个封印之前被整体重写。")
    newest = max(outside, key=lambda seal: int(seal["number"]))
    return int(newest["number"]), int(newest["upto"]), True


def _subject(subject: str, entries: list[Entry], rows: list[Row], sealed: list[Head], verdict: Verdict) -> None:
    verdict.subjects += 1
    verdict.entries += len(entries)
    what = f"{rows[0].what} {subject}" if rows else f"主体 {subject}"
    verdict.broken += [f"{what}：{fault}" for fault in (*_chain(entries), *_sealed(entries, sealed), *_row(entries, rows))]


def _chain(entries: list[Entry]) -> Iterator[str]:
    """What is broken inside the chain; a swapped pair is named as one, a gap as a gap."""
    swapped = {
        e.seq
        for e in entries
        if (told := _told(e).get("seq")) != e.seq and any(o.seq == told and _told(o).get("seq") == e.seq for o in entries)
    }
    if swapped:
        yield f"第 {'、'.join(map(str, sorted(swapped)))} 条的次序被调换。"
    before, expected = ZEROS, 1
    for entry in entries:
        if entry.seq != expected:
            yield f"第 {expected} 条到第 {entry.seq - 1} 条不见了。"
        elif entry.seq not in swapped:
            yield from _entry(entry, before)
        before, expected = entry.hash, entry.seq + 1


def _entry(entry: Entry, before: str) -> Iterator[str]:
    if entry.before != before:
        yield f"第 {entry.seq} 条没有接上前一条。"
    if _sha(f"{entry.before}\n{entry.body}") != entry.hash:
        yield f"第 {entry.seq} 条的内容被改动。"
        return
    told = _told(entry)
    columns = {"subject": entry.subject, "seq": entry.seq, "id": entry.id, "verb": entry.verb, "actor": entry.actor}
    if wrong := [name for name, value in columns.items() if told.get(name) != value]:
        yield f"第 {entry.seq} 条的栏目与内容不符：{'、'.join(wrong)}。"
    if _micros(told.get("recorded", "")) != entry.recorded:
        yield f"第 {entry.seq} 条的记录时间与内容不符。"
    if entry.salt is not None and _sha(f"{entry.salt}\n{entry.private}") != told.get("personal"):
        yield f"第 {entry.seq} 条的个人信息被改动。"


def _sealed(entries: list[Entry], sealed: list[Head]) -> Iterator[str]:
    hashes = {entry.seq: entry.hash for entry in entries}
    for number, seq, head in sealed:
        if seq not in hashes:
            yield f"封印第 {number} 号记到第 {seq} 条，现在只有 {len(entries)} 条。"
        elif hashes[seq] != head:
            yield f"第 {seq} 条与封印第 {number} 号不符：这条链被重写。"


def _row(entries: list[Entry], rows: list[Row]) -> Iterator[str]:
    """The row against the chain's end: its head, its state, its facts."""
    if not rows:
        yield f"账本有 {len(entries)} 条，但它本身的数据行已被删除。"
        return
    row, last = rows[0], entries[-1] if entries else None
    if last is None:
        if row.seq:
            yield f"数据行记着 {row.seq} 条，账本里一条也没有。"
        return
    if (row.seq, row.head) != (last.seq, last.hash):
        yield f"末尾对不上：数据行记到第 {row.seq} 条，账本到第 {last.seq} 条；多半是末尾被截掉。"
    elif row.state and row.state != next((to for entry in reversed(entries) if (to := _told(entry).get("to"))), None):
        yield f"状态“{row.state}”与账本最后写明的状态不符。"
    elif row.facts is not None and (wrong := _facts_apart(entries, row.facts)):
        yield f"数据行的内容与账本不符：{'、'.join(wrong)}。"


def _facts_apart(entries: list[Entry], stored: Any) -> list[str]:
    """Names of the facts whose value in the row is not what the entries add up to; erased personal values count as unknown."""
    kept: dict[str, Any] = {}
    erased = False
    for entry in entries:
        told = _told(entry)
        kept = laid(kept, told.get("facts") or {})
        kept |= (json.loads(entry.private).get("facts") or {}) if entry.private else {}
        erased = erased or ("personal" in told and entry.private is None)
    row = json.loads(stored) if isinstance(stored, str) else stored
    names = {name for name in kept.keys() | row.keys() if not (erased and name not in kept)}
    return sorted(name for name in names if kept.get(name) != row.get(name))


def laid(kept: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Facts once an entry's are laid over them; {"@rows": {place: row}} replaces or adds rows of a list, the rest stays."""
    over = dict(kept)
    for name, value in told.items():
        over[name] = _rows_laid(kept.get(name) or [], value["@rows"]) if isinstance(value, dict) and "@rows" in value else value
    return over


def _rows_laid(rows: list[Any], told: dict[str, Any]) -> list[Any]:
    length = max([len(rows), *(int(place) + 1 for place in told)])
    return [told[str(place)] if str(place) in told else rows[place] if place < len(rows) else None for place in range(length)]


def _since(database: Database, last: tuple[int, int, bool], verdict: Verdict) -> None:
    """What was written since the seal that the proof rests on."""
    number, upto, is_outside = last
    count, subjects = next(database.rows(f"SELECT count(*), count(DISTINCT subject) FROM entry WHERE recorded > {int(upto)}"))
    seal = f"{'外部' if is_outside else ''}封印第 {number} 号（截至 {_clock(upto)}）" if number else "第一个封印"
    verdict.notes.append(f"{seal}之后又写入 {count} 条，涉及 {subjects} 个主体{'，尚未由它证明' if count else ''}。")


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _told(entry: Entry) -> dict[str, Any]:
    try:
        told = json.loads(entry.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _micros(moment: str) -> int:
    try:
        return (datetime.fromisoformat(moment) - EPOCH) // timedelta(microseconds=1)
    except (TypeError, ValueError):
        return -1


def _clock(micros: int) -> str:
    return f"{EPOCH + timedelta(microseconds=micros, hours=8):%Y-%m-%d %H:%M:%S}（北京时间）"


def read_seals(path: Path) -> list[dict[str, Any]]:
    """The seals of an exported file. ValueError with a sentence if it is none."""
    try:
        seals = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        if seals and all({"number", "hash", "upto"} <= seal.keys() for seal in seals):
            return seals
    except (OSError, ValueError, AttributeError):
        pass
    raise ValueError(f"“{path}”不是封印文件，请用 anlan ledger export-seals 导出的文件。")


def main(words: list[str] | None = None) -> int:
    """Prints the verdict; 0 whole, 1 broken, 2 could not be read."""
    parser = argparse.ArgumentParser(description="核对账本；不与写账的程序共用任何代码。")
    parser.add_argument("database", help="SQLite 文件，或 postgresql:// 地址")
    parser.add_argument("--seals", type=Path, help="保存在别处的封印文件")
    args = parser.parse_args(words)
    try:
        verdict = verify(args.database, read_seals(args.seals) if args.seals else ())
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except Exception as wrong:
        print(f"账本读不出来：{wrong}", file=sys.stderr)
        return 2
    print("\n".join(verdict.lines()))
    return 1 if verdict.broken else 0


if __name__ == "__main__":
    sys.exit(main())
