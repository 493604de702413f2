"""一栋一策: one building, its dangers, its measures with who, when and money; ticked off one by one, seen by a second person."""

from datetime import date
from decimal import Decimal
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, money, place, record, rows, text
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Step, someone_else_than
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import RecordOf

SORTS = ("一栋一策", "一楼一策", "一点一策")
OFFICE = (Role.OFFICER, Role.TOWNSHIP_OFFICER, Role.CLERK)


class Measure(Facts):
    no: str = text("序号", longest=10)
    danger: str = text("隐患或风险", longest=200)
    measure: str = text("整治措施", longest=300)
    who: str = text("责任单位和责任人", longest=100)
    due: date = day("完成期限")
    fund: Decimal | None = money("资金", optional=True)
    done_on: date | None = day("完成日期", optional=True)


class BuildingPlan(Facts):
    title: str = text("方案名称", longest=100)
    sort: str = choice("类别", *SORTS)
    subject: str = record("building", "建筑或点位")
    place: str = place("属地")
    now: str = long_text("现状和主要风险", longest=4000)
    meanwhile: str = long_text("整治期间的管控措施", longest=2000)
    measures: tuple[Measure, ...] = rows("措施清单")
    due: date = day("整治完成期限")


class Done(Facts):
    no: str = text("序号", longest=10)
    done_on: date = day("完成日期")


def has_measures_in_time(look: Look[BuildingPlan]) -> str | None:
    if not look.facts.measures:
        return "还没有措施，请逐条填写隐患、措施、责任人和期限。"
    numbers = [one.no for one in look.facts.measures]
    if twice := next((no for no in numbers if numbers.count(no) > 1), ""):
        return f"序号 {twice} 重复，请改正。"
    late = next((one for one in look.facts.measures if one.due > look.facts.due), None)
    return f"第 {late.no} 条的期限晚于整治完成期限，请改正。" if late else None


def is_one_of_them(look: Look[BuildingPlan]) -> str | None:
    if look.asked.no not in [one.no for one in look.facts.measures]:
        return f"方案里没有第 {look.asked.no} 条，请核对序号。"
    return "完成日期晚于今天，请改正。" if look.asked.done_on > look.today else None


def ticked(look: Look[BuildingPlan]) -> dict[str, Any]:
    asked = look.asked
    return {
        "measures": [one.dump() | ({"done_on": str(asked.done_on)} if one.no == asked.no else {}) for one in look.facts.measures]
    }


def all_are_done(look: Look[BuildingPlan]) -> str | None:
    left = [one.no for one in look.facts.measures if one.done_on is None]
    return f"第 {'、'.join(left)} 条还没有完成，不能申请销号。" if left else None


BUILDING_PLAN = Loop(
    kind="building_plan",
    version=1,
    title="一栋（楼、点）一策",
    facts=BuildingPlan,
    source="晋政发〔2026〕1号 三（十一）5、7",
    about="清单化管理、项目化推进、责任化整改，一条一条销。",
    opens_in="编制",
    may_open=OFFICE,
    closes_in=("已销号", "已撤销"),
    reads={"building": RecordOf("building", of="subject")},
    needs=has_measures_in_time,
    steps=(
        Step(
            "approve",
            "审定方案",
            "编制",
            "整治中",
            (Role.OFFICER, Role.CLERK),
            (has_measures_in_time, someone_else_than("open", "编制人")),
            holds=OFFICE,
        ),
        Step(
            "tick",
            "一条完成",
            "整治中",
            "整治中",
            OFFICE,
            is_one_of_them,
            asks=Done,
            sets=ticked,
            evidence=Evidence("整治后照片或凭证"),
            holds=OFFICE,
        ),
        Step("apply", "申请销号", "整治中", "待核验", OFFICE, all_are_done, holds=(Role.OFFICER, Role.CLERK)),
        Step(
            "check",
            "核验销号",
            "待核验",
            "已销号",
            (Role.OFFICER, Role.CLERK),
            someone_else_than("apply", "申请人"),
            evidence=Evidence("现场核验照片", 1, ("照片",)),
        ),
        Step("back", "核验不通过", "待核验", "整治中", (Role.OFFICER, Role.CLERK), asks=Reason),
        Step("revoke", "撤销", ("编制", "整治中"), "已撤销", (Role.OFFICER, Role.CLERK), asks=Reason),
    ),
    deadlines=(
        Deadline(
            "编制",
            After("10 workdays", tunable="building_plan.approve"),
            Notify((HOLDER, Role.OFFICER), "一栋一策方案还没有审定"),
        ),
        Deadline("整治中", On("due"), Notify((HOLDER, Role.OFFICER), "整治期限已到，还没有销号"), soon="10 days"),
        Deadline("待核验", After("10 workdays", tunable="building_plan.check"), Notify(HOLDER, "整治完成还没有核验")),
    ),
    prints=(Print("一栋（楼、点）一策", "table", ("title", "sort", "subject", "now", "meanwhile", "due", "measures")),),
    may_edit=OFFICE,
    edits_in=("编制",),
    keeps=Keeps(10, "一栋一档"),
    menu="隐患",
)
