"""`anlan export`: a register as a table, within the rights of the person in whose name it is made."""

import argparse
from pathlib import Path

from django.utils import timezone

from anlan.desk.cells import columns_of
from anlan.desk.offers import Offers
from anlan.desk.tables import csv_bytes, xlsx
from anlan.kernel import queries
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.run import node
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("register", metavar="台账", help="如 firm、unit")
    parser.add_argument("file", type=Path, metavar="文件", help="xlsx 或 csv")
    parser.add_argument("--as", dest="login", help="以谁的名义导出（登录名）；示例县不写即示例经办人")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    by = node.whose(args.login, now)
    try:
        register = catalogue().register(args.register)
    except UnknownKind as unknown:
        raise Stop(str(unknown).strip("'")) from None
    names = Offers(by, now)
    columns = columns_of(register.facts)
    rows = [record.facts for record in queries.records(register.kind, by)]
    made = csv_bytes(columns, rows, names) if args.file.suffix == ".csv" else xlsx(columns, rows, register.title, names)
    args.file.write_bytes(made)
    print(f"已导出{register.title} {len(rows)} 行到 {args.file}。")
    return 0
