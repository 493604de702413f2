"""题库: one question of a trade with its answer and where it stands in the law; checked by a second person before it is asked."""

from anlan.kernel.facts import Facts, choice, long_text, many, rows, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

SORTS = ("单选", "多选", "判断")
TRADES = (
    "主要负责人",
    "安全管理人员",
    "电工",
    "焊接与热切割",
    "高处作业",
    "瓦斯检查",
    "爆破",
    "探放水",
    "危险化学品",
    "其他工种",
)


class Option(Facts):
    mark: str = text("选项", pattern=r"^[A-H]$", hint="A 到 H")
    words: str = text("内容", longest=300)


class Question(Facts):
    code: str = text("题号", longest=40)
    trade: str = choice("工种", *TRADES)
    sort: str = choice("题型", *SORTS)
    asked: str = long_text("题目", longest=1000)
    options: tuple[Option, ...] = rows("选项", optional=True)
    right: tuple[str, ...] = many("正确答案", "A", "B", "C", "D", "E", "F", "G", "H", "对", "错")
    basis: str = text("依据", longest=200)


def has_one_right_way(facts: Question) -> str | None:
    marks = {one.mark for one in facts.options}
    if facts.sort == "判断":
        return None if facts.right in (("对",), ("错",)) else "判断题的答案只能是“对”或“错”。"
    if len(marks) < 2 or len(marks) != len(facts.options):
        return "选择题至少要两个选项，选项不能重复。"
    if not set(facts.right) <= marks:
        return "正确答案不在选项里，请核对。"
    return "单选题只能有一个正确答案。" if facts.sort == "单选" and len(facts.right) != 1 else None


QUESTION = Register(
    kind="question",
    version=1,
    title="考试题库",
    facts=Question,
    key="code",
    called=lambda facts: facts.asked[:60],
    may_put=(Role.OFFICER, Role.CLERK, Role.SAFETY_MANAGER),
    check=has_one_right_way,
    second_person=True,
    imported=True,
    lists=("code", "trade", "sort", "asked", "basis"),
    filters=("trade", "sort"),
    keeps=Keeps(5, "考试公平的依据"),
    menu="培训考试",
)
