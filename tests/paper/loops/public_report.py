"""安全生产举报: anybody may tell, named or not; who told is known to nobody but whoever must (安监总财〔2018〕19 号)."""

from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Contact, Facts, choice, contact, long_text, person, photo, place, text
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Opens, Print, Reason, Rung, Step, Take
from anlan.kernel.people import HOLDER, OPENER, Part, Role, Secrecy


class At(StrEnum):
    TOLD = "待受理"
    CHECKED = "核查中"
    ASKED = "待补充"
    ANSWERED = "已答复"
    CLOSED = "已办结"
    REFUSED = "不予受理"


class PublicReport(Facts):
    title: str = text("举报事项", longest=100)
    place: str = place("发生地")
    about: str = text("被举报单位或地点", longest=100)
    sort: str = choice("类别", "重大事故隐患", "违法生产经营建设", "瞒报谎报事故", "其他")
    story: str = long_text("举报内容")
    photos: tuple[str, ...] = photo("照片或视频", optional=True)
    reporter: Contact | None = contact("举报人（可以不填）", optional=True)
    handler: str | None = person("核查人", optional=True)
    is_true: str | None = choice("核查结论", "属实", "部分属实", "不属实", optional=True)
    finding: str | None = long_text("核查情况", optional=True)


class Handler(Facts):
    handler: str = person("核查人")


class Finding(Facts):
    is_true: str = choice("核查结论", "属实", "部分属实", "不属实")
    finding: str = long_text("核查情况", hint="不得写入举报人的任何信息")


class More(Facts):
    more: str = long_text("补充内容")
    photos: tuple[str, ...] = photo("照片或视频", optional=True)


def names_nobody(look: Look[PublicReport]) -> str | None:
    """What goes into the finding is read by the firm later."""
    told = look.facts.reporter
    found = told and next((said for said in (told.name, told.phone) if said and said in look.asked.finding), None)
    return "核查情况中出现了举报人的姓名或电话，请删去后再报。" if found else None


def with_what_is_more(look: Look[PublicReport]) -> dict[str, Any]:
    return {"story": f"{look.facts.story}\n【补充】{look.asked.more}", "photos": [*look.facts.photos, *look.asked.photos]}


def hazard_of(look: Look[PublicReport]) -> dict[str, Any]:
    """For the room of hazards: what and where, never who told."""
    return {"title": look.facts.about, "place": look.facts.place, "finding": look.facts.finding}


PUBLIC_REPORT = Loop(
    kind="public_report",
    version=1,
    title="安全生产举报",
    facts=PublicReport,
    source="安监总财〔2018〕19 号；涉及死亡的举报由县级以上人民政府核查：安全生产法第七十三条",
    secrecy=Secrecy.NAMED,
    opens_in=At.TOLD,
    may_open=Role.ANYONE,
    closes_in=(At.CLOSED, At.REFUSED),
    steps=(
        Step("accept", "受理", At.TOLD, At.CHECKED, Role.CLERK, asks=Handler),
        Step("decline", "不予受理", At.TOLD, At.REFUSED, Role.CLERK, asks=Reason),
        Step("ask", "请举报人补充", At.CHECKED, At.ASKED, Part("handler"), asks=Reason),
        Step("tell_more", "补充", At.ASKED, At.CHECKED, OPENER, asks=More, sets=with_what_is_more),
        Step("go_on", "不再等待", At.ASKED, At.CHECKED, (Part("handler"), Role.CLOCK)),
        Step(
            "answer",
            "答复举报人",
            At.CHECKED,
            At.ANSWERED,
            Part("handler"),
            names_nobody,
            asks=Finding,
            evidence="核查材料",
            holds=Role.CLERK,
            opens=Opens("external_finding", hazard_of, child=False, only_if=lambda look: look.asked.is_true != "不属实"),
        ),
        Step("again", "对答复有异议", At.ANSWERED, At.CHECKED, OPENER, asks=Reason),
        Step(
            "close",
            "办结",
            At.ANSWERED,
            At.CLOSED,
            Role.CLERK,
            opens=Opens(
                "reward",
                lambda look: {"is_true": look.facts.is_true},
                child=True,
                only_if=lambda look: look.facts.is_true == "属实",
            ),
        ),
    ),
    codes={"opener": ("tell_more", "again")},
    deadlines=(
        # Our default for taking in; 60 days for checking after 安监总财〔2018〕19 号, recalled, not read: the county's to set.
        Deadline(At.TOLD, After("3 workdays", tunable="public_report.accept"), Notify(HOLDER)),
        Deadline(
            At.CHECKED,
            After("60 days", tunable="public_report.answer", since="opened"),
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
