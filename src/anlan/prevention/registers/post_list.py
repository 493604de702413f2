"""岗位安全责任清单和负面清单: per post what must be done and what must not, from the principal to the line; assessed."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, rows, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

DUTY, NEVER = "责任清单", "负面清单"


class Line(Facts):
    no: str = text("序号", longest=10)
    what: str = text("内容", longest=300)
    check: str | None = text("怎样检查", longest=200, optional=True)


class PostList(Facts):
    unit: str = unit("企业")
    post: str = text("岗位", longest=60)
    kind: str = choice("清单", DUTY, NEVER)
    lines: tuple[Line, ...] = rows("条目")
    signed_on: date = day("签发日期")
    assessed_on: date | None = day("最近考核日期", optional=True)
    result: str | None = choice("考核结果", "合格", "不合格", optional=True)


def says_something_once(facts: PostList) -> str | None:
    numbers = [one.no for one in facts.lines]
    if not numbers:
        return "清单还没有条目，请逐条填写。"
    if twice := next((no for no in numbers if numbers.count(no) > 1), ""):
        return f"序号 {twice} 重复，请改正。"
    if facts.kind == DUTY and any(not one.check for one in facts.lines):
        return "责任清单的每一条都要写明怎样检查。"
    return "填了考核结果，请同时填考核日期。" if facts.result and not facts.assessed_on else None


POST_LIST = Register(
    kind="post_list",
    version=1,
    title="岗位安全清单",
    facts=PostList,
    called=lambda facts: f"{facts.post}{facts.kind}",
    owner="unit",
    may_put=(Role.SAFETY_MANAGER, Role.FIRM_HEAD),
    check=says_something_once,
    imported=True,
    lists=("unit", "post", "kind", "signed_on", "assessed_on", "result"),
    filters=("kind", "result"),
    keeps=Keeps(3, "全员安全责任制考核"),
    menu="企业管理",
)
