"""A small county for page tests: real places, invented people and firms, the paper loops lent to the catalogue.

`build(now)` writes through the kernel's own verbs only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests.paper.loops import accident, hazard, hot_work, public_report

from anlan.desk.tests.hard_forms import MINE, REPORT, FirstReport, Mine, Permit
from anlan.kernel import accounts, actions, queries, records
from anlan.kernel.catalogue import catalogue, with_kinds
from anlan.kernel.facts import Contact, Facts, choice, contact, long_text, text
from anlan.kernel.facts import place as place_of
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Loop, Notify, Reason, Step, signing
from anlan.kernel.people import Actor, GrantView, Part, Role, Secrecy, Through
from anlan.kernel.places import shipped_places
from anlan.kernel.register import Register

COUNTY, TOWN = "140621", "140621100"
PASSWORD = "只在测试里用 2026"
PEOPLE = {
    "clerk": ("何经办（示例）", "县安委办经办人", Role.CLERK, COUNTY),
    "second": ("贺复核（示例）", "县安委办副主任", Role.CLERK, COUNTY),
    "signer": ("高签发（示例）", "县安委办主任", Role.SIGNER, COUNTY),
    "leader": ("沈副县长（示例）", "副县长", Role.LEADER, COUNTY),
    "officer": ("陈监管（示例）", "危化股", Role.OFFICER, COUNTY),
    "town": ("林干事（示例）", "应急消防岗", Role.TOWNSHIP_OFFICER, TOWN),
    "manager": ("邵安全（示例）", "安全科长", Role.SAFETY_MANAGER, TOWN),
    "approver": ("周审批（示例）", "生产副厂长", Role.PERMIT_APPROVER, TOWN),
    "guardian": ("郑监护（示例）", "班长", Role.GUARDIAN, TOWN),
    "system": ("系统管理员（示例）", "", Role.SYSTEM_ADMIN, COUNTY),
    "security": ("安全管理员（示例）", "", Role.SECURITY_ADMIN, COUNTY),
    "audit": ("审计管理员（示例）", "", Role.AUDIT_ADMIN, COUNTY),
}


TAKES = {"submit": "clerk", "review": "second", "issue": "signer", "receive": "town"}


class Letter(Facts):
    title: str = text("事由")
    unit: str = unit_of("主送单位")
    place: str = place_of("属地")
    severity: str = choice("等级", "重大", "较大", "一般", "低")
    body: str = long_text("正文", longest=4000)
    liaison: Contact | None = contact("主送单位联络员", optional=True)


class Progress(Facts):
    progress: str = long_text("进展", longest=500)


def keeps() -> Keeps:
    return Keeps(10, "测试用")


LETTER = Loop(
    kind="test_letter",
    version=1,
    title="督办函（测试）",
    facts=Letter,
    opens_in="拟办",
    may_open=Role.CLERK,
    closes_in=("已办结", "已作废"),
    keeps=keeps(),
    about="对久拖不办的事项书面督办。",
    source="县安委办工作规则（示例）",
    codes={"liaison": ("tell",)},
    steps=(
        *signing(
            "拟办",
            "整改中",
            mark="督",
            drafter=Role.CLERK,
            reviewer=Role.CLERK,
            signer=Role.SIGNER,
            receiver=Role.TOWNSHIP_OFFICER,
        ),
        Step(
            "report", "上报结果", "整改中", "待认定", Role.TOWNSHIP_OFFICER, asks=Reason, evidence=Evidence("整改照片或报告", 1)
        ),
        Step("tell", "报进展", "整改中", "整改中", (Role.TOWNSHIP_OFFICER, Part("liaison")), asks=Progress),
        Step("accept", "认定办结", "待认定", "已办结", Role.CLERK),
        Step("reject", "退回重报", "待认定", "整改中", Role.CLERK, asks=Reason),
    ),
    deadlines=tuple(
        Deadline(state, After(span), Notify(Role.CLERK))
        for state, span in (
            ("拟办", "2 days"),
            ("审核中", "4h"),
            ("待签发", "90min"),
            ("待签收", "1 workday"),
            ("整改中", "15 days"),
            ("待认定", "3 workdays"),
        )
    ),
)


def plain(kind: str, title: str, facts: type[Facts], opens: Role, closes: Role) -> Loop[Any]:
    """A loop of two states, for the hard forms."""
    return Loop(
        kind=kind,
        version=1,
        title=title,
        facts=facts,
        opens_in="已登记",
        may_open=opens,
        closes_in="已办结",
        keeps=keeps(),
        steps=(Step("close", "办结", "已登记", "已办结", closes),),
        deadlines=(Deadline("已登记", After("3 days"), Notify(closes)),),
    )


KINDS = (
    LETTER,
    plain("test_permit", "动火作业票（测试）", Permit, Role.SAFETY_MANAGER, Role.PERMIT_APPROVER),
    plain("test_report", "事故首报（测试）", FirstReport, Role.TOWNSHIP_OFFICER, Role.CLERK),
    hot_work.HOT_WORK,
    hazard.HAZARD,
    accident.ACCIDENT,
    public_report.PUBLIC_REPORT,
    Register(
        kind="test_mine",
        version=1,
        title="煤矿（测试）",
        facts=Mine,
        may_put=(Role.OFFICER, Role.CLERK),
        keeps=keeps(),
        key="code",
        filters=("method", "gas_grade", "state"),
        lists=("place", "method", "gas_grade", "capacity", "state"),
        valid_until="licence_until",
        secrecy=Secrecy.PUBLIC,
    ),
)


@contextmanager
def kinds() -> Iterator[None]:
    """The house's catalogue with the scene's kinds, but for those it has already."""
    house = catalogue()
    wanted = [one for one in KINDS if not (house.has_loop(one.kind) if isinstance(one, Loop) else house.has_register(one.kind))]
    with with_kinds(*wanted):
        yield


def acting(who: str) -> Actor:
    return queries.actor(who.rjust(32, "0"), NOW[0])


NOW: list[datetime] = []


def build(now: datetime) -> dict[str, str]:
    """The county; returns the ids of what a test wants to open."""
    NOW[:] = [now]
    accounts.set_node("t1", "山阴县应急管理平台（示例）", COUNTY, is_sample=True)
    accounts.put_places(row for row in shipped_places() if row.code in ("14", "1406") or row.code.startswith(COUNTY))
    long_ago = now - timedelta(days=100)
    setup = Actor(name="初始化", through=Through.COMMAND, is_clock=True)
    firm = records.put_record("unit", {"name": "城东化工有限公司（示例）", "kind": "企业", "place": TOWN}, setup, at=long_ago).id
    office = records.put_record(
        "unit", {"name": "县安委会办公室（示例）", "kind": "县级部门", "doc_mark": "示安办"}, setup, at=long_ago
    ).id
    for login, (name, post, role, place) in PEOPLE.items():
        unit = firm if role.bound == "unit" else office
        person = accounts.put_person(
            login,
            name,
            setup,
            at=long_ago,
            id=login.rjust(32, "0"),
            post=post,
            unit=unit,
            password=PASSWORD,
            is_sample=True,
            must_change=False,
        )
        accounts.give_grant(
            person,
            GrantView(role, place, frozenset(), unit if role.bound == "unit" or role in (Role.CLERK, Role.SIGNER) else ""),
            setup,
            at=long_ago,
        )
    return {"firm": firm, "office": office} | _matters(now, firm) | _records(now, firm)


def _matters(now: datetime, firm: str) -> dict[str, str]:
    clerk, found = acting("clerk"), {}
    texts = (
        ("城东化工罐区报警器停用", "重大", 5, 4),
        ("老市场消防通道被占", "较大", 3, 1),
        ("三号尾矿库排洪涵洞淤堵", "重大", 0, 2),
        ("南坪加油站静电接地不合格", "一般", 0, 0),
    )
    for n, (title, level, days, far) in enumerate(texts):
        at = now - timedelta(days=days, minutes=5)
        facts = {
            "title": title,
            "unit": firm,
            "place": TOWN,
            "severity": level,
            "body": "请于期限内整改并书面反馈。\n一、立即管控风险。\n二、限期完成整改。",
        }
        id = actions.open_matter("test_letter", facts, clerk, at=at).id
        found[f"letter{n}"] = id
        for step in ("submit", "review", "issue", "receive")[:far]:
            actions.take_step(id, step, acting(TAKES[step]), at=at + timedelta(minutes=1))
    report = {**REPORT.dump(), "unit": firm, "reported_to": [firm], "place": TOWN, "evidence": [], "photos": [], "people": []}
    for n, (lon, lat) in enumerate(((1128160000, 395270000), (1129400000, 396100000), (1128300000, 395100000))):
        spot = report | {
            "point": [lon, lat],
            "happened_at": (now - timedelta(hours=n + 2)).isoformat(),
            "heard_at": now.isoformat(),
        }
        found[f"report{n}"] = actions.open_matter("test_report", spot, acting("town"), at=now - timedelta(hours=1)).id
    return found


def _records(now: datetime, firm: str) -> dict[str, str]:
    officer, found = acting("officer"), {}
    for n, (name, days) in enumerate((("一号", 400), ("二号", 12), ("三号", -3))):
        until = (now + timedelta(days=days)).date().isoformat()
        facts = MINE.dump() | {"title": f"示例{name}煤矿", "code": f"9114060000000{n:05d}", "unit": firm, "licence_until": until}
        found[f"mine{n}"] = records.put_record("test_mine", facts, officer, at=now - timedelta(days=9)).id
    return found
