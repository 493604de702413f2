"""A sensor's record becomes rules; what it does not say is not watched."""

from anlan.engines.stream_rules.rules import Measure
from anlan.monitoring.plan import Spans, rules_of

OWN = Spans(periods=10, least=60_000, flat=14_400_000)


def limits(**facts: object) -> dict[str, tuple[float, ...]]:
    return {rule.id: rule.limits for rule in rules_of(facts, OWN)}


def test_a_record_says_what_is_watched() -> None:
    assert limits() == {"unfiled": (1,), "flat": (14_400_000,), "shift": (10,)}
    assert limits(limit="1.0", period=10)["silent"] == (100_000,)
    assert limits(limit="1.0", period=1)["silent"] == (60_000,)
    assert limits(limit="1.0") | {"high": (1.0,)} == limits(limit="1.0")
    both = limits(way="高低都报警", limit="25", low="0.25")
    assert (both["high"], both["low"]) == ((25.0,), (0.25,))
    low = {rule.id: rule for rule in rules_of({"way": "低于报警", "limit": "18"}, OWN)}
    assert (low["low"].toward, "high" in low) == ("down", False)
    reach = next(rule for rule in rules_of({"least": "0", "most": "4"}, OWN) if rule.measure is Measure.IMPOSSIBLE)
    assert reach.between == (0.0, 4.0)
    assert [{"clip", "range"} & set(limits(least="0", most="4", **more)) for more in ({}, {"flat": True})] == [
        {"clip", "range"},
        {"range"},
    ]
