"""断路作业: fire engines and ambulances know before the road is closed, and at night it is lit red (GB 30871-2022 第12章)."""

from anlan.kernel.facts import file, many, text, yes_no
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, done_before, permit

TOLD = ("消防", "医疗", "调度", "门卫")


class RoadClosing(Permit):
    road: str = text("断路路段", longest=100, group="作业")
    told: tuple[str, ...] = many("已通知", *TOLD, group="作业")
    detour: tuple[str, ...] = file("绕行图", group="作业")
    signs: bool = yes_no("已设警示标志和围栏", default=False, group="作业")
    at_night: bool = yes_no("夜间断路", default=False, group="作业")
    red_light: bool = yes_no("夜间红灯", default=False, group="作业")


def fire_and_doctors_know(look: Look[RoadClosing]) -> str | None:
    missing = [one for one in TOLD[:2] if one not in look.facts.told]
    return f"还没有通知{'、'.join(missing)}，通知后再审批。" if missing else None


def is_marked(look: Look[RoadClosing]) -> str | None:
    if not look.facts.signs:
        return "还没有设警示标志和围栏，设好后再开始。"
    return "夜间断路没有红灯，请设好后再开始。" if look.facts.at_night and not look.facts.red_light else None


ROAD_CLOSING = permit(
    kind="road_closing",
    title="断路作业票",
    facts=RoadClosing,
    clause="第12章",
    against=MattersOf("road_closing", states=("作业中",), near=50, overlapping=("starts", "ends")),
    allows=(fire_and_doctors_know,),
    starts=(is_marked,),
    closes=(done_before("reopen", "还没有恢复通行并通知，请恢复后再验收。"),),
    own=(Step("reopen", "恢复通行并通知", At.WATCHED, At.WATCHED, GUARDIAN, evidence=Evidence("恢复后照片", 1, PHOTO)),),
)
