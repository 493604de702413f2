"""学校安全教育课: each lesson a school gave: what about, to how many, by whom."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, number, place, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class SchoolLesson(Facts):
    unit: str = unit_of("学校")
    place: str | None = place("属地", optional=True)
    on: date = day("上课日期")
    topic: str = choice("主题", "消防", "交通", "防溺水", "用电用气", "防震减灾", "气象灾害", "食品卫生", "预防拥挤踩踏", "其他")
    grade: str = text("年级班级", longest=60)
    pupils: int = number("听课人数", "人", at_least="1")
    teacher: str = text("授课人", longest=40)
    proof: tuple[str, ...] = file("教案或照片", optional=True)


def has_proof(facts: SchoolLesson) -> str | None:
    return None if facts.proof else "请附教案或上课照片。"


SCHOOL_LESSON = Register(
    kind="school_lesson",
    version=1,
    title="学校安全教育课",
    facts=SchoolLesson,
    may_put=(Role.LIAISON, Role.TOWNSHIP_OFFICER, Role.CLERK),
    keeps=Keeps(5, "教育教学检查"),
    called=lambda facts: f"{facts.topic}（{facts.grade}，{facts.on}）",
    check=has_proof,
    imported=True,
    lists=("on", "unit", "topic", "grade", "pupils", "teacher"),
    filters=("topic",),
    menu="宣传",
)
