"""Rules as data: a measure of one channel, up to four limits, and how it rises and falls. Times in milliseconds, values in the
channel's unit.

    ch4 = read_rules(yaml.safe_load(text))      # raises RuleFault with every fault as a sentence

What each measure means is said by `reference.py`; this file only says what may be written.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

MOST_LIMITS = 4
MOST_RULES = 24
EXACT_SPAN = 86_400_000
AHEAD = 600_000
"""A reading further ahead of the clock than this (ms) is no reading."""
LAST = 2**46
"""No moment (ms) lies beyond this."""
UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}


class Measure(IntEnum):
    """What is measured. Those below VALUE are asked of every reading, the others of good ones only."""

    CLOCK = 1
    SILENCE = 2
    UNFILED = 3
    IMPOSSIBLE = 4
    VALUE = 5
    RATE = 6
    STEP = 7
    WINDOW = 8
    FLAT = 9
    CLIP = 10


class Of(IntEnum):
    """What is taken of a window."""

    MEAN = 0
    SUM = 1
    MIN = 2
    MAX = 3
    COUNT = 4


class Quality(IntEnum):
    """What a reading says of itself; anything but GOOD is a sign of life and nothing more."""

    GOOD = 0
    CALIBRATION = 1
    MAINTENANCE = 2
    POWER_OFF = 3
    FAULT = 4
    DOUBTFUL = 5


GRADED = (Measure.VALUE, Measure.RATE, Measure.STEP, Measure.WINDOW)
"""Measures that know directions, points of return and hold times."""


class RuleFault(ValueError):
    """Rules that cannot be: the message holds a Chinese sentence a fault."""


@dataclass(frozen=True)
class Rule:
    """One rule. `limits` go from mild to grave: rising for `up` (and `both`, of the amount), falling for `down`; a limit is
    reached by touching it, or with `beyond` only by passing it. A level is left when the measure passes its figure in `clears`
    (default: the limit) on the other side. `hold` is how long the limit must stay reached. `clause` is shown with each
    event."""

    id: str
    measure: Measure
    limits: tuple[float, ...]
    title: str = ""
    clause: str = ""
    toward: str = "up"
    beyond: bool = False
    clears: tuple[float, ...] = ()
    hold: int = 0
    of: Of = Of.MEAN
    span: int = 0
    buckets: int = 0
    slots: int = 0
    digits: int = 3
    at_least: int = 1
    gap: int = 0
    tolerance: float = 0.0
    between: tuple[float, float] = (-math.inf, math.inf)

    def faults(self) -> list[str]:
        """What is wrong with the rule, a sentence each."""
        return [f"规则“{self.id}”：{fault}" for fault in (*_of_limits(self), *_of_times(self), *_of_window(self))]


def _of_limits(rule: Rule) -> Iterable[str]:
    if not 1 <= len(rule.limits) <= MOST_LIMITS:
        yield f"限值应有 1 至 {MOST_LIMITS} 个，现有 {len(rule.limits)} 个。"
    if not all(map(math.isfinite, (*rule.limits, *rule.clears))):
        yield "限值和解除值应是正常的数字，请改正。"
    if rule.toward not in ("up", "down", "both"):
        yield f"方向“{rule.toward}”不认识，应为 up、down 或 both。"
    signs = [-limit if rule.toward == "down" else limit for limit in rule.limits]
    if any(one >= two for one, two in zip(signs, signs[1:], strict=False)):
        yield "限值应从轻到重逐级排列。"
    yield from _of_clears(rule)
    if rule.measure not in GRADED:
        if rule.toward != "up" or rule.clears or rule.beyond or rule.hold:
            yield "这种规则只有限值，请去掉 toward、beyond、clears 和 hold。"
        if min(rule.limits, default=1) <= 0:
            yield "这种规则的限值应大于 0。"


def _of_clears(rule: Rule) -> Iterable[str]:
    if rule.clears and len(rule.clears) != len(rule.limits):
        yield f"解除值应与限值一样多（{len(rule.limits)} 个）。"
        return
    sign = -1 if rule.toward == "down" else 1
    if any(sign * clear > sign * limit for clear, limit in zip(rule.clears, rule.limits, strict=False)):
        yield "解除值不能比限值更严。"


def _of_times(rule: Rule) -> Iterable[str]:
    if rule.hold < 0 or rule.span < 0 or rule.gap < 0:
        yield "时间不能是负数。"
    if not (math.isfinite(rule.tolerance) and rule.tolerance >= 0):
        yield "容差应是不小于 0 的数。"
    if not rule.between[0] <= rule.between[1]:
        yield "between 应先写小的，后写大的。"
    if rule.at_least < 1:
        yield "at_least 至少是 1。"


def _of_window(rule: Rule) -> Iterable[str]:
    if rule.measure is not Measure.WINDOW:
        return
    if bool(rule.buckets) == bool(rule.slots):
        yield "窗口须写明 buckets（分格数）或 slots（逐条保存的条数）之一。"
    if rule.span < max(1, rule.buckets):
        yield "窗口长度 span 没有写，或比分格还短。"
    if rule.slots and rule.span > EXACT_SPAN:
        yield "逐条保存的窗口最长 1 天，更长的请用 buckets。"
    if not 0 <= rule.buckets <= 4096 or not 0 <= rule.slots <= 4096:
        yield "buckets 和 slots 应在 1 至 4096 之间。"
    if not -3 <= rule.digits <= 9:
        yield "小数位数 digits 应在 -3 至 9 之间。"


TIMES = {"hold", "span", "gap"}
PAIRS = {"between"}
WORDS = {"id", "title", "clause", "toward"}
KNOWN = {field.name for field in fields(Rule)}


def read_rule(data: Mapping[str, Any]) -> Rule:
    """A rule from YAML or JSON; limits of silence and flat lines are times. Raises RuleFault."""
    name = str(data.get("id") or "")
    if not name:
        raise RuleFault("有一条规则没有名称（id）。")
    if unknown := sorted(set(data) - KNOWN - {"hysteresis"}):
        raise RuleFault(f"规则“{name}”：不认识的项目 {'、'.join(unknown)}。")
    try:
        rule = Rule(**_values(data))
    except (ValueError, TypeError, KeyError) as wrong:
        raise RuleFault(f"规则“{name}”：{_said(wrong)}") from None
    if faults := rule.faults():
        raise RuleFault("\n".join(faults))
    return rule


def _said(wrong: Exception) -> str:
    return str(wrong) if isinstance(wrong, RuleFault) else f"有一项写法不对（{wrong}），请核对。"


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    measure = _named(Measure, data.get("measure"))
    number = duration if measure in (Measure.SILENCE, Measure.FLAT) else float
    default = [1] if measure in (Measure.UNFILED, Measure.IMPOSSIBLE) else []
    values: dict[str, Any] = {key: _value(key, raw) for key, raw in data.items() if key not in ("hysteresis", "limits", "clears")}
    limits = tuple(float(number(each)) for each in data.get("limits", default))
    clears = tuple(float(number(each)) for each in data.get("clears", ()))
    if (back := data.get("hysteresis")) is not None:
        sign = -1 if data.get("toward") == "down" else 1
        clears = tuple(limit - sign * float(back) for limit in limits)
    return {**values, "measure": measure, "limits": limits, "clears": clears}


def _value(key: str, raw: Any) -> Any:
    if key in TIMES:
        return duration(raw)
    if key in PAIRS:
        low, high = raw
        return (-math.inf if low is None else float(low), math.inf if high is None else float(high))
    if key in WORDS:
        return str(raw)
    if key == "of":
        return _named(Of, raw)
    if key == "beyond":
        return bool(raw)
    return raw if key == "measure" else float(raw) if key == "tolerance" else _whole(key, raw)


def _whole(key: str, raw: Any) -> int:
    if int(raw) != raw:
        raise RuleFault(f"{key} 应是整数，写的是“{raw}”。")
    return int(raw)


def _named(kind: type[IntEnum], raw: Any) -> Any:
    try:
        return kind[str(raw).upper()]
    except KeyError:
        raise RuleFault(f"“{raw}”不认识，应为 {'、'.join(each.name.lower() for each in kind)}。") from None


def duration(raw: Any) -> int:
    """Milliseconds of "20 s", "5min", "4 h", "3 d"; a bare number is seconds. Raises RuleFault."""
    number = str(raw).strip().rstrip("mindhs")
    unit = str(raw).strip()[len(number) :]
    try:
        ms = float(number) * UNITS[unit or "s"]
        return int(ms) if math.isfinite(ms) else int("")
    except (ValueError, KeyError):
        raise RuleFault(f"时间“{raw}”读不懂，应如 20 s、5 min、4 h 或 3 d。") from None


def read_rules(data: Any) -> tuple[Rule, ...]:
    """All rules of a list, or RuleFault with the faults of all of them."""
    rows = data.get("rules") if isinstance(data, Mapping) else data
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise RuleFault("规则应写成列表（rules），每条是一组名称和值。")
    rules, faults = [], []
    for row in rows:
        try:
            rules.append(read_rule(row))
        except RuleFault as wrong:
            faults.append(str(wrong))
    names = [rule.id for rule in rules]
    faults += [f"规则“{name}”写了不止一次。" for name in sorted({name for name in names if names.count(name) > 1})]
    if faults:
        raise RuleFault("\n".join(faults))
    return tuple(rules)
