"""受限空间作业: air that was measured just now, measured again and again, and somebody outside (GB 30871-2022 第6章)."""

from datetime import datetime
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, moment, number, rows, text, yes_no
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, done_before, no_longer_than, permit


class Air(Facts):
    at: datetime = moment("检测时间")
    spot: str = text("取样部位", longest=50)
    oxygen: Decimal = number("氧含量", "%VOL", at_least="0", at_most="100")
    combustible: Decimal | None = number("可燃气体浓度", "%VOL", at_least="0", at_most="100", optional=True)
    toxic: str | None = text("有毒气体名称", longest=40, optional=True)
    toxic_value: Decimal | None = number("有毒气体浓度", "mg/m³", at_least="0", optional=True)
    toxic_limit: Decimal | None = number("职业接触限值", "mg/m³", at_least="0", optional=True, hint="按 GBZ 2.1 填所测气体的限值")


class ConfinedSpace(Permit):
    medium: str = text("空间内原有介质", longest=100, group="作业")
    lower_limit: Decimal | None = number("可燃介质的爆炸下限", "%VOL", at_least="0", at_most="100", optional=True, group="作业")
    wet: bool = yes_no("潮湿或狭小容器", default=False, group="作业")
    voltage: Decimal = number("照明电压", "V", at_least="0", at_most="380", group="作业")
    rescue: str = choice("应急救援器材", "已备齐", "未备齐", group="作业")
    gas_tests: tuple[Air, ...] = rows("气体分析", optional=True)


def light_is_safe(look: Look[ConfinedSpace]) -> str | None:
    limit = look.standard(f"gb30871.confined_space.voltage{'_wet' if look.facts.wet else ''}")
    return None if limit.allows(look.facts.voltage) else f"{limit.title}不得超过 {limit.text}，请更换照明。"


def rescue_is_ready(look: Look[ConfinedSpace]) -> str | None:
    return None if look.facts.rescue == "已备齐" else "应急救援器材没有备齐，备齐后再审批。"


def gas_is_fit(look: Look[ConfinedSpace]) -> str | None:
    if not look.facts.gas_tests:
        return "还没有气体分析，请先检测并登记。"
    test, valid = look.facts.gas_tests[-1], look.standard("gb30871.confined_space.gas_test_valid")
    if not valid.allows(look.happened_at - test.at):
        return f"气体分析已超过 {valid.text}，请重新检测后再开始作业。"
    oxygen = look.standard("gb30871.confined_space.oxygen")
    if not oxygen.allows(test.oxygen):
        return f"氧含量 {test.oxygen} %VOL，不在 {oxygen.text} 之内，请通风后重新检测。"
    return _combustible(look, test) or _toxic(test)


def _combustible(look: Look[ConfinedSpace], test: Air) -> str | None:
    lower = look.facts.lower_limit
    if lower is None:
        return None
    limit = look.standard("gb30871.hot_work.gas_high" if lower >= 4 else "gb30871.hot_work.gas_low")
    if test.combustible is None:
        return "介质可燃，没有可燃气体浓度，请重新检测。"
    return (
        None if limit.allows(test.combustible) else f"可燃气体浓度 {test.combustible} %VOL，高于 {limit.text}，请通风后重新检测。"
    )


def _toxic(test: Air) -> str | None:
    if not test.toxic:
        return None
    if test.toxic_value is None or test.toxic_limit is None:
        return f"{test.toxic}没有填浓度和限值，请补测补填。"
    return (
        None if test.toxic_value <= test.toxic_limit else f"{test.toxic} {test.toxic_value} mg/m³，超过限值 {test.toxic_limit}。"
    )


CONFINED_SPACE = permit(
    kind="confined_space",
    title="受限空间作业票",
    facts=ConfinedSpace,
    clause="第6章",
    against=MattersOf("hot_work", states=("作业中",), near=10, overlapping=("starts", "ends")),
    opens=(no_longer_than("gb30871.confined_space.valid"),),
    allows=(light_is_safe, rescue_is_ready),
    starts=(gas_is_fit,),
    gas=Air,
    closes=(done_before("count", "还没有清点人员和工具，请清点后再验收。"),),
    own=(Step("count", "清点人员和工具，封闭入口", At.WATCHED, At.WATCHED, GUARDIAN, evidence=Evidence("封闭后照片", 1, PHOTO)),),
)
