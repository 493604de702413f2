"""重大隐患动态清零: major hazards that are not closed, whatever their state."""

from anlan.insight.indicator import Counted, Indicator

OPEN = ("整改中", "专家论证中", "编制方案", "待双报告", "待主管部门回执", "治理中", "待验收", "待复核")

MAJOR_HAZARDS_OPEN = Indicator(
    name="major_hazards_open",
    title="未销号的重大隐患",
    unit="条",
    question="现在有多少条重大隐患还没有销号？目标是动态清零。",
    rows=Counted(kinds=("hazard",), states=OPEN, facts=(("severity", "重大"),)),
    source="山政发〔2025〕1号 四（十二）",
    target="0",
    better="lower",
)
