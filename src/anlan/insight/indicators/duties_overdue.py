"""逾期任务: duties open past their date."""

from django.db.models import Q

from anlan.insight.indicator import Counted, Indicator

DUTIES_OVERDUE = Indicator(
    name="duties_overdue",
    title="逾期任务",
    unit="件",
    question="现在有多少件责任任务过了期限还没有办结？",
    rows=Counted(kinds=("duty",), where=lambda now: Q(closed__isnull=True, due__lt=now)),
    source="县任务分解表",
    better="lower",
)
