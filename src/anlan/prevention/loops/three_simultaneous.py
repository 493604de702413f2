"""安全设施“三同时”: designed, built and put to use together with the works; no stage opens before the one before is proven."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, long_text, place, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Step, someone_else_than
from anlan.kernel.people import HOLDER, SECTORS, Role


class Project(Facts):
    title: str = text("建设项目", longest=100)
    unit: str = unit("建设单位")
    place: str = place("建设地点")
    sector: str = choice("行业", *SECTORS)
    sort: str = choice("性质", "新建", "改建", "扩建")
    reviewed: str = choice("设计审查", "须经监管部门审查", "由建设单位组织审查", hint="按本行业规定")
    pre_assessor: str | None = text("安全预评价单位", optional=True)
    designer: str | None = text("安全设施设计单位", optional=True)
    design_no: str | None = text("设计审查意见文号", optional=True)
    builder: str | None = text("施工单位", optional=True)
    trial_until: date | None = day("试生产（运行）截止日期", optional=True)
    opinion: str | None = long_text("竣工验收意见", longest=4000, optional=True)


class Pre(Facts):
    pre_assessor: str = text("安全预评价单位")


class Design(Facts):
    designer: str = text("安全设施设计单位")


class Approved(Facts):
    design_no: str = text("设计审查意见文号", hint="由建设单位组织审查的填会议纪要编号")


class Built(Facts):
    builder: str = text("施工单位")


class Trial(Facts):
    trial_until: date = day("试生产（运行）截止日期")


class Accepted(Facts):
    opinion: str = long_text("竣工验收意见", longest=4000)


def is_approved_by_the_right_one(look: Look[Project]) -> str | None:
    officers = {grant.role for grant in look.by.grants} & {Role.OFFICER, Role.CLERK}
    if look.facts.reviewed == "须经监管部门审查" and not officers:
        return "本项目的安全设施设计须经监管部门审查，请由监管部门填审查意见。"
    return None


def is_after_today(look: Look[Project]) -> str | None:
    return None if look.asked.trial_until > look.today else "试生产截止日期应在今天以后，请改正。"


OWNER, WATCH = (Role.SAFETY_MANAGER, Role.FIRM_HEAD), (Role.OFFICER, Role.CLERK)
PAPER = ("文件",)

THREE_SIMULTANEOUS = Loop(
    kind="three_simultaneous",
    version=1,
    title="安全设施“三同时”",
    facts=Project,
    source="安全生产法第三十一条；山政发〔2025〕1号 四（十一）；晋政发〔2026〕1号 二（五）",
    about="同时设计、同时施工、同时投入生产和使用；前一关没有凭证，后一关打不开。",
    opens_in="待预评价",
    may_open=(*OWNER, *WATCH),
    closes_in=("已投用", "已终止"),
    steps=(
        Step("assess", "完成安全预评价", "待预评价", "待设计", OWNER, asks=Pre, evidence=Evidence("安全预评价报告", 1, PAPER)),
        Step(
            "design",
            "提交安全设施设计",
            "待设计",
            "待审查",
            OWNER,
            asks=Design,
            evidence=Evidence("安全设施设计专篇", 1, PAPER),
            holds=(*WATCH, *OWNER),
        ),
        Step(
            "approve",
            "设计审查通过",
            "待审查",
            "待施工",
            (*WATCH, Role.FIRM_HEAD),
            is_approved_by_the_right_one,
            asks=Approved,
            evidence=Evidence("审查意见", 1, PAPER),
            holds=OWNER,
        ),
        Step("redesign", "审查不通过", "待审查", "待设计", (*WATCH, Role.FIRM_HEAD), asks=Reason),
        Step("build", "安全设施施工完成", "待施工", "待试生产", OWNER, asks=Built, evidence=Evidence("施工、监理报告", 1, PAPER)),
        Step(
            "try",
            "试生产（运行）",
            "待试生产",
            "试生产",
            OWNER,
            is_after_today,
            asks=Trial,
            evidence=Evidence("试生产方案", 1, PAPER),
        ),
        Step("change", "重大变更，重新设计", ("待施工", "待试生产"), "待设计", (*OWNER, *WATCH), asks=Reason),
        Step(
            "accept",
            "竣工验收通过，投入使用",
            "试生产",
            "已投用",
            (Role.FIRM_HEAD, *WATCH),
            someone_else_than("try", "试生产申报人"),
            asks=Accepted,
            evidence=Evidence("安全验收评价报告和验收组签字", 1, PAPER),
        ),
        Step("fail", "验收不通过", "试生产", "待施工", (Role.FIRM_HEAD, *WATCH), asks=Reason),
        Step("end", "项目终止", ("待预评价", "待设计", "待审查", "待施工", "待试生产"), "已终止", (*OWNER, *WATCH), asks=Reason),
    ),
    deadlines=(
        *(
            Deadline(
                state,
                After("180 days", tunable="three_simultaneous.stage"),
                Notify((HOLDER, *WATCH), "“三同时”这一关半年没有进展"),
            )
            for state in ("待预评价", "待设计", "待施工", "待试生产")
        ),
        Deadline("待审查", After("20 workdays", tunable="three_simultaneous.review"), Notify(HOLDER, "安全设施设计还没有审查")),
        Deadline(
            "试生产", On("trial_until"), Notify((HOLDER, Role.FIRM_HEAD, *WATCH), "试生产到期，还没有竣工验收"), soon="30 days"
        ),
    ),
    prints=(Print("安全设施“三同时”档案", "form"),),
    keeps=Keeps(30, "建设项目安全设施档案"),
    menu="企业管理",
)
