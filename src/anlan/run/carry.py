"""`anlan carry`: a change of law moves the open matters of a kind to its live version, by an entry each that names its source."""

import argparse

from django.utils import timezone

from anlan.kernel import carry
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.facts import BadFacts
from anlan.kernel.refusals import Refused
from anlan.run import node
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", help="事项种类，如 duty（anlan loops 列出全部）")
    parser.add_argument("--source", required=True, help="依据文号")
    parser.add_argument("--as", dest="login", help="以哪位系统管理员的名义（登录名）")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    by = node.whose(args.login, now)
    done = 0
    try:
        live = catalogue().loop(args.kind)
        while moved := carry.carry(args.kind, by, at=now, source=args.source):
            done += moved
    except (Refused, BadFacts, UnknownKind) as wrong:
        raise Stop(f"已转 {done} 件，停在这里：{str(wrong).strip(chr(39))}") from None
    print(f"“{live.title}”转为第 {live.version} 版：{done} 件。")
    return 0
