"""`anlan import`: a directive into the portal, a table into a register, a province's places.

Nothing is written of a file that has faults; the same file again changes nothing, and a long table that was stopped goes on.
"""

import argparse
import hashlib
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from anlan.desk.intake import take_in
from anlan.desk.offers import Offers
from anlan.desk.sheets import BadFile, read_sheet
from anlan.duties import actions as duties
from anlan.kernel import accounts, ids, queries, records
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.people import Actor
from anlan.kernel.places import PlaceError, read_places
from anlan.kernel.refusals import NotThere, Refused
from anlan.run import node
from anlan.run.main import Stop

MOST_FAULTS = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="通知等文件；或与 --register、--places 连用的表格")
    parser.add_argument("--as", dest="login", help="以谁的名义导入（登录名）；示例县不写即示例经办人")
    parser.add_argument("--register", metavar="台账", help="把表格导入这种台账，如 firm")
    parser.add_argument("--places", action="store_true", help="表格是区划表（代码、名称）")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    for path in args.files:
        try:
            data = path.read_bytes()
        except OSError as wrong:
            raise Stop(f"文件“{path}”打不开：{wrong.strerror}。") from None
        try:
            print(_one(args, path.name, data, now))
        except (Refused, BadFile, PlaceError) as wrong:
            raise Stop(f"“{path.name}”没有导入：{wrong}") from None
    return 0


def _one(args: argparse.Namespace, name: str, data: bytes, now: datetime) -> str:
    if args.places:
        return f"“{name}”：区划 {accounts.put_places(read_places(data, node.places()))} 个。"
    by = node.whose(args.login, now)
    return _table(args.register, name, data, by, now) if args.register else directive(name, data, by, now)


def directive(name: str, data: bytes, by: Actor, now: datetime) -> str:
    """The same file a second time stays what it is."""
    id = ids.made_id("import", hashlib.sha256(data).hexdigest())
    try:
        return f"“{name}”已经导入过：{queries.matter(id, by).title}"
    except NotThere:
        duties.take_in(data, name, by, at=now, id=id)
    return f"“{name}”已导入：{queries.matter(id, by).title}，请到“待办”里校对。"


def _table(kind: str, name: str, data: bytes, by: Actor, now: datetime) -> str:
    try:
        register = catalogue().register(kind)
    except UnknownKind as unknown:
        raise Stop(str(unknown).strip("'")) from None
    table = take_in(register.facts, read_sheet(data, name), Offers(by, now), key=register.key, check=register.check)
    if table.faults:
        lines = [f"  第 {fault.row} 行：{fault.sentence}" for fault in table.faults[:MOST_FAULTS]]
        raise Refused("\n".join([f"有 {len(table.faults)} 处要改，改好后再导入。", *lines]))
    kept = records.put_table(kind, [row.facts.dump() for row in table.rows], by, at=now)
    changed = sum(one.changed for one in kept)
    ignored = f"；这些列没有用到：{'、'.join(table.ignored)}" if table.ignored else ""
    return f"“{name}”：{register.title} {len(kept)} 行，新增或更新 {changed} 行{ignored}。"
