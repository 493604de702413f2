"""报完成缺佐证: reported done, nothing to show for it."""

from anlan.insight.indicator import Counted, Indicator

DUTIES_WITHOUT_PROOF = Indicator(
    name="duties_without_proof",
    title="报完成缺佐证",
    unit="件",
    question="有多少件任务报了完成，却没有佐证？",
    rows=Counted(kinds=("duty",), states=("报完成缺佐证",)),
    source="县任务分解表",
    better="lower",
)
