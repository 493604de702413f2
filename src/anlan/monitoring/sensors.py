"""监测点: one sensor's curve over any span, its readings as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from anlan.engines.codecs.telemetry import BEIJING
from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused
from anlan.monitoring.curve import SPANS, WIDE, Curve, curve

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

BITE = 10_000
HEADS = ("时间", "数值", "质量")
NOT_HERE = "这台机器没有安装 streams 扩展，看不到历史曲线，请系统管理员安装 requirements/streams.txt。"


@dataclass(frozen=True)
class Shown:
    """A sensor's page: the record, the span, the curve, its matters."""

    record: "Record"
    start: datetime
    end: datetime
    span: str
    curve: Curve
    matters: "list[Matter]"

    @property
    def last(self) -> datetime:
        """The last moment of the span, as a form's last day."""
        return self.end - timedelta(milliseconds=1)


def span_of(asked: dict[str, str], now: datetime) -> tuple[datetime, datetime, str]:
    """The span that the address names: `span`, or `from` and `to` (days in Beijing, the last one whole). Raises Refused."""
    if asked.get("from") or asked.get("to"):
        try:
            start = datetime.fromisoformat(asked.get("from") or "").replace(tzinfo=BEIJING)
            end = datetime.fromisoformat(asked.get("to") or asked["from"]).replace(tzinfo=BEIJING) + timedelta(days=1)
        except ValueError:
            raise Refused("日期看不懂，请写成 2026-03-02 这样。") from None
        if start >= end:
            raise Refused("结束日期早于开始日期，请改正。")
        return start, end, ""
    name = asked.get("span", "24h") if asked.get("span") in SPANS else "24h"
    return now - timedelta(milliseconds=SPANS[name][1]), now, name


def shown(id: str, asked: dict[str, str], by: Actor, now: datetime) -> Shown:
    """Raises NotThere for a sensor that is not for these eyes, Refused for a span that is none."""

    record = queries.record(id, by, "sensor")
    start, end, name = span_of(asked, now)
    first, last = ms(start), ms(end)
    points = _points(record.key, first, last)
    facts = record.facts
    limits = [float(facts[one]) for one in ("limit", "low") if facts.get(one) is not None]
    gap = 3000 * int(facts.get("period") or 0)
    about = queries.matters(by, kinds=("alarm", "integrity_doubt"), unit=record.unit)
    mine = list(about.filter(subject=record.id)[:20])
    return Shown(record, start, end, name, curve(points, first, last, limits, gap), mine)


def _points(code: str, first: int, last: int) -> list[tuple[int, float]]:
    folder = history().folder.parent
    from anlan.monitoring.extremes import points

    return points(folder, code, first, last, WIDE)


def rows(id: str, asked: dict[str, str], by: Actor, now: datetime) -> tuple[str, Iterator[str]]:
    """The file's name and its lines: every reading of the span, in Beijing time."""
    record = queries.record(id, by, "sensor")
    start, end, _ = span_of(asked, now)
    series = history().read(record.key, ms(start), ms(end))
    return f"{record.key}-{start:%Y%m%d}-{end:%Y%m%d}.csv", _lines(series)


def _lines(series: Any) -> Iterator[str]:
    yield "\ufeff" + ",".join(HEADS) + "\r\n"
    for begin in range(0, len(series.at), BITE):
        part, out = slice(begin, begin + BITE), io.StringIO()
        moments = (datetime.fromtimestamp(at / 1000, BEIJING).isoformat(" ", "milliseconds") for at in series.at[part].tolist())
        csv.writer(out).writerows(zip(moments, series.value[part].tolist(), series.quality[part].tolist(), strict=True))
        yield out.getvalue()


def history() -> Any:
    """The table of readings. Raises Refused where the extra is not installed."""
    try:
        from anlan.monitoring.history import History
    except ImportError:
        raise Refused(NOT_HERE) from None
    return History(Path(settings.DATA) / "readings" / "history")


def ms(at: datetime) -> int:
    """Epoch milliseconds."""
    return int(at.timestamp() * 1000)
