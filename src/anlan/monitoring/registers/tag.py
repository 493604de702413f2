"""定位卡: a card, a lamp or a terminal whose position is told: a person below ground, a loader, an excavator."""

from anlan.kernel.facts import Facts, choice, place, record, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.gateway import SOURCES


class Tag(Facts):
    code: str = text("卡号", longest=60, pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]*$")
    unit: str = unit("单位")
    sector: str | None = text("行业", longest=40, optional=True, hint="与企业台账的行业一致")
    place: str = place("属地")
    bears: str = choice("由谁携带", "人员", "车辆", "设备")
    post: str = text("岗位或名称", longest=60, hint="例如 采煤机司机、3 号铲车；不写姓名")
    gateway: str = record("gateway", "网关")
    source: str = choice("数据来源", *SOURCES, default=SOURCES[0])


TAG = Register(
    kind="tag",
    version=1,
    title="定位卡",
    facts=Tag,
    key="code",
    called=lambda facts: f"{facts.post}（卡 {facts.code}）",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    may_end=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(3, "人员位置监测的来历"),
    lists=("code", "post", "bears", "unit"),
    filters=("bears", "unit"),
    about="位置按“卡号/lon、卡号/lat”上报，井下按“卡号/zone”报所在区域的编号。",
    menu="监测设备",
)
