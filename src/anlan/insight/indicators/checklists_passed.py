"""清单核查: what share of this year's checks against imported lists (配备标准 among them) has passed."""

from anlan.insight.indicator import Counted, Indicator

CHECKLISTS_PASSED = Indicator(
    name="checklists_passed",
    title="清单核查通过率",
    unit="%",
    question="本年按导入清单（措施、标准、配备）核查的单位，有多少通过？",
    rows=Counted(kinds=("checklist_run",), states=("已通过",), since="year"),
    over=Counted(kinds=("checklist_run",), since="year"),
    source="山政发〔2025〕1号 四（十一）；晋政发〔2026〕1号 五（十六）",
)
