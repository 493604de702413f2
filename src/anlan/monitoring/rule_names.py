"""How rules are called: `sort.record.number:level,level`. The sort tells a doubt from an alarm and the unit of a figure. Pure."""

DOUBTS = {
    "silent": "停止上报", "flat": "读数平直", "clone": "通道雷同", "replay": "曲线重放", "clip": "削顶", "shift": "时间错位",
    "dead": "视频中断", "contradict": "相互矛盾", "range": "超出量程", "limit": "限值被改", "unfiled": "未报备作业",
}  # fmt: skip
"""Rules that doubt the sensor itself, by what stands before the first point of their id; every other rule is an alarm."""
CONDITION = "if"
"""Rules called so are conditions of joints and tell nothing themselves."""
JOINED = "joint"
PER_MINUTE, PER_HOUR, SPAN = "per_minute", "per_hour", "span"
SCALES = {PER_MINUTE: (60.0, "/分钟"), PER_HOUR: (3600.0, "/小时")}
UNITS = {
    "speed": "公里/小时", "driving": "小时", "hours": "", "people": "人", "load": "千克", "drivers": "公里",
    "velocity": "毫米/小时", "failure": "小时", "short": "米", "advance": "米", "heads": "人", "declared": "人", "sentry": "",
}  # fmt: skip
"""In what the figures of rules are measured that do not measure what their sensor does."""
TOLD_ONLY = ("fence", "leave", "route", "video")
"""Rules whose figure is yes or no."""


def rule_id(sort: str, code: str, number: int, level: str) -> str:
    """The id of a rule that a register wrote: what sort it is, which record, which of its limits, and the level it raises."""
    return f"{sort}.{code}.{number}:{level}"
