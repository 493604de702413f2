"""The duties room's campaigns: sound files; each is laid out, approved, handed out and summed up."""

from datetime import date
from importlib import resources

import pytest

from anlan.duties.campaign_plan import DoesNotRun, campaign_facts, campaigns, view
from anlan.duties.loops.annual_points import ANNUAL_POINTS
from anlan.duties.loops.campaign_run import CAMPAIGN_RUN, KINDS
from anlan.duties.loops.duty import DUTY
from anlan.duties.loops.evaluation import EVALUATION
from anlan.duties.tests.cast import CLERK, SIGNER, opened
from anlan.kernel.campaign import UnitView, campaign_faults, lay_out
from anlan.kernel.facts import read
from anlan.kernel.reads import SeenChildren
from anlan.standards.loader import shipped

FOLDER = "anlan.duties.campaigns"
CAMPAIGNS = list(campaigns().values())
BODIES = ("县安委会", "县防灾减灾救灾委员会")
UNITS = [UnitView("town", "乡镇"), UnitView("roads", "县级部门", BODIES, True)]
FORMS = {"duty": DUTY.facts, "annual_points": ANNUAL_POINTS.facts, "evaluation": EVALUATION.facts}
EXPECTED = {
    "safety_month",
    "fire_month",
    "disaster_week",
    "five_entries",
    "ankang_cup",
    "tackling_programme",
    "forest_fire_programme",
    "demo_county",
    "fifteenth_plan",
}


def running(campaign, year=2026, **more):
    facts = campaign_facts(campaign.kind, year, UNITS, host="office") | {"notice": "示例〔2026〕1号"}
    walk = opened(CAMPAIGN_RUN, facts | more, kids=SeenChildren(0, 0, 0))
    walk.take("submit", CLERK)
    return walk


def test_all_are_there_one_a_file():
    names = {it.name for it in resources.files(FOLDER).iterdir() if it.name.endswith(".yaml")}
    assert {campaign.kind for campaign in CAMPAIGNS} == EXPECTED == {name.removesuffix(".yaml") for name in names}


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.kind)
def test_is_sound_and_asks_somebody_every_year_it_runs(campaign):
    assert campaign_faults(campaign, KINDS) == []
    assert lay_out(campaign, 2026, UNITS, host="office")


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda campaign: campaign.kind)
def test_runs_from_its_file_to_its_summary(campaign):
    walk = running(campaign)
    assert walk.why_not("approve", CLERK) == "“审定并布置任务”须由安委办签发人办理。"
    walk.take("return", SIGNER, reason="缺乡镇")
    walk.take("submit", CLERK)
    walk.take("approve", SIGNER)
    kinds = {row.kind for row in walk.facts.rows}
    for step, kind in (("lists", "annual_points"), ("evaluate", "evaluation")):
        if kind in kinds:
            walk.take(step, CLERK)
        else:
            assert "不用这一步" in (walk.why_not(step, CLERK) or "")
    for kind, facts in walk.opened:
        read(FORMS[kind], facts)
    assert len(walk.opened) == len(walk.facts.rows)
    walk.see(kids=SeenChildren(1, 0, 0))
    assert walk.why_not("end", CLERK, evidence="文件", summary="略") == "还有 1 件没有办结，请先办结。"
    walk.see(kids=SeenChildren(0, 1, 0))
    walk.take("end", CLERK, evidence="文件", summary="活动总结")
    assert walk.state == "已结束"


def test_the_tackling_programme_has_yearly_lists_and_one_closing_evaluation():
    (campaign,) = (one for one in CAMPAIGNS if one.kind == "tackling_programme")
    years = {year: {one.no for one in lay_out(campaign, year, UNITS, host="office")} for year in range(2023, 2028)}
    assert years[2023] == years[2027] == set()
    assert years[2024] == years[2025] == {"list.roads", "sum_up.roads"}
    assert years[2026] == {"list.roads", "actions.roads", "sum_up.roads", "evaluate.office"}


@pytest.mark.parametrize(
    ("kind", "days"),
    [("safety_month", ((6, 1), (6, 30))), ("fire_month", ((11, 1), (11, 30))), ("disaster_week", ((5, 11), (5, 17)))],
)
def test_the_calendar_is_that_of_the_notice(kind, days):
    (campaign,) = (one for one in CAMPAIGNS if one.kind == kind)
    assert campaign.span.in_year(2026) == tuple(date(2026, *day) for day in days)


def test_a_target_is_answered_and_a_missing_notice_is_said():
    campaign = CAMPAIGNS[0]
    walk = running(campaign, target="100")
    walk.take("approve", SIGNER)
    assert "请填写完成值" in (walk.why_not("end", CLERK, evidence="文件", summary="略") or "")
    walk.take("end", CLERK, evidence="文件", summary="略", reached="96")
    assert walk.facts.reached == 96
    bare = opened(
        CAMPAIGN_RUN, {"title": "略", "campaign": "x", "year": 2026, "unit": "u", "begins": "2026-06-01", "ends": "2026-06-30"}
    )
    assert bare.why_not("submit", CLERK) == "任务安排还是空的，请按活动方案生成或逐条填写。"


def test_no_target_is_invented():
    assert all(campaign.target.value is None for campaign in CAMPAIGNS)


def test_a_unit_of_the_register_is_asked_by_what_it_is():
    said = {"kind": "县级部门", "members_of": ["县安委会"], "safety_duty": True}
    assert view("u1", said) == UnitView("u1", "县级部门", ("县安委会",), True)


@pytest.mark.parametrize(
    ("kind", "year", "says"), [("nothing", 2026, "从列表中选"), ("tackling_programme", 2030, "2030 年不开展")]
)
def test_what_does_not_run_says_so(kind, year, says):
    with pytest.raises(DoesNotRun, match=says):
        campaign_facts(kind, year, UNITS, host="office")


def test_what_must_be_imported_is_a_topic_declared_without_contents():
    declared = {standard.topic for standard in shipped().all if not standard.is_imported}
    assert {campaign.imported for campaign in CAMPAIGNS if campaign.imported} <= declared
