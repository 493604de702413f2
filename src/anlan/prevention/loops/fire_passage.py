"""消防“生命通道”: one passage checked; a blocked one is cleared and looked at again, a stubborn one goes to the enforcers."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, long_text, photo, place, point, text
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role

CHECKERS = (Role.OFFICER, Role.TOWNSHIP_OFFICER, Role.GRID_MEMBER, Role.ENFORCER)
OVERSEERS = (Role.OFFICER, Role.TOWNSHIP_OFFICER)


class FirePassage(Facts):
    title: str = text("场所或小区")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    kind: str = choice("检查部位", "消防车通道", "消防车登高操作场地", "疏散通道", "安全出口", "楼梯间")
    answerable: str = text("管理单位或责任人", hint="姓名、电话或物业名称")
    found: str = choice("检查情况", "畅通", "占用", "堵塞", "封闭")
    what: str | None = long_text("占堵情况", longest=2000, shown_when=("found", ("占用", "堵塞", "封闭")))
    photos: tuple[str, ...] = photo("照片", optional=True)
    due: date | None = day("清理期限", optional=True)


class ClearBy(Facts):
    due: date = day("清理期限")


class Sent(Facts):
    to: str = text("移交给")


def was_clear(look: Look[FirePassage]) -> str | None:
    return None if look.facts.found == "畅通" else f"检查情况是“{look.facts.found}”，请责令清理，不能按畅通办结。"


def was_blocked(look: Look[FirePassage]) -> str | None:
    return "检查情况是“畅通”，请直接办结。" if look.facts.found == "畅通" else None


FIRE_PASSAGE = Loop(
    kind="fire_passage",
    version=1,
    title="消防生命通道检查",
    facts=FirePassage,
    opens_in="已登记",
    may_open=CHECKERS,
    closes_in=("畅通", "已移交执法"),
    late_by="7 days",
    steps=(
        Step("pass", "畅通办结", "已登记", "畅通", CHECKERS, was_clear, evidence=Evidence("现场照片", kinds=("照片",))),
        Step(
            "order",
            "责令清理",
            "已登记",
            "清理中",
            OVERSEERS,
            was_blocked,
            asks=ClearBy,
            evidence=Evidence("占堵照片", kinds=("照片",)),
        ),
        Step(
            "cleared", "报已清理", "清理中", "待复查", CHECKERS, evidence=Evidence("清理后照片", kinds=("照片",)), holds=OVERSEERS
        ),
        Step("still", "复查仍占堵", "待复查", "清理中", OVERSEERS, asks=Reason),
        Step(
            "recheck",
            "复查畅通",
            "待复查",
            "畅通",
            OVERSEERS,
            someone_else_than("cleared", "报清理的人"),
            evidence=Evidence("复查照片", kinds=("照片",)),
        ),
        Step(
            "hand_over", "移交执法", ("清理中", "待复查"), "已移交执法", OVERSEERS, asks=Sent, evidence=Evidence("移交单和回执")
        ),
    ),
    deadlines=(
        Deadline("已登记", After("1 day", tunable="passage.order"), Notify(OVERSEERS, "生命通道检查还没有处理")),
        Deadline("清理中", On("due"), Notify(OVERSEERS, "生命通道清理期限已到，请复查或移交执法"), soon="1 day"),
        Deadline("待复查", After("3 workdays", tunable="passage.recheck"), Notify(OVERSEERS, "生命通道还没有复查")),
    ),
    prints=(Print("生命通道检查记录", "form", ("title", "place", "kind", "answerable", "found", "what", "due")),),
    keeps=Keeps(10, "消防监督检查档案"),
    about="占堵的一定有复查或移交，不能只拍照。",
    menu="核查",
)
