"""责任任务: a line a month, proof at the end, 滞后 by the clock, 长期坚持 by the year, a dispute that stops nothing."""

import pytest

from anlan.duties.loops.duty import (
    ASKS_A_MONTH,
    BARE,
    DONE,
    DUTY,
    JUDGED,
    LASTING,
    LATE,
    NEW,
    ON,
    YEAR_DONE,
    how_often,
    instalment,
    share,
)
from anlan.duties.loops.reminder_letter import REMINDER_LETTER
from anlan.duties.tests.cast import (
    CLERK,
    DEPARTMENT,
    LEADER,
    LIAISON,
    NOW,
    SIGNER,
    STRANGER,
    TOWN,
    TOWNSHIP,
    TRAFFIC,
    VERTICAL,
    WEATHER,
    opened,
)
from anlan.kernel.facts import read
from anlan.kernel.people import CLOCK, Role
from anlan.kernel.reads import UNKNOWN, SeenChildren, SeenMatter, SeenRecord
from anlan.kernel.testing import Refused, someone

FACTS = {
    "title": "整治公路防护设施",
    "task": "着力解决隧道照明等问题。",
    "unit": TRAFFIC,
    "source": "示例〔2026〕1号",
    "due": "2026-06-30",
}
ITEM = SeenRecord("i1", "township_duty_item", "A-01", "巡查", "在用", {})
NONE = SeenChildren(0, 0, 0)


def duty(seen=(), by=CLERK, **changed):
    world = {"who": DEPARTMENT, "firm": UNKNOWN, "item": UNKNOWN, "kids": NONE, "disputes": NONE, "asks": (), "settings": ()}
    return opened(DUTY, FACTS | changed, by=by, **(world | dict(seen)))


def started(**more):
    walk = duty(**more)
    walk.take("start", LIAISON, line="已开会部署")
    return walk


def test_runs_from_start_to_a_finding():
    walk = started()
    assert (walk.state, walk.holder) == (ON, f"liaison:{TRAFFIC}")
    assert walk.why_not("report_done", LIAISON, result="完成") == "请附佐证（至少 1 件），再“报完成”。"
    walk.take("report_done", LIAISON, evidence="记录", result="完成")
    assert (walk.state, walk.holder) == (JUDGED, "clerk")
    assert walk.why_not("accept", LIAISON, effect="好", opinion="属实") == "“认定完成”须由安委办经办人办理。"
    walk.take("reject", CLERK, reason="缺出口段照片")
    walk.take("report_done", LIAISON, evidence="照片", result="已补")
    walk.take("accept", CLERK, effect="好", opinion="现场属实")
    assert walk.state == DONE


def test_done_without_proof_is_a_state_of_its_own():
    walk = started()
    walk.take("report_bare", LIAISON, result="完成，照片后补")
    assert walk.state == BARE
    walk.wait("5 days")
    assert ("安委办经办人", "报了完成，还没有佐证") in walk.told
    walk.take("add_proof", LIAISON, evidence="照片")
    assert walk.state == JUDGED


def test_a_month_needs_one_line_and_asks_for_it():
    walk = started()
    walk.wait("40 days")
    assert ("部门联络员", "本月进展还没有填报，一句话即可") in walk.told
    walk.take("progress", LIAISON, line="完成 3 处", reached="3")
    assert [line.line for line in walk.facts.progress] == ["已开会部署", "完成 3 处"]
    assert str(walk.facts.next_line) == "2026-05-11"


def test_the_liaison_answers_by_a_link():
    walk = duty(liaison={"name": "张三", "phone": "13800000000"})
    walk.take("start", walk.coder("liaison"), line="已部署")
    assert walk.why_not("cancel", walk.coder("liaison"), reason="无") == "“取消”须由安委办签发人办理。"


def test_a_late_duty_lays_a_reminder_and_then_an_order_before_the_signer():
    walk = started()
    walk.wait("130 days")
    assert walk.state == LATE
    kinds = [kind for kind, _ in walk.opened]
    assert kinds == ["reminder_letter", "supervision_order"]
    assert "应于 2026-06-30 前完成" in read(REMINDER_LETTER.facts, walk.opened[0][1]).ground
    walk.take("progress_late", LIAISON, line="正在赶工")
    walk.take("report_done", LIAISON, evidence="照片", result="完成")
    assert walk.state == JUDGED


def test_a_vertically_managed_unit_gets_a_letter_never_an_order():
    walk = duty(seen={"who": VERTICAL}, unit=WEATHER)
    walk.take("start", STRANGER, line="已部署")
    walk.wait("130 days")
    assert [kind for kind, _ in walk.opened] == ["reminder_letter", "supervision_letter"]


def test_more_time_is_the_signers():
    walk = started()
    walk.wait("130 days")
    assert walk.why_not("extend", CLERK, due="2026-09-30", reason="雨季") == "“同意延期”须由安委办签发人办理。"
    walk.take("extend", SIGNER, due="2026-09-30", reason="雨季")
    assert (walk.state, str(walk.facts.due)) == (ON, "2026-09-30")


def test_a_standing_duty_closes_by_the_year_and_goes_on():
    walk = duty(standing=True, due=None, items=[{"obligation": "o1", "what": "五进", "done": True}])
    assert walk.why_not("start", LIAISON, line="已部署") == "这项任务是长期坚持的，请用“启动（长期坚持）”。"
    walk.take("start_lasting", LIAISON, line="已部署")
    walk.wait("310 days")
    assert ("安委办经办人", "年度总结还没有报") in walk.told
    assert walk.state == LASTING
    walk.take("summarise", LIAISON, evidence="记录", result="全年 12 次")
    walk.take("reject_year", CLERK, reason="缺数字")
    walk.take("summarise", LIAISON, evidence="记录", result="全年 12 次，覆盖 30 村")
    walk.opened.clear()
    walk.take("accept_year", CLERK, opinion="属实", continues=True)
    assert walk.state == YEAR_DONE
    again = read(DUTY.facts, walk.opened[0][1])
    assert (again.title, again.progress, again.items[0].done) == (FACTS["title"], (), False)


def test_a_standing_duty_may_end_with_its_year():
    walk = duty(standing=True, due=None)
    walk.take("start_lasting", LIAISON, line="已部署")
    walk.take("summarise", LIAISON, evidence="记录", result="完成")
    walk.take("accept_year", CLERK, opinion="属实", continues=False)
    assert walk.opened == []


def test_only_a_duty_without_a_date_becomes_standing():
    assert started().why_not("last", CLERK) == "这项任务的完成时限是 2026-06-30，不能转为长期坚持。"
    walk = started(due=None)
    walk.take("last", CLERK)
    assert (walk.state, walk.facts.standing) == (LASTING, True)


def test_each_co_responsible_unit_gets_its_share_and_the_lead_waits_for_all():
    walk = started(scope="分工负责", units=[WEATHER, TOWN])
    assert [(facts["unit"], facts["part"]) for _, facts in walk.opened] == [(WEATHER, "配合"), (TOWN, "配合")]
    assert read(DUTY.facts, walk.opened[0][1]).units == ()
    walk.see(kids=SeenChildren(1, 1, 0))
    assert "还有 1 个责任单位" in (walk.why_not("report_done", LIAISON, evidence="照片", result="完成") or "")


def test_guiding_firms_proves_coverage():
    walk = started(scope="指导督促落实")
    done = {"result": "已督促", "evidence": "记录"}
    assert "企业数" in (walk.why_not("report_done", LIAISON, **done) or "")
    walk.take("cover", LIAISON, firms="30", covered="28")
    assert walk.why_not("report_done", LIAISON, **done) == "还有 2 家企业没有督促到，请补齐再报完成。"
    assert walk.why_not("cover", LIAISON, firms="30", covered="31") == "已覆盖的多于应覆盖的，请核对。"
    walk.take("cover", LIAISON, firms="30", covered="30")
    walk.take("report_done", LIAISON, **done)
    assert walk.facts.covered == 30


def test_coverage_is_asked_of_nobody_else():
    walk = started(scope="负责")
    assert walk.why_not("cover", LIAISON, firms="30", covered="30") == "只有指导督促落实的任务填这一项。"
    assert set(DUTY.step("report_done").asks.model_fields) == {"result", "closed"}


def test_a_target_is_met_before_it_is_done():
    walk = started(target="10", target_unit="项")
    walk.take("progress", LIAISON, line="完成 9 项", reached="9")
    assert "指标是不少于 10 项，已完成 9" in (walk.why_not("report_done", LIAISON, evidence="照片", result="完成") or "")
    walk.take("progress", LIAISON, line="完成 10 项", reached="10")
    assert walk.why_not("report_done", LIAISON, evidence="照片", result="完成") is None


def test_a_target_is_held_the_way_the_document_says():
    walk = started(target="5", target_unit="起", comparator="不超过")
    assert "还没有填过完成数" in (walk.why_not("report_done", LIAISON, evidence="照片", result="完成") or "")
    walk.take("progress", LIAISON, line="发生 6 起", reached="6")
    assert "指标是不超过 5 起，已完成 6" in (walk.why_not("report_done", LIAISON, evidence="照片", result="完成") or "")
    walk.take("progress", LIAISON, line="核减后 5 起", reached="5")
    assert walk.why_not("report_done", LIAISON, evidence="照片", result="完成") is None


def test_a_target_of_every_quarter_is_each_instalments():
    said = {"target": "1", "target_unit": "次", "comparator": "不少于", "quantity": "每季度至少召开1次"}
    walk = started(**said, cadence="每季度", units=[WEATHER])
    assert walk.why_not("report_done", LIAISON, evidence="照片", result="完成") is None
    due = instalment(walk.look, "2026Q2")
    assert (due["target"], due["comparator"], due["quantity"]) == ("1", "不少于", "每季度至少召开1次")
    assert not {"target", "quantity"} & set(share(walk.look, WEATHER))


def test_every_item_is_done_or_explained():
    three = [{"obligation": f"o{n}", "what": what} for n, what in enumerate(("隧道照明", "临水临崖", "标线"), 1)]
    walk = started(items=three)
    assert walk.why_not("tick", LIAISON, obligations=["o9"]) == "任务条目里没有这一条，请刷新后再选。"
    assert walk.why_not("tick", LIAISON, obligations=["o2"], done=False) == "没有办的条目，请写明情况。"
    walk.take("tick", LIAISON, obligations=["o1"])
    report = {"evidence": "照片", "result": "完成"}
    assert "还有 2 条任务条目" in (walk.why_not("report_done", LIAISON, **report) or "")
    walk.take("tick", LIAISON, obligations=["o2"], done=False, remark="列入明年计划")
    assert "（第一条：标线）" in (walk.why_not("report_done", LIAISON, **report) or "")
    walk.take("report_done", LIAISON, **report, closed=["o3"])
    assert [(one.done, one.remark) for one in walk.facts.items] == [(True, None), (False, "列入明年计划"), (True, None)]


def test_a_dispute_stops_nothing_until_it_is_ruled():
    walk = duty()
    walk.take("dispute", LIAISON, ground="“三定”规定第 3 条")
    assert (walk.state, walk.holder) == (NEW, f"liaison:{TRAFFIC}")
    assert walk.opened[0][0] == "duty_dispute"
    assert "先提出职责争议" in (walk.why_not("reassign", CLERK, unit=WEATHER, ruling="无") or "")
    walk.see(disputes=SeenChildren(1, 0, 0))
    assert walk.why_not("reassign", CLERK, unit=WEATHER, ruling="无") == "职责争议还没有裁定，裁定前由原单位负责。"
    walk.see(disputes=SeenChildren(0, 1, 0))
    walk.take("reassign", CLERK, unit=WEATHER, ruling="县长裁定 3 月 5 日")
    assert walk.holder == f"liaison:{WEATHER}"


def test_a_township_does_only_what_its_list_holds():
    liaison = someone(Role.LIAISON, unit=TOWN)
    walk = duty(seen={"who": TOWNSHIP}, unit=TOWN)
    assert "没有对应示例镇的履职事项" in (walk.why_not("start", liaison, line="已部署") or "")
    walk.wait("130 days")
    assert "supervision_order" not in [kind for kind, _ in walk.opened]
    walk = duty(seen={"who": TOWNSHIP, "item": ITEM}, unit=TOWN, item="i1")
    walk.take("start", liaison, line="已部署")
    assert walk.state == ON


def test_a_person_keeps_to_the_countys_limit_of_asks_a_month():
    limit = SeenRecord("s1", "county_setting", ASKS_A_MONTH, "上限", "在用", {"value": "2"})
    asks = tuple(SeenMatter(str(n), "duty", "任务", NEW, NOW) for n in range(2))
    seen = {"who": TOWNSHIP, "item": ITEM, "settings": (limit,), "asks": asks}
    with pytest.raises(Refused, match="近一个月已向示例镇交办 2 件"):
        duty(seen=seen, unit=TOWN, item="i1")
    assert duty(seen=seen, by=CLOCK, unit=TOWN, item="i1").state == NEW


def test_an_unknown_unit_gets_no_duty():
    with pytest.raises(Refused, match="请先登记单位"):
        duty(seen={"who": UNKNOWN})


@pytest.mark.parametrize(
    ("cadence", "every", "period", "due"),
    [
        ("每季度", "quarter", "2026Q1", "2026-03-31"),
        ("每半年", "half", "2026H1", "2026-06-30"),
        ("每年", "year", "2026", "2026-12-31"),
    ],
)
def test_a_periodic_duty_asks_each_period_anew(cadence, every, period, due):
    walk = started(cadence=cadence)
    assert how_often(walk.look) == every
    part = read(DUTY.facts, instalment(walk.look, period))
    assert (str(part.due), part.part, part.title) == (due, "分期", f"{FACTS['title']}（{period}）")
    assert how_often(duty(cadence="每月").look) == ""


def test_a_leader_gives_no_duty_by_himself():
    with pytest.raises(Refused, match="须由安委办经办人发起"):
        duty(by=LEADER)
