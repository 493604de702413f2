"""动火作业: no flame without a fresh gas test, a certified hand and a camera that sees it (GB 30871-2022 第5章)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from anlan.kernel.facts import Facts, choice, moment, number, record, rows, text, yes_no
from anlan.kernel.loop import Evidence, Look, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import MattersOf, RecordOf
from anlan.prevention.permits import GUARDIAN, PHOTO, At, Permit, certified, done_before, permit, wind_below


class GasTest(Facts):
    at: datetime = moment("检测时间")
    spot: str = text("取样部位", longest=50)
    concentration: Decimal = number("可燃气体浓度", "%VOL", at_least="0", at_most="100")


class HotWork(Permit):
    grade: str = choice("动火级别", "特级", "一级", "二级", group="作业")
    lower_limit: Decimal = number("所测气体的爆炸下限", "%VOL", at_least="0", at_most="100", group="作业")
    outdoors: bool = yes_no("露天作业", default=False, group="作业")
    wind: int | None = number("风力", "级", at_least="0", at_most="17", optional=True, group="作业")
    welder: str = record("certificate", "动火人证件", group="人员")
    gas_tests: tuple[GasTest, ...] = rows("气体分析", optional=True)


def no_longer_than_its_grade(look: Look[HotWork]) -> str | None:
    longest = look.standard(f"gb30871.hot_work.{'valid_second' if look.facts.grade == '二级' else 'valid'}")
    span = look.facts.ends - look.facts.starts
    return None if longest.allows(span) else f"{look.facts.grade}动火作业票最长 {longest.text}，请缩短作业时间。"


def gas_is_fit(look: Look[HotWork]) -> str | None:
    if not look.facts.gas_tests:
        return "还没有气体分析，请先检测并登记。"
    test, valid = look.facts.gas_tests[-1], look.standard("gb30871.hot_work.gas_test_valid")
    limit = look.standard("gb30871.hot_work.gas_high" if look.facts.lower_limit >= 4 else "gb30871.hot_work.gas_low")
    if not valid.allows(look.happened_at - test.at):
        return f"气体分析已超过 {valid.text}，请重新检测后再开始作业。"
    if limit.allows(test.concentration):
        return None
    return f"可燃气体浓度 {test.concentration} %VOL，高于 {limit.text}，请通风处理后重新检测。"


def its_grade_is_signed_by_its_chief(look: Look[Any]) -> str | None:
    """特级 is signed by the leader in charge, the others by whom the firm named."""
    if look.facts.grade != "特级" or any(grant.role == Role.FIRM_HEAD for grant in look.by.grants):
        return None
    return "特级动火由企业主管领导审批，请转主管领导办理。"


HOT_WORK = permit(
    kind="hot_work",
    title="动火作业票",
    facts=HotWork,
    clause="第5章；盲板抽堵 30 米内不得动火：7.6",
    against=MattersOf("blind_plate", states=("作业中",), near=30, overlapping=("starts", "ends")),
    opens=(no_longer_than_its_grade,),
    allows=(its_grade_is_signed_by_its_chief,),
    starts=(gas_is_fit, certified("焊接与热切割"), wind_below("gb30871.hot_work.wind_stop", "露天动火")),
    gas=GasTest,
    reads={"certificate": RecordOf("certificate", of="welder")},
    closes=(done_before("embers", "还没有检查余火，请检查后再验收。"),),
    own=(Step("embers", "检查余火", At.WATCHED, At.WATCHED, GUARDIAN, evidence=Evidence("动火点和周边照片", 1, PHOTO)),),
)
