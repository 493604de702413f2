"""目录认定: whether a thing stands in an imported catalogue, and under which clause; two people say so."""

from datetime import date
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, record, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, On, Opens, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import RecordOf

INSIDE, OUTSIDE = "目录内", "目录外"


class CatalogueQuery(Facts):
    title: str = text("待认定的项目、设备或工艺")
    kind: str = choice("目录", "产业结构调整指导目录", "特种设备目录", "落后工艺和设备淘汰目录", "其他目录")
    checklist: str = record("checklist", "已导入的目录")
    unit: str = unit_of("提出单位")
    what: str = long_text("规格、用途、参数", longest=4000)
    due: date | None = day("答复期限", optional=True)
    verdict: str | None = choice("认定", INSIDE, OUTSIDE, optional=True)
    clause: str | None = text("条款号", longest=40, optional=True)
    group: str | None = text("类别", longest=40, optional=True, later=True)


class Verdict(Facts):
    verdict: str = choice("认定", INSIDE, OUTSIDE)
    clause: str | None = text("条款号", longest=40, shown_when=("verdict", (INSIDE,)))
    ground: str = long_text("理由", longest=2000)


class Advice(Facts):
    advice: str = long_text("办理意见", longest=2000, hint="鼓励、允许、限制、淘汰分别怎么办")


def catalogue_is_there(look: Look[CatalogueQuery]) -> str | None:
    if look.seen.list.valid_on(look.now) and look.seen.list.get("use") == "目录":
        return None
    return "目录内容未导入或已失效：请导入现行目录，或向上级索取。"


def clause_of(look: Look[CatalogueQuery], clause: str | None) -> dict[str, Any] | None:
    return next((one for one in look.seen.list.get("clauses", ()) if one["clause"] == clause), None)


def clause_is_there(look: Look[CatalogueQuery]) -> str | None:
    if look.asked.verdict == OUTSIDE or clause_of(look, look.asked.clause):
        return None
    return f"目录里没有第 {look.asked.clause} 条，请核对条款号。"


def its_class(look: Look[CatalogueQuery]) -> dict[str, Any]:
    found = clause_of(look, look.asked.clause) if look.asked.verdict == INSIDE else None
    return {"clause": look.asked.clause, "group": found.get("group") if found else None}


def is_outside_ride(look: Look[CatalogueQuery]) -> bool:
    return look.facts.kind == "特种设备目录" and look.facts.verdict == OUTSIDE


def whose_is_it(look: Look[CatalogueQuery]) -> dict[str, Any]:
    due = str(look.facts.due or date.fromordinal(look.now.date().toordinal() + 30))
    why = f"经认定不在特种设备目录内：{look.facts.what}"
    return {"item": look.facts.title, "kind": "特种设备目录外游乐设施", "why": why[:2000], "units": [look.unit], "due": due}


CATALOGUE_QUERY = Loop(
    kind="catalogue_query",
    version=1,
    title="目录认定",
    facts=CatalogueQuery,
    opens_in="待认定",
    may_open=(Role.OFFICER, Role.LIAISON, Role.CLERK),
    closes_in=("已认定", "已撤回"),
    reads={"list": RecordOf("checklist", of="checklist")},
    needs=catalogue_is_there,
    steps=(
        Step("judge", "提出认定", "待认定", "待复核", Role.OFFICER, clause_is_there, asks=Verdict, sets=its_class),
        Step("differ", "复核不同意", "待复核", "待认定", Role.OFFICER, someone_else_than("judge", "认定人"), asks=Reason),
        Step(
            "confirm",
            "复核认定",
            "待复核",
            "已认定",
            Role.OFFICER,
            someone_else_than("judge", "认定人"),
            asks=Advice,
            opens=Opens("ownership", whose_is_it, child=False, only_if=is_outside_ride),
        ),
        Step("withdraw", "撤回", "待认定", "已撤回", (Role.LIAISON, Role.OFFICER), asks=Reason),
    ),
    deadlines=(
        Deadline("待认定", After("5 workdays", tunable="catalogue.judge"), Notify(Role.OFFICER, "目录认定还没有办理")),
        Deadline("待认定", On("due"), Notify(Role.OFFICER, "目录认定答复期限已到")),
        Deadline("待复核", After("3 workdays", tunable="catalogue.confirm"), Notify(Role.OFFICER, "目录认定还没有复核")),
    ),
    prints=(Print("目录认定意见书", "form", ("title", "kind", "what", "verdict", "clause", "group")),),
    keeps=Keeps(10, "审批和监管的依据"),
    about="目录以导入的原件为准；目录外游乐设施认定后自动提出监管责任明确。",
    menu="核查",
)
