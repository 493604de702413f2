"""采煤工艺: which mine works which face by which process, for what is to spread and for what may no longer be."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, day, number, record, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

PROCESSES = ("沿空留巷", "无煤柱开采", "一次采全高", "放顶煤", "分层开采", "充填开采", "其他")


class MiningProcess(Facts):
    face: str = text("工作面编号", longest=60)
    firm: str = record("firm", "煤矿")
    process: str = choice("采煤工艺", *PROCESSES)
    before: str | None = choice("改造前工艺", *PROCESSES, optional=True)
    thickness: Decimal | None = number("煤层厚度", "米", at_least="0", optional=True)
    mined_from: date = day("启用日期")
    mined_to: date | None = day("结束日期", optional=True)
    approval: str | None = text("批准文件", optional=True)


def ends_after_it_begins(facts: MiningProcess) -> str | None:
    if facts.mined_to and facts.mined_to < facts.mined_from:
        return "结束日期早于启用日期，请改正。"
    return "改造前后工艺相同，请核对。" if facts.before == facts.process else None


MINING_PROCESS = Register(
    kind="mining_process",
    version=1,
    title="采煤工艺",
    facts=MiningProcess,
    key="face",
    may_put=(Role.OFFICER, Role.SUPERVISOR, Role.SAFETY_MANAGER),
    may_end=(Role.OFFICER,),
    keeps=Keeps(30, "矿井技术档案"),
    called=lambda facts: f"{facts.face}：{facts.process}",
    owner="firm",
    check=ends_after_it_begins,
    lists=("face", "firm", "process", "before", "mined_from", "mined_to"),
    filters=("process", "before"),
    menu="矿山",
)
