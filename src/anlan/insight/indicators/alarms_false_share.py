"""误报占比: how many of the quarter's closed alarms were found to be false; by unit and rule on the page 报警统计."""

from anlan.insight.indicator import Counted, Indicator

ALARMS_FALSE_SHARE = Indicator(
    name="alarms_false_share",
    title="监测报警误报占比",
    unit="%",
    question="本季度消警的报警里，误报占多少？",
    rows=Counted(kinds=("alarm",), states=("已消警", "非真实已消警"), since="quarter", facts=(("result", "误报"),)),
    over=Counted(kinds=("alarm",), states=("已消警", "非真实已消警"), since="quarter"),
    source="山政发〔2025〕1号 五（十三）；晋政发〔2026〕1号 二（六）",
    better="lower",
)
