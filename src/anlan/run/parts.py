"""Where readings lie (files, folders of files, Delta tables), cut into parts that come one after the other.

A part is the files that belong together: a file of a folder, a day of a Delta table, then what each later version of it added.
Its mark sorts after the marks of the parts before it, so a reader that goes on says which mark it had come to. What the nightly
packing only wrote anew is no new part.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

LOG, WHOLE = "_delta_log", "~"


@dataclass(frozen=True)
class Part:
    """Some files of a place, with the mark up to which they bring a reader."""

    place: str
    mark: str
    files: tuple[str, ...]


class Gone(Exception):
    """The table no longer knows what came after the mark; the message is a Chinese sentence."""


def files(place: Path) -> list[Path]:
    """All files that hold the readings of a place now."""
    if not place.is_dir():
        return [place]
    return [Path(one) for part in parts(place) for one in part.files]


def parts(place: Path, after: str = "") -> Iterator[Part]:
    """The parts that come after a mark; raises Gone."""
    place = place.resolve()
    if not (place / LOG).is_dir():
        for one in [place] if not place.is_dir() else sorted(place.iterdir()):
            if one.name > after and one.name[0] not in "._":
                yield Part(str(place), one.name, (str(one),))
        return
    version, _, day = after.partition("/")
    if day != WHOLE:
        yield from _days(place, version, day)
        version = version or str(_newest(place))
    yield from _added(place, int(version))


def _newest(place: Path) -> int:
    from deltalake import DeltaTable

    return int(DeltaTable(place).version())


def _days(place: Path, version: str, after: str) -> Iterator[Part]:
    """A version of a table, folder by folder (day=…); the last part closes it."""
    from deltalake import DeltaTable

    table = DeltaTable(place, version=int(version) if version else None)
    lying = sorted(unquote(one.removeprefix("file://")) for one in table.file_uris())
    groups = [(key, tuple(some)) for key, some in groupby(lying, key=lambda one: str(Path(one).parent.relative_to(place)))]
    for number, (key, some) in enumerate(groups, 1):
        if key > after:
            yield Part(str(place), f"{table.version():020}/{WHOLE if number == len(groups) else key}", some)


def _added(place: Path, version: int) -> Iterator[Part]:
    """What each commit after a version added."""
    for number in range(version + 1, _newest(place) + 1):
        log = place / LOG / f"{number:020}.json"
        if not log.exists():
            raise Gone(f"{place.name}：表里已经没有第 {number} 版的记录，不能接着上次读，请换一个 --state 文件夹重新开始。")
        told = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        new = sorted(str(place / unquote(one["add"]["path"])) for one in told if one.get("add", {}).get("dataChange"))
        if new:
            yield Part(str(place), f"{number:020}/{WHOLE}", tuple(new))
