"""任务办结率: of the duties handed out this year, how many are closed."""

from anlan.insight.indicator import Counted, Indicator

DUTIES_DONE_SHARE = Indicator(
    name="duties_done_share",
    title="任务办结率",
    unit="%",
    question="本年交办的责任任务办结了多少？",
    rows=Counted(kinds=("duty",), states=("已完成", "年度已总结"), since="year"),
    over=Counted(kinds=("duty",), since="year"),
    source="县任务分解表",
)
