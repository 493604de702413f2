"""监测数据疑点: readings that look switched off, flat, cloned, replayed, clipped, shifted, contradictory or re-limited are
doubted, never judged. Two officers look, with an evidence package; the platform names sensors and facts, and no person."""

from datetime import datetime
from typing import Any

from anlan.kernel.facts import Facts, choice, file, long_text, moment, person, place, record, text, unit
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    Opens,
    Print,
    Reason,
    Step,
    someone_else_than,
)
from anlan.kernel.people import HOLDER, Part, Role

OPEN, CHECKING, AGAIN, TO_HAND, CLEARED, HANDED = "待指派", "待核查", "待复核", "待移交", "已排除", "已移交"
KINDS = (
    "停止上报", "读数平直", "通道雷同", "曲线重放", "削顶", "时间错位", "视频中断", "相互矛盾", "超出量程", "限值被改",
    "未报备作业",
)  # fmt: skip
CLUE = "有人为干预线索"
CONCLUSIONS = ("设备或线路故障", "工况正常", "已作业未及时报备", CLUE, "不能确认")
KEEPERS = (Role.OFFICER, Role.SUPERVISOR)


class IntegrityDoubt(Facts):
    title: str = text("标题", longest=100)
    kind: str = choice("疑点", *KINDS)
    subject: str | None = record("sensor", "监测点", optional=True)
    camera: str | None = record("camera", "监控", optional=True)
    unit: str = unit("单位")
    site: str | None = text("所属设施", longest=80, optional=True)
    sector: str | None = text("行业", longest=40, optional=True)
    place: str = place("属地")
    happened_at: datetime = moment("发现时间")
    ground: str = long_text("判别依据", longest=2000, hint="哪条规则、哪段读数，正常应当怎样")
    package: tuple[str, ...] = file("证据包", optional=True, later=True)
    digest: str | None = text("证据包摘要", longest=80, optional=True, later=True)
    checker: str | None = person("核查人", optional=True)
    second: str | None = person("复核人", optional=True)
    conclusion: str | None = choice("核查结论", *CONCLUSIONS, optional=True)
    finding: str | None = long_text("核查情况", optional=True)


class Pair(Facts):
    checker: str = person("核查人")
    second: str = person("复核人")


class Finding(Facts):
    conclusion: str = choice("核查结论", *CONCLUSIONS)
    finding: str = long_text("核查情况", hint="到现场看到什么、比对了什么；只写事实")


class HandOver(Facts):
    to: str = text("移交给")
    organ: str = choice("受理机关", "公安机关", "行业主管部门", "纪检监察机关", "上级部门")
    basis: str = text("移送依据", hint="文号和条款")


def are_two(look: Look[IntegrityDoubt]) -> str | None:
    return "核查人和复核人须是两个人，请另选一人。" if look.asked.checker == look.asked.second else None


def found_no_clue(look: Look[IntegrityDoubt]) -> str | None:
    return "核查结论是有人为干预线索，请复核为线索，或退回重新核查。" if look.facts.conclusion == CLUE else None


def found_a_clue(look: Look[IntegrityDoubt]) -> str | None:
    return None if look.facts.conclusion == CLUE else "核查结论不是有人为干预线索，不能作为线索移交。"


def clue(look: Look[IntegrityDoubt]) -> dict[str, Any]:
    facts = look.facts
    return {
        "title": f"监测数据核查线索：{facts.title}"[:200],
        "to": look.asked.to,
        "kind": look.asked.organ,
        "basis": look.asked.basis,
        "clue": f"{facts.ground}\n{facts.finding or ''}",
        "source": look.id,
    }


INTEGRITY_DOUBT = Loop(
    kind="integrity_doubt",
    version=1,
    title="监测数据疑点",
    facts=IntegrityDoubt,
    opens_in=OPEN,
    may_open=KEEPERS,
    closes_in=(CLEARED, HANDED),
    may_edit=Role.CLOCK,
    edits_in=(OPEN, CHECKING),
    unsent=(OPEN, CHECKING, AGAIN, TO_HAND, HANDED),
    steps=(
        Step("assign", "指派两人核查", (OPEN, CHECKING), CHECKING, KEEPERS, are_two, asks=Pair, holds=Part("checker")),
        Step(
            "check",
            "核查",
            CHECKING,
            AGAIN,
            Part("checker"),
            asks=Finding,
            evidence=Evidence("现场照片、记录或读数", 1, ("照片", "文件", "读数")),
            holds=Part("second"),
        ),
        Step("clear", "复核排除", AGAIN, CLEARED, Part("second"), (found_no_clue, someone_else_than("check", "核查人"))),
        Step(
            "refer",
            "复核为线索",
            AGAIN,
            TO_HAND,
            Part("second"),
            (found_a_clue, someone_else_than("check", "核查人")),
            holds=Role.OFFICER,
        ),
        Step("again", "退回重新核查", AGAIN, CHECKING, Part("second"), asks=Reason, holds=Part("checker")),
        Step("hand_over", "移交线索", TO_HAND, HANDED, KEEPERS, asks=HandOver, opens=Opens("clue_transfer", clue, child=False)),
    ),
    deadlines=(
        Deadline(OPEN, After("standard:sensor_integrity.assign"), Notify((HOLDER, Role.SUPERVISOR), "疑点还没有指派核查")),
        Deadline(CHECKING, After("standard:sensor_integrity.check"), Notify((HOLDER, Role.OFFICER), "疑点还没有核查")),
        Deadline(AGAIN, After("standard:sensor_integrity.check"), Notify((HOLDER, Role.OFFICER), "疑点还没有复核")),
        Deadline(TO_HAND, After("standard:sensor_integrity.check"), Notify(HOLDER, "线索还没有移交")),
    ),
    prints=(
        Print(
            "监测数据核查线索材料",
            "form",
            ("title", "kind", "subject", "unit", "happened_at", "ground", "digest", "conclusion", "finding"),
            states=(TO_HAND, HANDED),
        ),
    ),
    keeps=Keeps(10, "监测数据真实性核查档案"),
    source="山政发〔2025〕1号 三（十）；晋政发〔2026〕1号 二（八）；《安全生产法》第三十六条（条号未核实）",
    about="平台只提出疑点和依据，不认定任何人；由两名监管人员到现场核查，线索按规定移交。",
    menu="监测报警",
    bench="/monitoring/doubts",
)
