"""逾期任务: duties past their date (or reported late) that are not reported done; the clock moves them there."""

from anlan.insight.indicator import Counted, Indicator

DUTIES_OVERDUE = Indicator(
    name="duties_overdue",
    title="逾期任务",
    unit="件",
    question="现在有多少件责任任务过了期限还没有办结？",
    rows=Counted(kinds=("duty",), states=("滞后",)),
    source="县任务分解表",
    better="lower",
)
