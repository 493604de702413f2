"""`anlan erase`: names, phones and all else that is personal of a closed matter, an ended record or an ended account."""

import argparse

from django.utils import timezone

from anlan.kernel.keeping import erase_personal
from anlan.kernel.refusals import NotThere, Refused
from anlan.run import node
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subjects", nargs="+", metavar="编号", help="已办结的事项、已停用的台账或账号的编号（32 位）")
    parser.add_argument("--reason", required=True, help="依据：文号或本人申请")
    parser.add_argument("--as", dest="login", help="以哪位系统管理员的名义（登录名）")


def run(args: argparse.Namespace) -> int:
    now = timezone.now()
    by = node.whose(args.login, now)
    for subject in args.subjects:
        try:
            many = erase_personal(subject, by, at=now, reason=args.reason)
        except (Refused, NotThere) as wrong:
            raise Stop(f"{subject} 没有删除：{wrong}") from None
        print(f"{subject}：{many} 笔账里的个人信息已删除，账本仍可核验。")
    return 0
