"""Invented rules, channels and sequences for hypothesis: small numbers, so that everything meets everything."""

from typing import Any

from hypothesis import strategies as st

from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.events import EVENT, Events
from anlan.engines.stream_rules.plan import Channel, Joint, Plan
from anlan.engines.stream_rules.reference import Reference
from anlan.engines.stream_rules.rules import Measure, Of, Rule

Act = tuple[Any, ...]
GRADED = (Measure.VALUE, Measure.RATE, Measure.STEP, Measure.WINDOW)
SENSORS = 3


@st.composite
def rules(draw: st.DrawFn, id: str) -> Rule:
    measure = draw(st.sampled_from(Measure))
    count = draw(st.integers(1, 4))
    if measure not in GRADED:
        scale = {Measure.SILENCE: 7.0, Measure.FLAT: 6.0}.get(measure, 1.0)
        limits = tuple(scale * (each + 1) for each in range(1 if measure in (Measure.UNFILED, Measure.IMPOSSIBLE) else count))
        low = draw(st.sampled_from([-2.0, 0.0]))
        between = draw(st.sampled_from([(low, 4.0), (float("-inf"), 5.0)]))
        if measure in (Measure.UNFILED, Measure.IMPOSSIBLE):
            limits = (1.0,)
        return Rule(
            id, measure, limits, between=between, at_least=draw(st.integers(1, 3)), tolerance=draw(st.sampled_from([0.0, 1.0]))
        )
    toward = draw(st.sampled_from(["up", "down", "both"]))
    first, sign = draw(st.integers(-1, 2)), -1 if toward == "down" else 1
    limits = tuple(float(first + sign * each) for each in range(count))
    back = draw(st.sampled_from([None, 0.0, 0.5, 2.0]))
    clears = () if back is None else tuple(limit - sign * back for limit in limits)
    shared: dict[str, Any] = {
        "toward": toward,
        "clears": clears,
        "beyond": draw(st.booleans()),
        "hold": draw(st.sampled_from([0, 3, 8])),
    }
    if measure is Measure.WINDOW:
        span = draw(st.integers(4, 30))
        ring = {"slots": draw(st.integers(1, 5))} if draw(st.booleans()) else {"buckets": draw(st.integers(1, 4))}
        return Rule(
            id, measure, limits, **shared, of=draw(st.sampled_from(Of)), span=span, at_least=draw(st.integers(1, 3)), **ring
        )
    return Rule(id, measure, limits, **shared, gap=draw(st.sampled_from([0, 5])))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    channels = []
    for _ in range(draw(st.integers(1, 2))):
        own = tuple(draw(rules(f"r{number}")) for number in range(draw(st.integers(1, 5))))
        channels.append(Channel(own, draw(st.booleans()), draw(st.booleans())))
    of = draw(st.lists(st.integers(0, len(channels) - 1), min_size=SENSORS, max_size=SENSORS))
    keys = [(sensor, rule.id, 1 + sensor % 2) for sensor, number in enumerate(of) for rule in channels[number].rules]
    least = draw(st.integers(1, min(3, len(keys))))
    return Plan(tuple(channels), of, (Joint("joint", tuple(keys), least),) if draw(st.booleans()) else ())


VALUES = st.one_of(
    st.integers(-3, 6).map(float), st.sampled_from([0.1, 0.2, -0.3, 2.7, float("nan"), float("inf"), 1e300, -1e300, 3e6])
)


@st.composite
def sequences(draw: st.DrawFn, most: int = 60) -> list[Act]:
    """Mostly forward in time, with late, equal and far-ahead readings, and acts between."""
    now, acts = draw(st.sampled_from([0, 1_000, 2**32 - 40, 1_700_000_000_000])), list[Act]()
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(["read"] * 12 + ["advance", "advance", "file", "forget"]))
        sensor = draw(st.integers(0, SENSORS - 1))
        if kind == "read":
            now += draw(st.sampled_from([0, 1, 1, 2, 3, 5, 9, 40]))
            time = now + draw(st.sampled_from([0] * 9 + [-4, -1, 700_000]))
            acts.append(("read", sensor, max(time, 0), draw(VALUES), draw(st.sampled_from([0] * 12 + [1, 2, 4, 5]))))
        elif kind == "advance":
            acts.append(("advance", now + draw(st.integers(-3, 25))))
        elif kind == "file":
            begin = now + draw(st.integers(-10, 10))
            acts.append(("file", sensor, begin, begin + draw(st.integers(0, 30))))
        else:
            acts.append(("forget", sensor))
    return acts


def told_by_reference(plan: Plan, acts: list[Act], begin: int = -1) -> list[str]:
    reference = Reference(plan, begin)
    for name, *rest in acts:
        getattr(reference, name)(*rest)
    return [repr(event) for event in reference.events]


def told_by_engine(plan: Plan, acts: list[Act], cuts: list[int], begin: int = -1, keep: tuple[int, ...] = ()) -> list[str]:
    """Readings gathered into batches that end at acts and at `cuts`; at the acts numbered in `keep` the engine is put away and
    restored."""
    engine, parts, batch = Engine(plan, begin), list[Events](), list[Act]()

    def send() -> None:
        if batch:
            parts.append(engine.feed(*zip(*batch, strict=True)))
            batch.clear()

    for number, (name, *rest) in enumerate(acts):
        if number in keep:
            send()
            engine = Engine.restored(plan, engine.snapshot())
        if name == "read":
            batch.append(tuple(rest))
            if number in cuts:
                send()
            continue
        send()
        if (rows := getattr(engine, name)(*rest)) is not None:
            parts.append(rows)
    send()
    assert all(rows.dtype == EVENT for rows in parts)
    return [repr(event) for rows in parts for event in plan.told(rows)]
