"""“三违”记录: seen or told by a camera, answered by who did it, dealt with by the firm's own rule, then training."""

from datetime import datetime
from typing import Any

from anlan.kernel.facts import Facts, choice, long_text, moment, person, photo, place, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, Print, Reason, Step, someone_else_than
from anlan.kernel.people import HOLDER, Part, Role
from anlan.kernel.reads import UNKNOWN, MattersOf, RecordsAt
from anlan.prevention.registers.firm_rule import DEGREES, SORTS

FIRM = (Role.SAFETY_MANAGER, Role.FIRM_HEAD, Role.SHIFT_LEADER)


class Violation(Facts):
    title: str = text("行为", longest=100)
    unit: str = unit("企业")
    place: str = place("属地")
    happened_at: datetime = moment("发生时间", prefilled_from="now")
    sort: str = choice("类别", *SORTS)
    degree: str = choice("程度", *DEGREES)
    who: str = person("当事人")
    source: str = choice("来源", "现场检查", "视频识别", "他人报告")
    photos: tuple[str, ...] = photo("照片或截图", optional=True)
    said: str | None = long_text("本人说明", longest=2000, optional=True)
    clause: str | None = text("处理条款", optional=True, later=True)
    penalty: str | None = text("处理", longest=200, optional=True, later=True)
    times: str | None = text("一年内第几次", optional=True, later=True)


class Said(Facts):
    said: str = long_text("本人说明", longest=2000)


def has_happened(look: Look[Violation]) -> str | None:
    if look.facts.happened_at > look.now:
        return "发生时间晚于现在，请改正。"
    return "视频识别的行为须有截图，请附上再登记。" if look.facts.source == "视频识别" and not look.facts.photos else None


def times(look: Look[Violation]) -> int:
    return 1 + sum(bool(one.get("who") == look.facts.who and one.get("sort") == look.facts.sort) for one in look.seen.before)


def clause_of(look: Look[Violation]) -> dict[str, Any] | None:
    """The firm's clause for this sort, degree and how often; the highest count that is reached."""
    rule = next(iter(look.seen.rules), None)
    fit = [one for one in (rule.get("clauses") or () if rule else ()) if one["sort"] == look.facts.sort
           and one["degree"] == look.facts.degree and int(one["times"]) <= times(look)]  # fmt: skip
    return max(fit, key=lambda one: int(one["times"]), default=None)


def the_rule_is_there(look: Look[Violation]) -> str | None:
    if look.seen.before is UNKNOWN or not look.seen.rules:
        return "本企业的“三违”惩戒办法还没有导入，请先在台账登记，再处理。"
    return None if clause_of(look) else "惩戒办法里没有对应的条款，请核对类别和程度，或先修订制度。"


def by_the_rule(look: Look[Violation]) -> dict[str, Any]:
    clause = clause_of(look)
    assert clause is not None
    return {"clause": clause["clause"], "penalty": clause["penalty"], "times": str(times(look))}


VIOLATION = Loop(
    kind="violation",
    version=1,
    title="“三违”记录",
    facts=Violation,
    source="山政发〔2025〕1号 一（五）",
    needs=has_happened,
    about="视频识别的先由人复核；按本企业办法处理，处理之后要培训。",
    opens_in="待复核",
    may_open=(*FIRM, Role.DISPATCHER, Role.GUARDIAN),
    closes_in=("已销案", "不属三违"),
    reads={
        "rules": RecordsAt("firm_rule", same="unit", state="在用"),
        "before": MattersOf("violation", states=("待培训", "已销案"), same=("unit",), within="1 year"),
    },
    steps=(
        Step("confirm", "复核属实", "待复核", "待本人说明", FIRM, someone_else_than("open", "登记人"), holds=Part("who")),
        Step("dismiss", "不属“三违”", ("待复核", "待处理"), "不属三违", FIRM, asks=Reason),
        Step("answer", "本人说明", "待本人说明", "待处理", Part("who"), asks=Said, holds=Role.SAFETY_MANAGER),
        Step("unsaid", "本人未作说明", "待本人说明", "待处理", (Role.SAFETY_MANAGER, Role.CLOCK), holds=Role.SAFETY_MANAGER),
        Step(
            "punish", "按制度处理", "待处理", "待培训", (Role.SAFETY_MANAGER, Role.FIRM_HEAD), the_rule_is_there, sets=by_the_rule
        ),
        Step(
            "train",
            "培训考核合格，销案",
            "待培训",
            "已销案",
            (Role.SAFETY_MANAGER, Role.FIRM_HEAD),
            evidence=Evidence("培训签到和考核结果", 1, ("文件", "照片")),
        ),
    ),
    deadlines=(
        Deadline("待复核", After("2 workdays", tunable="violation.review"), Notify(HOLDER, "“三违”线索还没有复核")),
        Deadline("待本人说明", After("3 workdays", tunable="violation.answer"), Notify((HOLDER, Role.SAFETY_MANAGER))),
        Deadline("待处理", After("5 workdays", tunable="violation.punish"), Notify((HOLDER, Role.FIRM_HEAD), "“三违”还没有处理")),
        Deadline("待培训", After("15 days", tunable="violation.train"), Notify((HOLDER, Role.FIRM_HEAD), "“三违”人员还没有培训")),
    ),
    prints=(
        Print("“三违”处理单", "form", ("title", "who", "happened_at", "sort", "degree", "times", "clause", "penalty", "said")),
    ),
    keeps=Keeps(3, "一年内累计次数的依据"),
    menu="企业管理",
)
