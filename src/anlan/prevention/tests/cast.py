"""The people of the prevention room's paper stories."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.loop import Loop
from anlan.kernel.people import Actor, Role
from anlan.kernel.testing import Walk, someone
from anlan.standards.loader import shipped

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
FIRM, BUREAU = "firm-1", "unit-housing"
MANAGER, HEAD = someone(Role.SAFETY_MANAGER, unit=FIRM), someone(Role.FIRM_HEAD, unit=FIRM)
OFFICER, OTHER_OFFICER = someone(Role.OFFICER, name="甲"), someone(Role.OFFICER, name="乙")
CLERK, SIGNER = someone(Role.CLERK), someone(Role.SIGNER)
LIAISON = someone(Role.LIAISON, unit=BUREAU)
GRID, TOWNSHIP = someone(Role.GRID_MEMBER), someone(Role.TOWNSHIP_OFFICER)


def opened(loop: Loop[Any], facts: Mapping[str, Any], *, by: Actor = OFFICER, at: datetime = NOW, **seen: Any) -> Walk:
    """A matter on paper in the sample county, with the shipped standards."""
    return Walk(loop, facts=facts, by=by, at=at, place="140621", seen=seen, figures=shipped())
