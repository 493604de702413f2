"""高处作业: graded by its height, stopped by wind (GB 30871-2022 第8章)."""

from decimal import Decimal

from anlan.kernel.facts import choice, number, record, yes_no
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf, RecordOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, certified, done_before, no_longer_than, permit, wind_below

GRADES = ("Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级")


class HeightWork(Permit):
    height: Decimal = number("作业高度", "米", at_least="0", at_most="500", group="作业")
    grade: str = choice("级别", *GRADES, group="作业")
    worse: bool = yes_no("有引起坠落的客观危险因素", default=False, group="作业", hint="强风、带电体、无立足点等，升一级管理")
    outdoors: bool = yes_no("露天作业", default=True, group="作业")
    wind: int | None = number("风力", "级", at_least="0", at_most="17", optional=True, group="作业")
    climber: str = record("certificate", "作业人证件", group="人员")


def its_grade_fits_its_height(look: Look[HeightWork]) -> str | None:
    facts = look.facts
    if not look.standard("gb30871.height.least").allows(facts.height):
        return f"不到{look.standard('gb30871.height.least').text}，不是高处作业。"
    rank = sum(bool(look.standard(f"gb30871.height.grade_{n}").allows(facts.height)) for n in (2, 3, 4)) + facts.worse
    wanted = GRADES[min(rank, 3)]
    return None if facts.grade == wanted else f"高度 {facts.height} 米应按{wanted}办理，请改正级别。"


HEIGHT_WORK = permit(
    kind="height_work",
    title="高处作业票",
    facts=HeightWork,
    clause="第8章",
    against=MattersOf("lifting", states=("作业中",), near=20, overlapping=("starts", "ends")),
    opens=(no_longer_than("gb30871.height.valid"), its_grade_fits_its_height),
    starts=(
        done_before("belt", "还没有检查安全带和作业面，请检查后再开始。"),
        certified("高处"),
        wind_below("gb30871.height.wind_stop", "露天高处作业"),
    ),
    reads={"certificate": RecordOf("certificate", of="climber")},
    own=(Step("belt", "检查安全带和作业面", At.ALLOWED, At.ALLOWED, GUARDIAN, evidence=Evidence("系挂点照片", 1, PHOTO)),),
)
