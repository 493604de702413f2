"""公开曝光: a case goes to the 曝光台 after its facts and private data were checked; it is settled when the mending was seen."""

from typing import Any

from anlan.duties.measures import (
    ANSWERABLE,
    VOID,
    Measure,
    Reply,
    answer_by,
    issuing,
    measure,
    told,
)
from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, file, long_text, text, yes_no
from anlan.kernel.loop import Evidence, Look, Print, Put, Reason, Step
from anlan.kernel.people import Role


class Exposure(Measure):
    kind: str = choice("类别", "典型事故", "违法案例", "隐患场景")
    script: str | None = long_text("曝光内容", longest=8000, optional=True)
    pictures: tuple[str, ...] = file("画面", optional=True)
    checked: bool = yes_no("已核实并隐去个人信息", default=False)
    channel: str = choice("渠道", "电视台", "政府网站", "微信公众号", "报刊", "安委会会议播放", "其他", default="电视台")


class Aired(Facts):
    link: str = text("链接或播出时间", longest=500)


def is_fit_to_air(look: Look[Exposure]) -> str | None:
    if not look.facts.script:
        return "还没有曝光内容，请写好再送审。"
    return None if look.facts.checked else "请先核实事实并隐去个人信息，再送审。"


def as_publication(look: Look[Exposure]) -> dict[str, Any]:
    channel = look.facts.channel if look.facts.channel in ("电视台", "政府网站", "微信公众号", "报刊") else "其他"
    return {
        "title": look.facts.title,
        "unit": look.unit,
        "channel": channel,
        "kind": "曝光台",
        "on": str(local(look.now).date()),
        "link": look.asked.link,
    }


EXPOSURE = measure(
    kind="exposure",
    title="公开曝光",
    facts=Exposure,
    may_open=(Role.CLERK, Role.OFFICER),
    closes_in="已了结",
    steps=(
        *issuing(
            "待整改",
            "曝光",
            submit={"needs": is_fit_to_air},
            issue={"holds": Role.CLERK},
            receive={
                "title": "登记播出",
                "may": Role.CLERK,
                "asks": Aired,
                "puts": Put("publication", as_publication),
                "holds": ANSWERABLE,
            },
        ),
        Step("mend", "报整改情况", "待整改", "待回访", ANSWERABLE, asks=Reply, evidence=Evidence("整改佐证")),
        Step("not_mended", "回访未整改", "待回访", "待整改", (Role.CLERK, Role.OFFICER), asks=Reason),
        Step("settle", "回访了结", "待回访", "已了结", (Role.CLERK, Role.OFFICER), evidence=Evidence("回访照片或记录")),
        Step("take_back", "更正撤下", "待整改", VOID, Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        answer_by("待整改", "曝光的问题到期还没有报整改情况"),
        told("待回访", "10 workdays", "exposure.visit", Role.CLERK, "曝光的问题还没有回访"),
    ),
    prints=(Print("曝光审批单", "form", ("title", "kind", "channel", "ground", "script")),),
    about="播出后自动记入宣传发布。",
)
