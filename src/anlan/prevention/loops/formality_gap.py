"""手续补办: works or buildings without their papers: each missing paper got, or the thing dealt with by law."""

from datetime import date
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, place, record, rows, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Print,
    Reason,
    Step,
    someone_else_than,
)
from anlan.kernel.people import Role

KINDS = ("油气长输管道", "建设工程消防审验", "建设项目安全设施“三同时”", "用地和规划", "环境影响评价", "其他")


class Paper(Facts):
    name: str = text("手续", longest=100, hint="例如 消防验收")
    organ: str = text("审批机关", longest=100)
    got: str | None = text("取得文号", optional=True)


class Got(Facts):
    name: str = text("手续", longest=100)
    got: str = text("取得文号")


class FormalityGap(Facts):
    title: str = text("项目或建筑")
    kind: str = choice("类别", *KINDS)
    unit: str = unit_of("主管部门")
    owner: str = text("业主单位")
    place: str = place("属地")
    building: str | None = record("unapproved_building", "遗留建筑台账", optional=True)
    why: str = long_text("缺手续的原因", longest=2000)
    papers: tuple[Paper, ...] = rows("缺少的手续", optional=True, later=False)
    meanwhile: str | None = long_text("过渡期安全措施", longest=2000, optional=True)
    due: date = day("补办期限")


class Plan(Facts):
    meanwhile: str = long_text("过渡期安全措施", longest=2000)
    plan: str = long_text("补办方案", longest=4000)


class Dealt(Facts):
    dealt: str = choice("处置方式", "停用", "拆除", "改变用途", "依法处罚后补办")
    basis: str = text("依据文号")


def names_papers(look: Look[FormalityGap]) -> str | None:
    return None if look.facts.papers else "请逐项列出缺少的手续和审批机关。"


def is_missing(look: Look[FormalityGap]) -> str | None:
    return None if look.asked.name in [one.name for one in look.facts.papers] else "没有列这项手续，请先在“缺少的手续”中登记。"


def papers_are_got(look: Look[FormalityGap]) -> str | None:
    left = [one.name for one in look.facts.papers if not one.got]
    return f"还缺{'、'.join(left)}，不能报补办完成。" if left else None


def got(look: Look[FormalityGap]) -> dict[str, Any]:
    number = {"got": look.asked.got}
    return {
        "papers": [(one.model_copy(update=number) if one.name == look.asked.name else one).dump() for one in look.facts.papers]
    }


def is_building(look: Look[FormalityGap]) -> str | None:
    """A fire-acceptance gap names its building, so that the backlog shrinks by itself."""
    if look.facts.kind == "建设工程消防审验" and not look.facts.building:
        return "消防审验的历史遗留须先登记到“消防审验历史遗留建筑”台账，再选台账中的建筑。"
    return None


HANDS, CHECKS = (Role.LIAISON, Role.OFFICER), (Role.CLERK, Role.OFFICER)

FORMALITY_GAP = Loop(
    kind="formality_gap",
    version=1,
    title="手续补办",
    facts=FormalityGap,
    opens_in="待定方案",
    may_open=(Role.LIAISON, Role.OFFICER, Role.CLERK),
    closes_in=("已销号", "已依法处置"),
    needs=(names_papers, is_building),
    may_edit=HANDS,
    edits_in=("待定方案",),
    steps=(
        Step("plan", "确定补办方案", "待定方案", "补办中", HANDS, asks=Plan),
        Step(
            "get",
            "登记取得手续",
            "补办中",
            "补办中",
            HANDS,
            is_missing,
            asks=Got,
            sets=got,
            evidence=Evidence("批准文件", kinds=("文件",)),
        ),
        Step("complete", "报补办完成", "补办中", "待核查", HANDS, papers_are_got, holds=(Role.CLERK,)),
        Step("reject", "退回", "待核查", "补办中", CHECKS, asks=Reason, holds=Role.LIAISON),
        Step("close", "核查销号", "待核查", "已销号", CHECKS, someone_else_than("complete", "报送人")),
        Step("deal", "依法处置", "补办中", "已依法处置", Role.SIGNER, asks=Dealt, evidence=Evidence("处置文书和现场照片")),
    ),
    deadlines=(
        Deadline(
            "待定方案",
            After("20 workdays", tunable="formality.plan"),
            Notify((Role.LIAISON, Role.CLERK), "缺手续的项目还没有补办方案"),
        ),
        Deadline("补办中", On("due"), Notify((Role.LIAISON, Role.CLERK, Role.SIGNER), "手续补办期限已到"), soon="30 days"),
        Deadline("待核查", After("10 workdays", tunable="formality.check"), Notify(Role.CLERK, "补办完成的还没有核查")),
    ),
    prints=(Print("手续补办台账", "table", ("title", "kind", "owner", "papers", "due")),),
    keeps=Keeps(30, "建设项目档案"),
    about="一项手续一行；补不了的依法处置，不能一直挂着。",
    menu="治理工程",
)
