"""临时用电作业: for days, not months; by an electrician, with leakage protection (GB 30871-2022 第10章)."""

from decimal import Decimal

from anlan.kernel.facts import number, record, text, yes_no
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.reads import MattersOf, RecordOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, certified, done_before, permit


class TemporaryPower(Permit):
    source: str = text("电源接入点", longest=100, group="作业")
    voltage: Decimal = number("工作电压", "V", at_least="0", at_most="10000", group="作业")
    devices: str = text("用电设备和功率", longest=200, group="作业")
    extended: bool = yes_no("特殊情况延长", default=False, group="作业")
    protected: bool = yes_no("已装漏电保护并接地", default=False, group="作业")
    electrician: str = record("certificate", "电工证件", group="人员")


def no_longer_than_allowed(look: Look[TemporaryPower]) -> str | None:
    limit = look.standard(f"gb30871.power.valid{'_longest' if look.facts.extended else ''}")
    span = look.facts.ends - look.facts.starts
    return None if limit.allows(span) else f"{limit.title}为 {limit.text}，请缩短用电时间。"


def is_protected(look: Look[TemporaryPower]) -> str | None:
    return None if look.facts.protected else "没有漏电保护或接地，装好后再审批。"


TEMPORARY_POWER = permit(
    kind="temporary_power",
    title="临时用电作业票",
    facts=TemporaryPower,
    clause="第10章",
    against=MattersOf("earthwork", states=("作业中",), near=5, overlapping=("starts", "ends")),
    opens=(no_longer_than_allowed,),
    allows=(is_protected,),
    starts=(certified("电工"),),
    reads={"certificate": RecordOf("certificate", of="electrician")},
    closes=(done_before("cut", "还没有停电拆除，请拆除后再验收。"),),
    own=(Step("cut", "停电拆除", At.WATCHED, At.WATCHED, GUARDIAN, evidence=Evidence("拆除后照片", 1, PHOTO)),),
)
