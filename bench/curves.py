"""A sensor's page and its backtest over years of history: three years at a reading a minute drawn, a year tried anew.

bin/bench curves [--sensors 5] [--days 1096]: history in a temporary folder, packed by the night's work as on a county's machine.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django
import numpy as np
import pyarrow as pa

START, DAY, MINUTE, MONTH = int(datetime(2023, 1, 1, tzinfo=UTC).timestamp() * 1000), 86_400_000, 60_000, 30
FACTS = {"limit": "1.0", "period": 60}
DRAWN, TRIED = 300.0, 2000.0


def readings(codes: list[str], first: int, days: int) -> pa.Table:
    chance, at = np.random.default_rng(first), START + first * DAY + np.arange(0, days * DAY, MINUTE)
    when, which = np.tile(at, len(codes)), np.repeat(np.arange(len(codes)), at.size)
    value = 0.3 + 0.1 * np.sin(when / 7e6 + which) + chance.normal(0, 0.02, when.size)
    value += np.where(chance.random(when.size) < 2e-5, 0.9, 0.0)
    names = pa.array(codes).take(pa.array(which))
    return pa.table({"sensor": names, "at": when, "value": value.round(2), "quality": np.zeros(when.size, np.int8)})


def built(folder: Path, sensors: int, days: int) -> None:
    from anlan.monitoring.history import History
    from anlan.monitoring.keeping import Keeper
    from anlan.monitoring.nights import Keeping

    history, codes = History(folder / "history"), [f"S{n}" for n in range(sensors)]
    for number, first in enumerate(range(0, days, MONTH), 1):
        history.append(readings(codes, first, min(MONTH, days - first)), upto=number)
    Keeper(folder, lambda: False).night(Keeping(0, {}), {}, datetime(2099, 1, 1, tzinfo=UTC))


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Median of five, ms of wall time and of CPU."""
    walls, cpus = [], []
    act()
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    return statistics.median(walls), statistics.median(cpus)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sensors", type=int, default=5)
    asked.add_argument("--days", type=int, default=1096)
    args = asked.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "anlan.settings.embedded", "ANLAN_LOG": "ERROR"}
    django.setup()
    folder, end = Path(tempfile.mkdtemp(prefix="anlan-curves-")), START + args.days * DAY
    try:
        begun = time.perf_counter()
        built(folder, args.sensors, args.days)
        size = sum(one.stat().st_size for one in (folder / "extremes").rglob("*.parquet"))
        n = args.sensors * args.days * 1440
        print(f"{n} 个读数备好，{time.perf_counter() - begun:.0f} 秒；每小时高低值 {size / n:.2f} 字节/读数", flush=True)
        return int(not all([_drawn(folder, days, end) for days in (1, 30, 365, args.days)] + [_tried(folder, end)]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _drawn(folder: Path, days: int, end: int) -> bool:
    from anlan.monitoring.curve import WIDE, curve
    from anlan.monitoring.extremes import points

    first = end - days * DAY
    wall, cpu = measured(lambda: curve(points(folder, "S1", first, end, WIDE), first, end, [1.0], 180_000))
    return _told(f"画 {days} 天", wall, cpu, DRAWN)


def _tried(folder: Path, end: int) -> bool:
    from anlan.monitoring.backtest import Change, tried
    from anlan.monitoring.history import History
    from anlan.monitoring.plan import Spans

    own = Spans(10, 60_000, 4 * 3_600_000)

    def act() -> None:
        series = History(folder / "history").read("S1", end - 365 * DAY, end)
        tried(Change({"limit": "0.9", "back": "0.05"}), FACTS, own, series, end)

    return _told("试算一年", *measured(act), TRIED)


def _told(name: str, wall: float, cpu: float, goal: float) -> bool:
    good = min(wall, cpu) <= goal
    print(f"{name:<12}{wall:>8.0f} ms（CPU {cpu:.0f} ms）  目标 {goal:.0f} ms，{'达到' if good else '未达到'}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
