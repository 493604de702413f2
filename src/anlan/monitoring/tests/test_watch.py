"""The rarer watchers: the same events however the stream is cut, and after a restart from what was put away at any message."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from anlan.engines.stream_rules.events import Event
from anlan.monitoring import channels
from anlan.monitoring.memory import Memory, recalled
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.watch import Places, Watch

BEGIN, MINUTE = 1_767_225_600_000, 60_000
RING = [[1_128_000_000, 395_000_000], [1_129_000_000, 395_000_000], [1_129_000_000, 396_000_000], [1_128_000_000, 396_000_000]]
ZONE = {"unit": "f1", "level": "橙色", "basis": "示例"}
RECORDS: Sequence[tuple[str, str, dict[str, Any]]] = (
    ("vehicle", "晋F1", {"plate": "晋F1", "sort": "旅游客车", "limit": 80, "unit": "f1"}),
    ("tag", "K1", {"code": "K1", "post": "司机", "unit": "f1"}),
    ("zone", "Z1", ZONE | {"code": "Z1", "name": "采场", "shape": RING, "fence": "任何人不得进入"}),
    ("zone", "Z2", ZONE | {"code": "Z2", "name": "17 区", "station": 17, "fence": "只清点人数", "declared": 1, "apart": 1}),
    ("drilling", "T1", ZONE | {"code": "T1", "holes": [{"hole": 1, "planned": "50"}], "lead": "20", "tolerance": "0"}),
)
SECTION = {"code": "S1", "name": "长下坡", "shape": RING, "limit": 60, "night": 50}
SLOPE = {"code": "B1", "name": "东帮", "unit": "f1", "yellow": "2", "red": "6", "ahead": "24", "basis": "设计"}


def roster() -> Roster:
    found = [Listed("d1", "D1", "g", {"measures": "位移", "unit": "f1", "site": "东帮"})]
    for kind, code, facts in RECORDS:
        for name, said in channels.of(kind, facts, {}):
            found.append(Listed(code, f"{code}/{name}" if name else code, "g", said, kind, name))
    return Roster(tuple(found))


PLACES = Places(slopes=(SLOPE,), sections=(SECTION,))


def stream(who: Roster, n: int, seed: int) -> list[list[tuple[int, int, float, int]]]:
    """Messages of one moment each: a vehicle, a card, a drill and a slope that wander, with doubtful readings among them."""
    rng, messages, moved = random.Random(seed), [], 0.0
    for step in range(n):
        at, moved = BEGIN + step * 7 * MINUTE, moved + rng.choice((0.0, 0.1, 2.0))
        said = {
            "晋F1/lon": rng.choice((112.75, 112.85)), "晋F1/lat": 39.55, "晋F1/speed": rng.choice((0, 55, 70, 90)), "D1": moved,
            "K1/zone": rng.choice((0, 17)), "K1/lon": rng.choice((112.7, 112.85)), "K1/lat": 39.55,
            "T1/1": min(48, step), "T1/1/done": float(step > 20), "T1/face": step / 2,
        }  # fmt: skip
        messages.append([(who.number[code], at, float(value), 5 * (rng.random() < 0.1)) for code, value in said.items()])
    return messages


def told(watch: Watch, message: list[tuple[int, int, float, int]]) -> list[Event]:
    numbers, times, values, qualities = zip(*message, strict=True)
    return watch.see((numbers, times, values, qualities), {})


@pytest.mark.parametrize("seed", range(3))
def test_a_restart_at_any_message_loses_and_doubles_nothing(seed: int) -> None:
    who = roster()
    messages, watch = stream(who, 80, seed), Watch(who, PLACES)
    whole = [event for one in messages for event in told(watch, one)]
    sorts = {one.rule.partition(".")[0] for one in whole}
    assert {"speed", "fence", "declared", "velocity", "short", "advance"} <= sorts
    for cut in random.Random(seed).sample(range(80), 6):
        first = Watch(who, PLACES)
        before = [event for one in messages[:cut] for event in told(first, one)]
        second = Watch(who, PLACES, recalled(first.memory.dump()))
        after = [event for one in messages[cut:] for event in told(second, one)]
        assert list(map(repr, before + after)) == list(map(repr, whole))


def test_what_is_filed_is_not_watched_and_another_version_s_memory_is_put_aside() -> None:
    who = roster()
    watch = Watch(who, PLACES)
    channels_of = [who.number[f"晋F1/{name}"] for name in ("lon", "lat", "speed")]
    filed = dict.fromkeys(channels_of, [(BEGIN, BEGIN + MINUTE)])
    row = (channels_of, [BEGIN] * 3, [112.85, 39.55, 90.0], [0] * 3)
    assert watch.see(row, filed) == []
    assert [one.rule.partition(".")[0] for one in watch.see(row, {})] != []
    assert recalled(b'{"levels": 3}') == Memory()
    assert recalled(b"\x00\x01") == Memory()


def test_ordinary_readings_are_looked_at_by_nobody() -> None:
    who = Roster((Listed("a", "a", "g", {"measures": "甲烷", "limit": "1.0"}),))
    watch = Watch(who)
    assert not watch.wanted.any()
    assert watch.see(([0], [BEGIN], [9.0], [0]), {}) == []
