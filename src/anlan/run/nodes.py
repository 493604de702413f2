"""`anlan nodes`: this node's card, the nodes known, a round over the network, a round with a folder or a USB stick."""

import argparse
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from anlan.desk.words import clock
from anlan.exchange import cards
from anlan.exchange.doors import nodes_folder, nodes_http
from anlan.kernel import across, nodes
from anlan.kernel.refusals import Refused
from anlan.run import node
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="card | list | add | carry | call")
    verbs.add_parser("card", help="本节点的名片，发给对方登记")
    verbs.add_parser("list", help="已登记的节点：最近收到、最近送出、待对方确认")
    adding = verbs.add_parser("add", help="登记对方的名片")
    adding.add_argument("card", help="对方的名片（整行，加引号）")
    adding.add_argument("--address", default="", help="对方网址，https://…；没有网络的不写")
    adding.add_argument("--carries", choices=nodes.MAY_CARRY, default=nodes.MAY_CARRY[0], help="最多可传的密级")
    adding.add_argument("--as", dest="login", required=True, help="系统管理员的登录名")
    carrying = verbs.add_parser("carry", help="与一个目录（U 盘、共享目录）交换：先收后发")
    carrying.add_argument("folder", type=Path, help="U 盘或共享目录")
    verbs.add_parser("call", help="现在与有网址的节点交换一次")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    if node.unapplied() or not node.me().id:
        raise Stop("本节点还没有建立，请先运行 anlan migrate --place 区划代码。")
    try:
        return VERBS[args.verb](args, now)
    except Refused as refused:
        raise Stop(str(refused)) from None
    except OSError as wrong:
        raise Stop(f"没有成功：{wrong}") from None


def card(args: argparse.Namespace, now: datetime) -> int:
    mine = cards.own_card()
    print(mine.line())
    print(f"请打电话与对方核对密钥：{cards.fingerprint(mine.key)}")
    return 0


def listed(args: argparse.Namespace, now: datetime) -> int:
    for one in across.neighbours():
        heard, sent = (clock(at, now) if at else "还没有" for at in (one.heard, one.sent))
        parts = [
            one.id,
            one.title,
            "上级" if one.is_above else "下级",
            f"收到 {heard}",
            f"送出 {sent}",
            f"待确认 {one.waiting} 件",
        ]
        print("　".join(parts if one.key else [*parts, "已停止交换"]))
        if one.trouble:
            print(f"  {one.trouble}")
    return 0


def add(args: argparse.Namespace, now: datetime) -> int:
    other, by = cards.read_card(args.card), node.whose(args.login, now)
    nodes.put_node(other.id, other.title, other.place, other.key, by, at=now, address=args.address, carries=args.carries)
    print(f"已登记“{other.title}”，请打电话核对密钥：{cards.fingerprint(other.key)}")
    return 0


def carry(args: argparse.Namespace, now: datetime) -> int:
    if not args.folder.is_dir():
        raise Stop(f"没有 {args.folder} 这个目录，请检查 U 盘是否插好、共享目录是否挂上。")
    done = nodes_folder.carry(args.folder, now)
    for title, new in done.read:
        print(f"收到{title}的邮包，新内容 {new} 件。")
    print(f"已写好给{'、'.join(done.written)}的邮包，可以拔出 U 盘。" if done.written else "还没有登记上下级节点，没有邮包要写。")
    for sentence in done.wrong:
        print(sentence)
    return 1 if done.wrong else 0


def call(args: argparse.Namespace, now: datetime) -> int:
    if not nodes_http.is_open():
        raise Stop(nodes_http.check() or "")
    print(f"已与 {nodes_http.send(now)} 个节点交换。")
    return 0


VERBS = {"card": card, "list": listed, "add": add, "carry": carry, "call": call}
