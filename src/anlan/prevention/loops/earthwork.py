"""动土作业: nobody digs before those whose pipes and cables lie below have signed (GB 30871-2022 第11章)."""

from datetime import datetime
from decimal import Decimal

from anlan.kernel.facts import Facts, long_text, many, moment, number, rows, text
from anlan.kernel.loop import Evidence, Look, Reason, Step
from anlan.kernel.reads import MattersOf
from anlan.prevention.permits import GUARDIAN, At, Permit, permit

BELOW, NOTHING = ("电缆", "通信", "给排水", "燃气管道", "工艺管道", "消防管线"), "经查没有"


class PitAir(Facts):
    at: datetime = moment("检测时间")
    spot: str = text("取样部位", longest=50)
    oxygen: Decimal = number("氧含量", "%VOL", at_least="0", at_most="100")
    combustible: Decimal = number("可燃气体浓度", "%VOL", at_least="0", at_most="100")


class Earthwork(Permit):
    depth: Decimal = number("开挖深度", "米", at_least="0", at_most="100", group="作业")
    below: tuple[str, ...] = many("地下设施", *BELOW, NOTHING, group="作业")
    checked: str = long_text("地下设施查清情况", longest=1000, group="作业", hint="查了什么图、问了谁")
    support: str = text("支护或放坡", longest=200, group="作业")
    gas_tests: tuple[PitAir, ...] = rows("气体分析", optional=True)


def those_below_sign(look: Look[Earthwork]) -> str | None:
    if look.facts.below == (NOTHING,) or look.facts.must_sign:
        return None
    return "地下有设施，请写明会签人（设施主管单位）。"


def gas_is_fit(look: Look[Earthwork]) -> str | None:
    deep = look.standard("gb30871.earthwork.deep")
    if deep.allows(look.facts.depth):
        return None
    if not look.facts.gas_tests:
        return f"深度达到 {deep.text}，请先检测气体并登记。"
    test, oxygen = look.facts.gas_tests[-1], look.standard("gb30871.confined_space.oxygen")
    limit, valid = look.standard("gb30871.hot_work.gas_low"), look.standard("gb30871.confined_space.gas_test_valid")
    if not valid.allows(look.happened_at - test.at):
        return f"气体分析已超过 {valid.text}，请重新检测后再开始作业。"
    if not oxygen.allows(test.oxygen):
        return f"氧含量 {test.oxygen} %VOL，不在 {oxygen.text} 之内，请通风后重新检测。"
    return (
        None if limit.allows(test.combustible) else f"可燃气体浓度 {test.combustible} %VOL，高于 {limit.text}，请通风后重新检测。"
    )


EARTHWORK = permit(
    kind="earthwork",
    title="动土作业票",
    facts=Earthwork,
    clause="第11章",
    against=MattersOf("temporary_power", states=("作业中",), near=5, overlapping=("starts", "ends")),
    opens=(those_below_sign,),
    starts=(gas_is_fit,),
    gas=PitAir,
    own=(
        Step(
            "unknown",
            "挖出不明设施，停止作业",
            At.WORKING,
            At.HALTED,
            GUARDIAN,
            asks=Reason,
            evidence=Evidence("现场照片"),
            holds=GUARDIAN,
        ),
    ),
)
