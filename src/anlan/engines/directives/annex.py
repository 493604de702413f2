"""Tables of tasks behind the body (附件：分工表): each row is a clause of its own, 附件/1, 附件/2, with its units and time."""

import re
from collections.abc import Iterator

from anlan.engines.directives.directive import Clause
from anlan.engines.directives.tables import Row, tables

_LABEL = re.compile(
    r"(?:^|\n)[ \t\u3000]*(?P<label>附件?[一二三四五六七八九十\d]{0,2}|附表\d{0,2})[：: \u3000]*(?P<title>[^\n]*)"
)


def annexes(text: str, start: int) -> Iterator[tuple[Clause, Row | None]]:
    """A clause for each table after `start`, without text of its own, followed by one for each of its rows."""
    seen: dict[str, int] = {}
    last = start
    for table in tables(text, start, len(text)):
        label, title = _named(text, last, table.offset[0])
        times = seen[label] = seen.get(label, 0) + 1
        path = f"{label}#{times}" if times > 1 else label
        first = table.rows[0].offset[0] if table.rows else table.offset[1]
        yield Clause(path, label, 1, title, table.offset, (first, first)), None
        for index, row in enumerate(table.rows, 1):
            step = row.order or str(index)
            yield Clause(f"{path}/{step}", step, 2, "", row.offset, row.offset, path, row.units), row
        last = table.offset[1]


def _named(text: str, start: int, end: int) -> tuple[str, str]:
    """(附件2, title): the label nearest above the table, the last line before the table where the label has no title."""
    above = text[start:end]
    found = list(_LABEL.finditer(above))
    lines = [line.strip() for line in above.split("\n") if line.strip()]
    label = found[-1]["label"] if found else "附件"
    title = found[-1]["title"].strip() if found else ""
    return label, title or (lines[-1] if lines else "")
