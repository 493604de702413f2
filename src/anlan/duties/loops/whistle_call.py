"""部门报到: one department called by a township's whistle: it comes, or says why it is not its business."""

from anlan.duties.measures import KEEPS, told
from anlan.kernel.facts import Facts, Moment, choice, long_text, moment, place, point, text, unit
from anlan.kernel.loop import Loop, Print, Reason, Step
from anlan.kernel.people import Role


class WhistleCall(Facts):
    title: str = text("吹哨事项")
    unit: str = unit("部门")
    kind: str = choice("类别", "日常吹哨", "攻坚吹哨", "应急吹哨")
    place: str = place("地点")
    point: tuple[int, int] | None = point("位置", optional=True)
    what: str = long_text("情况和需要部门做什么", longest=4000)


class Arrived(Facts):
    who: str = text("到场人员", longest=100)
    at: Moment = moment("到场时间")


WHISTLE_CALL = Loop(
    kind="whistle_call",
    version=1,
    title="部门报到",
    facts=WhistleCall,
    opens_in="待报到",
    may_open=Role.CLERK,
    closes_in=("已报到", "已核销"),
    steps=(
        Step("arrive", "报到", "待报到", "已报到", (Role.LIAISON, Role.OFFICER), asks=Arrived),
        Step("object", "申请不到场", "待报到", "待核实", Role.LIAISON, asks=Reason, holds=Role.CLERK),
        Step("insist", "仍须到场", "待核实", "待报到", Role.CLERK, asks=Reason),
        Step("excuse", "核销", "待核实", "已核销", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        told("待报到", "2h", "whistle.arrive", (Role.LIAISON, Role.CLERK), "部门还没有报到"),
        told("待核实", "1h", "whistle.check", Role.CLERK, "不到场的申请还没有核实"),
    ),
    prints=(Print("报到单", "receipt", ("title", "unit", "place")),),
    keeps=KEEPS,
)
