"""When history is tidied, how long each kind of reading is kept, and what the last night did: figures and one small file."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import orjson

from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.tuning import Figures
from anlan.monitoring.filings import eyes

FILE, LAST_HOUR = "night.json", 23
YEAR, MOST_YEARS = timedelta(days=366), 1000
"""A year is the longest that there is: nothing goes a day too early."""
GROUPS = {
    "gas": ("甲烷", "一氧化碳", "氧气", "硫化氢", "可燃气体", "有毒气体", "粉尘"),
    "structure": ("位移", "浸润线", "干滩长度", "液位"),
    "weather": ("雨量", "水位", "风速"),
    "people": ("人数",),
}
OTHER = "other"


@dataclass(frozen=True)
class Keeping:
    """The hour (Beijing) at which the night's work begins, and how long the readings of each group are kept; one without a
    span is kept for ever."""

    hour: int
    spans: Mapping[str, timedelta]

    def ends(self, today: date) -> dict[str, date]:
        """Of each group the first day that is kept."""
        return {group: today - span for group, span in self.spans.items()}


def keeping(now: datetime) -> Keeping:
    """As `standards/readings_keeping.yaml` says, or the county in its place."""
    asked, day = Figures(now), local(now).date()

    def figure(name: str) -> Decimal:
        value = asked.look_up(f"readings_keeping.{name}", day).value
        assert isinstance(value, Decimal)
        return value

    years = {name: min(float(figure(name)), MOST_YEARS) for name in (*GROUPS, OTHER)}
    spans = {name: YEAR * figure for name, figure in years.items() if figure > 0}
    return Keeping(min(int(figure("hour")), LAST_HOUR), spans)


def groups() -> dict[str, str]:
    """The group of every sensor that was ever registered, by its code."""
    of = {measure: group for group, measures in GROUPS.items() for measure in measures}
    every = queries.records("sensor", eyes(), state="").values_list("key", "facts__measures")
    return {code: of.get(measure, OTHER) for code, measure in every.iterator()}


@dataclass(frozen=True)
class Night:
    """What a night's work did, or is doing: moments (ISO), days done of how many, readings packed, told twice, past keeping."""

    began: str = ""
    ended: str = ""
    doing: str = ""
    days: int = 0
    of: int = 0
    readings: int = 0
    twice: int = 0
    gone: int = 0
    stopped: bool = False
    wrong: str = ""
    cleaned: Mapping[str, str] = field(default_factory=dict)
    """Of each group the day before which nothing of it is left."""

    def is_due(self, now: datetime, hour: int) -> bool:
        """Whether tonight's work has not been done: it begins at `hour`, or later where nobody was there then."""
        due = local(now).replace(hour=hour, minute=0, second=0, microsecond=0)
        due -= timedelta(days=due > local(now))
        return not self.ended or datetime.fromisoformat(self.ended) < due

    def sentence(self, now: datetime) -> str:
        """The night in words for the doctor and the page."""
        if not self.began:
            return "历史读数还没有整理过，接收进程（anlan intake）运行后每天自动整理一次。"
        if self.wrong:
            return f"{_said(self.began)}整理历史读数没有做完：{self.wrong}"
        if not self.ended:
            part = f"，正在整理 {self.doing}" if self.doing else ""
            return f"{_said(self.began)}开始整理历史读数{part}，已完成 {self.days}/{self.of} 天。" + (
                "被停下，会接着做。" if self.stopped else ""
            )
        told = [f"{self.days} 天、{self.readings} 个读数"]
        told += [f"去掉重复的 {self.twice} 个"] if self.twice else []
        told += [f"清除到期的 {self.gone} 个"] if self.gone else []
        return f"{_said(self.ended)}整理完历史读数：{'，'.join(told)}。"

    def is_late(self, now: datetime) -> bool:
        """Whether two nights went by without it."""
        last = self.ended or self.began
        return bool(last) and now - datetime.fromisoformat(last) > timedelta(days=2)


def _said(moment: str) -> str:
    return f"{local(datetime.fromisoformat(moment)):%m月%d日 %H:%M}"


def night(folder: Path) -> Night:
    """The last night of a folder of readings."""
    try:
        return Night(**orjson.loads((folder / FILE).read_bytes()))
    except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
        return Night()


def tell(folder: Path, told: Night, **more: object) -> Night:
    """Writes down how far the night is, whole or not at all."""
    told = replace(told, **more)  # type: ignore[arg-type]
    part = (folder / FILE).with_suffix(".part")
    part.write_bytes(orjson.dumps(asdict(told)))
    os.replace(part, folder / FILE)
    return told
