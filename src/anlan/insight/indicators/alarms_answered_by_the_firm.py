"""报警由企业自己签收的占比: how many alarms of the quarter needed nobody above the firm's duty room."""

from anlan.insight.indicator import Counted, Indicator

ALARMS_ANSWERED_BY_THE_FIRM = Indicator(
    name="alarms_answered_by_the_firm",
    title="值班员当班签收的报警",
    unit="%",
    question="本季度的报警，有多少没有升级、由企业值班员直接签收？",
    rows=Counted(
        kinds=("alarm",),
        states=("待核查", "处置中", "待反馈", "待消警", "非真实待确认", "已消警", "非真实已消警"),
        since="quarter",
        facts=(("reached", "值班员"),),
    ),
    over=Counted(
        kinds=("alarm",),
        states=("待核查", "处置中", "待反馈", "待消警", "非真实待确认", "已消警", "非真实已消警"),
        since="quarter",
    ),
    source="山政发〔2025〕1号 五（十三）；晋政发〔2026〕1号 二（六）",
)
