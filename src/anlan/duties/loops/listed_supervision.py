"""挂牌督办: only for a major hazard, a major fire hazard or an accident case; listed, cured, inspected, taken off."""

from datetime import date

from anlan.duties.measures import (
    ANSWERABLE,
    Measure,
    NewDate,
    Reply,
    answer_by,
    is_later,
    is_ours_to_supervise,
    issuing,
    measure,
    told,
)
from anlan.kernel.facts import Facts, choice, day, long_text, text
from anlan.kernel.loop import Evidence, Look, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role

FOR = ("重大事故隐患", "重大火灾隐患", "事故查处")


class Listed(Measure):
    kind: str = choice("挂牌事由", *FOR, hint="其他事项不挂牌，请用督办单或督办函")
    source: str = text("隐患或事故编号")
    level: str = choice("督办层级", "县级", "市级", "省级", default="县级")
    department: str | None = text("督办部门", optional=True)


class Published(Facts):
    where: str = text("公布渠道和链接", longest=500)
    on: date = day("公布日期")


class Verdict(Facts):
    verdict: str = choice("验收结论", "合格", "不合格")
    opinion: str = long_text("验收意见", longest=4000)


def is_passed(look: Look[Listed]) -> str | None:
    return None if look.asked.verdict == "合格" else "验收不合格的不能摘牌，请用“验收不合格”退回治理。"


LISTED_SUPERVISION = measure(
    kind="listed_supervision",
    title="挂牌督办",
    facts=Listed,
    may_open=(Role.CLERK, Role.OFFICER),
    closes_in="已摘牌",
    steps=(
        *issuing("待公布", "挂牌督办通知", adopt={"needs": is_ours_to_supervise}, receive={"title": "签收", "holds": Role.CLERK}),
        Step("publish", "公布", "待公布", "治理中", Role.CLERK, asks=Published, holds=ANSWERABLE),
        Step("extend", "同意延期", "治理中", "治理中", Role.SIGNER, is_later, asks=NewDate),
        Step(
            "apply",
            "申请摘牌",
            "治理中",
            "待验收",
            ANSWERABLE,
            asks=Reply,
            evidence=Evidence("治理报告和评估材料", kinds=("文件",)),
            holds=Role.CLERK,
        ),
        Step("fail", "验收不合格", "待验收", "治理中", (Role.CLERK, Role.OFFICER), asks=Reason),
        Step(
            "inspect",
            "验收",
            "待验收",
            "待摘牌",
            (Role.CLERK, Role.OFFICER),
            (is_passed, someone_else_than("apply", "申请人")),
            asks=Verdict,
            evidence=Evidence("现场验收记录"),
        ),
        Step("take_off", "摘牌", "待摘牌", "待公布摘牌", Role.SIGNER, holds=Role.CLERK),
        Step("publish_end", "公布摘牌", "待公布摘牌", "已摘牌", Role.CLERK, asks=Published),
    ),
    deadlines=(
        told("待公布", "5 workdays", "listed.publish", Role.CLERK, "挂牌还没有公布"),
        answer_by("治理中", "治理期限已到，还没有申请摘牌", Role.SIGNER),
        told("待验收", "10 workdays", "listed.inspect", Role.CLERK, "摘牌申请还没有验收"),
        told("待摘牌", "2 workdays", "measure.lift", Role.SIGNER, "验收合格还没有摘牌"),
        told("待公布摘牌", "5 workdays", "listed.publish", Role.CLERK, "摘牌还没有公布"),
    ),
    prints=(Print("挂牌督办通知", "red_head", ("unit", "kind", "ground", "basis", "demand", "due")),),
    about="各级挂牌的条件和期限由省市规定，县里按文号填写；这里不设法定期限。",
)
