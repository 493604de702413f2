"""动火作业: no flame without a fresh gas test, a second pair of eyes and a camera that sees it (GB 30871-2022)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from anlan.kernel.facts import Facts, choice, moment, number, person, place, point, record, rows, text, unit
from anlan.kernel.loop import After, Deadline, Guard, Keeps, Look, Loop, Notify, On, Print, Reason, Step, Take, someone_else_than
from anlan.kernel.people import HOLDER, Part, Role
from anlan.kernel.reads import UNKNOWN, Latest, MattersOf, RecordOf


class At(StrEnum):
    ASKED = "申请"
    ALLOWED = "已审批"
    BURNING = "作业中"
    WATCHED = "留守"
    CLOSED = "已完工"
    REFUSED = "已作废"


class GasTest(Facts):
    at: datetime = moment("检测时间")
    spot: str = text("取样部位", longest=50)
    concentration: Decimal = number("可燃气体浓度", "%VOL", at_least="0", at_most="100")


class HotWork(Facts):
    unit: str = unit("作业单位")
    place: str = place("属地")
    point: tuple[int, int] = point("作业位置")
    grade: str = choice("作业级别", "特级", "一级", "二级")
    spot: str = text("动火部位")
    work: str = text("作业内容")
    starts: datetime = moment("开始时间")
    ends: datetime = moment("结束时间")
    lower_limit: Decimal = number("所测气体的爆炸下限", "%VOL", at_least="0", at_most="100")
    welder: str = record("certificate", "动火人证件")
    camera: str = record("camera", "作业点监控")
    guardian: str = person("监护人")
    gas_tests: tuple[GasTest, ...] = rows("气体分析", optional=True)


def valid_no_longer_than_its_grade(look: Look[HotWork]) -> str | None:
    facts, name = look.facts, "valid_second" if look.facts.grade == "二级" else "valid"
    longest = look.standard(f"gb30871.hot_work.{name}")
    if not facts.starts < facts.ends:
        return "结束时间不晚于开始时间，请改正。"
    return None if longest.allows(facts.ends - facts.starts) else f"{facts.grade}动火作业票最长 {longest.text}，请缩短作业时间。"


def gas_is_low_and_fresh(look: Look[HotWork]) -> str | None:
    if not look.facts.gas_tests:
        return "还没有气体分析，请先检测并登记。"
    test, valid = look.facts.gas_tests[-1], look.standard("gb30871.hot_work.gas_test_valid")
    limit = look.standard("gb30871.hot_work.gas_high" if look.facts.lower_limit >= 4 else "gb30871.hot_work.gas_low")
    if not valid.allows(look.happened_at - test.at):
        return f"气体分析已超过 {valid.text}，请重新检测后再开始作业。"
    return (
        None
        if limit.allows(test.concentration)
        else f"可燃气体浓度 {test.concentration} %VOL，高于 {limit.text}，请通风处理后重新检测。"
    )


def welder_is_certified(look: Look[HotWork]) -> str | None:
    return None if look.seen.certificate.valid_on(look.happened_at) else "动火人的特种作业证查不到或已过期，请换有证人员。"


def nothing_stands_against_it(look: Look[HotWork]) -> str | None:
    for found, what in ((look.seen.blinds, "盲板抽堵作业"), (look.seen.alarms, "未解除的报警")):
        if found is UNKNOWN:
            return f"查不到周边{what}的情况，请人工核实后由审批人重新办票。"
        if found:
            return f"与{what}“{found[0].title}”冲突，请先处理。"
    return None


def camera_sees(look: Look[HotWork]) -> str | None:
    return None if look.seen.camera.is_("在线") else "监控离线或情况不明，无监控不作业，请恢复监控。"


HOT_WORK = Loop(
    kind="hot_work",
    version=1,
    title="动火作业票",
    facts=HotWork,
    source="GB 30871-2022 第 4、5 章；盲板抽堵 30 米内不得动火：7.6",
    opens_in=At.ASKED,
    may_open=Role.SAFETY_MANAGER,
    closes_in=(At.CLOSED, At.REFUSED),
    needs=valid_no_longer_than_its_grade,
    reads={
        "certificate": RecordOf("certificate", of="welder"),
        "blinds": MattersOf("blind_plate", near=30, overlapping=("starts", "ends")),
        "alarms": MattersOf("alarm", same=("unit",)),
        "camera": Latest("camera", "state"),
    },
    steps=(
        Step("allow", "审批", At.ASKED, At.ALLOWED, Role.PERMIT_APPROVER, someone_else_than("open", "申请人")),
        Step("refuse", "退回", At.ASKED, At.REFUSED, Role.PERMIT_APPROVER, asks=Reason),
        Step("lapse", "到期作废", (At.ASKED, At.ALLOWED), At.REFUSED, Role.CLOCK),
        Step("test", "登记气体分析", At.ALLOWED, At.ALLOWED, Part("guardian"), asks=GasTest, into="gas_tests"),
        Step(
            "start",
            "开始作业",
            At.ALLOWED,
            At.BURNING,
            Part("guardian"),
            (gas_is_low_and_fresh, welder_is_certified, nothing_stands_against_it, camera_sees),
        ),
        Step("pause", "中断作业", At.BURNING, At.ALLOWED, Part("guardian")),
        Step("stop", "停止作业", At.BURNING, At.WATCHED, Part("guardian")),
        Step("close", "完工验收", At.WATCHED, At.CLOSED, Part("guardian"), evidence="完工照片"),
    ),
    # The clock may lapse a paper and call people; it may never say that a flame is out.
    guards=(
        Guard(
            At.BURNING, (camera_sees, nothing_stands_against_it), Notify((Part("guardian"), Role.SAFETY_MANAGER)), every="1min"
        ),
    ),
    deadlines=(
        Deadline(At.ASKED, On("starts", end_of_day=False), Notify(Role.PERMIT_APPROVER, "作业时间已到，动火作业票还没有审批")),
        Deadline(At.ASKED, On("ends", end_of_day=False), Take("lapse")),
        Deadline(At.ALLOWED, On("ends", end_of_day=False), Take("lapse")),
        Deadline(At.BURNING, On("ends", end_of_day=False), Notify((Part("guardian"), Role.SAFETY_MANAGER)), soon="30min"),
        # The standard asks for a check after the work without an hour; two hours is our own default.
        Deadline(At.WATCHED, After("2h", tunable="hot_work.watch"), Notify((HOLDER, Role.SAFETY_MANAGER))),
    ),
    prints=(Print("动火安全作业票", "form", ("grade", "spot", "work", "starts", "ends", "gas_tests", "guardian")),),
    keeps=Keeps(1, "作业票至少存 1 年，GB 30871-2022 第 4 章"),
)
