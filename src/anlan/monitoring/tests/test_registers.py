"""Every register of monitoring: sound as written, takes a sample, refuses with a sentence that says what to do."""

from datetime import date
from decimal import Decimal

import pytest

from anlan.kernel.catalogue import shapes_in
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.faults import register_faults
from anlan.kernel.register import Register
from anlan.monitoring.hazard_source import Held, graded
from anlan.monitoring.registers.major_hazard_source import MAJOR_HAZARD_SOURCE, grading
from anlan.monitoring.tests.cast import SAMPLES, SUBSTANCES
from anlan.standards.loader import NoFigure

REGISTERS = {it.kind: it for it in shapes_in("anlan.monitoring.registers") if isinstance(it, Register)}
ONE = {"sensor": "s1", "what": "超过报警值"}
REFUSED = [
    ("sensor", {"way": "高低都报警"}, "都填上"),
    ("sensor", {"way": "高低都报警", "low": "2"}, "应小于报警值"),
    ("sensor", {"least": "5", "most": "4"}, "量程下限"),
    ("sensor", {"standard": "coal_monitoring.methane.face.alarm", "limit": "1.2"}, "只能从严"),
    ("sensor", {"standard": "coal_monitoring.methane.face.alarm", "limit": ""}, "请填报警值"),
    ("sensor", {"standard": "coal_monitoring.no.such"}, "没有数值"),
    ("sensor", {"standard": "coal_mine_air.oxygen.intake", "measures": "氧气", "way": "低于报警", "limit": "19"}, "只能从严"),
    ("major_hazard_source", {"filed": "一级"}, "应为三级"),
    ("major_hazard_source", {"substances": []}, "逐种补上"),
    ("major_hazard_source", {"substances": [{"name": "某种新物质", "tonnes": "5"}]}, "选填危险性类别"),
    ("slope", {"blue": "1"}, "写明依据"),
    ("slope", {"blue": "5", "yellow": "2", "basis": "设计"}, "逐级增大"),
    ("gas_station", {"has": "7"}, "多于应装"),
    ("dust_firm", {"connected": "已接入", "points": []}, "已接入的测点"),
    ("road_section", {"ends": "12"}, "终点桩号"),
    ("road_section", {"risks": []}, "风险的种类"),
    ("road_section", {"night": "70"}, "夜间限速"),
    ("road_section", {"shape": [[1128000000, 395000000]]}, "三个角点"),
    ("alarm_rule", {"levels": []}, "报警等级"),
    ("slope", {"ahead": "24"}, "写明依据"),
    ("slope", {"ahead": "24", "basis": "设计"}, "先有预警速度"),
    ("slope", {"red": "9", "basis": "设计"}, "只能从严"),
    ("camera", {"detects": ["烟火"]}, "哪个网关"),
    ("camera", {"gateway": "g1"}, "心跳周期"),
    ("watch_rule", {"limits": []}, "一行限值"),
    ("watch_rule", {"limits": [{"level": "红色", "limit": "50"}]}, "填写时段"),
    ("watch_rule", {"way": "高低都报警"}, "高于报警或低于报警"),
    ("watch_rule", {"basis": ""}, "依据"),
    ("watch_rule", {"standard": "coal_monitoring.methane.face.alarm"}, "只能从严"),
    ("watch_rule", {"standard": "no.such"}, "没有数值"),
    ("joint_rule", {"conditions": [ONE]}, "至少要有两个"),
    (
        "joint_rule",
        {"conditions": [{"sensor": "s1", "what": "监测规则"}, {"sensor": "s2", "what": "低于报警值"}]},
        "选定是哪一条",
    ),
    ("joint_rule", {"conditions": [ONE] * 2}, "是一样的"),
    ("joint_rule", {"need": "至少几个成立", "least": "3"}, "不能多于"),
    ("sentry", {"sensors": []}, "清点"),
    ("sentry", {"declared": "3"}, "应为 0"),
    ("zone", {"station": ""}, "画出范围"),
    ("zone", {"station": "", "shape": [[0, 0], [10, 10], [20, 20]]}, "一条直线"),
    ("zone", {"fence": "列明的不得离开"}, "列明定位卡"),
    ("zone", {"declared": "12"}, "一起填"),
    ("zone", {"most": ""}, "定员"),
    ("drilling", {"holes": []}, "逐孔"),
    ("drilling", {"holes": [{"hole": "1", "planned": "80"}] * 2}, "不得重复"),
    ("drilling", {"lead": "75"}, "请核对设计"),
    ("coach_route", {"line": [[1128000000, 395000000]]}, "两个点"),
    ("coach_route", {"vehicles": []}, "选择走这条线路"),
    ("coach_route", {"length": "620"}, "两名驾驶员"),
    ("coach_route", {"road": "其他公路"}, "两名驾驶员"),
]


def test_every_register_has_a_sample():
    assert set(SAMPLES) == set(REGISTERS) - {"goaf_survey"}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_is_sound_and_takes_its_sample(kind):
    register = REGISTERS[kind]
    assert register_faults(register) == []
    facts = read(register.facts, SAMPLES[kind])
    assert register.check is None or register.check(facts) is None
    assert register.title_of(facts)
    assert read(register.facts, facts.dump()) == facts, "what is kept can be read again"


@pytest.mark.parametrize(("kind", "changed", "says"), REFUSED)
def test_says_what_is_wrong_with_it(kind, changed, says):
    register = REGISTERS[kind]
    assert register.check is not None
    assert says in (register.check(read(register.facts, SAMPLES[kind] | changed)) or "")


def test_a_limit_as_tight_as_the_law_or_tighter_stands():
    check = REGISTERS["sensor"].check
    assert check is not None
    for limit in ("1.0", "0.8"):
        said = SAMPLES["sensor"] | {"standard": "coal_monitoring.methane.face.alarm", "limit": limit}
        assert check(read(REGISTERS["sensor"].facts, said)) is None


def test_what_is_shown_only_for_some_is_asked_of_them():
    with pytest.raises(BadFacts, match="下游影响人数"):
        read(REGISTERS["tailings_pond"].facts, SAMPLES["tailings_pond"] | {"overhead": "true"})


@pytest.mark.parametrize(("has", "covered"), [("6", "全覆盖"), ("5", "未全覆盖")])
def test_a_station_is_covered_when_no_alarm_is_missing(has, covered):
    station = REGISTERS["gas_station"].facts
    assert read(station, SAMPLES["gas_station"] | {"has": has, "covered": "全覆盖"}).covered == covered


@pytest.mark.parametrize(("workers", "must"), [("2", "不须接入"), ("3", "应接入"), ("30", "应接入")])
def test_who_works_in_dust_decides_whether_a_firm_is_connected(workers, must):
    """The 2026 notice asks for it from 3 people on, tighter than the 30 of the ministry's document."""
    assert read(REGISTERS["dust_firm"].facts, SAMPLES["dust_firm"] | {"workers": workers, "must": "不须接入"}).must == must


def test_r_and_grade_follow_from_the_substances_whatever_was_sent():
    facts = read(MAJOR_HAZARD_SOURCE.facts, SAMPLES["major_hazard_source"] | {"r": "1", "grade": "四级"})
    assert (facts.r, facts.grade) == (Decimal("33.00"), "三级"), "1.5 × (1.5 × 200/50 + 4 × 20/5)"
    assert MAJOR_HAZARD_SOURCE.title_of(facts) == "示例（三级）"
    found = grading(facts)
    assert not isinstance(found, str)
    assert [(part.critical.text, part.beta.text) for part in found.parts] == [("50 吨", "1.5"), ("5 吨", "4")]
    assert {part.critical.confidence for part in found.parts} == {"reported"}


@pytest.mark.parametrize(("tonnes", "exposed", "grade"), [
    ("4.9", 0, "不构成"), ("5", 0, "四级"), ("25", 0, "三级"), ("24.9", 0, "四级"), ("62.5", 30, "二级"), ("62.5", 100, "一级"),
])  # fmt: skip
def test_a_grade_begins_at_its_bound(tonnes, exposed, grade):
    """Chlorine: Q 5 t, β 4. At the bound itself the graver grade holds."""
    assert graded([Held("氯", "", Decimal(tonnes))], exposed, date(2026, 1, 5)).grade == grade


def test_before_the_standard_was_in_force_there_is_no_grade():
    with pytest.raises(NoFigure):
        graded([Held("氯", "", Decimal(5))], 0, date(2018, 1, 5))
    old = SAMPLES["major_hazard_source"] | {"assessed": "2018-01-05", "substances": SUBSTANCES}
    assert read(MAJOR_HAZARD_SOURCE.facts, old).grade is None
