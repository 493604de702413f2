"""What the walks promise on paper, kept by the real kernel: spreads, proposals of the clock, records put by steps, periods."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from anlan.duties.campaign_plan import campaign_facts, view
from anlan.duties.tests.cast import NOW
from anlan.kernel import accounts, actions, clock, proofs, queries, records
from anlan.kernel.loop import Proof
from anlan.kernel.models import Matter, Record
from anlan.kernel.people import Actor, GrantView, Role
from anlan.kernel.places import PlaceRow
from anlan.kernel.refusals import Refused

COUNTY, TOWN = "140621", "140621100"
PLACES = [
    PlaceRow("14", "山西省", 1, ""),
    PlaceRow("1406", "朔州市", 2, "14"),
    PlaceRow(COUNTY, "山阴县", 3, "1406"),
    PlaceRow(TOWN, "示例镇", 4, COUNTY),
]
BUILDER = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, COUNTY),))
ORDER = {"title": "隧道照明", "ground": "至今未开工", "demand": "开工", "due": "2026-04-10"}


class Scene:
    """A county with a department, a vertically managed office, a township and people of the duties room."""

    def __init__(self) -> None:
        self.at = NOW
        accounts.set_node(COUNTY, "山阴县（示例）", COUNTY)
        accounts.put_places(PLACES)
        self.office = self.unit("示例县安委办", "县级部门")
        self.roads = self.unit("示例县交通局", "县级部门", members_of=["县安委会"], safety_duty=True)
        self.weather = self.unit("示例县气象局", "垂直管理", vertical=True)
        self.town = self.unit("示例镇人民政府", "乡镇", place=TOWN)
        grants = {
            "clerk": GrantView(Role.CLERK, COUNTY, unit=self.office),
            "clerk2": GrantView(Role.CLERK, COUNTY, unit=self.office),
            "signer": GrantView(Role.SIGNER, COUNTY, unit=self.office),
            "leader": GrantView(Role.LEADER, COUNTY),
            "roads": GrantView(Role.LIAISON, COUNTY, unit=self.roads),
            "weather": GrantView(Role.LIAISON, COUNTY, unit=self.weather),
        }
        self.people = {name: self.person(name, grant) for name, grant in grants.items()}

    def unit(self, name: str, kind: str, **more: Any) -> str:
        return records.put_record("unit", {"name": name, "kind": kind} | more, BUILDER, at=NOW).id

    def person(self, login: str, grant: GrantView) -> str:
        person = accounts.put_person(login, f"示例{login}", accounts.SETUP, at=NOW)
        accounts.give_grant(person, grant, accounts.SETUP, at=NOW)
        return person

    def who(self, name: str) -> Actor:
        return queries.actor(self.people[name], self.at)

    def go(self, opens: str, by: str = "clerk", **facts: Any) -> str:
        return actions.open_matter(opens, facts, self.who(by), at=self.at).id

    def step(self, matter: str, step: str, by: str, proof: str = "", **asked: Any) -> str:
        self.at += timedelta(minutes=1)
        kept = (Proof(proof, proofs.keep(f"{self.at}".encode(), "示例", proof, self.who(by), self.at)),) if proof else ()
        return actions.take_step(matter, step, self.who(by), at=self.at, asked=asked, evidence=kept).state

    def ticks(self, until: datetime | None = None) -> None:
        self.at = until or self.at
        for _ in range(200):
            if not clock.tick(self.at):
                return
        raise AssertionError("the clock does not come to rest")

    def days(self, count: int) -> None:
        for _ in range(count):
            self.ticks(self.at + timedelta(days=1))

    def sign(self, matter: str) -> None:
        for step, by in (("adopt", "clerk"), ("submit", "clerk"), ("review", "clerk2"), ("issue", "signer")):
            self.step(matter, step, by)


def kinds() -> dict[str, int]:
    found = list(Matter.objects.values_list("kind", flat=True))
    return {kind: found.count(kind) for kind in set(found)}


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Any) -> Scene:
    settings.DATA = tmp_path
    return Scene()


@pytest.mark.parametrize(("who", "paper"), [("roads", "supervision_order"), ("weather", "supervision_letter")])
def test_a_late_duty_lays_the_right_paper_before_the_signer(scene, who, paper):
    unit = getattr(scene, who)
    duty = scene.go("duty", title="整治照明", task="整治照明", unit=unit, due="2026-03-20")
    scene.step(duty, "start", who, line="已部署")
    scene.days(40)
    assert Matter.objects.get(id=duty).state == "滞后"
    drafts = Matter.objects.exclude(id=duty)
    assert sorted(drafts.values_list("kind", flat=True)) == ["reminder_letter", paper]
    draft = drafts.get(kind=paper)
    assert (draft.state, draft.holder_role, draft.number) == ("待研判", "signer", "")
    assert "应于 2026-03-20 前完成" in draft.facts["ground"]


def test_a_paper_is_numbered_when_signed_and_an_order_never_goes_to_a_vertical_unit(scene):
    order = scene.go("supervision_order", unit=scene.roads, **ORDER)
    scene.sign(order)
    found = Matter.objects.get(id=order)
    assert (found.state, found.holder_unit) == ("待签收", scene.roads)
    assert "1号" in found.number
    wrong = scene.go("supervision_order", unit=scene.weather, **ORDER)
    with pytest.raises(Refused, match="垂直管理单位"):
        scene.step(wrong, "adopt", "clerk")


def test_shares_periods_and_a_dispute_hang_under_their_duty(scene):
    duty = scene.go(
        "duty", title="专题会议", task="每季度研究", unit=scene.roads, units=[scene.weather], cadence="每季度", standing=True
    )
    scene.step(duty, "start_lasting", "roads", line="已部署")
    scene.days(1)
    children = Matter.objects.filter(parent=duty)
    assert sorted((child.facts["part"], child.unit) for child in children) == sorted(
        [("分期", scene.roads), ("配合", scene.weather)]
    )
    with pytest.raises(Refused, match="还有 2 个责任单位"):
        scene.step(duty, "summarise", "roads", proof="文件", result="略")
    scene.days(35)
    assert Matter.objects.filter(parent=duty, facts__part="分期").count() == 2
    other = scene.go("duty", title="整治", task="整治", unit=scene.roads)
    scene.step(other, "dispute", "roads", ground="“三定”规定")
    with pytest.raises(Refused, match="裁定前由原单位负责"):
        scene.step(other, "reassign", "clerk", unit=scene.weather, ruling="无")
    dispute = Matter.objects.get(kind="duty_dispute").id
    scene.step(dispute, "advise", "clerk", to=scene.weather, opinion="按职责")
    scene.step(dispute, "rule", "leader", to=scene.weather, ruling="由气象局承担")
    scene.step(other, "reassign", "clerk", unit=scene.weather, ruling="3 月裁定")
    assert Matter.objects.get(id=other).holder_unit == scene.weather


def test_a_settled_ownership_stands_in_the_matrix_and_refuses_a_second_lead(scene):
    facts = {"item": "换电柜", "kind": "平台经济", "why": "无人管", "units": [scene.roads, scene.town], "due": "2026-06-30"}
    for lead, refused in ((scene.roads, ""), (scene.town, "会造成重叠")):
        id = scene.go("ownership", **facts)
        scene.step(id, "ask", "clerk", proof="文件", views="已征求")
        settled = {"lead": lead, "duty": "日常监管", "basis": "示例〔2026〕3号"}
        if refused:
            with pytest.raises(Refused, match=refused):
                scene.step(id, "settle", "leader", **settled)
        else:
            scene.step(id, "settle", "leader", **settled)
    assert Record.objects.get(kind="responsibility_matrix").unit == scene.roads


def test_a_new_directive_is_to_be_studied_once(scene):
    scene.go("directive", title="通知一", received="2026-03-02")
    scene.go("directive", title="通知二", received="2026-03-02")
    scene.days(2)
    assert sorted(Matter.objects.filter(kind="study_item").values_list("title", flat=True)) == ["通知一", "通知二"]


def test_a_meeting_rule_lays_down_each_quarters_meeting(scene):
    rule = scene.go("meeting_rule", title="专题会议", kind="专题会议", every="每季度", basis="示例〔2026〕1号")
    scene.step(rule, "adopt", "signer")
    scene.days(32)
    assert sorted(Matter.objects.filter(kind="meeting").values_list("title", flat=True)) == [
        "专题会议（2026Q1）",
        "专题会议（2026Q2）",
    ]
    assert Matter.objects.get(title="专题会议（2026Q1）").overdue


def test_a_patron_visit_lays_down_the_next_and_a_handover_changes_the_plate(scene):
    patron = scene.people["leader"]
    point = {
        "title": "示例煤矿",
        "kind": "包保矿山",
        "place": TOWN,
        "patron": patron,
        "post": "副县长",
        "since": "2026-01-01",
        "basis": "1",
    }
    id = records.put_record("patron_point", point, BUILDER, at=NOW).id
    visit = scene.go("patron_visit", title="示例煤矿", subject=id, kind="包保矿山", patron=patron, every="2")
    scene.step(visit, "note", "leader", what="台账不全", responsible=scene.roads, fix_by="2026-03-31")
    scene.step(visit, "visit", "leader", proof="照片", on="2026-03-02", seen="下井")
    scene.days(1)
    assert kinds() == {"patron_visit": 2, "external_finding": 1}
    following = Matter.objects.get(kind="patron_visit", state="待走访")
    assert following.facts["due"] == "2026-05-02"
    scene.step(following.id, "hand_over", "clerk", patron=scene.people["signer"], post="常务副县长", reason="调整")
    assert Record.objects.get(id=id).facts["post"] == "常务副县长"


def test_a_campaign_is_handed_out_from_its_file(scene):
    units = [view(one.id, one.facts) for one in Record.objects.filter(kind="unit")]
    facts = campaign_facts("safety_month", 2026, units, scene.office) | {"notice": "示例〔2026〕1号"}
    run = scene.go("campaign_run", **facts)
    scene.step(run, "submit", "clerk")
    scene.step(run, "approve", "signer")
    scene.days(1)
    asked = Matter.objects.filter(parent=run, kind="duty")
    assert sorted(asked.values_list("unit", flat=True)) == sorted([scene.office, scene.office, scene.roads, scene.town])


def test_the_county_sets_its_own_clock(scene):
    records.put_record(
        "county_setting",
        {"key": "instruction.deploy", "title": "研究部署", "value": "4 小时", "source": "示例〔2026〕9号"},
        BUILDER,
        at=NOW,
    )
    id = scene.go("instruction", title="信访件", leader="县长", words="核实", happened_at="2026-03-02 08:00")
    due = Matter.objects.get(id=id).due
    assert due is not None
    assert due.astimezone(NOW.tzinfo).strftime("%m-%d %H:%M") == "03-02 12:00"


def test_warning_education_reaches_every_firm_of_the_industry(scene):
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for number, sector in enumerate(("煤矿", "煤矿", "危险化学品")):
        code = f"91140600MA0G{number:05d}"
        code += signs[-sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code)) % 31]
        records.put_record("firm", {"code": code, "name": f"示例企业{number}", "sector": sector, "place": TOWN}, BUILDER, at=NOW)
    facts = {
        "title": "警示片",
        "kind": "警示教育片",
        "sector": "煤矿",
        "lesson": "略",
        "link": "https://example.org/2",
        "due": "2026-03-31",
    }
    id = scene.go("warning_education", **facts)
    scene.step(id, "submit", "clerk")
    scene.step(id, "approve", "signer")
    scene.step(id, "push_firms", "clerk")
    scene.days(1)
    assert kinds() == {"warning_education": 1, "warning_viewing": 2}
