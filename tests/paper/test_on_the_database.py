"""The same loops, lent to the real kernel: what the walks promise on paper the database keeps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.paper.loops.accident import ACCIDENT
from tests.paper.loops.hazard import HAZARD
from tests.paper.loops.hot_work import HOT_WORK
from tests.paper.loops.public_report import PUBLIC_REPORT
from tests.paper.loops.self_check import SELF_CHECK
from tests.paper.loops.self_check_plan import SELF_CHECK_PLAN
from tests.paper.loops.special_inspection import SPECIAL_INSPECTION
from tests.paper.loops.stock_move import STOCK_MOVE
from tests.paper.loops.visit import VISIT
from tests.paper.registers.stock import STOCK
from tests.paper.test_accident import WRITTEN
from tests.paper.test_public_report import REPORTER, TOLD
from tests.paper.world import COUNTY, NOON, TOWN, ago

from anlan.kernel import accounts, actions, clock, proofs, queries, records
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Proof
from anlan.kernel.models import Late, Matter, Outgoing, Personal, Record
from anlan.kernel.people import CLOCK, NOBODY, Actor, GrantView, Role
from anlan.kernel.places import PlaceRow
from anlan.kernel.reads import MattersOf
from anlan.kernel.refusals import Refused
from anlan.prevention.loops.recurring_hazard import RECURRING_HAZARD

KINDS = (ACCIDENT, HAZARD, HOT_WORK, PUBLIC_REPORT, RECURRING_HAZARD, SELF_CHECK, SELF_CHECK_PLAN, SPECIAL_INSPECTION,
         STOCK_MOVE, VISIT, STOCK)  # fmt: skip
BUILDER = replace(CLOCK, name="建库", grants=(GrantView(Role.CLERK, COUNTY),))
FIRM_ROLES = (Role.FIRM_HEAD, Role.SAFETY_MANAGER, Role.PERMIT_APPROVER, Role.DISPATCHER, Role.GUARDIAN)
COUNTY_ROLES = (Role.OFFICER, Role.ENFORCER, Role.CLERK, Role.DUTY_OFFICER, Role.DUTY_LEADER)


class Scene:
    """A county with one firm and one person of every role; `put` makes records, `go` opens, `step` takes a step an hour later."""

    def __init__(self) -> None:
        accounts.set_node(COUNTY, "山阴县（示例）", COUNTY)
        accounts.put_places([PlaceRow("14", "山西省", 1, ""), PlaceRow("1406", "朔州市", 2, "14"),
                             PlaceRow(COUNTY, "山阴县", 3, "1406"), PlaceRow(TOWN, "示例镇", 4, COUNTY)])  # fmt: skip
        self.at = NOON
        self.firm = self.firm_called(0)
        self.people = {
            str(role): self.person(role, unit=self.firm if role in FIRM_ROLES else "") for role in (*FIRM_ROLES, *COUNTY_ROLES)
        }
        self.people["second"] = self.person(Role.ENFORCER, login="second")

    def firm_called(self, n: int) -> str:
        """A firm whose code carries its check character (GB 32100-2015)."""
        code = f"91140600MA0G{n:05d}"
        signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        check = signs[-sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code)) % 31]
        return self.put("firm", code=code + check, name=f"示例企业 {n}", sector="冶金工贸", place=TOWN)

    def put(self, kind: str, **facts: Any) -> str:
        return records.put_record(kind, facts, BUILDER, at=ago(days=400)).id

    def person(self, role: Role, *, unit: str = "", login: str = "") -> str:
        person = accounts.put_person(login or str(role), f"示例{role.title}", accounts.SETUP, at=ago(days=400))
        accounts.give_grant(person, GrantView(role, COUNTY, unit=unit), accounts.SETUP, at=ago(days=400))
        return person

    def who(self, name: str) -> Actor:
        return queries.actor(self.people[name], self.at)

    def go(self, kind: str, by: str | Actor, **facts: Any) -> str:
        actor = self.who(by) if isinstance(by, str) else by
        return actions.open_matter(kind, facts, actor, at=self.at).id

    def step(
        self, matter: str, step: str, by: str | Actor, *, proof: str = "", happened_at: datetime | None = None, **asked: Any
    ) -> Any:
        self.at += timedelta(minutes=1)
        actor = self.who(by) if isinstance(by, str) else by
        kept = (Proof(proof, proofs.keep(f"{self.at}".encode(), "示例", proof, actor, self.at)),) if proof else ()
        return actions.take_step(matter, step, actor, at=self.at, asked=asked, evidence=kept, happened_at=happened_at)

    def ticks(self, until: datetime | None = None) -> None:
        self.at = until or self.at
        for _ in range(200):
            if not clock.tick(self.at):
                return
        raise AssertionError("the clock does not come to rest")


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Any) -> Iterator[Scene]:
    settings.DATA = tmp_path
    with with_kinds(*KINDS):
        yield Scene()


def test_stock_is_never_negative_whatever_was_allowed(scene):
    tents = scene.put("stock", code="t", name="帐篷", sort="救灾", place=TOWN, store="示例库", measured_in="顶", quantity="10")
    facts = {"place": TOWN, "stock": tents, "way": "出库", "quantity": "8", "purpose": "转移", "receiver": REPORTER}
    first, second = (scene.go("stock_move", "duty_officer", **facts) for _ in range(2))
    for move in (first, second):
        scene.step(move, "allow", "duty_leader")
    scene.step(first, "hand_over", "duty_officer", proof="照片")
    with pytest.raises(Refused, match="库存不足，现有 2，还差 6"):
        scene.step(second, "hand_over", "duty_officer", proof="照片")
    assert Decimal(Record.objects.get(id=tents).facts["quantity"]) == 2
    with pytest.raises(Refused, match="只能通过出入库等流程变动"):
        records.put_record("stock", Record.objects.get(id=tents).facts | {"quantity": "99"}, BUILDER, at=scene.at, record=tents)


def test_a_permit_is_stopped_by_a_real_alarm_and_a_real_camera(scene):
    welder = scene.put(
        "certificate",
        number="T1",
        holder="李某",
        unit=scene.firm,
        sort="特种作业操作证",
        issued="2024-01-01",
        valid_until="2030-01-01",
    )
    camera = scene.put("camera", code="1" * 20, name="东", unit=scene.firm, place=TOWN, spot="罐区", state="在线")
    sensor = scene.put(
        "sensor",
        code="s",
        name="1 号",
        unit=scene.firm,
        place=TOWN,
        measures="可燃气体",
        measured_in="%LEL",
        limit="25",
        value="3",
    )
    permit = scene.go(
        "hot_work",
        "safety_manager",
        unit=scene.firm,
        place=TOWN,
        point=[1128160000, 395220000],
        grade="一级",
        spot="罐顶",
        work="焊",
        starts=NOON.isoformat(),
        ends=(NOON + timedelta(hours=8)).isoformat(),
        lower_limit="5",
        welder=welder,
        camera=camera,
        guardian=scene.people["guardian"],
    )
    scene.step(permit, "allow", "permit_approver")
    scene.step(permit, "test", "guardian", at=scene.at.isoformat(), spot="罐内", concentration="0.1")
    blind = replace(HOT_WORK, reads={**HOT_WORK.reads, "blinds": MattersOf("no_such_kind", near=30)})
    with with_kinds(blind), pytest.raises(Refused, match="查不到周边盲板抽堵作业的情况"):
        scene.step(permit, "start", "guardian")
    with with_kinds(replace(HOT_WORK, kind="blind_plate", title="盲板抽堵作业票")):
        alarm = scene.go(
            "alarm",
            "dispatcher",
            title="超限",
            subject=sensor,
            unit=scene.firm,
            place=TOWN,
            severity="黄色",
            happened_at=scene.at.isoformat(),
            raised_at=scene.at.isoformat(),
        )
        with pytest.raises(Refused, match="与未解除的报警“超限”冲突"):
            scene.step(permit, "start", "guardian")
        scene.step(alarm, "receive", "dispatcher")
        scene.step(alarm, "dismiss", "dispatcher", proof="照片", result="误报", found="探头进水")
        scene.step(alarm, "agree", "safety_manager")
        assert scene.step(permit, "start", "guardian").state == "作业中"
        records.put_record("camera", Record.objects.get(id=camera).facts | {"state": "离线"}, BUILDER, at=scene.at, record=camera)
        scene.ticks(scene.at + timedelta(minutes=2))
    assert Matter.objects.get(id=permit).state == "作业中"
    told = Outgoing.objects.filter(subject=permit, text__contains="无监控不作业")
    assert {(one.person, one.role) for one in told} == {(scene.people["guardian"], ""), ("", "safety_manager")}


def test_a_certificate_calls_once_before_it_ends_and_not_when_renewed(scene):
    ends = NOON + timedelta(days=91)
    said = {"number": "T1", "holder": "李某", "unit": scene.firm, "sort": "特种作业操作证", "issued": "2024-01-01"}
    kept = scene.put("certificate", **said, valid_until=ends.date())
    scene.ticks(NOON)
    assert not Outgoing.objects.filter(subject=kept).exists()
    for days in (2, 3):
        scene.ticks(NOON + timedelta(days=days))
        assert [(one.role, one.unit) for one in Outgoing.objects.filter(subject=kept)] == [("safety_manager", scene.firm)]
    records.put_record("certificate", said | {"valid_until": "2030-01-01"}, BUILDER, at=scene.at, record=kept)
    scene.ticks(ends)
    assert Outgoing.objects.filter(subject=kept).count() == 1


def test_every_firm_of_the_county_checks_itself_and_a_new_one_next_month(scene):
    for n in range(1, 31):
        scene.firm_called(n)
    plan = scene.go("self_check_plan", "officer", title="月自查", place=COUNTY, sector="冶金工贸", checklist="清单", due_on=20)
    scene.step(plan, "run", "officer")
    scene.ticks()
    assert Matter.objects.filter(kind="self_check", parent=plan).count() == 31
    scene.ticks(datetime(2026, 3, 31, 9, 0, tzinfo=SHANGHAI))
    assert Matter.objects.filter(kind="self_check", parent=plan).count() == 31, "nothing twice"
    scene.firm_called(31)
    scene.ticks(datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI))
    assert Matter.objects.filter(kind="self_check", parent=plan, closed__isnull=True).count() == 32
    assert Matter.objects.filter(kind="self_check", state="未自查").count() == 31
    mine = Matter.objects.get(kind="self_check", unit=scene.firm, closed__isnull=True)
    found = [{"item": "用电", "what": "电缆破损", "severity": "一般", "due": "2026-04-25"}]
    scene.step(mine.id, "answer", "safety_manager", proof="照片", result="发现隐患", found=found)
    scene.ticks()
    assert [(one.title, one.unit, one.parent) for one in Matter.objects.filter(kind="hazard")] == [
        ("电缆破损", scene.firm, mine.id)
    ]


def test_who_told_is_kept_apart_and_comes_back_by_code(scene):
    report = scene.go("public_report", NOBODY, **TOLD, reporter=REPORTER)
    kept = queries.story(report)
    assert REPORTER["phone"] not in str([entry["body"] for entry in kept])
    assert Personal.objects.filter(body__contains=REPORTER["phone"]).count() == 1
    assert [queries.sees(Matter.objects.get(id=report), scene.who(name)) for name in ("clerk", "officer", "firm_head")] == [
        True,
        False,
        False,
    ]
    scene.step(report, "accept", "clerk", handler=scene.people["officer"])
    assert queries.sees(Matter.objects.get(id=report), scene.who("officer"))
    scene.step(report, "ask", "officer", reason="请说明位置")
    code = accounts.give_code(report, "opener", PUBLIC_REPORT.codes["opener"], accounts.SETUP, at=scene.at)
    found = queries.code_actor(code, scene.at)
    assert found is not None
    assert scene.step(found[0], "tell_more", found[1], more="水库上游").state == "核查中"


def test_a_visit_two_days_late_is_judged_by_its_day_and_a_step_overtaken_is_kept(scene):
    licence = scene.put(
        "certificate",
        number="Z1",
        holder="执法人员",
        unit=scene.firm,
        sort="执法证件",
        issued="2024-01-01",
        valid_until="2026-03-01",
    )
    then = ago(days=2)
    facts = {
        "title": "复工检查",
        "unit": scene.firm,
        "place": TOWN,
        "happened_at": then.isoformat(),
        "lead": scene.people["enforcer"],
        "second": scene.people["second"],
        "lead_licence": licence,
    }
    visit = actions.open_matter("visit", facts, scene.who("enforcer"), at=NOON, happened_at=then).id
    dropped = actions.open_matter("visit", facts, scene.who("enforcer"), at=NOON, happened_at=then).id
    assert scene.step(visit, "record", "enforcer", proof="照片", happened_at=then, found=[]).state == "待确认"
    scene.step(dropped, "drop", "second", reason="门卫不放行")
    late = scene.step(dropped, "record", "enforcer", happened_at=then, found=[])
    assert (late.late, Matter.objects.get(id=dropped).state, Late.objects.get(matter=dropped).step) == (True, "未实施", "record")


def test_the_second_accident_in_three_months_opens_an_inspection_once(scene):
    def accident(at: datetime) -> str:
        scene.at = at
        one = scene.go(
            "accident",
            "safety_manager",
            title="车辆伤害",
            unit=scene.firm,
            place=TOWN,
            sort="其他",
            deaths=1,
            seriously_injured=0,
            happened_at=(at - timedelta(minutes=20)).isoformat(),
        )
        scene.step(one, "write", "firm_head", **WRITTEN)
        scene.step(one, "pass_up", "duty_officer")
        scene.ticks()
        return one

    accident(ago(days=120))
    accident(ago(days=60))
    assert Matter.objects.filter(kind="special_inspection").count() == 1, "sixty days apart is within three months"
    accident(NOON + timedelta(days=60))
    drafts = Matter.objects.filter(kind="special_inspection")
    assert drafts.count() == 1, "a hundred and twenty are not"
    assert (drafts[0].state, drafts[0].number, drafts[0].place, drafts[0].opener) == ("拟办", "", COUNTY, "")


def test_a_hazard_that_comes_back_asks_why(scene):
    facts = {
        "title": "配电箱无盖",
        "unit": scene.firm,
        "place": TOWN,
        "item": "临时用电",
        "severity": "一般",
        "due": "2026-03-09",
    }
    first = scene.go("hazard", "safety_manager", **facts)
    scene.step(first, "fixed", "safety_manager", proof="照片")
    scene.ticks()
    assert not Matter.objects.filter(kind="recurring_hazard").exists()
    scene.go("hazard", "officer", **facts)
    scene.ticks(scene.at + timedelta(minutes=1))
    why = Matter.objects.get(kind="recurring_hazard")
    assert (why.holder_role, why.holder_unit, why.facts["times"]) == ("firm_head", scene.firm, 2)
