"""`anlan readings import FILE…`: readings from CSV or Parquet into history, through the bus and the intake like any others.

Long (id, t, v, perhaps q) or wide (time, a column a sensor). They raise no alarms: a file tells what has been. `anlan readings
tidy` does the night's work on history at once; `anlan intake` starts it every night (run/nightly.py).
"""

import argparse
import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import orjson
from django.utils import timezone
from nats.errors import Error as BusFault

from anlan.engines.codecs.telemetry import BodyFault
from anlan.exchange.bus import INLET, connected, here
from anlan.monitoring.queries import FILES
from anlan.run import nightly
from anlan.run.main import Stop

BITE = 5000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("import", "tidy"), help="import：从文件导入历史读数；tidy：整理历史读数")
    parser.add_argument("--today", action="store_true", help="tidy：只归并今天的小文件，不整理以前的")
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="文件",
        help="CSV 或 Parquet：一行一个读数（id、t、v），或一行一个时刻、一列一个监测点",
    )


def run(args: argparse.Namespace) -> int:
    if args.what == "tidy":
        return nightly.tidy(timezone.now(), only_today=args.today)
    if not args.files:
        raise Stop("请写明要导入的文件：anlan readings import 文件…。")
    for path in args.files:
        try:
            print(f"{path.name}：{asyncio.run(_bring(path))} 个读数已交给总线，由 anlan intake 存入历史。")
        except (BusFault, OSError) as wrong:
            raise Stop(
                f"消息总线没有应答（{wrong or type(wrong).__name__}），请先启动 anlan up。重新导入同一个文件不会重复。"
            ) from None
    return 0


async def _bring(path: Path) -> int:
    """Body by body, each with an id made from the file and its place: a second run adds nothing."""
    client, sent = await connected(here()), 0
    try:
        for count, body in _bodies(path):
            heads = {"Nats-Msg-Id": hashlib.sha256(body).hexdigest()}
            await client.jetstream().publish(INLET + FILES, body, headers=heads)
            sent += count
            print(f"\r{path.name}：{sent}", end="", flush=True)
    finally:
        await client.close()
    print("\r", end="")
    return sent


def _bodies(path: Path) -> Iterator[tuple[int, bytes]]:
    """The file as column bodies of at most `BITE` readings. Stop with a sentence for what is no such table."""
    try:
        from anlan.engines.codecs.series_file import read_file
    except ImportError:
        raise Stop("导入读数需要 streams 扩展，请安装 requirements/streams.txt。") from None
    try:
        table = read_file(path)
    except (BodyFault, OSError) as wrong:
        raise Stop(f"{path.name}：{wrong}") from None
    for begin in range(0, table.num_rows, BITE):
        part = table.slice(begin, BITE)
        columns = zip("itvq", part.itercolumns(), strict=True)
        body = {"id" if key == "i" else key: column.to_pylist() for key, column in columns}
        yield part.num_rows, orjson.dumps(body)
