"""企业自查: a firm looks at itself by the list and says what it found, which becomes hazards; who does not look is told on."""

from datetime import date
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, photo, place, record, rows, text, unit
from anlan.kernel.loop import Deadline, Evidence, Keeps, Look, Loop, Notify, On, Rung, Spread, Step, Take
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import RecordOf
from anlan.prevention.loops.hazard import MAJOR, ORDINARY, SELF

CLEAN, FOUND = "未发现隐患", "发现隐患"


class At(StrEnum):
    ASKED = "待自查"
    DONE = "已自查"
    MISSED = "未自查"


class Found(Facts):
    clause: str = text("清单条款号", longest=40)
    what: str = text("隐患", longest=100)
    severity: str = choice("等级", ORDINARY, MAJOR)
    due: date = day("整改期限")
    photos: tuple[str, ...] = photo("照片", optional=True)


class Kept(Found):
    content: str | None = long_text("条款内容", longest=4000, optional=True)


class Answer(Facts):
    result: str = choice("自查结果", CLEAN, FOUND)
    found: tuple[Found, ...] = rows("发现的隐患", shown_when=("result", (FOUND,)))


class SelfCheck(Facts):
    title: str = text("自查任务", longest=150)
    period: str = text("自查期次", longest=20)
    unit: str = unit("企业")
    place: str = place("属地")
    sector: str = text("行业")
    checklist: str = record("checklist", "自查清单")
    due: date = day("截止日期")
    lapses: date = day("本期最后一日")
    result: str | None = choice("自查结果", CLEAN, FOUND, optional=True)
    found: tuple[Kept, ...] = rows("发现的隐患", optional=True)


def clauses_are_of_the_list(look: Look[SelfCheck]) -> str | None:
    """The same rows drive the check, and later the inspection."""
    known = {one["clause"] for one in look.seen.list.get("clauses", ())}
    if not known:
        return "自查清单内容未导入，请联系下达单位导入后再报。"
    wrong = next((one.clause for one in look.asked.found if one.clause not in known), None)
    return f"清单里没有第 {wrong} 条，请核对条款号。" if wrong else None


def nothing_is_due_already(look: Look[SelfCheck]) -> str | None:
    early = next((one for one in look.asked.found if one.due < look.today), None)
    return f"“{early.what}”的整改期限早于今天，请改正。" if early else None


def with_contents(look: Look[SelfCheck]) -> dict[str, Any]:
    """What the list said on that day stands in the answer; the list may change."""
    said = {one["clause"]: one["content"] for one in look.seen.list.get("clauses", ())}
    return {"found": [one.dump() | {"content": said[one.clause]} for one in look.asked.found]}


def hazard_of(look: Look[SelfCheck], number: str) -> dict[str, Any]:
    found, facts = look.facts.found[int(number)], look.facts
    return {
        "title": found.what, "item": f"{found.clause} {found.content or ''}".strip()[:200], "severity": found.severity,
        "due": found.due,
        "photos": list(found.photos), "unit": facts.unit, "place": facts.place, "sector": facts.sector, "source": SELF,
    }  # fmt: skip


SELF_CHECK = Loop(
    kind="self_check",
    version=1,
    title="企业自查",
    facts=SelfCheck,
    source="安全生产法第四十一条；晋政发〔2026〕1号 二（七）",
    about="自查发现并按期整改的，出具自查自报情形说明。",
    opens_in=At.ASKED,
    may_open=(Role.SAFETY_MANAGER, Role.FIRM_HEAD),
    closes_in=(At.DONE, At.MISSED),
    reads={"list": RecordOf("checklist", of="checklist")},
    steps=(
        Step(
            "answer",
            "报送自查结果",
            At.ASKED,
            At.DONE,
            (Role.SAFETY_MANAGER, Role.FIRM_HEAD),
            (clauses_are_of_the_list, nothing_is_due_already),
            asks=Answer,
            sets=with_contents,
            evidence=Evidence("自查照片或记录", 1, ("照片", "文件", "记录")),
            spread=Spread("hazard", lambda look: tuple(str(n) for n in range(len(look.facts.found))), hazard_of),
        ),
        Step("miss", "逾期未自查", At.ASKED, At.MISSED, Role.CLOCK),
    ),
    deadlines=(
        Deadline(At.ASKED, On("due"), Notify((HOLDER, Role.FIRM_HEAD)), soon="3 days"),
        Deadline(At.ASKED, On("lapses"), (Notify((Role.TOWNSHIP_OFFICER, Role.OFFICER), "企业本期没有自查"), Take("miss"))),
    ),
    ladder=(Rung("3 days", tells=Role.OFFICER),),
    keeps=Keeps(3, "与自查安排同期"),
    menu="隐患",
)
