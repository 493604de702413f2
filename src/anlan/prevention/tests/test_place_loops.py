"""Places: one building one plan, ponds that close, grid members who look, fire that is lit in the open only when it may be."""

from datetime import timedelta

import pytest

from anlan.kernel.people import Role
from anlan.kernel.reads import UNKNOWN, SeenRecord
from anlan.kernel.testing import Refused, someone
from anlan.prevention.loops.building_plan import BUILDING_PLAN
from anlan.prevention.loops.grid_patrol import GRID_PATROL
from anlan.prevention.loops.hazard import HAZARD
from anlan.prevention.loops.tailings_closure import TAILINGS_CLOSURE
from anlan.prevention.loops.wild_fire import READY, WILD_FIRE
from anlan.prevention.tests.cast import CLERK, FIRM, GRID, MANAGER, NOW, OFFICER, OTHER_OFFICER, TOWNSHIP, opened

MEASURES = [
    {"no": "1", "danger": "疏散楼梯被占", "measure": "清理", "who": "业主", "due": "2026-03-20"},
    {"no": "2", "danger": "线路老化", "measure": "更换", "who": "业主", "due": "2026-04-20"},
]
PLAN = {"title": "示例自建房", "sort": "一栋一策", "subject": "b1", "place": "140621100", "now": "4 层", "meanwhile": "专人值守",
        "measures": MEASURES, "due": "2026-05-01"}  # fmt: skip


def test_a_plan_is_ticked_off_measure_by_measure():
    for wrong, why in (
        ([], "还没有措施"),
        ([MEASURES[0], MEASURES[0]], "重复"),
        ([MEASURES[0] | {"due": "2026-06-01"}], "晚于整治完成期限"),
    ):
        with pytest.raises(Refused, match=why):
            opened(BUILDING_PLAN, PLAN | {"measures": wrong}, by=TOWNSHIP)
    walk = opened(BUILDING_PLAN, PLAN, by=TOWNSHIP)
    walk.take("approve", OFFICER)
    assert "没有第 9 条" in (walk.why_not("tick", TOWNSHIP, "照片", no="9", done_on="2026-03-02") or "")
    assert "晚于今天" in (walk.why_not("tick", TOWNSHIP, "照片", no="1", done_on="2026-03-09") or "")
    walk.take("tick", TOWNSHIP, "照片", no="1", done_on="2026-03-02")
    assert walk.why_not("apply", TOWNSHIP) == "第 2 条还没有完成，不能申请销号。"
    walk.take("tick", TOWNSHIP, "照片", no="2", done_on="2026-03-02")
    walk.take("apply", TOWNSHIP)
    walk.take("back", OFFICER, reason="线路未穿管")
    walk.take("apply", OFFICER)
    assert walk.why_not("check", OFFICER, "照片") == "须由申请人以外的人办理。"
    walk.take("check", OTHER_OFFICER, "照片")
    assert walk.state == "已销号"


POND = SeenRecord("p1", "tailings_pond", "k", "示例库", "在用", {})
CLOSE = {"title": "示例尾矿库", "subject": "p1", "unit": FIRM, "place": "140621", "due": "2027-01-01"}


@pytest.mark.parametrize("facts, why", [
    ({"why": "停用时间过长", "idle_since": "2023-03-03"}, "没有超过 3 年"),
    ({"why": "停用时间过长", "idle_since": "2023-02-27"}, ""),
    ({"why": "运行到设计最终标高", "elevation": "1200", "final": "1200"}, ""),
    ({"why": "运行到设计最终标高", "elevation": "1199.9", "final": "1200"}, "还没有到"),
])  # fmt: skip
def test_a_pond_closes_when_the_notice_says_so(facts, why):
    if not why:
        assert opened(TAILINGS_CLOSURE, CLOSE | facts, pond=POND).state == "待闭库设计"
        return
    with pytest.raises(Refused, match=why):
        opened(TAILINGS_CLOSURE, CLOSE | facts, pond=POND)


def test_a_pond_is_designed_cured_accepted_and_struck_off():
    facts = CLOSE | {"why": "停用时间过长", "idle_since": "2020-01-01"}
    with pytest.raises(Refused, match="台账里没有这座库"):
        opened(TAILINGS_CLOSURE, facts, pond=UNKNOWN)
    walk = opened(TAILINGS_CLOSURE, facts, pond=POND)
    walk.take("design", MANAGER, "文件")
    walk.take("reject", OFFICER, reason="排洪不足")
    walk.take("design", MANAGER, "文件")
    walk.take("approve", OFFICER, "文件", design_no="示审1号")
    walk.take("finish", MANAGER, "文件")
    walk.take("fail", OFFICER, reason="覆土不够")
    walk.take("finish", MANAGER, "文件")
    walk.take("accept", OFFICER, "照片", opinion="合格")
    assert walk.why_not("strike", OFFICER, notice="示公告1号") == "须由验收人以外的人办理。"
    walk.take("strike", CLERK, notice="示公告1号")
    assert (walk.state, walk.put[-1]) == ("已销号", ("tailings_pond", {"running": "闭库"}))


LIST = (
    SeenRecord("c", "checklist", "township_hazard_items", "清单", "在用", {"clauses": [{"clause": "1", "content": "飞线充电"}]}),
)
SEEN = {"item": "飞线充电", "what": "楼道充电", "unit": FIRM, "settled": "上报乡镇"}
PATROL = {"title": "晚间巡查", "place": "140621100", "happened_at": NOW.isoformat()}


def test_a_grid_member_tells_and_the_township_passes_on():
    with pytest.raises(Refused, match="不做执法检查"):
        opened(GRID_PATROL, PATROL | {"seen": [SEEN | {"item": "查账本"}]}, by=GRID, list=LIST)
    walk = opened(GRID_PATROL, PATROL | {"seen": [SEEN]}, by=GRID, list=LIST)
    assert "请“转办”" in (walk.why_not("fine", GRID) or "")
    walk.take("return", TOWNSHIP, reason="哪一栋")
    walk.take("more", GRID, opinion="3 号楼")
    walk.take("pass_on", TOWNSHIP, opinion="交物业整改")
    hazard = opened(HAZARD, walk.opened[0][1], by=OFFICER)
    assert (walk.state, hazard.facts.source) == ("已处理", "巡查走访")
    quiet = opened(GRID_PATROL, PATROL, by=GRID, list=())
    quiet.take("fine", GRID)
    assert quiet.state == "无异常"
    with pytest.raises(Refused, match="晚于现在"):
        opened(GRID_PATROL, PATROL | {"happened_at": (NOW + timedelta(hours=1)).isoformat()}, by=GRID, list=())


FIRE = {"title": "烧田埂", "place": "140621100", "point": (1128160000, 395220000), "sort": "农事用火", "people": 3,
        "applicant": {"name": "示例", "phone": "13800000000"}, "starts": NOW.isoformat(),
        "ends": (NOW + timedelta(hours=3)).isoformat(), "ready": list(READY)}  # fmt: skip


def order(since, until):
    return (SeenRecord("o", "fire_order", "1", "示例禁火令", "在用", {"since": since, "until": until}),)


def warning(level):
    return (SeenRecord("w", "fire_warning", "1", "预警", "在用", {"level": level}, valid_until=NOW + timedelta(hours=9)),)


def fire(orders=(), warnings=(), **facts):
    return opened(WILD_FIRE, FIRE | facts, by=TOWNSHIP, orders=orders, warnings=warnings)


@pytest.mark.parametrize("more, why", [
    ({"orders": order("2026-03-02", "2026-04-30")}, "正在禁火期"),
    ({"orders": order("2026-03-03", "2026-04-30")}, ""),
    ({"orders": UNKNOWN}, "查不到本地的禁火令"), ({"warnings": UNKNOWN}, "查不到森林草原火险预警"),
    ({"warnings": warning("橙色")}, "橙色预警"),
   ({"warnings": warning("黄色")}, ""), ({"ready": ["有人看守"]}, "还没有开好隔离带"),
    ({"ends": NOW.isoformat()}, "不晚于"),
])  # fmt: skip
def test_fire_in_the_open_is_refused_in_season_and_under_warning(more, why):
    answer = fire(**more).why_not("allow", OFFICER) or ""
    assert why in answer if why else answer == ""


def test_a_warning_that_rises_calls_the_fire_off():
    walk = fire()
    walk.take("allow", OFFICER)
    assert "请附点火前现场照片" in (walk.why_not("light", TOWNSHIP) or "")
    walk.take("light", TOWNSHIP, "照片")
    walk.see(warnings=warning("红色"))
    assert walk.state == "已叫停"
    walk.wait("31min")
    assert any("叫停后还没有报熄灭" in text for _, text in walk.told)
    walk.take("out", TOWNSHIP, "照片")
    assert walk.state == "已熄灭"
    late = fire()
    late.wait("4h")
    assert late.state == "已作废"


def test_somebody_else_may_not_allow_from_another_county():
    assert "须由部门监管人员、乡镇应急消防岗办理" in (fire().why_not("allow", someone(Role.OFFICER, place="140622")) or "")
