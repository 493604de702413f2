"""Who acts: roles, parts in a matter, and the actor with the grants they hold. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Bound = Literal["place", "unit", "nobody"]


class Role(StrEnum):
    """A role of the field: its code, its Chinese title, and whether it acts for a place or for one unit."""

    title: str  # type: ignore[assignment]
    bound: Bound

    def __new__(cls, code: str, title: str, bound: Bound = "place") -> "Role":
        role = str.__new__(cls, code)
        role._value_ = code
        role.title = title
        role.bound = bound
        return role

    CLERK = "clerk", "安委办经办人"
    SIGNER = "signer", "安委办签发人"
    LIAISON = "liaison", "部门联络员", "unit"
    UNIT_HEAD = "unit_head", "单位负责人", "unit"
    OFFICER = "officer", "部门监管人员"
    LEADER = "leader", "党政领导"
    DUTY_OFFICER = "duty_officer", "值班员"
    DUTY_LEADER = "duty_leader", "带班领导"
    COMMANDER = "commander", "指挥长"
    ENFORCER = "enforcer", "行政执法人员"
    SUPERVISOR = "supervisor", "矿山安全监管专员"
    FIRM_HEAD = "firm_head", "企业主要负责人", "unit"
    SHIFT_LEADER = "shift_leader", "企业带班领导", "unit"
    SAFETY_MANAGER = "safety_manager", "安全管理人员", "unit"
    DISPATCHER = "dispatcher", "调度室值班员", "unit"
    PERMIT_APPROVER = "permit_approver", "作业票审批人", "unit"
    GUARDIAN = "guardian", "作业监护人", "unit"
    WORKER = "worker", "从业人员", "unit"
    TOWNSHIP_OFFICER = "township_officer", "乡镇应急消防岗"
    GRID_MEMBER = "grid_member", "网格员"
    DISASTER_REPORTER = "disaster_reporter", "灾害信息员"
    EXPERT = "expert", "专家"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    CLOCK = "clock", "系统时钟", "nobody"
    ANYONE = "anyone", "任何人", "nobody"


ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
OFFICE_ROLES = frozenset({Role.LIAISON, Role.UNIT_HEAD})
FIRM_ROLES = frozenset(
    {Role.FIRM_HEAD, Role.SHIFT_LEADER, Role.SAFETY_MANAGER, Role.DISPATCHER, Role.PERMIT_APPROVER, Role.GUARDIAN, Role.WORKER}
)
"""Roles of one unit: an office has none of the second, a firm none of the first."""
PRIVILEGED = ADMINS | {Role.SIGNER, Role.ENFORCER, Role.COMMANDER}


SECTORS = (
    "煤矿", "非煤矿山", "危险化学品", "烟花爆竹", "冶金工贸", "道路交通运输", "建筑施工", "城镇燃气", "消防", "特种设备",
    "电力", "民爆物品", "文化旅游", "农业机械", "水利", "教育", "医疗卫生", "商贸", "其他",
)  # fmt: skip
"""行业: what firms are divided by, and grants with them."""
FIELDS = ("森林草原", "防汛抗旱", "地质灾害")
"""灾种: a grant may be for one of these as well; no firm belongs to them."""


class Secrecy(StrEnum):
    """How widely a matter or record may be seen."""

    PUBLIC = "公开"
    INTERNAL = "内部"
    NAMED = "限知悉人"


class Through(StrEnum):
    """By which door a write came."""

    PAGE = "page"
    API = "api"
    DOOR = "door"
    COMMAND = "command"
    CLOCK = "clock"
    CODE = "code"
    FILE = "file"


@dataclass(frozen=True)
class Part:
    """A part in one matter: the fact of widget person or contact of this name says who plays it."""

    name: str


@dataclass(frozen=True)
class Opener:
    """Whoever opened the matter."""


@dataclass(frozen=True)
class Holder:
    """Whoever holds the matter now."""


OPENER, HOLDER = Opener(), Holder()
Who = Role | Part | Opener | Holder
Whos = Who | tuple[Who, ...]


def as_tuple(whos: Whos | None) -> tuple[Who, ...]:
    if whos is None:
        return ()
    return whos if isinstance(whos, tuple) else (whos,)


@dataclass(frozen=True)
class GrantView:
    """One grant in force: a role at a place (code prefix), in sectors (empty: all), for a unit; lent by whom, if lent."""

    role: Role
    place: str
    sectors: frozenset[str] = frozenset()
    unit: str = ""
    lent_by: str = ""

    def covers(self, place: str, sector: str, unit: str) -> bool:
        """Whether this grant reaches a matter or record at `place`, in `sector`, of `unit`."""
        if self.role.bound == "unit":
            return bool(self.unit) and self.unit == unit
        return reaches(self.place, place) and (not self.sectors or sector in self.sectors)


def reaches(upper: str, place: str) -> bool:
    """Whether the code `upper` is `place` itself or one of its ancestors; a 管理区 (Z140621001) lies in its county."""
    return place.startswith(upper) or (place[:1] == "Z" and place[1:7].startswith(upper))


@dataclass(frozen=True)
class Actor:
    """Who takes a step: a person with grants, the clock, or a holder of a query code for one matter."""

    person: str = ""
    name: str = ""
    grants: tuple[GrantView, ...] = ()
    on_behalf: str = ""
    through: Through = Through.PAGE
    code_for: str = ""
    code_part: str = ""
    code_steps: frozenset[str] = field(default_factory=frozenset)
    is_clock: bool = False

    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)


CLOCK = Actor(name="系统时钟", through=Through.CLOCK, is_clock=True)
NOBODY = Actor(name="未登录", through=Through.PAGE)


SEES_PLACE = frozenset({
    Role.CLERK, Role.SIGNER, Role.OFFICER, Role.LEADER, Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.COMMANDER, Role.ENFORCER,
    Role.SUPERVISOR, Role.TOWNSHIP_OFFICER,
})  # fmt: skip
"""Roles that see what is 内部 at their place and in their sectors."""

SEES_UNIT = frozenset({
    Role.LIAISON, Role.UNIT_HEAD, Role.FIRM_HEAD, Role.SHIFT_LEADER, Role.SAFETY_MANAGER, Role.DISPATCHER, Role.PERMIT_APPROVER,
})  # fmt: skip
"""Roles that see what is 内部 of their unit. All others see what they opened, hold or have a part in."""


@dataclass(frozen=True)
class Standing:
    """Where a matter or record stands, for the question who may see it."""

    place: str
    sector: str
    unit: str
    secrecy: str
    holder: str = ""
    opener: str = ""
    persons: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    unsent: bool = False


def may_see(by: Actor, what: Standing) -> bool:
    """The rule of sight; `kernel.sight.visible_to` is the same rule as one query.

    公开: everyone with a grant. 内部: whose place and sector, or whose unit it is (once it was sent). 限知悉人: who opened, holds
    or has a part. Grants without a person show nothing."""
    if not by.person:
        return False
    if by.person == what.opener or by.person in what.persons or what.holder == f"person:{by.person}":
        return True
    if any(holds_as(grant, what) for grant in by.grants):
        return True
    if what.secrecy == Secrecy.NAMED:
        return False
    if what.secrecy == Secrecy.PUBLIC:
        return any(grant.role not in ADMINS for grant in by.grants)
    return any(_sees_internal(grant, what) for grant in by.grants)


def holds_as(grant: GrantView, what: Standing) -> bool:
    """Whether the holder named by role (and unit) is this grant."""
    role, _, unit = what.holder.partition(":")
    if role in ("", "person") or grant.role != role:
        return False
    return grant.unit == unit if unit else grant.covers(what.place, what.sector, what.unit)


def _sees_internal(grant: GrantView, what: Standing) -> bool:
    if grant.role in SEES_PLACE:
        return reaches(grant.place, what.place) and (not grant.sectors or what.sector in grant.sectors)
    if what.unsent:
        return False
    return grant.role in SEES_UNIT and bool(grant.unit) and (grant.unit == what.unit or grant.unit in what.units)
