"""`anlan streams replay FILE… --rules FILE --out EVENTS.jsonl`: what the rules would have said over files of readings.

The rules file (YAML or JSON) holds `rules`, and `sensors`: id → names of its rules, or {rules, limits, on_change,
flat_by_nature}; `"*"` stands for every other id, and without `sensors` every rule watches every id; `joints` ties rules of
several sensors. Readings are taken in the order of their times; the clock goes with them, a minute at a time, and ends with the
last. With `--engine spark` the same engine runs under Spark (`run/spark.py`), and with `--state` it goes on where it stopped.
"""

import argparse
import shutil
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from anlan.engines.codecs.telemetry import BodyFault
from anlan.run.main import Stop

EMBEDDED, SPARK = "embedded", "spark"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("replay",), help="replay：重放")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="文件", help="CSV 或 Parquet 读数文件、这种文件的文件夹，或 Delta 表"
    )
    parser.add_argument("--rules", type=Path, required=True, metavar="文件", help="规则（YAML 或 JSON）")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="事件写到这里，一行一个 JSON")
    parser.add_argument("--engine", choices=(EMBEDDED, SPARK), default=EMBEDDED, help="在本进程里算，或者用 Spark 算（结果相同）")
    parser.add_argument("--master", default="local[*]", metavar="地址", help="Spark 的 master，默认用本机全部核")
    parser.add_argument("--bunches", type=int, default=32, metavar="个数", help="Spark：监测点分成几份，不少于集群的核数")
    parser.add_argument("--state", type=Path, metavar="文件夹", help="Spark 流式：记住读到哪里、各点的状态，下次接着算")
    parser.add_argument("--follow", type=int, metavar="秒", help="Spark 流式：每隔几秒看有没有新读数，一直运行")


def run(args: argparse.Namespace) -> int:
    try:
        from anlan.engines.stream_rules.rules import RuleFault
        from anlan.run.parts import Gone
    except ImportError as missing:
        raise Stop(f"规则重放需要 streams 扩展（缺 {missing.name}），请安装 requirements/streams.txt。") from None
    try:
        count = _under_spark(args) if args.engine == SPARK else _here(args)
    except (RuleFault, BodyFault, Gone) as wrong:
        raise Stop(str(wrong)) from None
    except OSError as wrong:
        raise Stop(f"{wrong.filename}：读写不了（{wrong.strerror}）。") from None
    print(f"{count} 个事件，写在 {args.out}。")
    return 0


def _here(args: argparse.Namespace) -> int:
    from anlan.run.replay import replayed

    if args.state or args.follow:
        raise Stop("--state 和 --follow 只用于 --engine spark。")
    return _written(args.out, replayed(args.files, _rules(args.rules)))


def _under_spark(args: argparse.Namespace) -> int:
    if sentence := lacking():
        raise Stop(sentence)
    if args.follow and not args.state:
        raise Stop("一直运行要记住读到哪里，请加 --state 文件夹。")
    from anlan.run import replay, spark

    rules = _rules(args.rules)
    replay.Replay(rules)
    for path in args.files:
        path.stat()
    with spark.session(args.master, args.bunches) as session:
        if not args.state:
            return _written(args.out, spark.replayed(session, args.files, rules, args.bunches))
        stream = spark.Stream(session, args.state, rules, args.bunches)
        while True:
            stream.take(args.files)
            count = _written(args.out, stream.told())
            if not args.follow:
                return count
            time.sleep(args.follow)


def lacking() -> str:
    """What is not there to run under Spark, as one sentence; "" where nothing is missing."""
    missing = []
    if not find_spec("pyspark"):
        missing.append("这个 Python 环境里的 pyspark（源码目录里运行 bin/venv spark，再用 .venv-spark/bin/python -m anlan.run）")
    if not shutil.which("java"):
        missing.append("Java 17（apt-get install openjdk-17-jre-headless）")
    return f"用 Spark 重放还缺：{'、'.join(missing)}。" if missing else ""


def _written(out: Path, events: list[str]) -> int:
    out.write_text("".join(f"{one}\n" for one in events), encoding="utf-8")
    return len(events)


def _rules(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise Stop(f"{path.name} 不是规则文件：{str(wrong).splitlines()[0]}。") from None
