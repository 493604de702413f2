"""The people, hours and records that the stories on paper share. All invented."""

from datetime import datetime, timedelta
from typing import Any

from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.people import Role
from anlan.kernel.reads import SeenLatest, SeenMatter, SeenRecord
from anlan.kernel.testing import someone
from anlan.standards.loader import shipped

COUNTY, TOWN, NEXT_COUNTY = "140621", "140621100", "140622"
FIRM, OTHER_FIRM = "f" * 32, "e" * 32
LAW = shipped()
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)

MANAGER = someone(Role.SAFETY_MANAGER, unit=FIRM, name="安全员（示例）")
HEAD = someone(Role.FIRM_HEAD, unit=FIRM, name="厂长（示例）")
APPROVER = someone(Role.PERMIT_APPROVER, unit=FIRM, name="审批人（示例）")
GUARDIAN = someone(Role.GUARDIAN, unit=FIRM, name="监护人（示例）")
DISPATCHER = someone(Role.DISPATCHER, unit=FIRM, name="调度员（示例）")
STRANGER = someone(Role.SAFETY_MANAGER, unit=OTHER_FIRM, name="别家安全员（示例）")
OFFICER = someone(Role.OFFICER, name="监管人员甲（示例）")
SECOND_OFFICER = someone(Role.OFFICER, name="监管人员乙（示例）")
CLERK = someone(Role.CLERK, name="经办人（示例）")
SECOND_CLERK = someone(Role.CLERK, name="复核人（示例）")
SIGNER = someone(Role.SIGNER, name="签发人（示例）")
DUTY = someone(Role.DUTY_OFFICER, name="值班员（示例）")
FAR_OFFICER = someone(Role.OFFICER, place=NEXT_COUNTY, name="邻县监管人员（示例）")
ENFORCER = someone(Role.ENFORCER, name="执法人员甲（示例）")
SECOND_ENFORCER = someone(Role.ENFORCER, name="执法人员乙（示例）")


def ago(**span: float) -> datetime:
    return NOON - timedelta(**span)


def kept(kind: str, *, state: str = "在用", until: datetime | None = None, id: str = "", **facts: Any) -> SeenRecord:
    """A record as a need sees it."""
    return SeenRecord(
        id or kind * 3, kind, kind, f"{kind}（示例）", state, facts, unit=FIRM, place=TOWN, valid_until=until, version=1
    )


def other(kind: str, state: str, **facts: Any) -> SeenMatter:
    """Another matter as a need sees it."""
    return SeenMatter(f"{kind}-1", kind, f"{kind}（示例）", state, ago(days=30), facts=facts)


def latest(value: Any, at: datetime = NOON) -> SeenLatest:
    return SeenLatest(value, at)
