"""Campaigns as files: their days, whom they ask, what is due when; and what is wrong with one is said."""

from datetime import date

import pytest

from anlan.kernel.campaign import Span, UnitView, campaign_faults, due_day, is_asked, lay_out, read_campaign

TASK = {
    "id": "hold",
    "kind": "duty",
    "title": "开展活动",
    "task": "开展活动并留存佐证。",
    "asks": {"members_of": "县安委会"},
    "due": "ends",
}
DATA = {
    "kind": "sample",
    "version": 1,
    "title": "示例活动",
    "source": "示例〔2026〕1号",
    "span": {"begins": "06-01", "ends": "06-30"},
    "target": {"what": "单位"},
    "tasks": [TASK, TASK | {"id": "plan", "asks": {"host": True}, "due": "begins-10"}],
}
UNITS = [UnitView("u2", "乡镇"), UnitView("u1", "县级部门", ("县安委会",), True), UnitView("u3", "县级部门", ("县安委会",))]


def test_it_asks_its_units_by_its_days():
    asked = lay_out(read_campaign(DATA), 2026, UNITS, host="h")
    assert [(one.no, one.unit, one.due) for one in asked] == [
        ("hold.u1", "u1", date(2026, 6, 30)),
        ("hold.u3", "u3", date(2026, 6, 30)),
        ("plan.h", "h", date(2026, 5, 22)),
    ]


@pytest.mark.parametrize(
    ("asks", "who"), [({"kind": "乡镇"}, ["u2"]), ({"safety_duty": True}, ["u1"]), ({"all": True}, ["u1", "u2", "u3"])]
)
def test_units_are_asked_by_their_role(asks, who):
    assert sorted(unit.id for unit in UNITS if is_asked(asks, unit)) == who


def test_a_week_a_year_and_a_programme_have_their_days():
    assert Span(week_of="05-12").in_year(2026) == (date(2026, 5, 11), date(2026, 5, 17))
    programme = Span("2024-03-01", "2026-06-30")
    assert programme.in_year(2023) is None
    assert programme.in_year(2024) == (date(2024, 3, 1), date(2024, 12, 31))
    assert programme.in_year(2026) == (date(2026, 1, 1), date(2026, 6, 30))


def test_a_task_of_one_year_is_not_asked_in_another():
    campaign = read_campaign(DATA | {"tasks": [TASK | {"only": 2027}]})
    assert lay_out(campaign, 2026, UNITS, host="h") == []
    assert len(lay_out(campaign, 2027, UNITS, host="h")) == 2


@pytest.mark.parametrize(
    ("due", "day"),
    [("begins", (2026, 6, 1)), ("begins-10", (2026, 5, 22)), ("ends+15", (2026, 7, 15)), ("12-31", (2026, 12, 31))],
)
def test_a_due_day_is_read(due, day):
    assert due_day(due, date(2026, 6, 1), date(2026, 6, 30)) == date(*day)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "Sample"}, "snake_case"),
        ({"title": "sample"}, "no Chinese"),
        ({"source": ""}, "no source"),
        ({"tasks": []}, "asks nothing"),
        ({"span": {"begins": "06-30", "ends": "06-01"}}, "ends before"),
        ({"span": {"begins": "06-31", "ends": "07-01"}}, "cannot be read"),
        ({"tasks": [TASK, TASK]}, "there twice"),
        ({"tasks": [TASK | {"kind": "nothing"}]}, "nobody plans"),
        ({"tasks": [TASK | {"asks": {"whom": 1}}]}, "whom it asks"),
        ({"tasks": [TASK | {"due": "soon"}]}, "due 'soon'"),
    ],
)
def test_a_fault_is_said(changed, says):
    assert any(says in fault for fault in campaign_faults(read_campaign(DATA | changed), {"duty"}))


def test_a_sound_one_has_none():
    assert campaign_faults(read_campaign(DATA), {"duty"}) == []
