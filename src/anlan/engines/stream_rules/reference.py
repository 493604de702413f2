"""The meaning of the rules: slow and plain. The engine must give the very same events for the same sequence of readings and
acts.

Acts: a reading (sensor, ms, value, quality); `advance(to)`: the clock has reached `to`; `file(sensor, begin, end)`:
calibration or maintenance was filed; `forget(sensor)`: its clock was set, begin anew. Events depend on the sequence alone, not
on how it is cut into batches.

A reading is *lost* when it is not later than the last one of its sensor (late, out of order, duplicate: the first to come
counts), or more than `AHEAD` after the clock. A lost one changes nothing but the run that CLOCK measures (an exact time met
twice does not count there). A reading *counts* when its quality is good, no filed window holds it, and it is a possible
number; any other is a sign of life and breaks runs, hold times and comparisons with the reading before it; levels that are up
stay up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from anlan.engines.stream_rules.events import Event, kind
from anlan.engines.stream_rules.plan import Channel, Joint, Plan
from anlan.engines.stream_rules.rules import AHEAD, LAST, Measure, Of, Quality, Rule

NEVER = -1
EVERYTHING = (-math.inf, math.inf)
MOST_QUANTA = 2**31 - 1
SUSPENDS = (Quality.CALIBRATION, Quality.MAINTENANCE, Quality.POWER_OFF)


@dataclass
class Standing:
    """How one rule stands on one sensor: the level, and a higher one that waits for its hold time since `begun`."""

    level: int = 0
    waits: int = 0
    begun: int = 0


@dataclass
class Figure:
    """What a measure came to: the figure, since when, out of how many readings, and whether there were enough."""

    value: float
    since: int
    count: int = 1
    known: bool = True


@dataclass
class Watched:
    """One sensor: good readings since the start (`good`) and since the last break (`run`), and what was filed."""

    number: int
    channel: Channel
    heard: int = NEVER
    lost: int = 0
    good: list[tuple[int, float]] = field(default_factory=list)
    run: list[tuple[int, float]] = field(default_factory=list)
    filed: list[tuple[int, int]] = field(default_factory=list)
    standing: dict[str, Standing] = field(default_factory=dict)

    def covered(self, time: int) -> bool:
        return any(begin <= time <= end for begin, end in self.filed)


def signed(rule: Rule, figure: float) -> float:
    return -figure if rule.toward == "down" else abs(figure) if rule.toward == "both" else figure


def reached(rule: Rule, figure: float) -> int:
    """The gravest level whose limit the figure reaches; 0 for none."""
    limits = [-limit if rule.toward == "down" else limit for limit in rule.limits]
    return sum(figure > limit if rule.beyond else figure >= limit for limit in limits)


def left(rule: Rule, level: int, figure: float) -> bool:
    """Whether the figure has come back past the point where the level is left."""
    clear = (rule.clears or rule.limits)[level - 1]
    clear = -clear if rule.toward == "down" else clear
    at_limit = not rule.clears or rule.clears[level - 1] == rule.limits[level - 1]
    return figure <= clear if rule.beyond and at_limit else figure < clear


def quanta(value: float, digits: int) -> int:
    """The value as a whole number of 10^-digits, half to even, cut at 31 bits: so sums of windows are exact."""
    return round(max(-MOST_QUANTA, min(MOST_QUANTA, value * 10.0**digits)))


def due(heard: int, silent: int, filed: Sequence[tuple[int, int]]) -> int:
    """When a sensor last heard at `heard` has been silent for `silent`, filed stretches not counted."""
    end = heard + silent
    for begin, until in sorted(filed):
        if until > heard and begin < end:
            end += until - max(begin, heard)
    return end


class Reference:
    """All sensors of a plan; `events` grows. With `begin` every sensor counts as heard then."""

    def __init__(self, plan: Plan, begin: int = NEVER) -> None:
        self.plan, self.clock, self.events = plan, NEVER, list[Event]()
        self.sensors = [Watched(number, plan.channels[of], begin) for number, of in enumerate(plan.of.tolist())]
        self.found: list[Event] = []
        self.levels: dict[tuple[int, str], int] = {}

    def read(self, sensor: int, time: int, value: float, quality: int = 0) -> None:
        self._take(self.sensors[sensor], time, value, quality)
        self._tell(self.found)

    def _take(self, it: Watched, time: int, value: float, quality: int) -> None:
        if time <= it.heard or time >= LAST or (self.clock >= 0 and time > self.clock + AHEAD):
            if time != it.heard:
                it.lost += 1
                self._judge_all(it, Measure.CLOCK, time, value, Figure(float(it.lost), time, it.lost))
            return
        it.lost = 0
        self._judge_all(it, Measure.CLOCK, time, value, Figure(0.0, time, 0))
        self._end_silence(it, time, value)
        it.heard = time
        self._good_or_broken(it, time, value, quality)

    def _good_or_broken(self, it: Watched, time: int, value: float, quality: int) -> None:
        covered = it.covered(time)
        self._judge_all(it, Measure.UNFILED, time, value, Figure(float(quality in SUSPENDS and not covered), time))
        if covered or quality != Quality.GOOD:
            return self._break(it)
        possible = math.isfinite(value)
        for rule in it.channel.watched():
            if rule.measure is Measure.IMPOSSIBLE:
                wrong = not (math.isfinite(value) and rule.between[0] <= value <= rule.between[1])
                self._judge(it, rule, time, value, Figure(float(wrong), time))
                possible &= not wrong
        if not possible:
            return self._break(it)
        self._end_holds(it, time)
        it.good.append((time, value))
        it.run.append((time, value))
        for rule in it.channel.watched():
            if rule.measure >= Measure.VALUE and (figure := measured(rule, it)):
                self._judge(it, rule, time, value, figure)
        return None

    def _break(self, it: Watched) -> None:
        it.run = []
        for standing in it.standing.values():
            standing.waits = 0

    def advance(self, to: int) -> None:
        self.clock = max(self.clock, to)
        for it in self.sensors:
            for rule in it.channel.watched():
                if rule.measure is Measure.SILENCE:
                    self._silent(it, rule, self.clock)
            self._end_holds(it, self.clock)
        self._tell(sorted(self.found, key=lambda each: (each.time, each.sensor, self.plan.number(each.rule), each.level)))

    def file(self, sensor: int, begin: int, end: int) -> None:
        """Overlapping windows become one."""
        merged: list[tuple[int, int]] = []
        for one in sorted([*self.sensors[sensor].filed, (begin, end)]):
            if merged and one[0] <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], one[1]))
            else:
                merged.append(one)
        self.sensors[sensor].filed = merged

    def forget(self, sensor: int) -> None:
        it = self.sensors[sensor]
        it.heard, it.lost, it.good = NEVER, 0, []
        self._break(it)

    def _end_silence(self, it: Watched, time: int, value: float) -> None:
        for rule in it.channel.watched():
            if rule.measure is Measure.SILENCE:
                self._silent(it, rule, time)
                self._judge(it, rule, time, value, Figure(0.0, it.heard, 0))

    def _silent(self, it: Watched, rule: Rule, now: int) -> None:
        standing = it.standing.setdefault(rule.id, Standing())
        for level, limit in enumerate(rule.limits, 1):
            if it.heard != NEVER and level > standing.level and (at := due(it.heard, int(limit), it.filed)) < now:
                value = it.good[-1][1] if it.good else math.nan
                self._set(it, rule, standing, level, at, value, Figure(limit, it.heard, 0))

    def _end_holds(self, it: Watched, now: int) -> None:
        """The last value of an on-change sensor has stood until now."""
        for rule in it.channel.watched():
            standing = it.standing.setdefault(rule.id, Standing())
            at = standing.begun + rule.hold
            if it.channel.on_change and rule.measure is Measure.VALUE and standing.waits and at <= now:
                self._set(it, rule, standing, standing.waits, at, it.good[-1][1], Figure(it.good[-1][1], standing.begun))

    def _judge_all(self, it: Watched, measure: Measure, time: int, value: float, figure: Figure) -> None:
        for rule in it.channel.watched():
            if rule.measure is measure:
                self._judge(it, rule, time, value, figure)

    def _judge(self, it: Watched, rule: Rule, time: int, value: float, figure: Figure) -> None:
        standing = it.standing.setdefault(rule.id, Standing())
        amount = signed(rule, figure.value) if figure.known else -math.inf
        now = reached(rule, amount)
        if rule.measure is Measure.SILENCE:
            now = 0
        if now <= standing.level:
            standing.waits = 0
            level = standing.level
            while level > now and left(rule, level, amount):
                level -= 1
            if level < standing.level:
                self._set(it, rule, standing, level, time, value, figure)
            return
        if not standing.waits:
            standing.begun = time
        standing.waits = min(now, standing.waits or now)
        if time - standing.begun >= rule.hold:
            self._set(it, rule, standing, standing.waits, time, value, replace(figure, since=min(figure.since, standing.begun)))

    def _set(self, it: Watched, rule: Rule, standing: Standing, level: int, time: int, value: float, figure: Figure) -> None:
        was, standing.level, standing.waits = standing.level, level, 0
        limit = rule.limits[max(level, 1) - 1]
        self.found.append(
            Event(
                kind(was, level), rule.id, it.number, was, level, time, value, figure.value, limit, rule.title, rule.clause,
                figure.count, (it.number, figure.since, time),
            )
        )  # fmt: skip

    def _tell(self, found: list[Event]) -> None:
        """Each event, and after it the joints that it turned."""
        self.found = []
        for event in found:
            before = {joint.id: self._up(joint) for joint in self.plan.joints}
            self.levels[event.sensor, event.rule] = event.level
            self.events.append(event)
            for joint in self.plan.joints:
                was, up = before[joint.id] >= joint.least, self._up(joint)
                if was != (up >= joint.least):
                    level = 1 - int(was)
                    told = replace(event, kind=kind(int(was), level), rule=joint.id, was=int(was), level=level, measure=float(up))
                    self.events.append(replace(told, limit=float(joint.least), title=joint.title, clause=joint.clause, count=up))

    def _up(self, joint: Joint) -> int:
        return sum(self.levels.get((sensor, rule), 0) >= level for sensor, rule, level in joint.keys)


def measured(rule: Rule, it: Watched) -> Figure | None:
    """The figure that the rule holds against its limits at the newest good reading; None where there is none to judge."""
    time, value = it.good[-1]
    if rule.measure is Measure.VALUE:
        return Figure(value, time)
    if rule.measure is Measure.WINDOW:
        return window(rule, it.good)
    if rule.measure is Measure.FLAT:
        return flat(rule, it.run)
    if rule.measure is Measure.CLIP:
        return clipped(rule, it.run)
    return change(rule, it.run)


def change(rule: Rule, run: list[tuple[int, float]]) -> Figure | None:
    """RATE: change a second since the reading before; STEP: the change itself. Not across more than `gap` (0: any)."""
    if len(run) < 2 or (rule.gap and run[-1][0] - run[-2][0] > rule.gap):
        return None
    (before, old), (time, new) = run[-2:]
    return Figure(new - old if rule.measure is Measure.STEP else (new - old) * 1000.0 / (time - before), before, 2)


def window(rule: Rule, good: list[tuple[int, float]]) -> Figure:
    """Over the readings of the last `span`: exact with `slots` (at most so many), else by `buckets` of span / buckets, the
    current one included."""
    now = good[-1][0]
    if rule.slots:
        taken = [each for each in good if each[0] > now - rule.span][-rule.slots :]
    else:
        width = rule.span // rule.buckets
        taken = [each for each in good if each[0] // width > now // width - rule.buckets]
    whole, scale = [quanta(value, rule.digits) for _, value in taken], 10.0**rule.digits
    figures = {
        Of.MEAN: lambda: sum(whole) / (len(whole) * scale),
        Of.SUM: lambda: sum(whole) / scale,
        Of.MIN: lambda: min(whole) / scale,
        Of.MAX: lambda: max(whole) / scale,
        Of.COUNT: lambda: float(len(whole)),
    }
    since = now - rule.span + 1 if rule.slots else (now // width - rule.buckets + 1) * width
    return Figure(figures[rule.of](), since, len(whole), len(whole) >= rule.at_least)


def flat(rule: Rule, run: list[tuple[int, float]]) -> Figure:
    """How long the value has stayed within `tolerance` of the first of its kind, told by `at_least` readings; never while at
    rest in `between`."""
    start = 0
    for place, (_, value) in enumerate(run):
        at_rest = rule.between != EVERYTHING and rule.between[0] <= value <= rule.between[1]
        if abs(value - run[start][1]) > rule.tolerance or at_rest:
            start = place
    count = len(run) - start
    return Figure(float(run[-1][0] - run[start][0]) if count >= rule.at_least else 0.0, run[start][0], count)


def clipped(rule: Rule, run: list[tuple[int, float]]) -> Figure:
    """How many readings running lie at an end of the range `between`."""
    count = 0
    for _, value in reversed(run):
        if rule.between[0] < value < rule.between[1]:
            break
        count += 1
    return Figure(float(count), run[-count][0] if count else run[-1][0], count)
