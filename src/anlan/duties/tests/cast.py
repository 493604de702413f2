"""The people and units of the duties room's paper stories, and the way of a paper through 签发."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.loop import Loop
from anlan.kernel.people import Actor, Role
from anlan.kernel.reads import SeenRecord
from anlan.kernel.testing import Walk, someone
from anlan.standards.loader import shipped

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
TRAFFIC, WEATHER, TOWN = "unit-traffic", "unit-weather", "unit-town"
CLERK, OTHER_CLERK = someone(Role.CLERK, name="甲"), someone(Role.CLERK, name="乙")
SIGNER, LEADER, OFFICER = someone(Role.SIGNER), someone(Role.LEADER), someone(Role.OFFICER)
LIAISON = someone(Role.LIAISON, unit=TRAFFIC, name="交通局联络员")
STRANGER = someone(Role.LIAISON, unit=WEATHER, name="气象局联络员")
DEPARTMENT = SeenRecord(TRAFFIC, "unit", "县交通局", "县交通局", "在用", {"kind": "县级部门", "vertical": False})
VERTICAL = SeenRecord(WEATHER, "unit", "县气象局", "县气象局", "在用", {"kind": "垂直管理", "vertical": True})
TOWNSHIP = SeenRecord(TOWN, "unit", "示例镇", "示例镇", "在用", {"kind": "乡镇", "vertical": False})
MEASURE = {
    "title": "隧道照明",
    "unit": TRAFFIC,
    "ground": "隧道照明改造应于 2 月底完成，至今未开工。",
    "demand": "15 日内开工并报进度。",
    "due": "2026-03-20",
}


def opened(loop: Loop[Any], facts: Mapping[str, Any], *, by: Actor = CLERK, at: datetime = NOW, **seen: Any) -> Walk:
    """A matter on paper in the sample county, with the shipped standards."""
    return Walk(loop, facts=facts, by=by, at=at, place="140621", seen=seen, figures=shipped())


def without(facts: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


def sent(walk: Walk) -> Walk:
    """Through 拟办, 审核 and 签发, each by another hand."""
    walk.take("adopt", CLERK)
    walk.take("submit", CLERK)
    walk.take("review", OTHER_CLERK)
    walk.take("issue", SIGNER)
    return walk


def received(walk: Walk) -> Walk:
    sent(walk).take("receive", LIAISON)
    return walk
