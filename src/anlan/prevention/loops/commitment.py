"""安全生产承诺: the principal's for a year, a worker's for a post; kept, or broken with a record and dealt with."""

from datetime import date
from typing import Any

from anlan.kernel.facts import Facts, choice, day, file, long_text, person, place, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Step, someone_else_than
from anlan.kernel.people import HOLDER, Part, Role

PRINCIPAL, WORKER = "主要负责人", "员工"


class Commitment(Facts):
    title: str = text("承诺事项", longest=100)
    unit: str = unit("企业")
    place: str = place("属地")
    sort: str = choice("承诺人类别", PRINCIPAL, WORKER)
    promiser: str = person("承诺人")
    words: str = long_text("承诺内容", longest=4000)
    original: tuple[str, ...] = file("承诺书样本", optional=True)
    until: date = day("有效期至")
    broken: str | None = long_text("违反承诺的情况", longest=2000, optional=True, later=True)
    outcome: str | None = choice("履诺结论", "已履行", "部分履行", "未履行", optional=True)


class Judged(Facts):
    outcome: str = choice("履诺结论", "已履行", "部分履行", "未履行")
    opinion: str = long_text("评价依据", longest=2000)


class Broken(Facts):
    what: str = long_text("违反承诺的情况", longest=2000)
    then: str = choice("处理", "培训", "按三违惩戒办法处理", "约谈")


def lasts_a_while(look: Look[Commitment]) -> str | None:
    return "有效期已经过去，请改正。" if look.facts.until <= look.today else None


def is_over(look: Look[Commitment]) -> str | None:
    return None if look.today >= look.facts.until else f"承诺到 {look.facts.until} 才满期，满期后再评价。"


def noted(look: Look[Commitment]) -> dict[str, Any]:
    line = f"{look.today} {look.asked.what}（{look.asked.then}）"
    return {"broken": f"{look.facts.broken}\n{line}" if look.facts.broken else line}


def says_what_was_kept(look: Look[Commitment]) -> str | None:
    if look.asked.outcome == "已履行" and look.facts.broken:
        return "期内有违反承诺的记录，不能评为“已履行”。"
    return None


JUDGES = (Role.OFFICER, Role.FIRM_HEAD, Role.SAFETY_MANAGER)

COMMITMENT = Loop(
    kind="commitment",
    version=1,
    title="安全生产承诺",
    facts=Commitment,
    source="山政发〔2025〕1号 一（四）（五）",
    needs=lasts_a_while,
    about="主要负责人每年向监管部门承诺，员工向企业承诺；违反的当时记、当时处理。",
    opens_in="待签署",
    may_open=(Role.FIRM_HEAD, Role.SAFETY_MANAGER, Role.OFFICER),
    closes_in=("已评价", "已作废"),
    steps=(
        Step(
            "sign",
            "签署承诺",
            "待签署",
            "履行中",
            Part("promiser"),
            evidence=Evidence("本人签字", 1, ("签名", "文件")),
            holds=Part("promiser"),
        ),
        Step(
            "breach",
            "记录违反承诺",
            "履行中",
            "履行中",
            (Role.OFFICER, Role.SAFETY_MANAGER, Role.FIRM_HEAD),
            asks=Broken,
            sets=noted,
            evidence="事实依据",
            holds=Part("promiser"),
        ),
        Step(
            "judge",
            "期满评价",
            "履行中",
            "已评价",
            JUDGES,
            (is_over, says_what_was_kept, someone_else_than("sign", "承诺人")),
            asks=Judged,
        ),
        Step("void", "作废", ("待签署", "履行中"), "已作废", JUDGES, asks=Reason),
    ),
    deadlines=(
        Deadline(
            "待签署", After("10 workdays", tunable="commitment.sign"), Notify((HOLDER, Role.SAFETY_MANAGER), "承诺书还没有签署")
        ),
        Deadline(
            "履行中", On("until"), Notify((HOLDER, Role.FIRM_HEAD, Role.OFFICER), "承诺期满，请评价并签下一期"), soon="30 days"
        ),
    ),
    prints=(Print("安全生产承诺书", "form", ("title", "unit", "promiser", "words", "until", "broken", "outcome")),),
    keeps=Keeps(3, "履诺考核依据"),
    menu="企业管理",
)
