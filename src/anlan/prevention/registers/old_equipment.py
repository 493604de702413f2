"""老旧装置和落后工艺: plants, tanks, equipment and processes by age and by when they must go or be renewed."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, number, place, record, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

KINDS = ("化工生产装置", "油气储罐", "矿山设备", "特种设备", "消防设施", "落后生产工艺", "其他设施装备")


class OldEquipment(Facts):
    tag: str = text("设备（工艺）编号", longest=60)
    name: str = text("名称")
    kind: str = choice("类别", *KINDS)
    firm: str = record("firm", "企业")
    place: str | None = place("属地", optional=True)
    since: date = day("投用日期")
    design_life: int | None = number("设计使用年限", "年", at_least="1", optional=True)
    treatment: str = choice("处置要求", "继续使用", "更新改造", "限期淘汰退出", default="继续使用")
    exit_by: date | None = day("退出（改造）期限", shown_when=("treatment", ("更新改造", "限期淘汰退出")))
    basis: str | None = text("依据", shown_when=("treatment", ("更新改造", "限期淘汰退出")))
    gone: date | None = day("实际退出（改造）日期", optional=True)


def goes_after_it_came(facts: OldEquipment) -> str | None:
    if facts.gone and facts.gone < facts.since:
        return "退出日期早于投用日期，请改正。"
    return None


OLD_EQUIPMENT = Register(
    kind="old_equipment",
    version=1,
    title="老旧装置和落后工艺",
    facts=OldEquipment,
    key="tag",
    may_put=(Role.OFFICER, Role.CLERK, Role.SAFETY_MANAGER),
    may_end=(Role.OFFICER, Role.CLERK),
    keeps=Keeps(30, "设备安全档案"),
    check=goes_after_it_came,
    owner="firm",
    imported=True,
    valid_until="exit_by",
    expires="180 days",
    lists=("tag", "name", "kind", "firm", "since", "treatment", "exit_by", "gone"),
    filters=("kind", "treatment"),
    menu="治理工程",
)
