"""消防联网单位: buildings whose fire alarm speaks to us, and by which address."""

from anlan.kernel.facts import choice, number, text, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site


class FireUnit(Site):
    sort: str = choice(
        "场所", "商场市场", "宾馆饭店", "公共娱乐", "学校幼儿园", "医院", "养老福利", "高层住宅", "工厂仓库", "九小场所", "其他"
    )
    key_unit: bool = yes_no("消防安全重点单位", default=False)
    area: int | None = number("建筑面积", "平方米", at_least="1", optional=True)
    systems: str | None = text(
        "联网的消防设施", longest=200, optional=True, hint="例如 火灾报警、消火栓、喷淋、电气火灾、可燃气体"
    )
    address: str | None = text("用户信息传输装置地址", longest=30, pattern=r"^[0-9A-Fa-f.]+$", optional=True, hint="GB/T 26875.3")
    room: bool = yes_no("有消防控制室", default=False)
    manned: str | None = choice("控制室值班", "24 小时双人", "24 小时单人", "夜间无人", shown_when=("room", ("是",)))
    phone: str | None = text("值班电话", longest=20, optional=True)


FIRE_UNIT = Register(
    kind="fire_unit",
    version=1,
    title="消防联网单位",
    facts=FireUnit,
    key="code",
    may_put=(Role.OFFICER, Role.TOWNSHIP_OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(10, "消防监管档案"),
    lists=("name", "sort", "key_unit", "address", "manned", "phone"),
    filters=("sort", "key_unit", "manned"),
    menu="监测对象",
)
