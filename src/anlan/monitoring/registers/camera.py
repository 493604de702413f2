"""监控: a camera is either seen to work or it is not there: no flame without one that is online."""

from anlan.kernel.facts import Facts, choice, place, point, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.gateway import SOURCES


class Camera(Facts):
    code: str = text("国标编码", pattern=r"^[0-9]{20}$", hint="GB/T 28181，20 位数字")
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    site: str | None = text("所属设施", longest=80, optional=True)
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    spot: str = text("监视部位", longest=80)
    is_explosion_proof: bool = yes_no("防爆", default=False)
    source: str = choice("数据来源", *SOURCES, default=SOURCES[0])
    state: str = choice("状态", "在线", "离线", "检修", default="离线")


CAMERA = Register(
    kind="camera",
    version=1,
    title="监控",
    facts=Camera,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    lists=("name", "unit", "spot", "state"),
    filters=("state", "unit"),
    keeps=Keeps(5, "作业时监控是否在线，事故调查要查"),
    menu="监测设备",
)
