"""Work permits: each kind at its bounds, the interlock line by line, a stop ordered by the clock and obeyed by a person."""

from datetime import timedelta

import pytest

from anlan.kernel.people import Role
from anlan.kernel.reads import UNKNOWN, SeenLatest, SeenMatter, SeenRecord
from anlan.kernel.testing import Refused, someone
from anlan.prevention.loops.blind_plate import BLIND_PLATE
from anlan.prevention.loops.confined_space import CONFINED_SPACE
from anlan.prevention.loops.earthwork import EARTHWORK
from anlan.prevention.loops.height_work import HEIGHT_WORK
from anlan.prevention.loops.hot_work import HOT_WORK
from anlan.prevention.loops.lifting import LIFTING
from anlan.prevention.loops.road_closing import ROAD_CLOSING
from anlan.prevention.loops.temporary_power import TEMPORARY_POWER
from anlan.prevention.permits import At, conditions
from anlan.prevention.tests.cast import FIRM, HEAD, MANAGER, NOW, OFFICER, opened

APPROVER, GUARDIAN = someone(Role.PERMIT_APPROVER, unit=FIRM), someone(Role.GUARDIAN, unit=FIRM)
ELECTRICIAN = someone(Role.WORKER, unit=FIRM)
MEASURES = [{"what": "清除可燃物"}, {"what": "灭火器到位"}]
DONE = [one | {"done": True, "by": "示例"} for one in MEASURES]
COMMON = {
    "unit": FIRM, "place": "140621100", "point": (1128160000, 395220000), "spot": "4 号罐", "work": "检修", "people": 3,
    "starts": NOW.isoformat(), "ends": (NOW + timedelta(hours=8)).isoformat(), "guardian": GUARDIAN.person, "camera": "k1",
    "risks": ["火灾爆炸"], "measures": MEASURES,
}  # fmt: skip
OWN = {
    "hot_work": {"grade": "一级", "lower_limit": "5", "welder": "c1"},
    "confined_space": {"medium": "水", "voltage": "12", "rescue": "已备齐"},
    "blind_plate": {"action": "堵盲板", "pipe": "P1", "medium": "氢", "pressure": "0", "temperature": "20", "plate": "M1",
                    "drawing": "T1"},
    "height_work": {"height": "4", "grade": "Ⅰ级", "climber": "c1", "wind": 3},
    "lifting": {"mass": "10", "grade": "三级", "operator": "c1", "wind": 3},
    "temporary_power": {"source": "箱 1", "voltage": "220", "devices": "水泵 3 kW", "protected": True, "electrician": "c1"},
    "earthwork": {"depth": "1", "below": ["经查没有"], "checked": "查竣工图", "support": "放坡"},
    "road_closing": {"road": "厂区东路", "told": ["消防", "医疗"], "detour": ["f1"], "signs": True},
}  # fmt: skip
ACT = {"height_work": "belt", "lifting": "trial"}
"""What comes before the work, by kind; LAST what comes before its acceptance."""
LAST = {"hot_work": "embers", "confined_space": "count", "temporary_power": "cut", "road_closing": "reopen"}
LOOPS = {
    one.kind: one
    for one in (HOT_WORK, CONFINED_SPACE, BLIND_PLATE, HEIGHT_WORK, LIFTING, TEMPORARY_POWER, EARTHWORK, ROAD_CLOSING)
}
SCOPE = {"hot_work": "焊接与热切割作业", "height_work": "高处作业", "lifting": "起重机作业", "temporary_power": "电工作业"}


def certificate(scope, **more):
    return SeenRecord("c1", "certificate", "n", "证", "在用", {"scope": scope}, **more)


def asked(kind, **facts):
    seen = {"certificate": certificate(SCOPE.get(kind, "")), "against": (), "alarms": (), "camera": SeenLatest("在线", NOW)}
    return opened(LOOPS[kind], COMMON | OWN[kind] | facts, by=MANAGER, **seen)


def allowed(kind, approver=APPROVER, **facts):
    walk = asked(kind, **facts)
    walk.take("confirm", GUARDIAN, "照片", measures=DONE)
    walk.take("brief", GUARDIAN, "签名")
    walk.take("allow", approver)
    if kind in ACT:
        walk.take(ACT[kind], GUARDIAN, "照片")
    return walk


def air(walk, **more):
    values = {
        "hot_work": {"concentration": "0.1"},
        "confined_space": {"oxygen": "20.9"},
        "earthwork": {"oxygen": "20.9", "combustible": "0"},
    }
    return {"at": walk.now, "spot": "中部"} | values[walk.loop.kind] | more


@pytest.mark.parametrize("kind", LOOPS)
def test_every_kind_goes_from_the_asking_to_the_acceptance(kind):
    walk = asked(kind)
    assert "还没有落实" in (walk.why_not("confirm", GUARDIAN, "照片", measures=MEASURES) or "")
    assert "没有填确认人" in (
        walk.why_not("confirm", GUARDIAN, "照片", measures=[one | {"done": True} for one in MEASURES]) or ""
    )
    walk.take("confirm", GUARDIAN, "照片", measures=DONE)
    assert "请附作业人员签字" in (walk.why_not("brief", GUARDIAN) or "")
    walk.take("brief", GUARDIAN, "签名")
    assert "须由作业票审批人、企业主要负责人办理" in (walk.why_not("allow", MANAGER) or "")
    walk.take("allow", APPROVER)
    assert walk.look.number.startswith("作业票")
    if kind in ACT:
        assert "还没有检查" in (walk.why_not("start", GUARDIAN, on_site=3) or "")
        walk.take(ACT[kind], GUARDIAN, "照片")
    if kind in ("hot_work", "confined_space"):
        assert "还没有气体分析" in (walk.why_not("start", GUARDIAN, on_site=3) or "")
        walk.take("test", GUARDIAN, **air(walk))
    assert "多于作业票的 3 人" in (walk.why_not("start", GUARDIAN, on_site=4) or "")
    walk.take("start", GUARDIAN, on_site=3)
    if kind == "blind_plate":
        walk.take("tag", GUARDIAN, "照片")
    walk.take("finish", GUARDIAN)
    if kind in LAST:
        assert "再验收" in (walk.why_not("close", APPROVER, "照片") or "")
        walk.take(LAST[kind], GUARDIAN, "照片")
    assert "请附完工照片" in (walk.why_not("close", APPROVER) or "")
    walk.take("close", APPROVER, "照片")
    assert walk.state == At.CLOSED


@pytest.mark.parametrize("kind", LOOPS)
def test_nothing_begins_behind_a_dead_camera_or_beside_an_alarm_or_unknown(kind):
    walk = allowed(kind)
    if kind in ("hot_work", "confined_space"):
        walk.take("test", GUARDIAN, **air(walk))
    found = (SeenMatter("m", "alarm", "甲烷超限", "待签收", NOW),)
    for seen, why in (
        ({"camera": UNKNOWN}, "无监控不作业"), ({"camera": SeenLatest("离线", NOW)}, "无监控不作业"),
        ({"alarms": found}, "甲烷超限"),
        ({"alarms": UNKNOWN}, "查不到"), ({"against": UNKNOWN}, "查不到"), ({"against": found}, "相冲突"),
    ):  # fmt: skip
        before = dict(walk.look.seen._found)
        walk.see(**seen)
        assert why in (walk.why_not("start", GUARDIAN, on_site=1) or "")
        walk.see(**before)
    assert walk.why_not("start", GUARDIAN, on_site=1) is None


def test_conditions_are_told_line_by_line():
    walk = allowed("hot_work")
    walk.see(camera=UNKNOWN, certificate=UNKNOWN)
    told = {one.what: one.why_not for one in conditions(HOT_WORK, walk.look)}
    assert set(told) == {"气体分析", "作业人持证", "风力", "作业时间", "作业人数", "监控在线", "无冲突作业和报警"}
    assert [what for what, why in told.items() if why] == ["气体分析", "作业人持证", "监控在线"]


def test_a_broken_condition_orders_a_stop_and_only_a_person_says_it_was_obeyed():
    walk = allowed("hot_work")
    walk.take("test", GUARDIAN, **air(walk))
    walk.take("start", GUARDIAN, on_site=2)
    walk.see(camera=SeenLatest("离线", NOW))
    assert walk.state == At.HALTED
    walk.wait("6min")
    assert ("部门监管人员", "停止作业指令还没有回执") in walk.told
    walk.take("obey", GUARDIAN, "照片")
    walk.see(camera=SeenLatest("在线", NOW))
    walk.wait("31min")
    assert "请重新检测" in (walk.why_not("start", GUARDIAN, on_site=2) or "")
    walk.take("test", GUARDIAN, **air(walk))
    walk.take("start", GUARDIAN, on_site=2)
    walk.take("order", OFFICER, reason="现场无人监护")
    assert walk.state == At.HALTED


def test_those_named_must_sign_and_nobody_else_can():
    walk = asked("earthwork", below=["电缆"], must_sign=[ELECTRICIAN.person])
    walk.take("confirm", GUARDIAN, "照片", measures=DONE)
    walk.take("brief", GUARDIAN, "签名")
    assert "还有 1 名会签人" in (walk.why_not("allow", APPROVER) or "")
    assert walk.why_not("countersign", HEAD, opinion="同意") == "您不在这张票的会签人之中。"
    walk.take("countersign", ELECTRICIAN, opinion="电缆已停电")
    walk.take("allow", APPROVER)


@pytest.mark.parametrize("kind, facts, why", [
    ("hot_work", {"ends": (NOW + timedelta(hours=8, minutes=1)).isoformat()}, "最长 8 小时"),
    ("hot_work", {"grade": "二级", "ends": (NOW + timedelta(hours=72)).isoformat()}, ""),
    ("hot_work", {"grade": "二级", "ends": (NOW + timedelta(hours=73)).isoformat()}, "最长 72 小时"),
    ("confined_space", {"ends": (NOW + timedelta(hours=24)).isoformat()}, ""),
    ("confined_space", {"ends": (NOW + timedelta(hours=25)).isoformat()}, "24 小时"),
    ("temporary_power", {"ends": (NOW + timedelta(days=15)).isoformat()}, ""),
    ("temporary_power", {"ends": (NOW + timedelta(days=16)).isoformat()}, "15 日"),
    ("temporary_power", {"ends": (NOW + timedelta(days=30)).isoformat(), "extended": True}, ""),
    ("height_work", {"height": "1.9"}, "不是高处作业"),
    ("height_work", {"height": "2"}, ""), ("height_work", {"height": "5"}, ""),
    ("height_work", {"height": "5.1"}, "应按Ⅱ级"), ("height_work", {"height": "30.1", "grade": "Ⅳ级"}, ""),
    ("height_work", {"worse": True}, "应按Ⅱ级"),
    ("lifting", {"mass": "40"}, "应按二级"), ("lifting", {"mass": "39.9"}, ""), ("lifting", {"mass": "100", "grade": "二级"}, ""),
    ("lifting", {"mass": "100.1", "grade": "二级"}, "应按一级"), ("earthwork", {"below": ["电缆"]}, "请写明会签人"),
    ("road_closing", {"ends": NOW.isoformat()}, "不晚于"), ("blind_plate", {"measures": []}, "还没有安全措施"),
])  # fmt: skip
def test_a_paper_is_asked_for_within_its_bounds(kind, facts, why):
    if not why:
        assert asked(kind, **facts).state == At.ASKED
        return
    with pytest.raises(Refused, match=why):
        asked(kind, **facts)


@pytest.mark.parametrize("kind, facts, test, why", [
    ("hot_work", {}, {"concentration": "0.5"}, ""), ("hot_work", {}, {"concentration": "0.51"}, "高于"),
    ("hot_work", {"lower_limit": "3.9"}, {"concentration": "0.21"}, "高于"), ("hot_work", {"outdoors": True}, {}, "没有填风力"),
    ("hot_work", {"outdoors": True, "wind": 5}, {}, "停止露天动火"), ("hot_work", {"outdoors": True, "wind": 4}, {}, ""),
    ("confined_space", {}, {"oxygen": "19.5"}, ""), ("confined_space", {}, {"oxygen": "19.4"}, "不在"),
    ("confined_space", {}, {"oxygen": "21.1"}, "不在"), ("confined_space", {"lower_limit": "5"}, {}, "没有可燃气体浓度"),
    ("confined_space", {"lower_limit": "5"}, {"combustible": "0.6"}, "高于"),
    ("confined_space", {}, {"toxic": "硫化氢"}, "没有填浓度"),
    ("confined_space", {}, {"toxic": "硫化氢", "toxic_value": "11", "toxic_limit": "10"}, "超过限值"),
    ("earthwork", {"depth": "1.2"}, {}, ""), ("earthwork", {"depth": "1.2"}, None, "请先检测"),
    ("earthwork", {"depth": "1.19"}, None, ""),
])  # fmt: skip
def test_the_gas_at_its_bounds(kind, facts, test, why):
    walk = allowed(kind, **facts)
    if test is not None:
        walk.take("test", GUARDIAN, **air(walk, **test))
    answer = walk.why_not("start", GUARDIAN, on_site=1) or ""
    assert why in answer if why else answer == ""


@pytest.mark.parametrize("kind, facts, why", [
    ("confined_space", {"voltage": "36"}, ""), ("confined_space", {"voltage": "37"}, "36 V"),
    ("confined_space", {"wet": True, "voltage": "13"}, "12 V"), ("confined_space", {"rescue": "未备齐"}, "没有备齐"),
    ("temporary_power", {"protected": False}, "没有漏电保护"), ("road_closing", {"told": ["调度"]}, "消防、医疗"),
    ("lifting", {"mass": "50", "grade": "二级"}, "没有吊装方案"), ("hot_work", {"grade": "特级"}, "特级动火由企业主管领导审批"),
])  # fmt: skip
def test_what_the_approver_may_not_sign(kind, facts, why):
    walk = asked(kind, **facts)
    walk.take("confirm", GUARDIAN, "照片", measures=DONE)
    walk.take("brief", GUARDIAN, "签名")
    answer = walk.why_not("allow", APPROVER) or ""
    assert why in answer if why else answer == ""


@pytest.mark.parametrize("kind, facts, seen, why", [
    ("height_work", {"wind": 5}, {}, "停止露天高处作业"), ("lifting", {"wind": 6}, {}, "停止吊装"),
    ("lifting", {"wind": 5}, {}, ""),
    ("lifting", {"wind": None}, {}, "没有填风力"), ("blind_plate", {"pressure": "0.1"}, {}, "还有压力"),
    ("road_closing", {"signs": False}, {}, "警示标志"), ("road_closing", {"at_night": True}, {}, "没有红灯"),
    ("temporary_power", {}, {"certificate": certificate("焊接与热切割作业")}, "不是“电工”项目"),
    ("temporary_power", {}, {"certificate": certificate("电工作业", valid_until=NOW)}, "查不到或已过期"),
])  # fmt: skip
def test_what_keeps_it_from_beginning(kind, facts, seen, why):
    walk = allowed(kind, **facts)
    walk.see(**seen)
    answer = walk.why_not("start", GUARDIAN, on_site=1) or ""
    assert why in answer if why else answer == ""


def test_who_asks_does_not_allow_and_time_takes_the_paper_back():
    walk = asked("hot_work")
    walk.take("confirm", GUARDIAN, "照片", measures=DONE)
    walk.take("brief", GUARDIAN, "签名")
    both = type(MANAGER)(person=MANAGER.person, name=MANAGER.name, grants=(*MANAGER.grants, *APPROVER.grants))
    assert walk.why_not("allow", both) == "须由申请人以外的人办理。"
    walk.wait("9h")
    assert walk.state == At.VOID


def test_too_early_and_too_late():
    walk = allowed("road_closing", starts=(NOW + timedelta(hours=1)).isoformat(), ends=(NOW + timedelta(hours=2)).isoformat())
    assert walk.why_not("start", GUARDIAN, on_site=1) == "还没有到计划开始时间。"
    walk.wait("61min")
    walk.take("start", GUARDIAN, on_site=1)
    walk.wait("2h")
    assert walk.state == At.WORKING, "that a road is open again the clock cannot know"
