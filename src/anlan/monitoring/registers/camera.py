"""监控: a camera is either seen to work or it is not there: no flame without one that is online."""

from anlan.kernel.facts import Facts, choice, many, number, place, point, record, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.gateway import SOURCES
from anlan.monitoring.registers.sensor import LEVELS

EVENTS = ("烟火", "人员闯入", "未戴安全帽", "离岗", "超员", "停车", "逆行", "行人", "抛洒物", "拥堵", "画面遮挡")
"""What the firms' own video analysis tells; it comes as "国标编码/烟火", 1 when it begins and 0 when it has ended."""


class Camera(Facts):
    code: str = text("国标编码", pattern=r"^[0-9]{20}$", hint="GB/T 28181，20 位数字")
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    site: str | None = text("所属设施", longest=80, optional=True)
    sector: str | None = text("行业", longest=40, optional=True, hint="与企业台账的行业一致")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    spot: str = text("监视部位", longest=80)
    is_explosion_proof: bool = yes_no("防爆", default=False)
    gateway: str | None = record("gateway", "网关", optional=True, hint="由谁上报在线状态和视频事件")
    period: int | None = number("心跳周期", "秒", at_least="1", at_most="86400", optional=True)
    detects: tuple[str, ...] = many("识别的事件", *EVENTS, optional=True)
    level: str = choice("事件报警等级", *LEVELS, default="橙色")
    source: str = choice("数据来源", *SOURCES, default=SOURCES[0])
    state: str = choice("状态", "在线", "离线", "检修", default="离线")


def tells_when_it_may_speak(facts: Camera) -> str | None:
    if (facts.detects or facts.period) and not facts.gateway:
        return "填了心跳周期或识别的事件，请选定由哪个网关上报。"
    return "由网关上报的，请填心跳周期，中断才看得出来。" if facts.gateway and not facts.period else None


CAMERA = Register(
    kind="camera",
    version=1,
    title="监控",
    facts=Camera,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    check=tells_when_it_may_speak,
    lists=("name", "unit", "spot", "period", "detects", "state"),
    filters=("state", "unit"),
    keeps=Keeps(5, "作业时监控是否在线，事故调查要查"),
    about="在线以心跳为准：网关按“国标编码”上报 1（在线）或 0（中断）；识别的事件按“国标编码/事件”上报。",
    menu="监测设备",
)
