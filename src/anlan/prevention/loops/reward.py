"""举报奖励: the sum by the rule on the penalty decided, told, checked by another, paid, collected or lapsed."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, long_text, number, person, place, text, yes_no
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, Print, Reason, Step, Take, someone_else_than
from anlan.kernel.people import HOLDER, Role, Secrecy
from anlan.prevention.loops.public_report import HIDDEN, SORTS, TRUE

GRADES = {"一般": "ordinary", "较大": "serious", "重大": "major", "特别重大": "gravest"}


class At(StrEnum):
    ASSESSED = "待核定"
    REVIEWED = "待审核"
    TO_TELL = "待告知"
    TO_PAY = "待财政拨付"
    TO_COLLECT = "待领取"
    PAID = "已领取"
    LAPSED = "逾期未领"
    NONE = "不予奖励"


class Reward(Facts):
    title: str = text("奖励事项", longest=100)
    place: str = place("发生地")
    sort: str = choice("举报类别", *SORTS)
    is_true: str = choice("核查结论", *TRUE)
    insider: bool = yes_no("本单位从业人员举报", default=False)
    penalty: Decimal | None = number("罚款", "元", at_least="0", optional=True)
    people: int | None = number("查实瞒报谎报人数", "人", at_least="1", optional=True)
    grade: str | None = choice("事故等级", *GRADES, optional=True)
    decided_by: str | None = text("处罚决定或认定文书文号", optional=True)
    amount: Decimal | None = number("奖励金额", "元", at_least="0", optional=True, later=True)
    how: str | None = long_text("怎样算出", optional=True, later=True)
    reviewed_by: str | None = person("审核人", optional=True, later=True)


class Decided(Facts):
    decided_by: str = text("处罚决定或认定文书文号", hint="决定作出之后才核定奖励")
    penalty: Decimal | None = number("罚款", "元", at_least="0", optional=True, hint="瞒报谎报事故不填")
    people: int | None = number("查实瞒报谎报人数", "人", at_least="1", optional=True, hint="只有瞒报谎报事故填")
    grade: str | None = choice("事故等级", *GRADES, optional=True, hint="只有瞒报谎报事故填")


def is_rewarded_by_the_rule(look: Look[Reward]) -> str | None:
    facts, asked = look.facts, look.asked
    if facts.sort == HIDDEN:
        return None if asked.people and asked.grade else "瞒报谎报事故按人数计算，请填查实人数和事故等级。"
    if facts.sort not in SORTS[:2]:
        return f"“{facts.sort}”不在举报奖励办法的奖励范围；随手拍有奖活动另有规则，请“不予奖励”或改用活动规则。"
    return None if asked.penalty is not None else "奖励按罚款计算，请填处罚决定的罚款金额。"


def sum_of(look: Look[Reward]) -> dict[str, Any]:
    """By the figures in force, with how it was reckoned; insiders get the uplift, and nobody more than the most."""
    asked, low, most, base, said = look.asked, Decimal(0), Decimal(0), Decimal(0), ""
    if look.facts.sort == HIDDEN:
        each, most = _value(look, f"hidden.{GRADES[asked.grade]}"), _value(look, "hidden.most")
        base, said = each * asked.people, f"每人 {each} 元 × {asked.people} 人"
    else:
        share, low, most = (_value(look, name) for name in ("share", "least", "most"))
        base, said = asked.penalty * share / 100, f"罚款 {asked.penalty} 元 × {share} %，不低于 {low} 元"
    amount = max(base, low)
    if look.facts.insider:
        uplift = _value(look, "insider")
        amount, said = amount * (100 + uplift) / 100, f"{said}，从业人员上浮 {uplift} %"
    return {
        "amount": min(amount, most).quantize(Decimal(1)),
        "how": f"{said}，不超过 {most} 元（{look.standard('report_reward.share').source}）",
    }


def _value(look: Look[Reward], name: str) -> Decimal:
    value = look.standard(f"report_reward.{name}").value
    assert isinstance(value, Decimal)
    return value


REWARD = Loop(
    kind="reward",
    version=1,
    title="举报奖励",
    facts=Reward,
    source="安监总财〔2018〕19 号；山政发〔2025〕1号 四（十二）；晋政发〔2026〕1号 二（七）",
    about="按处罚决定核定金额；举报人凭查询码领取，领取凭证里不写举报内容。",
    secrecy=Secrecy.NAMED,
    opens_in=At.ASSESSED,
    may_open=Role.CLERK,
    closes_in=(At.PAID, At.LAPSED, At.NONE),
    steps=(
        Step("assess", "核定金额", At.ASSESSED, At.REVIEWED, Role.CLERK, is_rewarded_by_the_rule, asks=Decided, sets=sum_of,
             evidence=Evidence("处罚决定书或认定文书", 1, ("文件",))),
        Step("none", "不予奖励", At.ASSESSED, At.NONE, Role.CLERK, asks=Reason),
        Step("return", "退回重核", At.REVIEWED, At.ASSESSED, Role.SIGNER, asks=Reason),
        Step("review", "审核同意", At.REVIEWED, At.TO_TELL, Role.SIGNER, someone_else_than("assess", "核定人"),
             numbers="举报奖励", holds=Role.CLERK, sets=lambda look: {"reviewed_by": look.by.person}),
        Step("tell", "已告知举报人", At.TO_TELL, At.TO_PAY, Role.CLERK),
        Step("pay", "财政已拨付", At.TO_PAY, At.TO_COLLECT, Role.CLERK, evidence=Evidence("拨付凭证", 1, ("文件",))),
        Step("collect", "已领取", At.TO_COLLECT, At.PAID, Role.CLERK, evidence=Evidence("领取凭证", 1, ("签名", "文件"))),
        Step("lapse", "逾期未领", At.TO_COLLECT, At.LAPSED, Role.CLOCK),
    ),
    deadlines=(
        Deadline(At.ASSESSED, After("30 days", tunable="reward.assess"), Notify(HOLDER, "举报奖励还没有核定")),
        Deadline(At.REVIEWED, After("5 workdays", tunable="reward.review"), Notify(HOLDER)),
        Deadline(At.TO_TELL, After("5 workdays", tunable="reward.tell"), Notify(HOLDER, "奖励已审核，请告知举报人")),
        Deadline(At.TO_PAY, After("10 workdays", tunable="reward.pay"), Notify(HOLDER, "举报奖励还没有拨付")),
        Deadline(At.TO_COLLECT, After("standard:report_reward.collect"), (Notify(HOLDER, "领取期限已过"), Take("lapse")),
                 soon="10 days"),
    ),
    prints=(Print("举报奖励审批表", "form", ("title", "sort", "decided_by", "penalty", "people", "grade", "amount", "how")),),
    keeps=Keeps(10, "财政资金支付凭证"),
    menu="举报",
)  # fmt: skip
