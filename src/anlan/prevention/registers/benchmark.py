"""标杆企业和课题成果: what others can learn from, with its source; shown to every firm."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, long_text, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import SECTORS, Role, Secrecy
from anlan.kernel.register import Register


class Benchmark(Facts):
    title: str = text("名称", longest=100)
    sort: str = choice("类别", "标杆企业", "课题研究成果", "典型做法")
    sector: str = choice("行业", *SECTORS)
    by: str = text("单位", longest=100)
    recognised_by: str = text("认定或发布单位和文号", longest=200)
    on: date = day("日期")
    what: str = long_text("主要做法或结论", longest=8000)
    papers: tuple[str, ...] = file("材料", optional=True)


BENCHMARK = Register(
    kind="benchmark",
    version=1,
    title="标杆企业和课题成果",
    facts=Benchmark,
    may_put=(Role.OFFICER, Role.CLERK),
    imported=True,
    secrecy=Secrecy.PUBLIC,
    lists=("title", "sort", "sector", "by", "recognised_by", "on"),
    filters=("sort", "sector"),
    keeps=Keeps(10, "推广和借鉴"),
    menu="文件和清单",
)
