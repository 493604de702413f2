"""重点车辆: coaches, dangerous goods, lorries and vans whose drives are watched, by plate."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, number, place, record, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

CLASSES = ("旅游客车", "班线客车", "包车客车", "危险货物运输车", "重型载货汽车", "面包车", "校车", "公交车", "其他")
PEOPLE = ("旅游客车", "班线客车", "包车客车", "校车", "公交车", "面包车")


class Vehicle(Facts):
    plate: str = text("号牌", pattern=r"^[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}$", hint="例如 晋F12345")
    colour: str = choice("号牌颜色", "黄色", "蓝色", "绿色", "黄绿色", "白色")
    sort: str = choice("类别", *CLASSES)
    unit: str = unit("所属单位")
    sector: str | None = text("行业", longest=40, optional=True)
    place: str = place("属地")
    terminal: str | None = text("终端手机号", longest=20, pattern=r"^[0-9]{6,20}$", optional=True, hint="JT/T 808 终端")
    gateway: str | None = record("gateway", "网关", optional=True, hint="由哪个平台上报位置；按“号牌/lon、号牌/lat、号牌/speed”")
    limit: int | None = number("最高车速", "公里/小时", at_least="5", at_most="120", optional=True)
    night_exempt: bool = yes_no("凌晨 2 至 5 时免停", default=False, hint="接驳运输、机场和铁路定线、100 公里以内的客车")
    seats: int | None = number("核定载客", "人", at_least="1", shown_when=("sort", PEOPLE))
    load: int | None = number("核定载质量", "千克", at_least="0", optional=True)
    two_drivers: str | None = text("双驾驶员线路", longest=100, optional=True, hint="须配两名驾驶员的线路和单程里程")
    until: date | None = day("检验有效期至", optional=True)


VEHICLE = Register(
    kind="vehicle",
    version=1,
    title="重点车辆",
    facts=Vehicle,
    key="plate",
    may_put=(Role.OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(10, "车辆动态监控和事故追溯"),
    valid_until="until",
    expires="1 month",
    lists=("plate", "sort", "unit", "terminal", "until"),
    filters=("sort", "unit"),
    about="“两客一危一货一面”和重型货车等重点营运车辆。",
    menu="监测对象",
)
