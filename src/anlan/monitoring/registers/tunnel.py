"""隧道: road tunnels with what they have to see, hear, drain and get people out."""

from decimal import Decimal

from anlan.kernel.facts import choice, number, text, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site


class Tunnel(Site):
    road: str = text("路线编号", longest=20, pattern=r"^[GSXYCZ][0-9A-Z]+$", hint="例如 G18、S210")
    starts: Decimal = number("起点桩号", "公里", at_least="0")
    length: Decimal = number("长度", "米", at_least="1")
    sort: str = choice("类别", "特长隧道", "长隧道", "中隧道", "短隧道")
    tubes: int = number("洞数", "个", at_least="1")
    watched: bool = yes_no("视频全覆盖", default=False)
    detects: bool = yes_no("有事件自动检测", default=False)
    alarms: bool = yes_no("有火灾自动报警", default=False)
    goods: str = choice("危险货物车辆", "允许通行", "限时通行", "禁止通行")


TUNNEL = Register(
    kind="tunnel",
    version=1,
    title="隧道",
    facts=Tunnel,
    key="code",
    may_put=(Role.OFFICER,),
    keeps=Keeps(30, "隧道档案"),
    lists=("name", "road", "length", "sort", "detects", "goods"),
    filters=("sort", "goods", "detects"),
    menu="监测对象",
)
