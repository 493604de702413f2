"""What the engine said becomes matters, through the kernel's verbs: alarms joined by site, doubts by site and kind.

`tell` may be called again with what it was told before, in any batches: nothing is opened or counted twice. One process of a
node calls it, as one process evaluates the rules."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from anlan.kernel import actions, directory, proofs, queries
from anlan.kernel.ids import made_id
from anlan.kernel.loop import Proof
from anlan.kernel.people import Actor, Through
from anlan.monitoring.filings import eyes
from anlan.monitoring.loops.alarm import RUNGS, At
from anlan.monitoring.queries import SPEAKERS
from anlan.monitoring.registers.sensor import LEVELS
from anlan.monitoring.signals import Merged, Said, merged, moment, worst

if TYPE_CHECKING:
    from anlan.kernel.models import Matter

ENGINE = Actor(name="监测引擎", through=Through.DOOR, is_clock=True)
"""Who writes: nobody in person."""
LONGEST_GROUND = 2000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def tell(said: Iterable[Said], at: datetime) -> list[str]:
    """Opens, joins or worsens alarms and doubts; the ids of the matters that it touched."""
    told = [one for one in said if not one.is_silent]
    touched = [_alarm(list(some), at) for _, some in _sites([one for one in told if not one.doubt])]
    touched += [_doubt(kind, list(some), at) for (kind, _), some in _kinds([one for one in told if one.doubt])]
    return [id for id in touched if id]


def _sites(said: list[Said]) -> "groupby[tuple[str, str], Said]":
    return groupby(sorted(said, key=lambda one: (*one.site, one.event.time)), key=lambda one: one.site)


def _kinds(said: list[Said]) -> "groupby[tuple[str, tuple[str, str]], Said]":
    return groupby(sorted(said, key=lambda one: (one.doubt, *one.site, one.event.time)), key=lambda one: (one.doubt, one.site))


def _same_site(kind: str, said: Said, most: int, **where: Any) -> "list[Matter]":
    """Matters of the site, the newest first."""
    unit, site = said.site
    facts = where.pop("facts", {}) | ({"site": site} if site else {})
    found = queries.matters(eyes(), kinds=(kind,), unit=unit, facts=facts, **where)[:most]
    return [one for one in found if (one.facts.get("site") or "") == site]


# alarms --------------------------------------------------------------------------------------------------------------


def _alarm(said: list[Said], at: datetime) -> str:
    if there := _same_site("alarm", said[0], 200, open_only=True):
        return _join(there[0], said, at)
    heard = _heard(said[0])
    fresh = [one for one in said if moment(one.event.time) > heard.get((one.sensor.id, one.rule), LONG_AGO)]
    after = merged((), fresh)
    return _open(next(one for one in fresh if one.event.level), after, at) if after.signals else ""


def _heard(said: Said) -> dict[tuple[str, str], datetime]:
    """Up to when the site's last closed alarms know each sensor and rule: what is told again opens nothing."""
    heard: dict[tuple[str, str], datetime] = {}
    for alarm in _same_site("alarm", said, 20, states=(At.CLOSED, At.NOT_TRUE)):
        for signal in alarm.facts.get("signals", ()):
            key, last = (signal["sensor"], signal["rule"]), datetime.fromisoformat(signal["last"])
            heard[key] = max(last, heard.get(key, LONG_AGO))
    return heard


def _open(first: Said, after: Merged, at: datetime) -> str:
    facts = _place(first) | {"subject": first.sensor.id, "title": _title(after.signals), "severity": worst(after.signals)}
    facts |= {"happened_at": first.at, "raised_at": first.at, "signals": list(after.signals), "reached": RUNGS[0]}
    facts |= {"more": after.left_out} if after.left_out else {}
    id = made_id("alarm", *first.site, first.sensor.id, first.event.rule, str(first.event.time))
    return actions.open_matter("alarm", facts, ENGINE, at=at, id=id).id


def _join(alarm: "Matter", said: Sequence[Said], at: datetime) -> str:
    """Takes events into an open alarm; what grew graver after it was answered is to be answered again."""
    after = merged(alarm.facts.get("signals", ()), said)
    if not after.changed:
        return _ask_again(alarm, at) if datetime.fromisoformat(alarm.facts["raised_at"]) > alarm.since else ""
    severity = worst(after.signals)
    grew = LEVELS.index(severity) > LEVELS.index(alarm.facts["severity"]) and alarm.state != At.RAISED
    facts: dict[str, Any] = {"signals": list(after.signals), "title": _title(after.signals), "severity": severity}
    facts |= {"more": after.left_out + int(alarm.facts.get("more") or 0)} if after.left_out else {}
    facts |= {"raised_at": at.isoformat(), "reached": RUNGS[0]} if grew else {}
    actions.set_facts(alarm.id, facts, ENGINE, at=at, id=made_id(alarm.id, *sorted(one.key for one in said)))
    return _ask_again(alarm, at) if grew else str(alarm.id)


def _ask_again(alarm: "Matter", at: datetime) -> str:
    """An answered alarm that counts anew goes back to be answered; also if we fell between the two writes."""
    if alarm.state != At.RAISED:
        actions.take_step(alarm.id, "worsen", ENGINE, at=at, id=made_id(alarm.id, "worsen", at.isoformat()))
    return str(alarm.id)


def _title(signals: Sequence[Mapping[str, Any]]) -> str:
    """The gravest signal in words, and how many more sensors there are."""
    first = max(signals, key=lambda one: (not one["quiet"], LEVELS.index(one["severity"])))
    name, unit = named(first["sensor"])
    sensors = len({one["sensor"] for one in signals})
    unit = first.get("measured_in") or unit
    told = (
        f" {first['value']} {unit}（报警值 {first['limit']}）"
        if unit and first.get("value") is not None
        else f"：{first['rule'].partition('（')[0]}"
    )
    return f"{name}{told}"[:80] + (f"等 {sensors} 个监测点" if sensors > 1 else "")


def named(id: str) -> tuple[str, str]:
    """What speaks, by its name, and the unit in which it is measured; "" for what has none."""
    for kind in SPEAKERS:
        if (found := directory.standing(kind).filter(id=id).values_list("title", "facts").first()) is not None:
            return str(found[1].get("name") or found[0]), str(found[1].get("measured_in") or "")
    return "监测点", ""


def _place(said: Said) -> dict[str, Any]:
    names = ("unit", "site", "sector", "place", "point")
    return {name: said.sensor.facts[name] for name in names if said.sensor.facts.get(name)}


# doubts --------------------------------------------------------------------------------------------------------------


def _doubt(kind: str, said: list[Said], at: datetime) -> str:
    """One doubt a site and kind while it is open; later sensors are written into its ground."""
    raised = [one for one in said if one.event.was == 0 and one.event.level]
    if not raised:
        return ""
    found = _same_site("integrity_doubt", raised[0], 50, open_only=True, facts={"kind": kind})
    if not found:
        return _open_doubt(kind, raised, at)
    there = found[0]
    ground = str(there.facts["ground"])
    new = [line for line in map(_ground, raised) if line not in ground]
    if not new or there.state not in ("待指派", "待核查") or len(ground) >= LONGEST_GROUND - 200:
        return ""
    longer = "\n".join([ground, *new])[:LONGEST_GROUND]
    actions.set_facts(there.id, {"ground": longer}, ENGINE, at=at, id=made_id(there.id, "join", *new))
    return str(there.id)


def _open_doubt(kind: str, said: Sequence[Said], at: datetime) -> str:
    first = said[0]
    id = made_id("doubt", kind, *first.site, first.sensor.id, str(first.event.time))
    data = package(said)
    title = f"疑似{kind}：{first.name}" + (f"等 {len(said)} 个监测点" if len(said) > 1 else "")
    seen = "camera" if first.sensor.kind == "camera" else "subject"
    facts = _place(first) | {"title": title[:100], "kind": kind, seen: first.sensor.id, "happened_at": first.at}
    facts |= {"ground": "\n".join(map(_ground, said))[:LONGEST_GROUND], "digest": hashlib.sha256(data).hexdigest()}
    kept = proofs.keep(data, f"{title[:60]}·证据包.json", "读数", ENGINE, at)
    return actions.open_matter(
        "integrity_doubt", facts | {"package": [kept]}, ENGINE, at=at, id=id, evidence=(Proof("读数", kept, "证据包"),)
    ).id


def _ground(said: Said) -> str:
    since = moment(said.event.readings[1])
    return f"{since:%Y-%m-%d %H:%M:%S} 起：{said.line()}（监测点 {said.sensor.code}）。"


def package(said: Iterable[Said]) -> bytes:
    """What two officers need at hand: each event, its sensor as registered with the head of its ledger, and its readings."""
    rows = [
        {
            "event": {name: getattr(one.event, name) for name in ("kind", "rule", "title", "clause", "count")} | {"at": one.at},
            "sensor": {"id": one.sensor.id, "code": one.sensor.code, "facts": dict(one.sensor.facts)},
            "ledger": [{"entry": entry["id"], "hash": entry["hash"]} for entry in queries.story(one.sensor.id)[-20:]],
            "readings": [[moment(ms).isoformat(), value] for ms, value in one.readings],
        }
        for one in said
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str).encode()
