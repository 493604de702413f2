"""企业自查: one a firm and cycle, by the imported list; what is found becomes hazards; silence is closed by the clock."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.loop import Each
from anlan.kernel.people import CLOCK
from anlan.kernel.reads import UNKNOWN, SeenChildren, SeenRecord
from anlan.prevention.loops.hazard import HAZARD
from anlan.prevention.loops.self_check import SELF_CHECK, At
from anlan.prevention.loops.self_check_plan import SELF_CHECK_PLAN, ends
from anlan.prevention.tests.cast import FIRM, MANAGER, NOW, OFFICER, opened

LIST = SeenRecord(
    "c1", "checklist", "k", "示例清单", "在用", {"clauses": [{"clause": "1", "content": "甲"}, {"clause": "2", "content": "乙"}]}
)
PLAN = {"title": "工贸自查", "place": "140621", "sector": "冶金工贸", "checklist": "c1", "cycle": "每月", "days": 20}
FIRMS = [SeenRecord(f"{n:032x}", "firm", str(n), f"企业{n}", "在用", {}, place="140621100") for n in range(3)]


def running(at=NOW, **facts):
    walk = opened(SELF_CHECK_PLAN, PLAN | facts, by=OFFICER, at=at, list=LIST, checks=SeenChildren())
    walk.take("run", OFFICER)
    return walk


def check(**facts):
    plan = running()
    plan.repeat(replace(FIRMS[0], id=FIRM))
    return opened(SELF_CHECK, plan.opened[0][1] | facts, by=CLOCK, list=LIST)


def test_without_a_list_nothing_is_handed_down():
    walk = opened(SELF_CHECK_PLAN, PLAN, by=OFFICER, list=UNKNOWN)
    assert "内容未导入" in (walk.why_not("run", OFFICER) or "")


@pytest.mark.parametrize(
    "cycle, on, period, last",
    [
        ("每月", (2026, 3, 2), "2026-03", date(2026, 3, 31)),
        ("每季度", (2026, 5, 31), "2026-04", date(2026, 6, 30)),
        ("每半年", (2026, 12, 31), "2026-07", date(2026, 12, 31)),
        ("每年", (2028, 2, 29), "2028-01", date(2028, 12, 31)),
    ],
)
def test_a_period_has_its_name_and_its_last_day(cycle, on, period, last):
    walk = running(datetime(*on, 9, tzinfo=SHANGHAI), cycle=cycle)
    walk.repeat(*FIRMS)
    assert SELF_CHECK_PLAN.repeats is not None
    assert SELF_CHECK_PLAN.repeats.over == Each("firm")
    assert {facts["period"] for _, facts in walk.opened} == {period}
    assert ends(period, cycle) == last
    assert len({facts["unit"] for _, facts in walk.opened}) == 3


def test_a_plan_that_begins_after_its_day_gives_until_the_end():
    walk = running(datetime(2026, 2, 25, 9, tzinfo=SHANGHAI))
    walk.repeat(FIRMS[0])
    assert walk.opened[0][1]["due"] == date(2026, 2, 28)


def test_a_clean_firm_is_done_in_one_tap_and_proves_it():
    walk = check()
    assert "请附自查照片或记录" in (walk.why_not("answer", MANAGER, result="未发现隐患") or "")
    walk.take("answer", MANAGER, "照片", result="未发现隐患")
    assert (walk.state, walk.opened) == (At.DONE, [])


def test_what_is_found_becomes_hazards_by_the_clause():
    walk = check()
    rows = [{"clause": "2", "what": "电缆破损", "severity": "一般", "due": "2026-03-25"}]
    assert "没有第 9 条" in (walk.why_not("answer", MANAGER, "照片", result="发现隐患", found=[rows[0] | {"clause": "9"}]) or "")
    assert "早于今天" in (
        walk.why_not("answer", MANAGER, "照片", result="发现隐患", found=[rows[0] | {"due": "2026-03-01"}]) or ""
    )
    walk.take("answer", MANAGER, "照片", result="发现隐患", found=rows)
    hazard = opened(HAZARD, walk.opened[0][1], by=CLOCK)
    assert (hazard.facts.item, hazard.facts.source, hazard.facts.sector) == ("2 乙", "企业自查", "冶金工贸")


def test_who_does_not_look_is_told_on_and_closed_by_the_clock():
    walk = check()
    walk.wait("31 days")
    assert walk.state == At.MISSED
    assert any("乡镇应急消防岗" in who for who, _ in walk.told)


def test_nothing_is_asked_before_or_after():
    walk = running()
    walk.take("end", OFFICER, reason="并入新清单")
    walk.repeat(*FIRMS)
    assert walk.opened == []
