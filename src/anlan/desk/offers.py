"""Choices from the database within the rights of one actor: what pickers offer, and how ids are called on pages and papers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from anlan.desk.choices import FEW, Option
from anlan.kernel import directory, queries
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import Widget
from anlan.kernel.people import Actor

UNITS = ("unit", "firm")
VILLAGE = 12
ROWS = "row:"
LEVELS = {1: "省", 2: "市", 3: "县", 4: "乡镇", 5: "村"}


class Offers:
    """What one actor may choose and name; remembers names while a page is drawn. `own`: the facts of the matter a form is about,
    whose rows may be chosen from (`of="row:items/id/title/done"`: fact, id, title, and what takes a row out)."""

    def __init__(self, by: Actor, now: datetime, own: Mapping[str, Any] | None = None) -> None:
        self.by, self.now, self.own = by, now, own or {}
        self._names: dict[tuple[str, str], str] = {}
        self._few: dict[tuple[str, str], Sequence[Option] | None] = {}

    def few(self, widget: Widget) -> Sequence[Option] | None:
        kind = _kind(widget)
        key = (kind, widget.of)
        if key not in self._few:
            self._few[key] = (
                self._rows(kind)
                if kind.startswith(ROWS)
                else (
                    self._places()
                    if kind == "place"
                    else self._people("")
                    if kind == "person"
                    else self._records(_registers(kind, widget))
                )
            )
        return self._few[key]

    def found(self, widget: Widget, words: str) -> Sequence[Option]:
        kind = _kind(widget)
        if kind == "place":
            names = directory.places_found(words, {grant.place for grant in self.by.grants})
            return [Option(place.code, place.name, LEVELS.get(place.level, "")) for place in names]
        if kind.startswith(ROWS):
            return [one for one in self._rows(kind) if words in one.label]
        found = self._people(words) if kind == "person" else self._records(_registers(kind, widget), words)
        return list(found or ())[:10]

    def title(self, widget: Widget, id: str) -> str:
        """The name of an id; of evidence the name of its file."""
        kind = _kind(widget)
        return self.name("record" if kind in UNITS else kind, id)

    def name(self, kind: str, id: str) -> str:
        """The name of a place, a person, a record or a piece of evidence."""
        if (kind, id) not in self._names:
            self._names[kind, id] = self._named(kind, id) or ("已上传" if kind in ("photo", "file", "signature") else id)
        return self._names[kind, id]

    def find(self, widget: Widget, text: str) -> tuple[str, ...]:
        return tuple(one.value for one in self.found(widget, text) if one.label == text or one.value == text)

    def learn(self, kind: str, ids: Iterable[str]) -> None:
        """Reads many names at once, before a list is drawn."""
        wanted = [id for id in ids if id and (kind, id) not in self._names]
        if not wanted:
            return
        if kind == "place":
            read = queries.place_names(wanted)
        else:
            read = queries.people_names(wanted) if kind == "person" else directory.titles(wanted, self.by)
        self._names |= {(kind, id): name for id, name in read.items()}

    def _named(self, kind: str, id: str) -> str:
        if kind == "place":
            return queries.place_names([id]).get(id, "")
        if kind == "person":
            return queries.people_names([id]).get(id, "")
        if kind in ("photo", "file", "signature"):
            return directory.proof_titles([id], self.by.person).get(id, "")
        return directory.titles([id], self.by).get(id, "")

    def _rows(self, kind: str) -> list[Option]:
        """The rows of the matter itself that are left to choose."""
        fact, id, title, *gone = kind.removeprefix(ROWS).split("/")
        left = (row for row in self.own.get(fact, ()) if not any(row.get(name) for name in gone))
        return [Option(str(row[id]), str(row.get(title, ""))) for row in left]

    def _places(self) -> list[Option]:
        """The actor's places and what lies below, level by level while it stays a list that one can read."""
        own = list(dict.fromkeys(grant.place for grant in self.by.grants)) or [directory.this_node().place]
        names = queries.place_names(own)
        found = {code: Option(code, names.get(code, code)) for code in own}
        edge = own
        while edge and len(edge[0]) < VILLAGE:
            below = directory.places_below(edge)
            if len(found) + len(below) > FEW:
                break
            for place in below:
                found.setdefault(place.code, Option(place.code, place.name, "", found[place.parent].label))
            edge = [place.code for place in below]
        return list(found.values())

    def _people(self, words: str) -> list[Option] | None:
        people = directory.people_found(self.by, words, FEW + 1)
        units = directory.titles({one.unit for one in people}, self.by)
        if len(people) > FEW and not words:
            return None
        return [Option(one.id, one.name, one.post or units.get(one.unit, ""), units.get(one.unit, "")) for one in people]

    def _records(self, registers: Iterable[str], words: str = "") -> list[Option] | None:
        found: list[Option] = []
        for kind in registers:
            title = catalogue().register(kind).title
            rows = queries.records(kind, self.by, words=words)[: FEW + 1]
            found += [
                Option(row.id, row.title, "" if row.key in (row.title, row.id) else row.key, title if len(found) else "")
                for row in rows
            ]
        return None if len(found) > FEW and not words else found


def _kind(widget: Widget) -> str:
    return widget.of if widget.kind == "many" and widget.of else widget.kind


def _registers(kind: str, widget: Widget) -> list[str]:
    wanted = UNITS if kind == "unit" else (widget.of if kind == "record" else kind,)
    return [one for one in wanted if catalogue().has_register(one)]
