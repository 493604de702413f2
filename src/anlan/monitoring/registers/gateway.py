"""网关: what sensors speak through. Its secret lies elsewhere; here stands whose it is, where, and how its data come to us."""

from anlan.kernel.facts import Facts, choice, number, place, point, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

SOURCES = ("企业直采", "省级回流", "文件")
"""How data reach this node. Promptness and online rate are judged only for the first."""
TELLS = "回读"


class Gateway(Facts):
    code: str = text("网关编号", longest=60, pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]*$", hint="字母、数字和 _ -，也是它的接入账号")
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    sector: str | None = text("行业", longest=40, optional=True, hint="与企业台账的行业一致")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    source: str = choice("数据来源", *SOURCES)
    speaks: str = choice("接入方式", "MQTT", "HTTP", "文件导入", "其他")
    delay: int | None = number("预计延迟", "秒", at_least="0", optional=True, hint="省级回流的数据写约定的延迟")
    limits: str = choice(
        "设备限值", "不回读", TELLS, default="不回读", hint="设备能把现行报警值报上来的选“回读”，编码写作“监测点编码/limit”"
    )
    generation: int = number("密钥版本", at_least="1", default=1, hint="换密钥时加一，旧密钥随即作废")
    state: str = choice("状态", "在线", "离线", "检修", default="离线")


GATEWAY = Register(
    kind="gateway",
    version=1,
    title="网关",
    facts=Gateway,
    key="code",
    may_put=(Role.OFFICER, Role.SYSTEM_ADMIN),
    may_end=(Role.OFFICER, Role.SYSTEM_ADMIN),
    keeps=Keeps(10, "监测数据的来历"),
    lists=("name", "unit", "source", "speaks", "state"),
    filters=("source", "state", "unit"),
    menu="监测设备",
)
