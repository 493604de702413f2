"""`anlan sample`: the sample county in an empty data folder; its accounts share one public password, for this machine only."""

import argparse
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from django.utils import timezone

from anlan.kernel import accounts, actions, ids, records
from anlan.kernel.people import Actor, GrantView, Role, Through
from anlan.run import migrate, node, sample_county
from anlan.run.main import Stop
from anlan.run.sample_county import (
    COUNTY,
    DEPARTMENTS,
    FIRMS,
    GATEWAY,
    MARK,
    MATTERS,
    PASSWORD,
    PATRON,
    PATRON_POINTS,
    PEOPLE,
    SENSORS,
    TITLE,
    TOWNS,
)

MAKER = Actor(name="示例数据", is_clock=True, through=Through.COMMAND, grants=(GrantView(Role.CLERK, COUNTY),))
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="不列出账号")


def run(args: argparse.Namespace) -> int:
    make(timezone.now())
    if not args.quiet:
        print("\n".join(account_lines()))
    return 0


def make(now: datetime) -> None:
    """The sample in this data folder, unless it is there already; Stop if the folder holds real data."""
    migrate.upgrade()
    me = node.me()
    if me.id and not me.is_sample:
        raise Stop(f"这个数据目录是“{me.title}”的正式数据，不能装入示例。请用 ANLAN_DATA 另指一个目录。")
    if not {one.login for one in PEOPLE} <= node.logins():
        fill(now)


def fill(now: datetime) -> None:
    """Whatever of the sample is not there yet, as if it had begun a month ago; people last, so that a cut-off fill goes on."""

    if not node.me().id:
        migrate.set_up(COUNTY, TITLE, is_sample=True)
    began = now - timedelta(days=30)
    units = {one.short: _unit(one, began) for one in DEPARTMENTS}
    units |= {name: _town(code, name, began) for code, name in TOWNS.items()}
    units |= {firm.name: _firm(number, firm, units, began) for number, firm in enumerate(FIRMS)}
    _committees(units, began)
    _sensors(units, began)
    known = node.logins()
    for one in reversed(PEOPLE):
        if one.login not in known:
            _person(one, units, began)
            _matters(one.login, units, now)


def _matters(login: str, units: dict[str, str], now: datetime) -> None:
    """What this person has opened; the clerk has also taken in the notice."""
    from anlan.run import bring_in

    for number, begun in enumerate(MATTERS):
        if begun.by == login:
            at = now - timedelta(days=begun.days_ago)
            id = ids.made_id("sample", str(number))
            actions.open_matter(begun.kind, _facts(begun.facts, units, now), node.whose(login, at), at=at, id=id)
    if login == PATRON:
        _points(node.whose(login, now).person, units, now - timedelta(days=30))
    if login == node.SAMPLE_CLERK:
        bring_in.directive(f"{TITLE}汛期通知.txt", _notice(), node.whose(login, now), now)


def _points(patron: str, units: dict[str, str], now: datetime) -> None:
    told = {"patron": patron, "post": "副县长", "since": str(timezone.localdate(now)), "basis": "示例防〔2026〕1号"}
    for one in PATRON_POINTS:
        _put("patron_point", _facts(one | told, units, now), now)


def _facts(told: dict[str, Any], units: dict[str, str], now: datetime) -> dict[str, Any]:
    """The facts of a sample matter as the kernel reads them."""
    facts = dict(told)
    if "unit" in facts:
        facts["unit"] = units[facts["unit"]]
    if "due" in facts:
        facts["due"] = str(timezone.localdate(now) + timedelta(days=facts["due"]))
    if "happened_at" in facts:
        facts["happened_at"] = (now + timedelta(days=facts["happened_at"])).isoformat()
    if "point" in facts:
        facts["point"] = [round(degrees * 1e7) for degrees in facts["point"]]
    return facts


def _notice() -> bytes:
    return (resources.files("anlan.run") / "sample_notice.txt").read_bytes()


def account_lines() -> list[str]:
    """The accounts, one a line, under their shared password."""
    lines = [f"  {one.login:<12}{one.role.title}　{one.post}（{one.name}）" for one in PEOPLE]
    return [f"示例账号（密码都是 {PASSWORD}，只能在本机登录）：", *lines]


def _put(kind: str, facts: dict[str, Any], now: datetime) -> str:
    return records.put_record(kind, facts, MAKER, at=now).id


def _unit(one: sample_county.Department, now: datetime) -> str:
    full = one.short if one.short.startswith(("山阴", "金融")) else "山阴" + one.short
    facts = {"name": full + MARK, "short": one.short, "kind": one.kind, "vertical": one.vertical, "safety_duty": one.safety_duty}
    facts |= {"doc_mark": one.doc_mark, "members_of": list(one.members_of), "place": one.place, "aliases": [full]}
    return _put("unit", facts, now)


def _town(code: str, name: str, now: datetime) -> str:
    facts = {
        "name": f"{name}人民政府{MARK}",
        "short": name,
        "kind": "乡镇",
        "vertical": False,
        "safety_duty": False,
        "place": code,
    }
    return _put("unit", facts | {"aliases": [f"{name}人民政府"], "members_of": ["县安委会"]}, now)


def _firm(number: int, firm: sample_county.Firm, units: dict[str, str], now: datetime) -> str:
    facts = {
        "code": credit_code(number),
        "name": firm.name + MARK,
        "sector": firm.sector,
        "place": firm.town,
        "workers": str(firm.workers),
    }
    point = [round(firm.lon * 1e7), round(firm.lat * 1e7)]
    return _put("firm", facts | {"point": point, "unit": units[firm.watched_by], "address": f"{TOWNS[firm.town]}{MARK}"}, now)


def credit_code(number: int) -> str:
    """An invented 统一社会信用代码 of the right form (GB 32100-2015)."""
    body = f"91{COUNTY}MA0X1{number:04d}"
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + SIGNS[-total % 31]


def _committees(units: dict[str, str], now: datetime) -> None:
    for name, kind, head in (("县安委会", "安委会", "县长"), ("县防灾减灾委员会", "防灾减灾救灾委员会", "常务副县长")):
        members = [units[one.short] for one in DEPARTMENTS if name in one.members_of]
        facts = {"name": f"山阴{name}{MARK}", "kind": kind, "head": head, "unit": units["县应急局"], "members": members}
        _put("committee", facts | {"basis": "示例文号"}, now)


def _sensors(units: dict[str, str], now: datetime) -> None:
    gateway = _put("gateway", GATEWAY | {"unit": units[str(GATEWAY["unit"])]}, now)
    for one in SENSORS:
        _put("sensor", one | {"unit": units[str(one["unit"])], "gateway": gateway}, now)


def _person(one: sample_county.Someone, units: dict[str, str], now: datetime) -> None:
    unit = units.get(one.unit, "")
    by = accounts.SETUP
    person = accounts.put_person(one.login, one.name, by, at=now, post=one.post, unit=unit, password=PASSWORD, is_sample=True,
                                 must_change=False)  # fmt: skip
    grant = GrantView(one.role, one.place, frozenset(one.sectors), unit)
    accounts.give_grant(person, grant if one.unit else replace(grant, unit=""), by, at=now)
