"""年度文件报送: each department's yearly paper taken in and read, and each of its items a duty of its own."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, children_are_closed, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, file, long_text, number, record, rows, text, unit
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Children, RecordOf

KINDS = (
    "安全生产工作要点",
    "治本攻坚年度任务清单",
    "“十大行动”年度任务清单",
    "监督检查计划",
    "规划重点任务和重大工程",
    "基层应急管理若干措施",
    "学习贯彻落实清单",
    "其他",
)
FROM_LIST = "基层应急管理若干措施"


class Item(Facts):
    no: str = text("序号", longest=20)
    task: str = long_text("任务", longest=2000)
    due: date | None = day("完成时限", optional=True)
    clause: str | None = text("对应条款", longest=40, optional=True)


class AnnualPoints(Facts):
    title: str = text("文件名称")
    kind: str = choice("类别", *KINDS)
    unit: str = unit("报送单位")
    year: int = number("年度", at_least="2000", at_most="2100")
    checklist: str | None = record("checklist", "对应清单", optional=True, hint="落实上级若干措施的，选已导入的清单")
    doc_no: str | None = text("文号", optional=True)
    original: tuple[str, ...] = file("文件", optional=True)
    items: tuple[Item, ...] = rows("任务", optional=True)
    due: date = day("报送期限")


class Sent(Facts):
    doc_no: str = text("文号")


class Summary(Facts):
    summary: str = long_text("年底对账情况", longest=4000)


def has_items(look: Look[AnnualPoints]) -> str | None:
    if not look.facts.items:
        return "文件里的任务还没有列出来，请逐条填写或用文件拆解导入。"
    numbers = [item.no for item in look.facts.items]
    twice = next((no for no in numbers if numbers.count(no) > 1), "")
    return f"序号 {twice} 重复，请改正。" if twice else None


def answers_its_list(look: Look[AnnualPoints]) -> str | None:
    """What carries out somebody else's list answers each clause of it; without the list nobody knows which."""
    if look.facts.kind != FROM_LIST:
        return None
    if not look.seen.list.valid_on(look.now):
        return "对应清单的内容未导入：请先导入，或向上级索取；暂不适用的改报其他类别。"
    wanted, given = [one["clause"] for one in look.seen.list.get("clauses", ())], {item.clause for item in look.facts.items}
    missing = [clause for clause in wanted if clause not in given]
    return f"清单第 {'、'.join(missing)} 条没有对应的任务，请补上或写明不涉及。" if missing else None


def duty_of(look: Look[AnnualPoints], target: str) -> dict[str, Any]:
    item = next(one for one in look.facts.items if one.no == target)
    said = {
        "title": item.task[:80],
        "task": item.task,
        "unit": look.unit,
        "serial": item.no,
        "source": look.facts.doc_no or look.facts.title,
    }
    return said | ({"due": str(item.due)} if item.due else {"standing": True})


ANNUAL_POINTS = Loop(
    kind="annual_points",
    version=1,
    title="年度文件报送",
    facts=AnnualPoints,
    opens_in="待报送",
    may_open=(Role.CLERK, Role.LIAISON),
    closes_in=("已对账", "不需报送"),
    reads={"list": RecordOf("checklist", of="checklist"), "kids": Children("duty")},
    may_edit=(Role.LIAISON, Role.CLERK),
    edits_in=("待报送",),
    steps=(
        Step(
            "send",
            "报送",
            "待报送",
            "待审核",
            Role.LIAISON,
            (has_items, answers_its_list),
            asks=Sent,
            evidence=Evidence("正式文件", kinds=("文件",)),
            holds=Role.CLERK,
        ),
        Step("return", "退回修改", "待审核", "待报送", Role.CLERK, asks=Reason, holds=Role.LIAISON),
        Step(
            "accept",
            "审核通过并建任务",
            "待审核",
            "执行中",
            Role.CLERK,
            spread=Spread("duty", lambda look: tuple(item.no for item in look.facts.items), duty_of),
        ),
        Step("settle", "年底对账", "执行中", "已对账", Role.CLERK, children_are_closed, asks=Summary),
        Step("excuse", "不需报送", "待报送", "不需报送", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        on_the_day("待报送", (Role.LIAISON, Role.CLERK), "年度文件到期还没有报送"),
        told("待审核", "5 workdays", "points.review", Role.CLERK, "年度文件还没有审核"),
        told("执行中", "1 year", "points.settle", Role.CLERK, "年度文件还没有对账"),
    ),
    prints=(Print("年度重点任务清单", "table", ("title", "unit", "doc_no", "items")),),
    keeps=KEEPS,
    about="报送、审核之后，每条任务单独跟踪，年底对账。",
    menu="任务",
)
