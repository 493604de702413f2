"""What the registers 监测规则, 组合规则 and 电子哨兵 say, as rules of the engine. Pure: facts in, rules out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from anlan.engines.stream_rules.plan import Joint
from anlan.engines.stream_rules.rules import EXACT_SPAN, Measure, Of, Rule
from anlan.kernel.people import reaches
from anlan.monitoring.registers.joint_rule import BELOW, CONTRADICTION, WRITTEN, least_of
from anlan.monitoring.registers.sensor import BOTH, LOW
from anlan.monitoring.registers.watch_rule import CHANGE, HOUR, MINUTE, VALUE
from anlan.monitoring.rule_names import CONDITION, JOINED, PER_HOUR, PER_MINUTE, SPAN, rule_id

Facts = Mapping[str, Any]
MINUTE_MS = 60_000
MOST_SLOTS, BUCKETS = 1024, 96
SORTS = {VALUE: "value", CHANGE: "change", MINUTE: PER_MINUTE, HOUR: PER_HOUR}
SCALES = {MINUTE: 60.0, HOUR: 3600.0}
MEASURES = {VALUE: Measure.VALUE, CHANGE: Measure.STEP, MINUTE: Measure.RATE, HOUR: Measure.RATE}
TAKEN = {"时段累计": Of.SUM, "时段平均": Of.MEAN, "时段最低": Of.MIN, "时段最高": Of.MAX, "时段个数": Of.COUNT}
TOWARD = {LOW: "down", BOTH: "both"}


@dataclass(frozen=True)
class Book:
    """The records in use, (id, facts) each: what the county and its firms had written beside the sensors' own limits."""

    rules: tuple[tuple[str, Facts], ...] = ()
    joints: tuple[tuple[str, Facts], ...] = ()
    sentries: tuple[tuple[str, Facts], ...] = ()
    _by_measure: Mapping[str, list[tuple[str, Facts]]] = field(init=False, repr=False, compare=False)
    _posted: Mapping[str, list[Facts]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_measure: dict[str, list[tuple[str, Facts]]] = defaultdict(list)
        for id, facts in self.rules:
            by_measure[facts["measures"]].append((id, facts))
        posted: dict[str, list[Facts]] = defaultdict(list)
        for _, facts in self.sentries:
            for sensor in facts.get("sensors", ()):
                posted[sensor].append(facts)
        object.__setattr__(self, "_by_measure", by_measure)
        object.__setattr__(self, "_posted", posted)

    def of(self, id: str, facts: Facts) -> Iterator[Rule]:
        """The rules that hold for a sensor beside its own."""
        for _, rule in self._by_measure.get(facts.get("measures", ""), ()):
            if holds_for(rule, id, facts):
                yield from rules_of(rule, int(facts.get("period") or 0))
        for post in self._posted.get(id, ()):
            yield post_rule(post)


def holds_for(rule: Facts, id: str, sensor: Facts) -> bool:
    """Whether a 监测规则 means this sensor."""
    named, unit = rule.get("sensors"), rule.get("unit")
    there = reaches(str(rule["place"]), str(sensor.get("place") or ""))
    return there and (not named or id in named) and (not unit or unit == sensor.get("unit"))


def rules_of(facts: Facts, period: int) -> Iterator[Rule]:
    """One rule of the engine a limit: so that several spans and levels stand side by side."""
    sort = CONDITION if facts.get("condition") else SORTS.get(facts["sort"], SPAN)
    clause = str(facts.get("standard") or facts.get("basis") or "")
    scale, toward = SCALES.get(facts["sort"], 1.0), TOWARD.get(facts.get("way", ""), "up")
    back = float(facts.get("back") or 0) / scale * (-1 if toward == "down" else 1)
    for number, one in enumerate(facts["limits"]):
        id, limit = rule_id(sort, facts["code"], number, one["level"]), float(one["limit"]) / scale
        rule = Rule(
            id, MEASURES.get(facts["sort"], Measure.WINDOW), (limit,), _titled(facts, one), clause, toward,
            clears=(limit - back,) if back else (), hold=1000 * int(one.get("hold") or 0),
        )  # fmt: skip
        yield rule if rule.measure is not Measure.WINDOW else _over(rule, facts["sort"], float(one["span"]), period)


def _over(rule: Rule, sort: str, minutes: float, period: int) -> Rule:
    """Over a span: by single readings where few are expected, else by buckets."""
    span = int(minutes * MINUTE_MS)
    expected = span // (1000 * period) + 2 if period else MOST_SLOTS + 1
    if expected <= MOST_SLOTS and span <= EXACT_SPAN:
        return replace(rule, of=TAKEN[sort], span=span, slots=expected)
    return replace(rule, of=TAKEN[sort], span=span, buckets=BUCKETS)


def _titled(facts: Facts, one: Facts) -> str:
    """ "雨量累计超限，180 分钟": two limits of a rule are never called alike."""
    span = f"，{float(one['span']):g} 分钟" if one.get("span") and facts["sort"] in TAKEN else ""
    hold = f"，持续 {one['hold']} 秒" if one.get("hold") else ""
    return f"{facts['title']}{span}{hold}（{one['level']}）"


def post_rule(post: Facts) -> Rule:
    """电子哨兵: more people or vehicles counted than were declared."""
    declared = float(post["declared"])
    return Rule(
        rule_id("sentry", post["code"], 0, post["level"]), Measure.VALUE, (declared,),
        f"{post['name']}：清点多于报备（报备 {declared:g}）", str(post.get("basis") or ""), beyond=True,
    )  # fmt: skip


def joints_of(book: Book, numbers: Mapping[str, int], rules: Mapping[int, Iterable[Rule]]) -> Iterator[Joint]:
    """The joint rules whose conditions are all there; `numbers`: sensor's id → its number, `rules`: its rules."""
    codes = {id: str(facts["code"]) for id, facts in book.rules}
    for _, facts in book.joints:
        keys = [_key(one, codes, numbers, rules) for one in facts["conditions"]]
        known = tuple(key for key in keys if key)
        if len(known) == len(keys):
            least = least_of(facts.get("need", ""), facts.get("least"), len(keys))
            sort = "contradict" if facts.get("means") == CONTRADICTION else JOINED
            yield Joint(rule_id(sort, facts["code"], 0, facts["level"]), known, least, facts["title"], str(facts["basis"]))


def _key(
    one: Facts, codes: Mapping[str, str], numbers: Mapping[str, int], rules: Mapping[int, Iterable[Rule]]
) -> tuple[int, str, int] | None:
    """The sensor's rule that a condition names; None where the sensor or the rule is not (or no longer) there."""
    number = numbers.get(one["sensor"])
    if number is None:
        return None
    if one["what"] == WRITTEN:
        code = codes.get(one.get("rule") or "")
        wanted = [rule.id for rule in rules.get(number, ()) if code and rule.id.split(".")[1:2] == [code]]
    else:
        name = "low" if one["what"] == BELOW else "high"
        wanted = [rule.id for rule in rules.get(number, ()) if rule.id == name]
    return (number, wanted[0], 1) if wanted else None
