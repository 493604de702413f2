"""安全生产举报: anybody may tell, named or not; who told is known to nobody but whoever must (安监总财〔2018〕19 号)."""

from datetime import date
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Contact, Facts, choice, contact, day, long_text, person, photo, place, point, text, unit, yes_no
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Opens, Print, Reason, Rung, Step, Take
from anlan.kernel.people import HOLDER, OPENER, Part, Role, Secrecy

CHANNELS = ("网页", "随手拍", "12350", "12345", "来信", "来访", "上级转办")
HIDDEN = "瞒报谎报事故"
SORTS = ("重大事故隐患", "违法生产经营建设", HIDDEN, "一般隐患", "其他")
TRUE = ("属实", "部分属实")


class At(StrEnum):
    TOLD = "待受理"
    CHECKED = "核查中"
    ASKED = "待补充"
    ANSWERED = "已答复"
    CLOSED = "已办结"
    REFUSED = "不予受理"
    JOINED = "已并案"


class PublicReport(Facts):
    title: str = text("举报事项", longest=100)
    sort: str = choice("类别", *SORTS)
    place: str = place("发生地")
    about: str = text("被举报单位或地点", longest=100)
    point: tuple[int, int] | None = point("位置", optional=True)
    story: str = long_text("情况说明", longest=4000)
    photos: tuple[str, ...] = photo("照片", optional=True, later=False)
    channel: str = choice("渠道", *CHANNELS, default=CHANNELS[0])
    reporter: Contact | None = contact(
        "举报人（可以不填）", optional=True, hint="不填也受理；要领奖励的请留姓名电话，只有承办人能看到"
    )
    works_there: bool = yes_no("举报人在该单位工作", default=False, personal=True)
    handler: str | None = person("核查人", optional=True)
    taken_by: str | None = person("受理人", optional=True, later=True)
    same_as: str | None = text("并入的举报", longest=100, optional=True)
    is_true: str | None = choice("核查结论", *TRUE, "不属实", optional=True)
    finding: str | None = long_text("核查情况", optional=True)
    unit: str | None = unit("查实的单位", optional=True)
    hazard_due: date | None = day("隐患整改期限", optional=True)


class Handler(Facts):
    handler: str = person("核查人")


class Finding(Facts):
    is_true: str = choice("核查结论", *TRUE, "不属实")
    finding: str = long_text("核查情况", hint="不得写入举报人的任何信息")
    unit: str | None = unit("查实的单位", optional=True, hint="填了就立项为隐患")
    hazard_due: date | None = day("隐患整改期限", optional=True)


class More(Facts):
    more: str = long_text("补充内容", longest=4000)
    photos: tuple[str, ...] = photo("照片", optional=True)


class Joined(Facts):
    same_as: str = text("并入的举报", longest=100, hint="填先收到的那一件的举报事项或编号")


def by_me(look: Look[PublicReport]) -> dict[str, Any]:
    """Whoever takes it in goes on seeing it: the file is closed to everybody else."""
    return {"taken_by": look.by.person}


def names_nobody(look: Look[PublicReport]) -> str | None:
    """What goes into the finding is read by the firm later."""
    told = look.facts.reporter
    found = told and next((said for said in (told.name, told.phone) if said and said in look.asked.finding), None)
    return "核查情况中出现了举报人的姓名或电话，请删去后再报。" if found else None


def a_hazard_has_its_day(look: Look[PublicReport]) -> str | None:
    asked = look.asked
    if asked.is_true == "不属实" or not asked.unit:
        return None
    if asked.hazard_due is None:
        return "查实有隐患单位的，请填隐患整改期限。"
    return "隐患整改期限早于今天，请改正。" if asked.hazard_due < look.today else None


def with_what_is_more(look: Look[PublicReport]) -> dict[str, Any]:
    return {"story": f"{look.facts.story}\n【补充】{look.asked.more}", "photos": [*look.facts.photos, *look.asked.photos]}


def hazard_of(look: Look[PublicReport]) -> dict[str, Any]:
    """For the hazard: what and where, never who told."""
    facts = look.facts
    return {
        "title": f"群众举报：{facts.about}"[:100], "unit": facts.unit, "place": facts.place,
        "source": "群众举报", "item": facts.sort,
        "severity": "重大" if facts.sort == SORTS[0] else "一般", "due": facts.hazard_due, "description": facts.finding,
    }  # fmt: skip


def reward_of(look: Look[PublicReport]) -> dict[str, Any]:
    facts = look.facts
    return {"title": f"{facts.title}（举报奖励）"[:100], "place": facts.place, "sort": facts.sort,
            "insider": facts.works_there, "is_true": facts.is_true}  # fmt: skip


PUBLIC_REPORT = Loop(
    kind="public_report",
    version=1,
    title="安全生产举报",
    facts=PublicReport,
    source="安监总财〔2018〕19 号；涉及死亡的举报由县级以上人民政府核查：安全生产法第七十三条",
    about="群众在网页上不登录就能报；电话、来信由经办人代录。举报人只有承办人看得到。",
    secrecy=Secrecy.NAMED,
    opens_in=At.TOLD,
    may_open=(Role.ANYONE, Role.CLERK),
    closes_in=(At.CLOSED, At.REFUSED, At.JOINED),
    steps=(
        Step("accept", "受理，交核查", At.TOLD, At.CHECKED, Role.CLERK, asks=Handler, sets=by_me),
        Step("decline", "不予受理", At.TOLD, At.REFUSED, Role.CLERK, asks=Reason, sets=by_me),
        Step("join", "并入已有举报", (At.TOLD, At.CHECKED), At.JOINED, Role.CLERK, asks=Joined, sets=by_me),
        Step(
            "pass_on", "转交他人核查", At.CHECKED, At.CHECKED, (Role.CLERK, Part("handler")), asks=Handler, holds=Part("handler")
        ),
        Step("ask", "请举报人补充", At.CHECKED, At.ASKED, Part("handler"), asks=Reason),
        Step("tell_more", "补充", At.ASKED, At.CHECKED, OPENER, asks=More, sets=with_what_is_more),
        Step("go_on", "不再等待", At.ASKED, At.CHECKED, (Part("handler"), Role.CLOCK)),
        Step(
            "answer",
            "答复举报人",
            At.CHECKED,
            At.ANSWERED,
            Part("handler"),
            (names_nobody, a_hazard_has_its_day),
            asks=Finding,
            evidence="核查材料",
            holds=Role.CLERK,
            opens=Opens("hazard", hazard_of, child=False, only_if=lambda look: look.asked.is_true in TRUE and look.asked.unit),
        ),
        Step("again", "对答复有异议", At.ANSWERED, At.CHECKED, OPENER, asks=Reason),
        Step(
            "close",
            "办结",
            At.ANSWERED,
            At.CLOSED,
            Role.CLERK,
            opens=Opens("reward", reward_of, child=True, only_if=lambda look: look.facts.is_true in TRUE),
        ),
    ),
    codes={"opener": ("tell_more", "again")},
    deadlines=(
        # Our default for taking in; 60 days for checking by report_reward.answer, recalled and not read.
        Deadline(At.TOLD, After("3 workdays", tunable="public_report.accept"), Notify(HOLDER)),
        Deadline(
            At.CHECKED,
            After("standard:report_reward.answer", since="opened"),
            Notify((HOLDER, Role.CLERK)),
            soon="10 days",
        ),
        Deadline(At.ASKED, After("10 days", tunable="public_report.more"), Take("go_on")),
        Deadline(At.ANSWERED, After("15 days", tunable="public_report.again"), Notify(HOLDER, "举报人没有异议，请办结")),
    ),
    ladder=(Rung("3 days", tells=Role.SIGNER),),
    prints=(Print("举报核查答复", "receipt", ("title", "is_true", "finding"), (At.ANSWERED, At.CLOSED)),),
    keeps=Keeps(5, "举报档案，单独保管"),
    menu="举报",
)
