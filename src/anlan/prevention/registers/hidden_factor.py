"""隐蔽致灾因素: what lies unseen round a mine, where, how sure, and whether it was dealt with; open ones stand on the map."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, long_text, place, point, record, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class HiddenFactor(Facts):
    code: str = text("编号", longest=40)
    firm: str = record("firm", "矿山")
    place: str = place("属地")
    sort: str = choice("类别", "采空区", "老空水", "断层破碎带", "陷落柱", "含水层", "封闭不良钻孔", "火区", "瓦斯富集区", "其他")
    where: str = text("位置描述", longest=200)
    point: tuple[int, int] | None = point("位置", optional=True)
    found_by: str = choice("查明方式", "物探", "钻探", "化探", "调查走访", "资料分析")
    sure: str = choice("可靠程度", "已查明", "基本查明", "疑似")
    surveyed_on: date = day("普查日期")
    measure: str | None = long_text("治理或防范措施", longest=2000, optional=True)
    state: str = choice("治理情况", "未治理", "治理中", "已治理", default="未治理")
    proof: tuple[str, ...] = file("普查报告、验收资料", optional=True)


def treated_has_its_proof(facts: HiddenFactor) -> str | None:
    if facts.state == "已治理" and not (facts.measure and facts.proof):
        return "填“已治理”的，请写明措施并附验收资料。"
    return "疑似的因素请先查明，再填治理情况。" if facts.sure == "疑似" and facts.state == "已治理" else None


HIDDEN_FACTOR = Register(
    kind="hidden_factor",
    version=1,
    title="隐蔽致灾因素",
    facts=HiddenFactor,
    key="code",
    owner="firm",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER, Role.SUPERVISOR),
    check=treated_has_its_proof,
    imported=True,
    lists=("code", "firm", "sort", "where", "sure", "surveyed_on", "state"),
    filters=("sort", "sure", "state"),
    keeps=Keeps(30, "矿井地质资料"),
    about="普查成果动态更新；作业前按位置查有没有未治理的因素。",
    menu="矿山",
)
