"""Rules as data: what is read, and the sentence for what is not."""

import pytest
import yaml

from anlan.engines.stream_rules.plan import Channel, Joint, Plan, Sensor, plan_of
from anlan.engines.stream_rules.rules import Measure, Of, RuleFault, duration, read_rules

GOOD = """
rules:
  - {id: ch4, title: 上隅角甲烷, measure: value, limits: [1.0, 1.5], clears: [1.0, 1.0], hold: 20 s, clause: 示例条款}
  - {id: oxygen, measure: value, toward: down, limits: [19.5, 18], hysteresis: 0.2}
  - {id: day_rain, measure: window, of: sum, span: 1 d, buckets: 288, limits: [50, 100], digits: 1}
  - {id: silent, measure: silence, limits: [5 min, 2 h]}
  - {id: range, measure: impossible, between: [0, 100]}
"""


def test_rules_are_read_from_yaml() -> None:
    ch4, oxygen, rain, silent, range_ = read_rules(yaml.safe_load(GOOD))
    assert (ch4.limits, ch4.clears, ch4.hold) == ((1.0, 1.5), (1.0, 1.0), 20_000)
    assert oxygen.clears == pytest.approx((19.7, 18.2))
    assert (rain.measure, rain.of, rain.span) == (Measure.WINDOW, Of.SUM, 86_400_000)
    assert silent.limits == (300_000.0, 7_200_000.0)
    assert range_.between == (0.0, 100.0)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{id: a, measure: value, limits: [2, 1]}", "从轻到重"),
        ("{id: a, measure: value, limits: []}", "1 至 4 个"),
        ("{id: a, measure: value, limits: [.nan]}", "正常的数字"),
        ("{id: a, measure: value, limits: [1], clears: [2]}", "不能比限值更严"),
        ("{id: a, measure: value, limits: [1], clears: [0, 0]}", "一样多"),
        ("{id: a, measure: value, limits: [1], toward: left}", "方向"),
        ("{id: a, measure: wert, limits: [1]}", "不认识"),
        ("{id: a, measure: silence, limits: [5 Minuten]}", "读不懂"),
        ("{id: a, measure: silence, limits: [0]}", "大于 0"),
        ("{id: a, measure: flat, limits: [4 h], hold: 3 s}", "只有限值"),
        ("{id: a, measure: window, of: mean, span: 5 min, limits: [1]}", "buckets"),
        ("{id: a, measure: window, of: mean, span: 3 d, slots: 20, limits: [1]}", "1 天"),
        ("{id: a, measure: window, of: mode, span: 5 min, slots: 20, limits: [1]}", "mean、sum"),
        ("{id: a, measure: value, limits: [1], colour: red}", "colour"),
        ("{id: a, measure: window, of: sum, span: 5 min, slots: 2.5, limits: [1]}", "整数"),
        ("{measure: value, limits: [1]}", "没有名称"),
        ("{id: a, measure: impossible, between: [1, 0]}", "先写小的"),
    ],
)
def test_a_faulty_rule_is_refused_in_a_sentence(line: str, sentence: str) -> None:
    with pytest.raises(RuleFault, match=sentence):
        read_rules(yaml.safe_load(f"rules: [{line}]"))


def test_all_faults_are_told_at_once() -> None:
    clip = "{id: c, measure: clip, limits: [3]}"
    rows = ["{id: a, measure: value, limits: []}", "{id: b, measure: x}", clip, clip]
    with pytest.raises(RuleFault) as told:
        read_rules(yaml.safe_load(f"[{', '.join(rows)}]"))
    assert [line[:5] for line in str(told.value).split("\n")] == ["规则“a”", "规则“b”", "规则“c”"]
    with pytest.raises(RuleFault, match="列表"):
        read_rules("rules")


@pytest.mark.parametrize("raw", ["", "nan", "1e400 d", "5x"])
def test_a_time_must_be_one(raw: str) -> None:
    with pytest.raises(RuleFault, match="时间"):
        duration(raw)


def test_sensors_watched_alike_share_a_channel_and_own_limits_part_them() -> None:
    rules = read_rules(yaml.safe_load(GOOD))
    plan = plan_of(rules, [Sensor(("ch4",)), Sensor(("ch4",)), Sensor(("oxygen",), limits={"oxygen": (20.0, 19.0)})])
    assert plan.of.tolist() == [0, 0, 1]
    assert plan.channels[1].rules[0].clears == pytest.approx((20.2, 19.2))
    with pytest.raises(RuleFault, match="没有这些规则：no2"):
        plan_of(rules, [Sensor(("no2",))])
    with pytest.raises(RuleFault, match="从轻到重"):
        plan_of(rules, [Sensor(("ch4",), limits={"ch4": (1.5, 1.0)})])


def test_a_plan_whose_parts_do_not_fit_is_refused() -> None:
    rules = read_rules(yaml.safe_load(GOOD))
    with pytest.raises(RuleFault, match="不存在的通道"):
        Plan((Channel(rules),), [0, 1])
    with pytest.raises(RuleFault, match="不存在的监测点或规则"):
        Plan((Channel(rules),), [0], (Joint("both", ((1, "ch4", 1),), 1),))
    with pytest.raises(RuleFault, match="1 至 1"):
        Plan((Channel(rules),), [0], (Joint("both", ((0, "ch4", 1),), 2),))
