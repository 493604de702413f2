"""A small county for tests of the kernel: places, a node, two units, people of several roles;
and a loop that knows nothing of any room."""

from datetime import UTC, datetime
from typing import Any

from anlan.kernel import accounts, actions, records
from anlan.kernel import facts as f
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import Facts
from anlan.kernel.loop import After, Deadline, Keeps, Loop, Notify, Reason, Rung, Step, signing
from anlan.kernel.people import HOLDER, Actor, GrantView, Role
from anlan.kernel.places import PlaceRow
from anlan.kernel.queries import actor
from anlan.kernel.register import Register

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=SHANGHAI)
COUNTY, TOWN, VILLAGE, OTHER = "140621", "140621100", "140621100001", "140602"
PLACES = [
    PlaceRow("14", "山西省", 1, ""),
    PlaceRow("1406", "朔州市", 2, "14"),
    PlaceRow(COUNTY, "山阴县", 3, "1406"),
    PlaceRow(TOWN, "示例镇", 4, COUNTY),
    PlaceRow(VILLAGE, "示例村", 5, TOWN),
    PlaceRow(OTHER, "朔城区", 3, "1406"),
]
PASSWORD = "shi-li-2026-anlan"


class TaskFacts(Facts):
    title: str = f.text("任务")
    place: str = f.place("属地")
    unit: str = f.unit("责任单位")
    sector: str = f.text("行业", optional=True)
    secrecy: str = f.choice("密级", "公开", "内部", "限知悉人", optional=True)
    until: Any = f.day("期限", optional=True)
    helper: str | None = f.person("协助人", optional=True)
    caller: f.Contact | None = f.contact("来电人", optional=True)
    progress: str | None = f.long_text("进展", optional=True)
    files: tuple[str, ...] = f.file("附件", optional=True)


class Progress(Facts):
    progress: str = f.long_text("进展")


def must_have_progress(look: Any) -> str | None:
    return None if look.facts.progress else "还没有填写进展，请先报一次进展。"


TASK = Loop(
    kind="test_task",
    version=1,
    title="测试任务",
    facts=TaskFacts,
    opens_in="待办",
    may_open=Role.CLERK,
    closes_in=("已完成", "已作废"),
    steps=(
        Step("report", "报进展", "待办", "待办", Role.LIAISON, asks=Progress),
        Step("done", "报完成", "待办", "待核", Role.LIAISON, must_have_progress, holds=Role.CLERK),
        Step("check", "核定", "待核", "已完成", Role.CLERK),
        Step("back", "退回", "待核", "待办", Role.CLERK, asks=Reason),
        Step("lapse", "作废", "待办", "已作废", (Role.CLOCK, Role.CLERK)),
    ),
    deadlines=(
        Deadline("待办", After("5 workdays", tunable="task.days"), Notify(HOLDER)),
        Deadline("待核", After("2h"), Notify(HOLDER, "请核定")),
    ),
    ladder=(Rung("1 workday", tells=Role.LEADER, states=("待办",)),),
    keeps=Keeps(3, "测试"),
    may_edit=Role.CLERK,
)


class LetterFacts(Facts):
    title: str = f.text("标题")
    place: str = f.place("属地")
    unit: str = f.unit("送达单位")


LETTER = Loop(
    kind="test_letter",
    version=1,
    title="测试函",
    facts=LetterFacts,
    opens_in="拟办",
    may_open=Role.CLERK,
    closes_in=("已签收", "已作废"),
    steps=signing(
        "拟办", "已签收", mark="函", drafter=Role.CLERK, reviewer=Role.CLERK, signer=Role.SIGNER, receiver=Role.LIAISON
    ),
    deadlines=tuple(Deadline(s, After("3 workdays"), Notify(HOLDER)) for s in ("拟办", "审核中", "待签发", "待签收")),
    keeps=Keeps(10, "测试"),
)


class UnitFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    doc_mark: str | None = f.text("发文机关代字", optional=True)
    contact: f.Contact | None = f.contact("联系人", optional=True)


UNIT = Register(
    kind="test_unit",
    version=1,
    title="测试单位",
    facts=UnitFacts,
    may_put=(Role.CLERK,),
    keeps=Keeps(30, "测试"),
    key="name",
    lists=("name",),
)
KINDS = (TASK, LETTER, UNIT)


class County:
    """The county with its people: `clerk`, `clerk2`, `signer`, `leader`, `liaison`, `liaison2`, `grid`, `town`,
    and an outsider."""

    def __init__(self) -> None:
        accounts.set_node("140621", "山阴县（示例）", COUNTY)
        accounts.put_places(PLACES)
        self.house, self.bureau = (self.unit(name, mark) for name, mark in (("示例县应急局", "示应急"), ("示例县住建局", "示建")))
        self.office = self.unit("示例县安委办", "示安委办")
        roles = {
            "clerk": GrantView(Role.CLERK, COUNTY, unit=self.office),
            "clerk2": GrantView(Role.CLERK, COUNTY, unit=self.office),
            "signer": GrantView(Role.SIGNER, COUNTY, unit=self.office),
            "leader": GrantView(Role.LEADER, COUNTY),
            "liaison": GrantView(Role.LIAISON, COUNTY, unit=self.bureau),
            "liaison2": GrantView(Role.LIAISON, COUNTY, unit=self.house),
            "town": GrantView(Role.TOWNSHIP_OFFICER, TOWN),
            "grid": GrantView(Role.GRID_MEMBER, VILLAGE),
            "outsider": GrantView(Role.CLERK, OTHER),
            "miner": GrantView(Role.OFFICER, COUNTY, frozenset({"矿山"})),
        }
        self.ids = {name: self.person(name, grant) for name, grant in roles.items()}

    def unit(self, name: str, mark: str) -> str:
        clerk = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, COUNTY),))
        return records.put_record("test_unit", {"name": name, "place": COUNTY, "doc_mark": mark}, clerk, at=NOON).id

    def person(self, login: str, *grants: GrantView) -> str:
        person = accounts.put_person(login, f"示例{login}", accounts.SETUP, at=NOON, phone="13800000000")
        for grant in grants:
            accounts.give_grant(person, grant, accounts.SETUP, at=NOON)
        return person

    def __getattr__(self, name: str) -> Actor:
        if name not in self.ids:
            raise AttributeError(name)
        return actor(self.ids[name], NOON)

    def task(self, at: datetime = NOON, by: str = "clerk", **facts: Any) -> actions.Receipt:
        given = {"title": "核查电动自行车充电点", "place": COUNTY, "unit": self.bureau} | facts
        return actions.open_matter("test_task", given, getattr(self, by), at=at)


UTC_NOON = NOON.astimezone(UTC)
