"""The real series as registered sensors: what their records would say, and the part on which figures were chosen."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / "shared")) / "data"
FAULT = 4
CHOSEN = 0.4
"""Figures were chosen on the first part of each series; what is told is of the rest."""
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Series:
    """One sensor: ms, values, qualities, and the facts of its record."""

    code: str
    at: Array
    value: Array
    quality: Array
    facts: dict[str, Any] = field(default_factory=dict)

    def part(self, first: bool) -> "Series":
        cut = int(self.at[0] + CHOSEN * (self.at[-1] - self.at[0]))
        return self.cut(self.at < cut) if first else self.cut(self.at >= cut)

    def cut(self, kept: Array) -> "Series":
        return replace(self, at=self.at[kept], value=self.value[kept], quality=self.quality[kept])

    @property
    def days(self) -> float:
        return float(self.at[-1] - self.at[0]) / 86_400_000


def sites() -> dict[str, list[Series]]:
    """Site → its sensors."""
    return {
        "空气站（小时）": list(air()),
        "瓦斯（变化上报）": [methane()],
        "室温（小时）": [plain("nab/ambient_temperature_system_failure.csv", "室温")],
        "管道流量（小时）": [plain("water_flow_anomaly/water-flow.csv", "流量")],
        "雨量（小时）": [plain("rain_river_pastas/data_vlissingen_prec_hourly.csv", "雨量", flat=True)],
        "水回路（秒）": list(circuit()),
    }


def _ms(text: str, form: str = "") -> int:
    at = datetime.strptime(text, form).replace(tzinfo=UTC) if form else datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(at.timestamp() * 1000)


def _rows(name: str, delimiter: str = ",") -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.reader(file, delimiter=delimiter))


def series(code: str, told: list[tuple[int, float, int]], **more: Any) -> Series:
    """Later than the last, as the engine takes them; range and period as the first part shows them."""
    rows, last = [], -1
    for row in told:
        if row[0] > last:
            rows.append(row)
            last = row[0]
    at, value, quality = (np.array(column) for column in zip(*rows, strict=True))
    one = Series(code, at.astype(np.int64), value.astype(np.float64), quality.astype(np.uint8))
    first = one.part(True)
    gaps, good = np.diff(first.at), first.value[first.quality == 0]
    period = int(np.quantile(gaps, 0.999 if more.get("on_change") else 0.5) / 1000)
    facts = {"code": code, "name": code, "period": max(1, period), "least": min(0.0, 2 * good.min()), "most": 2 * good.max()}
    return replace(one, facts={**facts, "measures": "其他", "unit": "u", "place": "1", "way": "高于报警", **more})


def air() -> Iterator[Series]:
    """The analyser of NMHC stopped for good after a few weeks and is left out; -200 is the station's code for a fault."""
    head, *rows = _rows("air_quality_uci/AirQualityUCI.csv", ";")
    rows = [row for row in rows if row and row[0]]
    for column, name in enumerate(head[2:15], 2):
        if name != "NMHC(GT)":
            values = [float(row[column].replace(",", ".")) for row in rows]
            times = [_ms(f"{row[0]} {row[1]}", "%d/%m/%Y %H.%M.%S") for row in rows]
            yield series(name, [(at, v, FAULT if v == -200 else 0) for at, v in zip(times, values, strict=True)])


def methane() -> Series:
    told = []
    for row in _rows("methane_mq5/gas_data.csv")[1:]:
        try:
            told.append((_ms(row[0], "%m/%d/%y %H:%M:%S"), float(row[1]), 0))
        except (ValueError, IndexError):
            continue
    return series("MQ5", told, on_change=True)


def plain(name: str, code: str, **more: Any) -> Series:
    return series(code, [(_ms(row[0]), float(row[1]), 0) for row in _rows(name)[1:] if row[1]], **more)


def circuit() -> Iterator[Series]:
    """Two and a half hours without a fault, a reading a second."""
    head, *rows = _rows("skab/anomaly-free_anomaly-free.csv", ";")
    for column, name in enumerate(head[1:], 1):
        yield series(name, [(_ms(row[0]), float(row[column]), 0) for row in rows])
