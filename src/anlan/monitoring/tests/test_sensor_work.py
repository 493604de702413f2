"""Walks a filing: before the work, for named sensors, not longer than the county allows; and what it covers."""

from datetime import date, timedelta

import pytest

from anlan.kernel.testing import Refused, Walk
from anlan.monitoring.loops.sensor_work import FILED, RESTORED, SENSOR_WORK, WITHDRAWN
from anlan.monitoring.tests.cast import DISPATCHER, FIRM, NOON, OFFICER, STRANGER, TOWN
from anlan.standards.county import Override, tightened
from anlan.standards.loader import shipped

HOUR = timedelta(hours=1)
FACTS = {
    "sort": "标校", "sensors": ["s1", "s2"], "unit": FIRM, "place": TOWN, "starts": (NOON + HOUR).isoformat(),
    "ends": (NOON + 2 * HOUR).isoformat(), "reason": "月度标校", "worker": "示例仪表工",
}  # fmt: skip
OWN = tightened(shipped(), [Override("sensor_integrity.work_longest", 2, "山阴县", "示例〔2026〕12号", date(2026, 1, 2))])


def filed(figures: object = None, **facts: object) -> Walk:
    return Walk(SENSOR_WORK, facts=FACTS | facts, by=DISPATCHER, at=NOON, figures=figures or shipped())


@pytest.mark.parametrize(("facts", "says"), [
    ({"starts": (NOON - HOUR).isoformat()}, "不能补报备"),
    ({"ends": NOON.isoformat()}, "晚于开始时间"),
    ({"sensors": []}, "要作业的监测点"),
])  # fmt: skip
def test_what_is_not_a_filing(facts, says):
    with pytest.raises(Refused, match=says):
        filed(**facts)


def test_the_longest_is_the_countys_to_set():
    long = {"ends": (NOON + 5 * HOUR).isoformat()}
    assert filed(**long).state == FILED, "not set is no limit"
    with pytest.raises(Refused, match="一次报备最长 2 小时"):
        filed(OWN, **long)


def test_only_the_firms_own_people_file():
    with pytest.raises(Refused, match="须由"):
        Walk(SENSOR_WORK, facts=FACTS, by=STRANGER, at=NOON, figures=shipped())


def test_it_is_restored_with_its_record():
    work = filed()
    assert work.why_not("restore", by=DISPATCHER, restored_at=(NOON + HOUR).isoformat(), outcome="合格", evidence="文件") == (
        "恢复时间应在开始之后、现在之前，请核对。"
    )
    work.wait("90min")
    assert "撤回" in (work.why_not("withdraw", by=DISPATCHER, reason="改期") or "")
    said = {"restored_at": work.now.isoformat(), "outcome": "标气 1.00，校前 0.93，校后 1.00"}
    assert "标校记录" in (work.why_not("restore", by=DISPATCHER, **said) or "")
    work.take("restore", by=DISPATCHER, evidence="文件", **said)
    assert work.state == RESTORED


def test_a_filing_that_is_not_needed_is_withdrawn_before_it_begins():
    work = filed()
    work.take("withdraw", by=DISPATCHER, reason="改期")
    assert work.state == WITHDRAWN


def test_one_that_is_over_is_asked_for():
    work = filed()
    work.wait("150min")
    assert [who for who, _ in work.told] == ["当前承办人", "企业带班领导"]
    work.wait("2h")
    assert [who for who, _ in work.told[2:]] == ["企业主要负责人", "部门监管人员"]
    assert "须由" in (work.why_not("restore", by=OFFICER, restored_at=work.now.isoformat(), outcome="x", evidence="文件") or "")
