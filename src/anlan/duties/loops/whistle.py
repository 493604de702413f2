"""街乡吹哨: a township calls, departments are sent and report in, and the township says whether it helped."""

from typing import Any

from anlan.duties.measures import KEEPS, told
from anlan.kernel.facts import Facts, choice, long_text, many, photo, place, point, text
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Children


class Whistle(Facts):
    title: str = text("吹哨事项")
    kind: str = choice("类别", "日常吹哨", "攻坚吹哨", "应急吹哨")
    place: str = place("地点")
    point: tuple[int, int] | None = point("位置", optional=True)
    what: str = long_text("情况和需要部门做什么", longest=4000)
    wanted: tuple[str, ...] = many("建议到场部门", of="unit", optional=True)
    units: tuple[str, ...] = many("派单部门", of="unit", optional=True)
    photos: tuple[str, ...] = photo("照片", optional=True)


class Sent(Facts):
    units: tuple[str, ...] = many("派单部门", of="unit")


class Acted(Facts):
    acted: str = long_text("联合处置情况", longest=4000)


class Judged(Facts):
    judged: str = choice("评价", "满意", "基本满意")
    opinion: str | None = long_text("意见", longest=1000, optional=True)


def sends_somebody(look: Look[Whistle]) -> str | None:
    return None if look.asked.units else "请选择派单部门。"


def somebody_came(look: Look[Whistle]) -> str | None:
    if look.seen.calls.open:
        return f"还有 {look.seen.calls.open} 个部门没有报到，请催到，或由派单人核销后再登记处置。"
    return None if look.seen.calls.done else "还没有部门报到。"


def call_to(look: Look[Whistle], target: str) -> dict[str, Any]:
    said = {
        "title": look.facts.title,
        "unit": target,
        "place": look.facts.place,
        "what": look.facts.what,
        "kind": look.facts.kind,
    }
    return said | ({"point": look.facts.point} if look.facts.point else {})


WHISTLE = Loop(
    kind="whistle",
    version=1,
    title="街乡吹哨",
    facts=Whistle,
    opens_in="待派单",
    may_open=Role.TOWNSHIP_OFFICER,
    closes_in=("已办结", "已退哨"),
    reads={"calls": Children("whistle_call")},
    steps=(
        Step(
            "send",
            "派单",
            "待派单",
            "待报到",
            Role.CLERK,
            sends_somebody,
            asks=Sent,
            spread=Spread("whistle_call", lambda look: look.facts.units, call_to),
        ),
        Step("turn_down", "退哨", "待派单", "已退哨", Role.CLERK, asks=Reason),
        Step(
            "act",
            "登记联合处置",
            "待报到",
            "待评价",
            (Role.TOWNSHIP_OFFICER, Role.CLERK),
            somebody_came,
            asks=Acted,
            evidence=Evidence("处置照片或记录"),
            holds=Role.TOWNSHIP_OFFICER,
        ),
        Step("again", "不满意，再次处置", "待评价", "待报到", Role.TOWNSHIP_OFFICER, asks=Reason, holds=Role.CLERK),
        Step("judge", "评价办结", "待评价", "已办结", Role.TOWNSHIP_OFFICER, asks=Judged),
    ),
    deadlines=(
        told("待派单", "2h", "whistle.send", Role.CLERK, "乡镇吹哨还没有派单"),
        told("待报到", "1 day", "whistle.act", (Role.CLERK, Role.TOWNSHIP_OFFICER), "吹哨事项还没有联合处置"),
        told("待评价", "3 days", "whistle.judge", Role.TOWNSHIP_OFFICER, "请评价处置结果"),
    ),
    prints=(Print("吹哨派单", "form", ("title", "kind", "place", "what", "units")),),
    keeps=KEEPS,
    about="派单、报到、处置的时限由县里规定。",
    menu="任务",
)
