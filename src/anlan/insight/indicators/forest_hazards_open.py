"""森林草原火灾重大隐患动态清零: the same count, for forest and grassland alone."""

from anlan.insight.indicator import Counted, Indicator
from anlan.insight.indicators.major_hazards_open import OPEN

FOREST_HAZARDS_OPEN = Indicator(
    name="forest_hazards_open",
    title="未销号的森林草原火灾重大隐患",
    unit="条",
    question="现在有多少条森林草原火灾重大隐患还没有销号？目标是动态清零。",
    rows=Counted(kinds=("hazard",), states=OPEN, facts=(("severity", "重大"), ("sector", "森林草原"))),
    source="晋政发〔2026〕1号 四（十三）1",
    target="0",
    better="lower",
)
