"""`anlan migrate`: makes or upgrades the database; the first time also says which county this is and makes its three admins."""

import argparse
import secrets
from datetime import datetime

from django.core.management import call_command
from django.utils import timezone

from anlan.kernel import accounts, fact_index
from anlan.kernel.people import GrantView, Role
from anlan.kernel.places import PlaceError, level_of, shipped_places
from anlan.run import node
from anlan.run.main import Stop

ADMINS = (
    ("xitong", "系统管理员", Role.SYSTEM_ADMIN),
    ("anquan", "安全管理员", Role.SECURITY_ADMIN),
    ("shenji", "审计管理员", Role.AUDIT_ADMIN),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", help="首次建立时：本级区划代码，如 140621")
    parser.add_argument("--title", help="首次建立时：本节点名称，如 山阴县安委办（不写则用区划名称）")


def run(args: argparse.Namespace) -> int:
    applied = upgrade()
    print(f"数据库已升级：{len(applied)} 步。" if applied else "数据库已是最新。")
    if node.me().id:
        return 0
    if not args.place:
        print("首次使用：请再运行 anlan migrate --place 本级区划代码（如 140621）。试用请运行 anlan sample。")
        return 0
    title = set_up(args.place, args.title or "")
    print(f"本节点：{title}。三名管理员的初始密码只显示这一次，首次登录须修改：")
    for login, name, password in make_admins(args.place, timezone.now()):
        print(f"  {name}  登录名 {login}  密码 {password}")
    return 0


def upgrade() -> list[str]:
    """Applies what is missing; returns the names of the migrations."""
    missing = node.unapplied()
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    fact_index.make()
    return missing


def set_up(place: str, title: str, *, is_sample: bool = False, is_exercise: bool = False) -> str:
    """Fills in the shipped places and says who this node is; returns its title."""
    try:
        if level_of(place) > 4:
            raise Stop("一个节点至少管一个乡镇，请用乡镇以上的区划代码。")
        known = {row.code: row for row in shipped_places()}
    except PlaceError as wrong:
        raise Stop(str(wrong)) from None
    if place not in known:
        raise Stop(f"自带的区划表里没有 {place}（自带的是山西省）。请先用 anlan import 导入本省的区划表。")
    accounts.put_places(known.values())
    title = title or known[place].name
    accounts.set_node(f"{place}-{secrets.token_hex(3)}"[:16], title, place, is_sample=is_sample, is_exercise=is_exercise)
    return title


def make_admins(place: str, now: datetime) -> list[tuple[str, str, str]]:
    """The three separated administrators; (login, title, first password) of each."""
    made = []
    for login, name, role in ADMINS:
        password = secrets.token_urlsafe(12)
        person = accounts.put_person(login, name, accounts.SETUP, at=now, password=password, must_change=True)
        accounts.give_grant(person, GrantView(role, place), accounts.SETUP, at=now)
        made.append((login, name, password))
    return made
