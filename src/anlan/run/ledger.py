"""`anlan ledger`: verify (by the separate program), seal now, export the seals for somebody else to keep."""

import argparse
import json
import os
import sys
from datetime import timedelta
from pathlib import Path

from anlan.run import ledger_verify


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify | seal | export-seals")
    verifying = verbs.add_parser("verify", help="核对整本账")
    verifying.add_argument("--seals", type=Path, help="保存在别处的封印文件")
    verbs.add_parser("seal", help="立即封印")
    exporting = verbs.add_parser("export-seals", help="导出封印，交别处保存")
    exporting.add_argument("file", type=Path, nargs="?", help="不写则输出到屏幕")


def run(args: argparse.Namespace) -> int:
    return {"verify": _verify, "seal": _seal, "export-seals": _export}[args.verb](args)


def address() -> str:
    """The database as the verifier and the backup open it: a SQLite file or a postgresql:// address."""
    from django.conf import settings

    return os.environ.get("ANLAN_DATABASE") or str(settings.DATABASES["default"]["NAME"])


def _verify(args: argparse.Namespace) -> int:
    return ledger_verify.main([address(), *(["--seals", str(args.seals)] if args.seals else [])])


def _seal(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from anlan.kernel import ledger

    number = ledger.seal(timezone.now() + ledger.SETTLED + timedelta(microseconds=1))
    print(f"已封印，第 {number} 号。" if number else "上次封印以来没有新的记录，不用封印。")
    return 0


def _export(args: argparse.Namespace) -> int:
    database = ledger_verify.Database(address())
    names = ("number", "at", "before", "hash", "upto")
    lines = [json.dumps(dict(zip(names, row[:5], strict=True))) for row in database.rows(ledger_verify.SEALS)]
    database.close()
    if args.file:
        args.file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        print(f"已导出 {len(lines)} 个封印到 {args.file}，请交别的单位或别的机器保存。")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0
