"""`anlan doctor`: asks every part and every door whether it works, and says what to do where it does not."""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from anlan.desk.fonts import fonts_missing
from anlan.exchange.delivery import credentials, house
from anlan.kernel import across, freight
from anlan.kernel.carry import homeless
from anlan.kernel.refusals import Refused
from anlan.monitoring.heard import folder
from anlan.monitoring.nights import night
from anlan.run import health, node
from anlan.run.clock import BETWEEN_BEATS, beat_file
from anlan.run.streams import lacking

GOOD, WARN, BAD = "正常", "注意", "故障"
LEAST_FREE = 2 * 1024**3
BUILT = ("htmx.js", "desk.js", "maplibre-gl.css", "maplibre-gl-worker.js", "geo")
LATE = 300.0
SILENT = timedelta(days=3)


@dataclass(frozen=True)
class Finding:
    """What a part answered: its name, 正常 / 注意 / 故障, and a sentence."""

    part: str
    state: str
    sentence: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--starting", action="store_true", help="启动前的检查：不问时钟")


def run(args: argparse.Namespace) -> int:
    found = [finding for part in PARTS if not (args.starting and part is clock) for finding in part()]
    for one in found:
        print(f"[{one.state}] {one.part}" + (f"：{one.sentence}" if one.sentence else ""))
    bad = sum(one.state == BAD for one in found)
    print(f"{len(found)} 项：{bad} 项故障，{sum(one.state == WARN for one in found)} 项注意。")
    return 1 if bad else 0


def data_folder() -> Iterator[Finding]:
    folder = Path(settings.DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".doctor.{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as wrong:
        yield Finding("数据目录", BAD, f"{folder} 不能写（{wrong.strerror}），请检查目录的属主和权限。")
        return
    if folder.stat().st_mode & 0o007:
        yield Finding("数据目录", WARN, f"{folder} 本机其他用户也能读，请执行 chmod 700 {folder}。")
    free = shutil.disk_usage(folder).free
    yield Finding(
        "磁盘",
        WARN if free < LEAST_FREE else GOOD,
        f"数据目录所在磁盘还剩 {free / 1024**3:.1f} GB" + ("，请尽快清理或扩容。" if free < LEAST_FREE else "。"),
    )


def database() -> Iterator[Finding]:
    try:
        missing = node.unapplied()
    except DatabaseError as wrong:
        yield Finding("数据库", BAD, f"连不上（{str(wrong).strip().splitlines()[0]}），请检查 ANLAN_DATABASE 和数据库服务。")
        return
    if missing:
        yield Finding("数据库", BAD, f"还差 {len(missing)} 步升级，请运行 anlan migrate。")
        return
    me = node.me()
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    yield Finding(
        "数据库",
        GOOD if me.id else WARN,
        f"{kind}，本节点 {me.title}。" if me.id else "还没有写明本节点，请运行 anlan migrate --place 区划代码。",
    )
    if me.is_sample:
        yield Finding("示例数据", WARN, "这是示例县的数据，只能在本机试用。")
    elif count := node.sample_accounts():
        yield Finding("示例账号", BAD, f"正式数据里有 {count} 个示例账号，请由系统管理员停用。")


def fonts() -> Iterator[Finding]:
    missing = fonts_missing()
    if not missing:
        yield Finding("打印字体", GOOD)
    yield from (Finding("打印字体", BAD if "印不出" in sentence else WARN, sentence) for sentence in missing)


def assets() -> Iterator[Finding]:
    built = resources.files("anlan.desk") / "static" / "desk" / "built"
    missing = [name for name in BUILT if not (built / name).is_file() and not (built / name).is_dir()]
    yield (
        Finding("页面资源", BAD, f"缺少 {'、'.join(missing)}，请在源码目录运行 bin/assets。")
        if missing
        else Finding("页面资源", GOOD)
    )


def clock() -> Iterator[Finding]:
    beat = beat_file()
    age = time.time() - beat.stat().st_mtime if beat.exists() else None
    if age is None or age > 6 * BETWEEN_BEATS:
        since = "没有运行过" if age is None else f"已停 {age / 60:.0f} 分钟"
        yield Finding("时钟", BAD, f"{since}，到期提醒和升级不会发出，请启动 anlan up 或 anlan clock。")
        return
    try:
        behind = health.clock_behind(timezone.now())
    except DatabaseError:
        return
    if stuck := health.clock_stuck():
        yield Finding("时钟", BAD, f"有 {stuck} 条到期事项反复办理失败，已停下，请查看日志中的“clock row failed”并联系开发者。")
    yield Finding(
        "时钟",
        WARN if behind > LATE else GOOD,
        f"落后 {behind / 60:.0f} 分钟，请多启动一个 anlan clock。" if behind > LATE else "",
    )


def versions() -> Iterator[Finding]:
    """Every open matter needs its own version of its loop (live, or frozen until none is open)."""
    try:
        found = homeless()
    except DatabaseError:
        return
    for kind, version, many in found:
        sentence = f"有 {many} 件未办结的事项（{kind} 第 {version} 版）本程序没有这一版，办不了，请装回带这一版的程序。"
        yield Finding("事项版本", BAD, sentence)


def doors() -> Iterator[Finding]:
    """Each door's own `check()`: None, or the sentence that says what is wrong. One that nobody configured is no fault.

    In an exercise doors out only write down; settings that would let them send are a fault."""
    drill = _is_exercise()
    if drill and (given := credentials()):
        yield Finding("演练", BAD, f"演练节点不接受对外通道的设置，请去掉 {'、'.join(given)}。")
    for door in house():
        if drill and door.send:
            yield Finding(f"通道 {door.title}", GOOD, "演练：只记在演练发件箱里，不送出。")
            continue
        try:
            sentence = door.check()
        except DatabaseError:
            continue
        state = GOOD if not sentence else BAD if door.is_open() else WARN
        yield Finding(f"通道 {door.title}", state, sentence or "")


def _is_exercise() -> bool:
    """Not before there are tables."""
    try:
        return node.me().is_exercise
    except DatabaseError:
        return False


def neighbours() -> Iterator[Finding]:
    """The nodes that we exchange with: what was wrong last, and who has not been heard of while letters wait."""
    try:
        found = [one for one in across.neighbours() if one.key]
    except (DatabaseError, Refused):
        return
    for one in found:
        silent = one.waiting and (one.heard is None or timezone.now() - one.heard > SILENT)
        sentence = one.trouble or (f"有 {one.waiting} 件没有被对方确认，请检查网络，或者用 U 盘交换。" if silent else "")
        if not sentence and (lacking := freight.lacking_since(one.id, timezone.now() - SILENT)):
            sentence = f"有 {lacking} 件附件三天还没有传完，请联系对方核对文件是否还在，并检查本机磁盘。"
        yield Finding(f"节点 {one.title}", WARN if sentence else GOOD, sentence)


def readings() -> Iterator[Finding]:
    """What the last night did with history, where there is any."""
    where = folder()
    if not (where / "history").exists():
        return
    last, now = night(where), timezone.now()
    yield Finding("历史读数", BAD if last.wrong else WARN if last.is_late(now) else GOOD, last.sentence(now))


def under_spark() -> Iterator[Finding]:
    """Nobody needs Spark on one machine: what is missing is told, and is no fault."""
    sentence = lacking()
    yield Finding("Spark", GOOD, f"单机不需要。{sentence}" if sentence else "")


PARTS: tuple[Callable[[], Iterator[Finding]], ...] = (
    data_folder,
    database,
    fonts,
    assets,
    clock,
    versions,
    doors,
    readings,
    neighbours,
    under_spark,
)
