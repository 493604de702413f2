"""Every shared register: sound as written, takes a sample, and its check refuses with a sentence that says what to do."""

import importlib
import pkgutil
from datetime import datetime

import pytest

import anlan.registry.registers as folder
from anlan.kernel import tuning
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.faults import register_faults
from anlan.kernel.register import Register

MODULES = [importlib.import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)]
REGISTERS = {it.kind: it for module in MODULES for it in vars(module).values() if isinstance(it, Register)}
LIST = {
    "topic": "shi_wu_tiao",
    "title": "示例措施",
    "use": "措施清单",
    "doc_no": "示例〔2026〕1号",
    "issuer": "示例机关",
    "issued": "2026-01-05",
}
CLAUSES = [{"clause": "1", "content": "甲"}, {"clause": "2", "content": "乙"}]
SAMPLES = {
    "unit": {"name": "山阴县交通运输局", "short": "县交通局", "kind": "县级部门", "members_of": ["县安委会"]},
    "firm": {"code": "91350100M000100Y43", "name": "示例煤业有限公司", "sector": "煤矿", "place": "140621102"},
    "post": {"title": "分管交通的副县长", "unit": "u1", "kind": "分管负责人"},
    "document": {
        "title": "示例条例",
        "doc_no": "示例〔2026〕2号",
        "kind": "法律法规",
        "issuer": "示例机关",
        "issued": "2026-01-05",
        "body": "第一条",
    },
    "table_layout": {
        "name": "企业：安全台账",
        "table": "firm",
        "layout": '{"heads": {}, "mapping": {}, "first": 2, "last": 9}',
        "original": ["e1"],
    },
    "checklist": LIST | {"clauses": CLAUSES, "whole": True},
    "responsibility_matrix": {
        "item": "校外培训托管机构",
        "role": "行业主管（监管）",
        "unit": "u1",
        "duty": "日常监管",
        "basis": "示例〔2026〕3号",
    },
    "township_duty_item": {"item_no": "A-01", "title": "开展安全生产巡查", "kind": "基本履职事项", "basis": "示例〔2026〕4号"},
    "leader_duty": {"post": "p1", "field": "交通", "kind": "政府领导职责", "duty": "每季度研究一次", "basis": "示例〔2026〕5号"},
    "committee": {
        "name": "县安委会",
        "kind": "安委会",
        "head": "县长",
        "unit": "u1",
        "members": ["u1", "u2"],
        "basis": "示例〔2026〕6号",
    },
    "patron_point": {
        "title": "示例煤矿",
        "kind": "包保矿山",
        "place": "140621102",
        "patron": "p1",
        "post": "副县长",
        "since": "2026-01-01",
        "basis": "示例〔2026〕7号",
    },
    "publication": {"title": "居家用火", "unit": "u1", "channel": "抖音", "on": "2026-03-01", "link": "https://example.org/1"},
    "supervisor_volunteer": {
        "cert_no": "1",
        "who": {"name": "张三", "phone": "13800000000"},
        "place": "140621",
        "organised_by": "工会",
        "since": "2026-01-01",
        "until": "2027-12-31",
    },
    "assessment_rule": {
        "doc_no": "示例〔2026〕8号",
        "title": "考核办法",
        "approved_by": "县委 2026-01-05",
        "in_force": "2026-01-05",
        "items": [{"clause": "1", "content": "逾期未反馈", "points": "-1"}],
        "original": ["e1"],
    },
    "county_setting": {"key": "instruction.deploy", "title": "批示件研究部署", "value": "1 日", "source": "示例〔2026〕9号"},
    "mine": {
        "code": "m-1",
        "name": "示例煤矿",
        "unit": "f1",
        "place": "140621102",
        "sort": "煤矿（井工）",
        "gas": "低瓦斯",
        "most_below": "180",
    },
    "vehicle": {
        "plate": "晋F12345",
        "colour": "黄色",
        "sort": "旅游客车",
        "unit": "f1",
        "place": "140621",
        "seats": "49",
        "until": "2027-03-31",
    },
    "lift": {
        "code": "311014062100001",
        "name": "1 号梯",
        "unit": "f1",
        "place": "140621",
        "sort": "曳引驱动乘客电梯",
        "building": "示例医院门诊楼",
        "place_kind": "医院",
        "maintainer": "示例维保公司",
        "until": "2027-03-31",
    },
    "risk_census": {
        "code": "140621-D-001",
        "name": "示例沟泥石流沟",
        "hazard": "地质",
        "sort": "重点隐患",
        "place": "140621102",
        "level": "较高",
        "people": "36",
        "year": "2022",
        "batch": "地质灾害隐患点表",
    },
    "funding_source": {
        "title": "矿山升级改造",
        "kind": "国家“两新”",
        "doc_no": "示例〔2026〕10号",
        "year": "2026",
        "amount": "1200.5",
    },
}
REFUSED = [
    ("unit", {"kind": "垂直管理"}, "垂直管理"),
    ("unit", {"kind": "乡镇"}, "所在地"),
    ("firm", {"code": "91350100M000100Y44"}, "校验位"),
    ("post", {"holder": "someone"}, "任职日期"),
    ("document", {"body": ""}, "原件"),
    ("document", {"until": "2025-01-01"}, "废止日期"),
    ("checklist", {"clauses": []}, "还没有条款"),
    ("checklist", {"clauses": CLAUSES + CLAUSES[:1]}, "不止一次"),
    ("checklist", {"use": "配备标准"}, "数量"),
    ("checklist", {"whole": False}, "核对条数"),
    ("responsibility_matrix", {"unit": ""}, "尚未明确的原因"),
    ("responsibility_matrix", {"undecided": "两部门有争议"}, "已经填了部门"),
    ("township_duty_item", {"kind": "配合履职事项"}, "对应上级部门"),
    ("committee", {"members": []}, "成员单位"),
    ("committee", {"kind": "专业委员会"}, "行业领域"),
    ("patron_point", {"kind": "排洪河道、易涝点挂牌"}, "公示联系人"),
    ("publication", {"link": ""}, "截图"),
    ("supervisor_volunteer", {"until": "2025-12-31"}, "聘期"),
    ("assessment_rule", {"original": []}, "原件"),
    ("table_layout", {"layout": "[]"}, "从原表识别"),
    ("table_layout", {"original": []}, "从原表识别"),
    ("assessment_rule", {"items": []}, "分值"),
]


def test_every_register_has_a_sample():
    assert set(SAMPLES) == set(REGISTERS)


@pytest.mark.parametrize("kind", sorted(REGISTERS))
def test_is_sound_and_takes_its_sample(kind):
    register = REGISTERS[kind]
    assert register_faults(register) == []
    facts = read(register.facts, SAMPLES[kind])
    assert register.check is None or register.check(facts) is None
    assert register.title_of(facts)


@pytest.mark.parametrize(("kind", "changed", "says"), REFUSED)
def test_says_what_is_wrong_with_it(kind, changed, says):
    register = REGISTERS[kind]
    assert says in (register.check(read(register.facts, SAMPLES[kind] | changed)) or "")


@pytest.mark.parametrize("value", ["3 工作日", "30 日", "1 month", "12", "2 h"])
def test_a_county_setting_is_a_span_or_a_number(value):
    read(REGISTERS["county_setting"].facts, SAMPLES["county_setting"] | {"value": value})


def test_a_county_setting_that_says_nothing_is_refused():
    with pytest.raises(BadFacts, match="规定格式不对"):
        read(REGISTERS["county_setting"].facts, SAMPLES["county_setting"] | {"value": "尽快！"})
    vague = read(REGISTERS["county_setting"].facts, SAMPLES["county_setting"] | {"key": "hazard.plan", "value": "尽快"})
    assert tuning.misfit(vague.dump(), datetime(2026, 3, 2, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("mine", {"gas": ""}, "瓦斯等级"),
        ("mine", {"sort": "金属非金属地下矿山", "gas": "", "most_below": ""}, "同时作业人数"),
        ("vehicle", {"plate": "F12345"}, "例如 晋F12345"),
        ("vehicle", {"seats": ""}, "核定载客"),
        ("lift", {"until": ""}, "检验有效期"),
        ("risk_census", {"hazard": "火山"}, "灾种"),
    ],
)
def test_what_is_watched_states_what_its_kind_needs(kind, changed, says):
    with pytest.raises(BadFacts, match=says):
        read(REGISTERS[kind].facts, SAMPLES[kind] | changed)


def test_five_entries_name_their_venue():
    with pytest.raises(BadFacts, match="场所"):
        read(REGISTERS["publication"].facts, SAMPLES["publication"] | {"kind": "“五进”活动"})
