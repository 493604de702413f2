"""反馈问题整改: one finding of an inspection, one file: plan, proof, a check by another hand, the reply upward."""

from datetime import date

from anlan.duties.measures import ANSWERABLE, KEEPS, UNIT, NewDate, is_later, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role

OURS = ("县级督导巡查", "领导包保走访")
SOURCES = ("中央安全生产明查暗访", "国务院安委会考核巡查", "省级督查检查", "市级督查检查", *OURS, "其他")


class ExternalFinding(Facts):
    title: str = text("问题")
    source: str = choice("来源", *SOURCES)
    notice: str = text("反馈文件", hint="文号或名称")
    item: str = text("问题序号", longest=20)
    content: str = long_text("问题原文", longest=4000)
    unit: str = unit_of("整改责任单位")
    basis: str | None = text("依据", optional=True)
    due: date = day("整改期限")
    plan: str | None = long_text("整改措施", longest=4000, optional=True)


class Plan(Facts):
    plan: str = long_text("整改措施", longest=4000)
    answerable: str = text("整改责任人")


class Mended(Facts):
    mended: str = long_text("整改情况", longest=4000)
    wider: str | None = long_text("举一反三情况", longest=2000, optional=True)


class Verified(Facts):
    verified: str = choice("核查结论", "整改到位", "整改不到位")
    opinion: str = long_text("核查意见", longest=2000)


class Upward(Facts):
    reply_no: str = text("上报文号")


def is_mended(look: Look[ExternalFinding]) -> str | None:
    return None if look.asked.verified == "整改到位" else "整改不到位的请用“退回整改”，写明还差什么。"


def goes_up(look: Look[ExternalFinding]) -> str | None:
    return "本级发现的问题不用上报，请用“核查销号”。" if look.facts.source in OURS else None


def stays_here(look: Look[ExternalFinding]) -> str | None:
    return None if look.facts.source in OURS else f"{look.facts.source}反馈的问题须上报整改结果，请用“核查通过，待上报”。"


CHECKS = (Role.CLERK, Role.OFFICER)

EXTERNAL_FINDING = Loop(
    kind="external_finding",
    version=1,
    title="反馈问题整改",
    facts=ExternalFinding,
    opens_in="待报措施",
    may_open=Role.CLERK,
    closes_in=("已销号",),
    reads=UNIT,
    steps=(
        Step("plan", "报整改措施", "待报措施", "整改中", ANSWERABLE, asks=Plan),
        Step("extend", "同意延期", "整改中", "整改中", Role.SIGNER, is_later, asks=NewDate),
        Step(
            "mend",
            "报整改完成",
            "整改中",
            "待核查",
            ANSWERABLE,
            asks=Mended,
            evidence=Evidence("整改前后对比", least=2),
            holds=Role.CLERK,
        ),
        Step("reject", "退回整改", "待核查", "整改中", CHECKS, asks=Reason, holds=ANSWERABLE),
        Step(
            "verify",
            "核查通过，待上报",
            "待核查",
            "待上报",
            CHECKS,
            (is_mended, goes_up, someone_else_than("mend", "报送人")),
            asks=Verified,
            evidence=Evidence("核查记录"),
            holds=Role.CLERK,
        ),
        Step(
            "close",
            "核查销号",
            "待核查",
            "已销号",
            CHECKS,
            (is_mended, stays_here, someone_else_than("mend", "报送人")),
            asks=Verified,
            evidence=Evidence("核查记录"),
        ),
        Step("reply_up", "上报销号", "待上报", "已销号", Role.CLERK, asks=Upward, evidence=Evidence("上报文件", kinds=("文件",))),
        Step("returned", "上级退回", "待上报", "整改中", Role.CLERK, asks=Reason, holds=ANSWERABLE),
    ),
    deadlines=(
        told("待报措施", "5 workdays", "finding.plan", (*ANSWERABLE, Role.CLERK), "反馈问题还没有整改措施"),
        on_the_day("整改中", (*ANSWERABLE, Role.CLERK, Role.SIGNER), "反馈问题到期还没有整改完成"),
        told("待核查", "5 workdays", "finding.verify", Role.CLERK, "整改情况还没有核查"),
        told("待上报", "3 workdays", "finding.reply", Role.CLERK, "整改结果还没有上报"),
    ),
    prints=(Print("反馈问题整改台账", "table", ("item", "title", "source", "unit", "plan", "due")),),
    keeps=KEEPS,
    about="一个问题一件，逐件整改、逐件销号。",
    menu="督办",
)
