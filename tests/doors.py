"""The county behind tests/test_doors_rights.py: people, papers and sites of every place, sector, unit and secrecy.

Each thing carries a mark in its title that nothing else holds; who may see it is answered by people.may_see over its own row.
"""

import itertools
import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from anlan.desk import tokens
from anlan.kernel import accounts, actions, looks, proofs, records
from anlan.kernel import facts as f
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import Facts
from anlan.kernel.loop import After, Deadline, Keeps, Loop, Notify, Print, Step
from anlan.kernel.models import Matter, Party, Proof, Record
from anlan.kernel.people import ADMINS, HOLDER, SEES_PLACE, Actor, GrantView, Part, Role, Secrecy, Standing, may_see
from anlan.kernel.queries import actor
from anlan.kernel.register import Register
from anlan.kernel.tests.county import COUNTY, OTHER, PLACES, TOWN, VILLAGE
from anlan.run import sample_county

OFFICE, BUREAU, HOUSE = "示例甲办", "示例乙局", "示例丙局"
UNITS = (OFFICE, BUREAU, HOUSE)
POINT = {COUNTY: (112.82, 39.52), TOWN: (112.91, 39.61), VILLAGE: (112.95, 39.63), OTHER: (112.43, 39.33)}


class PaperFacts(Facts):
    title: str = f.text("标题")
    place: str = f.place("属地")
    unit: str = f.unit("责任单位")
    sector: str = f.text("行业", optional=True)
    secrecy: str = f.choice("密级", *Secrecy)
    point: Any = f.point("位置", optional=True)
    helper: str | None = f.person("协助人", optional=True)
    partner: str | None = f.unit("配合单位", optional=True)
    site: str | None = f.record("door_site", "场所", optional=True)
    files: tuple[str, ...] = f.file("附件", optional=True)


class Progress(Facts):
    progress: str = f.long_text("进展")


STATES = ("拟办", "待办", "待查", "待助")
PAPER = Loop(
    kind="door_paper", version=1, title="门禁测试件", facts=PaperFacts, opens_in="拟办", may_open=Role.CLERK, closes_in="已完成",
    steps=(
        Step("send", "送出", "拟办", "待办", Role.CLERK, holds=Role.LIAISON),
        Step("inspect", "请查", "拟办", "待查", Role.CLERK, holds=Role.OFFICER),
        Step("hand", "请助", "拟办", "待助", Role.CLERK, holds=Part("helper")),
        Step("report", "报进展", "待办", "待办", Role.LIAISON, asks=Progress),
        Step("done", "办结", "待办", "已完成", Role.LIAISON),
        Step("seen", "查毕", "待查", "已完成", Role.OFFICER),
        Step("helped", "助毕", "待助", "已完成", Part("helper")),
    ),
    deadlines=tuple(Deadline(state, After("5 workdays"), Notify(HOLDER)) for state in STATES),
    prints=(Print("回执", "receipt", ("title", "unit")),), unsent=("拟办",),
    codes={"opener": ("report",)}, keeps=Keeps(3, "测试"),
)  # fmt: skip


class SiteFacts(Facts):
    title: str = f.text("名称")
    place: str = f.place("属地")
    unit: str | None = f.unit("单位", optional=True)
    sector: str = f.text("行业", optional=True)
    secrecy: str = f.choice("密级", *Secrecy)
    point: Any = f.point("位置", optional=True)


SITE = Register(
    kind="door_site", version=1, title="门禁测试场所", facts=SiteFacts, may_put=(Role.CLERK,), keeps=Keeps(3, "测试"),
    key="title", lists=("title", "place"),
)  # fmt: skip


class UnitFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")


UNIT = Register(
    kind="test_unit", version=1, title="测试单位", facts=UnitFacts, may_put=(Role.CLERK,), keeps=Keeps(3, "测试"), key="name",
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A matter or record with its mark and, if it has one, its evidence."""

    id: str
    mark: str
    row: Any
    proof: str = ""


@dataclass
class County:
    """Everything that was built; `began` is when the first paper was opened."""

    began: datetime
    people: dict[str, str] = field(default_factory=dict)
    papers: list[Thing] = field(default_factory=list)
    sites: list[Thing] = field(default_factory=list)
    pages: dict[str, Client] = field(default_factory=dict)
    calls: dict[str, Client] = field(default_factory=dict)

    @property
    def everybody(self) -> list[str]:
        return list(self.people)

    def by(self, login: str) -> Actor:
        return actor(self.people[login], timezone.now())

    def sees(self, login: str, thing: Thing) -> bool:
        """What every door has to answer."""
        return sees_record(self.by(login), thing.row) if isinstance(thing.row, Record) else sees_matter(self.by(login), thing.row)


def sees_matter(by: Actor, row: Matter) -> bool:
    parties = list(Party.objects.filter(matter=row.id))
    plain = {name: getattr(row, name) for name in ("place", "sector", "unit", "secrecy", "opener")}
    there = Standing(
        **plain, holder=looks.holder_of(vars(row)), unsent=row.state in catalogue().unsent().get(row.kind, ()),
        persons=frozenset(one.person for one in parties if one.person), units=frozenset(one.unit for one in parties if one.unit),
    )  # fmt: skip
    return may_see(by, there)


def sees_record(by: Actor, row: Record) -> bool:
    """The rule for records, written down a second time: one's unit's always, 公开 by work, 内部 by place and sector."""
    if any(grant.unit and grant.unit in (row.unit, row.owner, row.id) for grant in by.grants):
        return True
    if row.secrecy == Secrecy.PUBLIC:
        return any(grant.role not in ADMINS for grant in by.grants)
    there = [grant for grant in by.grants if grant.role in SEES_PLACE and grant.covers(row.place, row.sector, row.unit)]
    return row.secrecy == Secrecy.INTERNAL and bool(there)


MAKER = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, "14"),))


def build() -> County:
    now = timezone.now()
    accounts.set_node(COUNTY, "山阴县（示例）", COUNTY)
    accounts.put_places(PLACES)
    units = {name: records.put_record("test_unit", {"name": name, "place": COUNTY}, MAKER, at=now).id for name in UNITS}
    county = County(now)
    for login, grants in grants_of(units).items():
        county.people[login] = person(login, grants, now)
    for login, id in county.people.items():
        county.pages[login], county.calls[login] = page_client(id), call_client(id)
    dice = random.Random(20261122)
    things(county, units, dice)
    return county


def grants_of(units: dict[str, str]) -> dict[str, tuple[GrantView, ...]]:
    """People by what they hold."""
    office, bureau, house = (units[name] for name in UNITS)
    return {
        "clerk": (GrantView(Role.CLERK, COUNTY, unit=office),),
        "signer": (GrantView(Role.SIGNER, COUNTY, unit=office),),
        "city": (GrantView(Role.LEADER, "1406"),),
        "outsider": (GrantView(Role.CLERK, OTHER),),
        "miner": (GrantView(Role.OFFICER, COUNTY, frozenset({"矿山"})),),
        "fireman": (GrantView(Role.OFFICER, TOWN, frozenset({"消防"})),),
        "town": (GrantView(Role.TOWNSHIP_OFFICER, TOWN),),
        "liaison": (GrantView(Role.LIAISON, COUNTY, unit=bureau),),
        "head": (GrantView(Role.UNIT_HEAD, COUNTY, unit=house),),
        "worker": (GrantView(Role.WORKER, COUNTY, unit=house),),
        "grid": (GrantView(Role.GRID_MEMBER, VILLAGE),),
        "both": (GrantView(Role.LIAISON, COUNTY, unit=house), GrantView(Role.OFFICER, VILLAGE)),
        "bare": (),
        "auditor": (GrantView(Role.AUDIT_ADMIN, COUNTY),),
        "admin": (GrantView(Role.SYSTEM_ADMIN, COUNTY),),
        "guard": (GrantView(Role.SECURITY_ADMIN, COUNTY),),
    }


def person(login: str, grants: tuple[GrantView, ...], now: datetime) -> str:
    unit = grants[0].unit if grants else ""
    id = accounts.put_person(login, f"示例{login}", accounts.SETUP, at=now, unit=unit, is_sample=True,
                             password=sample_county.PASSWORD, must_change=False)  # fmt: skip
    for grant in grants:
        accounts.give_grant(id, grant, accounts.SETUP, at=now)
    return id


def page_client(id: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def call_client(id: str) -> Client:
    now = timezone.now()
    token = tokens.make(id, "测试", accounts.SETUP, now=now, until=now + tokens.LONGEST)
    return Client(headers={"authorization": f"Bearer {token}"})


def things(county: County, units: dict[str, str], dice: random.Random) -> None:
    """A paper and a site for every place and secrecy in some sector and unit, papers in every state; parts as the dice fall."""
    ways = itertools.cycle(("", "send", "inspect", "hand", "send"))
    for n, (place, secrecy, sector) in enumerate(itertools.product(POINT, Secrecy, ("", "矿山", "消防"))):
        opener = county.by("outsider" if place == OTHER else "clerk")
        at = {"place": place, "secrecy": str(secrecy), "sector": sector, "point": [round(side * 1e7) for side in POINT[place]]}
        site = records.put_record(
            "door_site", at | {"title": f"场所{n:03d}点", "unit": units[dice.choice(UNITS)]}, MAKER, at=timezone.now()
        )
        county.sites.append(Thing(site.id, f"场所{n:03d}点", Record.objects.get(pk=site.id)))
        told: dict[str, Any] = {"title": f"记号{n:03d}件", "unit": units[dice.choice(UNITS)], "site": site.id}
        told |= {"partner": units[dice.choice(UNITS)]} if dice.random() < 0.3 else {}
        way = next(ways)
        if way == "hand" or dice.random() < 0.3:
            told["helper"] = county.people[dice.choice(["worker", "grid", "both", "bare", "liaison"])]
        county.papers.append(paper(at | told, way, opener))


def paper(facts: dict[str, Any], way: str, by: Actor) -> Thing:
    mark, now = facts["title"], timezone.now()
    kept = proofs.keep(f"内容{mark}".encode(), f"{mark}.txt", "文件", by, now)
    done = actions.open_matter("door_paper", facts | {"files": [kept]}, by, at=now)
    if way:
        actions.take_step(done.id, way, by, at=timezone.now())
    assert Proof.objects.get(pk=kept).subject == done.id
    return Thing(done.id, mark, Matter.objects.get(pk=done.id), kept)
