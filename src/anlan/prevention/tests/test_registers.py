"""The prevention room's registers: sound as written, take a sample, refuse what cannot be."""

import importlib
import pkgutil

import pytest

import anlan.prevention.registers as folder
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.faults import register_faults
from anlan.kernel.register import Register

MODULES = [importlib.import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)]
REGISTERS = {it.kind: it for module in MODULES for it in vars(module).values() if isinstance(it, Register)}
SAMPLES = {
    "building": {
        "code": "Z-1",
        "name": "示例楼",
        "sort": "经营性自建房",
        "place": "140621",
        "address": "示例路",
        "floors": 4,
        "business": True,
    },
    "certificate": {
        "number": "T1",
        "holder": "示例",
        "unit": "f1",
        "sort": "特种作业操作证",
        "issued": "2024-01-01",
        "valid_until": "2027-01-01",
    },
    "fire_order": {"title": "示例令", "number": "1", "place": "140621", "since": "2026-03-01", "until": "2026-05-31"},
    "fire_warning": {
        "title": "示例",
        "level": "橙色",
        "place": "140621",
        "issuer": "示例",
        "since": "2026-03-01T08:00:00+08:00",
        "until": "2026-03-02T08:00:00+08:00",
    },
    "firm_rule": {
        "title": "示例办法",
        "unit": "f1",
        "passed_on": "2026-01-01",
        "passed_by": "示例大会",
        "clauses": [{"sort": "违规作业", "degree": "一般", "times": "1", "clause": "1", "penalty": "教育"}],
    },
    "old_equipment": {
        "tag": "T-1",
        "name": "示例储罐",
        "kind": "油气储罐",
        "firm": "f1",
        "since": "1998-01-01",
        "treatment": "限期淘汰退出",
        "exit_by": "2026-09-30",
        "basis": "示例目录 6.1",
    },
    "unapproved_building": {
        "item_no": "1",
        "name": "示例楼",
        "place": "140621",
        "unit": "u1",
        "owner": "示例公司",
        "use": "公共建筑",
        "lacks": "消防验收",
        "why": "未批先建",
        "meanwhile": "专人巡查",
    },
    "mining_process": {"face": "5201", "firm": "f1", "process": "沿空留巷", "before": "分层开采", "mined_from": "2026-01-01"},
    "quake_house": {
        "item_no": "1",
        "place": "140621102",
        "owner": {"name": "张三"},
        "kind": "农村低收入群体住房",
        "judged": "D 级",
        "plan": "重建",
    },
}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_is_sound_and_takes_its_sample(kind):
    register = REGISTERS[kind]
    assert register_faults(register) == []
    facts = read(register.facts, SAMPLES[kind])
    assert register.check is None or register.check(facts) is None
    assert register.title_of(facts)


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("old_equipment", {"gone": "1990-01-01"}, "早于投用日期"),
        ("mining_process", {"mined_to": "2025-01-01"}, "早于启用日期"),
        ("mining_process", {"before": "沿空留巷"}, "工艺相同"),
        ("quake_house", {"judged": "未鉴定"}, "请先鉴定"),
        ("quake_house", {"plan": "不需改造"}, "不能选"),
    ],
)
def test_says_what_is_wrong_with_it(kind, changed, says):
    register = REGISTERS[kind]
    assert says in (register.check(read(register.facts, SAMPLES[kind] | changed)) or "")


def test_what_must_go_has_a_day_and_a_basis():
    with pytest.raises(BadFacts, match="期限"):
        read(REGISTERS["old_equipment"].facts, SAMPLES["old_equipment"] | {"exit_by": ""})
