"""Units as a document names them, matched against the register `unit`: by name, short name or alias, membership, kind. Pure.

"县安委会有关成员单位" is every unit that is a member of 县安委会, "县安委会本级成员单位" those but the townships; "各乡镇" every
township; "负有安全生产监管职责的部门" every unit marked so. What matches nothing is told, never guessed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

EVERY_TOWN, FEW = "各乡镇", 3
PLACE_WORDS = re.compile(r"^(?:我|本|全)?(?:省|市|县|区)(?:级)?(?:直)?(?:属)?")
FILLERS = re.compile(r"各?有关|相关|及其|所属|等(?:部门|单位)?$|各(?=成员)|其[他余](?=各?成员)|的(?=部门)")
TOWNS = re.compile(r"^各?(?:有关|相关)?(?:乡镇|乡（镇）|镇乡|街道|乡镇街道)(?:人民政府|政府)?$")
SAFETY = re.compile(r"负有安全生产监(?:督)?管(?:理)?职责|安全监管部门|行业(?:主管|监管)部门|监管部门$")
BODIES = "委员会|安委会|委|指挥部|领导小组|专委会"
MEMBERS = re.compile(rf"^(?P<body>.+?(?:{BODIES}))(?:办公室)?(?P<own>[省市县区本][级直])?(?:各)?成员单位$")


@dataclass(frozen=True)
class UnitSeen:
    """A unit of the register as matching needs it."""

    id: str
    names: frozenset[str]
    kind: str = ""
    members_of: frozenset[str] = frozenset()
    safety_duty: bool = False


@dataclass(frozen=True)
class Matched:
    """Units found for the names of a clause; `whole`: the names that stand for many units, `missing`: those that match none."""

    ids: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def seen(id: str, title: str, facts: Mapping[str, Any]) -> UnitSeen:
    """A record of register `unit` as matching needs it."""
    names = {title, *(str(facts.get(key) or "") for key in ("name", "short")), *facts.get("aliases", ())}
    bare = {re.sub(r"（[^）]*）$", "", name) for name in names}
    return UnitSeen(id, frozenset(filter(None, names | bare)), str(facts.get("kind", "")), frozenset(facts.get("members_of", ())),
                    bool(facts.get("safety_duty")))  # fmt: skip


def match(names: Iterable[str], units: Iterable[UnitSeen]) -> Matched:
    """The units that these names stand for, in the order of the names."""
    known = tuple(units)
    ids: dict[str, None] = {}
    whole, missing = [], []
    for name in names:
        group = members(name, known)
        one = None if group else named(name, known)
        if group:
            whole.append(name)
            ids |= dict.fromkeys(group)
        elif one:
            ids[one] = None
        else:
            missing.append(name)
    return Matched(tuple(ids), tuple(whole), tuple(missing))


def shortened(ids: Iterable[str], units: Iterable[UnitSeen]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fewest words for many units, as counties print them: (names that stand for whole groups, ids that stay alone).

    A group is said only if every one of it is meant; "各乡镇、县安委会成员单位" reads back as the same units."""
    known, left = tuple(units), dict.fromkeys(ids)
    meant, said = set(left), []
    bodies = sorted({body for unit in known for body in unit.members_of})
    names = [f"{body}{own}成员单位" for own in ("", "本级") for body in bodies]
    groups = [(name, members(name, known)) for name in (EVERY_TOWN, *names)]
    for name, group in (groups[0], *sorted(groups[1:], key=lambda one: -len(one[1]))):
        if len(group) >= FEW and meant.issuperset(group) and not left.keys().isdisjoint(group):
            said.append(name)
            left = {one: None for one in left if one not in group}
    return tuple(said), tuple(left)


def others_of(ids: Iterable[str], lead: str, units: Iterable[UnitSeen]) -> tuple[str, ...]:
    """ "县安委会其他成员单位": what a table says of a whole group whose lead stands in a column of its own; () if it is none."""
    whole, alone = shortened((lead, *ids), units)
    is_group = len(whole) == 1 and not alone and whole[0].endswith("成员单位")
    return (whole[0].replace("成员单位", "其他成员单位"),) if is_group else ()


def members(name: str, units: Iterable[UnitSeen]) -> tuple[str, ...]:
    """The units behind a name that stands for many; () if it names one."""
    plain = FILLERS.sub("", name)
    if TOWNS.match(name) or TOWNS.match(plain):
        return tuple(unit.id for unit in units if unit.kind == "乡镇")
    if SAFETY.search(name):
        return tuple(unit.id for unit in units if unit.safety_duty)
    found = MEMBERS.match(plain)
    if not found:
        return ()
    body, kinds = found["body"], {"乡镇"} if found["own"] else set()
    its = (unit for unit in units if any(same_body(body, other) for other in unit.members_of))
    return tuple(unit.id for unit in its if unit.kind not in kinds)


def same_body(one: str, other: str) -> bool:
    """Whether two names mean one committee: 县安委会 is 县安全生产委员会 is 安委会."""
    return short_body(one) == short_body(other)


def short_body(name: str) -> str:
    plain = PLACE_WORDS.sub("", name)
    return (
        plain.replace("安全生产委员会", "安委会")
        .replace("防灾减灾救灾", "防灾减灾")
        .replace("委员会", "委")
        .replace("安委会", "安委")
    )


def named(name: str, units: Iterable[UnitSeen]) -> str:
    """The one unit of this name; "" if none or several."""
    known = tuple(units)
    exact = [unit.id for unit in known if name in unit.names]
    bare = PLACE_WORDS.sub("", name)
    near = exact or [unit.id for unit in known if bare and any(PLACE_WORDS.sub("", other) == bare for other in unit.names)]
    found = near or [unit.id for unit in known if len(bare) > 2 and any(ends_alike(bare, other) for other in unit.names)]
    return found[0] if len(set(found)) == 1 else ""


def ends_alike(bare: str, other: str) -> bool:
    """Whether a full name is the bare one with a place before it: 山阴县应急管理局, 应急管理局."""
    return other.endswith(bare) and bool(re.fullmatch(r".{2,8}(?:县|区|市|省)", other.removesuffix(bare)))
