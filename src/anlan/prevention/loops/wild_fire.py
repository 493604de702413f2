"""防火期野外用火审批: refused in a closed season or under a high fire warning; allowed with people, water and a line round it."""

from datetime import datetime

from anlan.kernel.facts import Contact, Facts, choice, contact, many, moment, number, place, point, text
from anlan.kernel.loop import After, Deadline, Evidence, Guard, Keeps, Look, Loop, Need, Notify, On, Print, Reason, Step, Take
from anlan.kernel.people import OPENER, Role
from anlan.kernel.reads import UNKNOWN, Covering

READY = ("开好隔离带", "有人看守", "备好扑火工具和水", "已告知村和护林员")
GRAVE = ("橙色", "红色")


class WildFire(Facts):
    title: str = text("用火事项", longest=100)
    place: str = place("用火地点")
    point: tuple[int, int] = point("位置")
    sort: str = choice("用途", "农事用火", "计划烧除", "工程用火", "科研", "其他")
    applicant: Contact = contact("用火责任人")
    people: int = number("看守人数", "人", at_least="1")
    starts: datetime = moment("开始时间")
    ends: datetime = moment("结束时间")
    ready: tuple[str, ...] = many("已落实", *READY)


def everything_is_ready(look: Look[WildFire]) -> str | None:
    if not look.facts.starts < look.facts.ends:
        return "结束时间不晚于开始时间，请改正。"
    missing = [one for one in READY if one not in look.facts.ready]
    return f"还没有{'、'.join(missing)}，落实以后再申请。" if missing else None


def season_is_open(look: Look[WildFire]) -> str | None:
    """The county's own order, imported: a closed season at this place on these days refuses."""
    if look.seen.orders is UNKNOWN:
        return "查不到本地的禁火令，请先在台账登记或由审批人核实后重报。"
    for order in look.seen.orders:
        since, until = order.get("since"), order.get("until")
        if str(since) <= str(look.facts.ends.date()) and str(look.facts.starts.date()) <= str(until):
            return f"正在禁火期（{order.title}，{since} 至 {until}），不批准野外用火。"
    return None


def no_grave_warning(look: Look[WildFire]) -> str | None:
    if look.seen.warnings is UNKNOWN:
        return "查不到森林草原火险预警，请核实当天预警后再办理。"
    grave = next((one for one in look.seen.warnings if one.get("level") in GRAVE and one.valid_on(look.happened_at)), None)
    return f"现有森林草原火险{grave.get('level')}预警，不得野外用火。" if grave else None


ALLOWS: tuple[Need, ...] = (everything_is_ready, season_is_open, no_grave_warning)

WILD_FIRE = Loop(
    kind="wild_fire",
    version=1,
    title="野外用火审批",
    facts=WildFire,
    source="晋政发〔2026〕1号 四（十三）1；县级禁火令和审批规范以导入的文件为准",
    about="禁火期和橙色、红色火险预警时一律不批；批了的，预警一升就叫停。",
    opens_in="待审批",
    may_open=(Role.TOWNSHIP_OFFICER, Role.GRID_MEMBER, Role.SAFETY_MANAGER),
    closes_in=("已熄灭", "不予批准", "已作废"),
    reads={
        "orders": Covering("fire_order"),
        "warnings": Covering("fire_warning"),
    },
    steps=(
        Step(
            "allow",
            "批准用火",
            "待审批",
            "已批准用火",
            (Role.OFFICER, Role.TOWNSHIP_OFFICER),
            ALLOWS,
            numbers="野外用火",
            holds=OPENER,
        ),
        Step("refuse", "不予批准", "待审批", "不予批准", (Role.OFFICER, Role.TOWNSHIP_OFFICER), asks=Reason),
        Step(
            "light",
            "开始用火",
            "已批准用火",
            "用火中",
            OPENER,
            (season_is_open, no_grave_warning),
            evidence=Evidence("点火前现场照片", 1, ("照片",)),
        ),
        Step("call_off", "叫停用火", "用火中", "已叫停", (Role.CLOCK, Role.OFFICER, Role.TOWNSHIP_OFFICER), holds=OPENER),
        Step(
            "out",
            "清理完毕，无明火无烟",
            ("用火中", "已叫停"),
            "已熄灭",
            OPENER,
            evidence=Evidence("熄灭后现场照片", 1, ("照片",)),
        ),
        Step("lapse", "到期作废", ("待审批", "已批准用火"), "已作废", Role.CLOCK),
    ),
    guards=(Guard("用火中", (season_is_open, no_grave_warning), Take("call_off"), every="5min"),),
    deadlines=(
        *(Deadline(state, On("ends", end_of_day=False), Take("lapse")) for state in ("待审批", "已批准用火")),
        Deadline(
            "用火中",
            On("ends", end_of_day=False),
            Notify((OPENER, Role.TOWNSHIP_OFFICER), "用火时间已到，还没有报熄灭"),
            soon="30min",
        ),
        Deadline(
            "已叫停",
            After("30min", tunable="wild_fire.out"),
            Notify((OPENER, Role.TOWNSHIP_OFFICER, Role.OFFICER), "叫停后还没有报熄灭"),
        ),
    ),
    prints=(
        Print(
            "野外用火许可",
            "form",
            ("title", "place", "sort", "applicant", "starts", "ends", "people", "ready"),
            ("已批准用火", "用火中"),
        ),
    ),
    keeps=Keeps(3, "用火审批档案"),
    menu="作业票",
)
