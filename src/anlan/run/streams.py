"""`anlan streams replay FILE… --rules FILE --out EVENTS.jsonl`: what the rules would have said over files of readings.

The rules file (YAML or JSON) holds `rules`, and `sensors`: id → names of its rules, or {rules, limits, on_change,
flat_by_nature}; `"*"` stands for every other id, and without `sensors` every rule watches every id. Readings are taken in the
order of their times; the clock goes with them, a minute at a time, and ends with the last.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from anlan.engines.codecs.telemetry import BodyFault
from anlan.run.main import Stop

MINUTE = 60_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("replay",), help="replay：重放")
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="CSV 或 Parquet 读数文件")
    parser.add_argument("--rules", type=Path, required=True, metavar="文件", help="规则（YAML 或 JSON）")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="事件写到这里，一行一个 JSON")


def run(args: argparse.Namespace) -> int:
    try:
        from anlan.engines.stream_rules.rules import RuleFault
    except ImportError as missing:
        raise Stop(f"规则重放需要 streams 扩展（缺 {missing.name}），请安装 requirements/streams.txt。") from None
    try:
        events = [json.dumps(one, ensure_ascii=False, allow_nan=False) for one in replayed(args.files, _rules(args.rules))]
        args.out.write_text("".join(f"{one}\n" for one in events), encoding="utf-8")
    except (RuleFault, BodyFault) as wrong:
        raise Stop(str(wrong)) from None
    except OSError as wrong:
        raise Stop(f"{wrong.filename}：读写不了（{wrong.strerror}）。") from None
    print(f"{len(events)} 个事件，写在 {args.out}。")
    return 0


def _rules(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise Stop(f"{path.name} 不是规则文件：{str(wrong).splitlines()[0]}。") from None


def replayed(files: list[Path], rules: Any) -> Iterator[dict[str, Any]]:
    """The events, as the file will hold them. Raises RuleFault, BodyFault, OSError."""
    import numpy as np
    import pyarrow as pa

    from anlan.engines.codecs.series_file import read_file
    from anlan.engines.stream_rules.engine import Engine

    told = pa.concat_tables([_read(read_file, path) for path in files])
    told = told.take(pa.array(np.argsort(told["at"].to_numpy(), kind="stable")))
    ids = told["id"].combine_chunks().dictionary_encode()
    names = ids.dictionary.to_pylist()
    plan = _plan(rules, names)
    engine, sensor, at = Engine(plan), ids.indices.to_numpy(), told["at"].to_numpy()
    values, quality = told["value"].to_numpy(), told["quality"].to_numpy()
    cuts = np.flatnonzero(np.diff(at // MINUTE, prepend=-1, append=-1)).tolist() if at.size else [0]
    for begin, end in zip(cuts, cuts[1:], strict=False):
        part = slice(begin, end)
        rows = [engine.advance(int(at[begin])), engine.feed(sensor[part], at[part], values[part], quality[part])]
        rows.append(engine.advance(int(at[end - 1])))
        yield from (_line(one, names) for some in rows for one in plan.told(some))


def _read(read_file: Any, path: Path) -> Any:
    try:
        return read_file(path)
    except BodyFault as wrong:
        raise BodyFault(f"{path.name}：{wrong}") from None


def _plan(data: Any, names: list[str]) -> Any:
    from anlan.engines.stream_rules.plan import plan_of
    from anlan.engines.stream_rules.rules import RuleFault, read_rules

    rules = read_rules(data)
    sensors = data.get("sensors") if isinstance(data, Mapping) else None
    if sensors is not None and not isinstance(sensors, Mapping):
        raise RuleFault("sensors 应写成“监测点编码：规则名称列表”。")
    every = [rule.id for rule in rules] if sensors is None else (sensors.get("*") or [])
    return plan_of(rules, [_sensor(name, (sensors or {}).get(name, every)) for name in names])


def _sensor(name: str, told: Any) -> Any:
    from anlan.engines.stream_rules.plan import Sensor
    from anlan.engines.stream_rules.rules import RuleFault

    told = {"rules": told} if isinstance(told, list) else told
    if not isinstance(told, Mapping) or not isinstance(told.get("rules"), list):
        raise RuleFault(f"监测点“{name}”应写明 rules（规则名称的列表）。")
    limits = {str(rule): tuple(map(float, figures)) for rule, figures in dict(told.get("limits") or {}).items()}
    return Sensor(tuple(map(str, told["rules"])), limits, bool(told.get("on_change")), bool(told.get("flat_by_nature")))


def _line(event: Any, names: list[str]) -> dict[str, Any]:
    """An event as one JSON object; times ISO in UTC and epoch ms."""
    told = {
        name: getattr(event, name)
        for name in ("kind", "rule", "was", "level", "time", "value", "measure", "limit", "title", "clause", "count")
    }
    finite = {name: None if isinstance(one, float) and one != one else one for name, one in told.items()}
    at = datetime.fromtimestamp(event.time / 1000, UTC).isoformat(timespec="milliseconds")
    return {"sensor": names[event.sensor], "at": at, **finite, "readings": {"from": event.readings[1], "to": event.readings[2]}}
