"""治理工程: one loop for all kinds of works, from 立项 to 销号; money carries its source, another hand accepts."""

from datetime import date
from decimal import Decimal
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, money, number, place, point, record, rows, text, yes_no
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role

KINDS = (
    "矿山升级改造",
    "老矿大矿“一优三减”",
    "煤矿重大水害治理",
    "煤矿瓦斯治理",
    "老旧化工装置改造提升",
    "油气储罐改造升级",
    "老旧场所消防设施改造",
    "公路安全生命防护工程",
    "水库除险加固",
    "电梯安全筑底",
    "铁路平交道口改造",
    "消防“生命通道”改造",
    "巨灾防范工程",
    "地震烈度速报与预警工程",
    "河流防洪能力提升",
    "雨水管渠提标改造",
    "农村住房抗震改造",
    "地震易发区房屋设施加固",
    "机械化换人、自动化减人",
    "避险搬迁和地灾治理",
    "规划重大工程",
    "其他治理工程",
)
SAVES_PEOPLE, CATASTROPHE = "机械化换人、自动化减人", "巨灾防范工程"
ASKED, JUDGED, UNFUNDED, READY, BUILDING, BUILT, TO_CLOSE = (
    "拟立项",
    "待批复",
    "待落实资金",
    "待开工",
    "施工中",
    "待验收",
    "待销号",
)
CLOSED, STOPPED = "已销号", "已终止"
HANDS = (Role.LIAISON, Role.OFFICER)


class Money(Facts):
    source: str = record("funding_source", "资金来源")
    amount: Decimal = money("金额")


class Milestone(Facts):
    name: str = text("节点", longest=60)
    planned: date = day("计划完成")
    done_on: date | None = day("实际完成", optional=True)


class Project(Facts):
    title: str = text("工程名称")
    kind: str = choice("类别", *KINDS)
    unit: str = unit_of("主管部门")
    owner: str = text("建设（业主）单位")
    asset: str | None = text("台账编号", optional=True, hint="矿山、水库、道路等已有台账的填编号")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    why: str = long_text("立项理由和内容", longest=4000)
    scenario: str | None = long_text(
        "设防情景", longest=2000, shown_when=("kind", (CATASTROPHE,)), hint="按什么灾害、什么强度设防"
    )
    people_before: int | None = number("改造前岗位人数", "人", at_least="0", shown_when=("kind", (SAVES_PEOPLE,)))
    people_after: int | None = number("改造后岗位人数", "人", at_least="0", optional=True)
    budget: Decimal = money("总投资")
    money: tuple[Money, ...] = rows("资金", optional=True)
    milestones: tuple[Milestone, ...] = rows("节点", optional=True)
    approval: str | None = text("批复文号", optional=True)
    due: date = day("计划完工")
    inspection: bool = yes_no("须行业主管部门专项验收", default=False)


class Approval(Facts):
    approval: str = text("批复文号")


class Tick(Facts):
    name: str = text("节点", longest=60)
    done_on: date = day("实际完成")


class Accepted(Facts):
    accepted: str = choice("验收结论", "合格", "不合格")
    opinion: str = long_text("验收意见", longest=4000)
    people_after: int | None = number("改造后岗位人数", "人", at_least="0", optional=True)


class NewDue(Facts):
    due: date = day("新的计划完工")
    reason: str = long_text("理由", longest=2000)


def money_is_there(look: Look[Project]) -> str | None:
    total = sum((one.amount for one in look.facts.money), Decimal(0))
    return (
        None
        if total >= look.facts.budget
        else f"总投资 {look.facts.budget} 万元，已落实 {total} 万元，还差 {look.facts.budget - total} 万元，请逐笔登记资金来源。"
    )


def has_milestones(look: Look[Project]) -> str | None:
    return None if look.facts.milestones else "还没有登记节点，请先登记再开工。"


def is_a_milestone(look: Look[Project]) -> str | None:
    return None if look.asked.name in [one.name for one in look.facts.milestones] else "没有这个节点，请从已登记的节点中选。"


def milestones_are_done(look: Look[Project]) -> str | None:
    left = [one.name for one in look.facts.milestones if not one.done_on]
    return f"还有 {len(left)} 个节点没有完成：{'、'.join(left)}。请完成并登记后再报完工。" if left else None


def is_accepted(look: Look[Project]) -> str | None:
    if look.asked.accepted != "合格":
        return "验收不合格的请用“退回整改”，写明问题。"
    if look.facts.kind == SAVES_PEOPLE and look.asked.people_after is None:
        return "请填写改造后岗位人数，才看得出减了多少人。"
    return None


def ticked(look: Look[Project]) -> dict[str, Any]:
    done = {"done_on": look.asked.done_on}
    return {
        "milestones": [
            (one.model_copy(update=done) if one.name == look.asked.name else one).dump() for one in look.facts.milestones
        ]
    }


PROJECT = Loop(
    kind="project",
    version=1,
    title="治理工程",
    facts=Project,
    opens_in=ASKED,
    may_open=(Role.LIAISON, Role.OFFICER, Role.CLERK),
    closes_in=(CLOSED, STOPPED),
    may_edit=HANDS,
    edits_in=(ASKED, UNFUNDED, READY),
    steps=(
        Step("apply", "报批", ASKED, JUDGED, HANDS, evidence=Evidence("立项材料", kinds=("文件",))),
        Step(
            "approve",
            "登记批复",
            JUDGED,
            UNFUNDED,
            (Role.OFFICER, Role.LIAISON),
            asks=Approval,
            evidence=Evidence("批复文件", kinds=("文件",)),
        ),
        Step("not_approved", "未获批复", JUDGED, ASKED, (Role.OFFICER, Role.LIAISON), asks=Reason),
        Step("fund", "登记资金", UNFUNDED, UNFUNDED, HANDS, asks=Money, into="money"),
        Step("funded", "资金落实", UNFUNDED, READY, HANDS, money_is_there),
        Step("plan", "登记节点", READY, READY, HANDS, asks=Milestone, into="milestones"),
        Step("begin", "开工", READY, BUILDING, HANDS, has_milestones, evidence=Evidence("开工报告或许可")),
        Step(
            "tick",
            "完成节点",
            BUILDING,
            BUILDING,
            HANDS,
            is_a_milestone,
            asks=Tick,
            sets=ticked,
            evidence=Evidence("现场照片或记录"),
        ),
        Step("extend", "调整工期", BUILDING, BUILDING, Role.SIGNER, asks=NewDue),
        Step("finish", "报完工", BUILDING, BUILT, HANDS, milestones_are_done, evidence=Evidence("完工资料"), holds=Role.OFFICER),
        Step("reject", "退回整改", BUILT, BUILDING, (Role.OFFICER, Role.CLERK), asks=Reason, holds=Role.LIAISON),
        Step(
            "accept",
            "验收",
            BUILT,
            TO_CLOSE,
            (Role.OFFICER, Role.CLERK),
            (is_accepted, someone_else_than("finish", "报完工的人")),
            asks=Accepted,
            evidence=Evidence("验收报告", kinds=("文件",)),
            holds=Role.CLERK,
        ),
        Step("close", "销号", TO_CLOSE, CLOSED, Role.CLERK),
        Step("stop", "终止", (ASKED, JUDGED, UNFUNDED, READY, BUILDING), STOPPED, Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        told(ASKED, "30 days", "project.apply", (Role.LIAISON, Role.CLERK), "工程还没有报批"),
        told(JUDGED, "60 days", "project.approve", (Role.LIAISON, Role.CLERK), "工程还没有批复"),
        told(UNFUNDED, "60 days", "project.fund", (Role.LIAISON, Role.CLERK), "工程资金还没有落实"),
        told(READY, "30 days", "project.begin", (Role.LIAISON, Role.CLERK), "工程还没有开工"),
        on_the_day(BUILDING, (Role.LIAISON, Role.CLERK), "工程到期还没有完工"),
        told(BUILT, "30 days", "project.accept", (Role.OFFICER, Role.CLERK), "工程还没有验收"),
        told(TO_CLOSE, "5 workdays", "project.close", Role.CLERK, "验收合格还没有销号"),
    ),
    prints=(Print("治理工程进度表", "table", ("title", "kind", "owner", "budget", "money", "milestones", "due")),),
    keeps=KEEPS,
    about="所有治理工程共用这一套步骤，只分类别；每笔资金都有来源。",
    menu="治理工程",
)
