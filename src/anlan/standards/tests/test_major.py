"""The criteria of major hazards: each says yes, no and not yet known, with its clause; what is out of force says so."""

from datetime import date
from decimal import Decimal

import pytest

from anlan.standards.criteria import Compare, Group, Rule, judge, leaves
from anlan.standards.faults import faults
from anlan.standards.loader import in_force, shipped

TOPICS = [one for one in shipped().all if one.topic.startswith("major_") and one.sector]
CRITERIA = [(one.topic, criterion) for one in TOPICS for criterion in one.criteria]
BEYOND = Decimal("0.001")


def meeting(leaf: Compare) -> object:
    """A value that just meets a comparison."""
    shift = {">": BEYOND, "<": -BEYOND}.get(leaf.sign, Decimal(0))
    return leaf.value + shift if isinstance(leaf.value, Decimal) else leaf.value


def missing_it(leaf: Compare) -> object:
    """A value that just does not meet it."""
    shift = {">=": -BEYOND, "<=": BEYOND}.get(leaf.sign, Decimal(0))
    return leaf.value + shift if isinstance(leaf.value, Decimal) else not leaf.value


def ways(rule: Rule) -> list[dict[str, object]]:
    """Each smallest set of facts that makes a rule hold."""
    if isinstance(rule, Compare):
        return [{rule.fact: meeting(rule)}]
    assert isinstance(rule, Group), "a rule with `not` wants its own case here"
    if rule.least == 1:
        return [way for inner in rule.rules for way in ways(inner)]
    assert rule.least == len(rule.rules)
    found: list[dict[str, object]] = [{}]
    for inner in rule.rules:
        found = [one | two for one in found for two in ways(inner)]
    return found


@pytest.mark.parametrize("topic, criterion", CRITERIA, ids=lambda one: getattr(one, "id", ""))
def test_each_says_yes_no_and_not_yet(topic, criterion):
    look_up = shipped().look_up
    for way in ways(criterion.when):
        finding = judge(criterion, way, lambda id: look_up(id, date(2026, 11, 1)))
        assert finding.holds is True, way
    none = {leaf.fact: missing_it(leaf) for leaf in leaves(criterion.when)}
    assert judge(criterion, none, lambda id: look_up(id, date(2026, 11, 1))).holds is False
    unknown = judge(criterion, {}, lambda id: look_up(id, date(2026, 11, 1)))
    assert unknown.holds is None
    assert unknown.missing
    assert criterion.clause
    assert criterion.source in unknown.sentence


def test_the_topics_are_sound():
    assert len(CRITERIA) >= 250
    assert [fault for one in TOPICS for fault in faults(one)] == []


def test_what_was_replaced_is_out_of_force():
    today = date(2026, 11, 1)
    old = {one.topic for one in TOPICS if not in_force(one.valid_from, one.valid_to, today)}
    assert old == {"major_coal_order4", "major_fire_2017", "major_explosives_2023"}
