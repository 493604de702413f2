"""The vocabulary of facts: what comes in from people, what is refused with which sentence, what is kept."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anlan.kernel import facts as f
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import BadFacts, Contact, Facts, read, widgets


class Line(Facts):
    what: str = f.text("内容", longest=5)
    size: Decimal | None = f.number("大小", "米", at_least="0", at_most="9", optional=True)


class Form(Facts):
    title: str = f.text("标题", longest=10)
    place: str = f.place("属地")
    way: str = f.choice("方式", "甲", "乙（含试行）", default="甲")
    why: str | None = f.text("乙的原因", shown_when=("way", ("乙（含试行）",)))
    more: str | None = f.text("补充", shown_when=("way", ("乙（含试行）",)), optional=True)
    is_new: bool = f.yes_no("新建", default=False)
    since: str | None = f.text("新建年份", shown_when=("is_new", ("是",)))
    at: datetime | None = f.moment("时间", optional=True)
    kinds: tuple[str, ...] = f.many("种类", "火", "水", optional=True)
    point: tuple[int, int] | None = f.point("位置", optional=True)
    ring: tuple[tuple[int, int], ...] = f.area("范围", optional=True)
    caller: Contact | None = f.contact("来电人", optional=True)
    lines: tuple[Line, ...] = f.rows("明细", optional=True)
    fund: Decimal | None = f.money("资金", optional=True)
    name: str | None = f.text("名称", optional=True)


GOOD: dict[str, Any] = {"title": "护栏", "place": "140621"}


def wrong(**facts: Any) -> dict[str, str]:
    with pytest.raises(BadFacts) as refused:
        read(Form, GOOD | facts)
    return refused.value.wrong


def test_blanks_are_absent_and_spaces_are_cut():
    form = read(Form, GOOD | {"title": "  护栏 ", "why": "", "fund": "  ", "at": None})
    assert (form.title, form.why, form.fund, form.at) == ("护栏", None, None, None)
    assert form.dump() == {"title": "护栏", "place": "140621", "way": "甲", "is_new": False, "kinds": [], "ring": [], "lines": []}


def test_figures_are_decimal_strings_and_full_width_is_read():
    form = read(Form, GOOD | {"fund": "１，２００．５", "lines": [{"what": "墙", "size": "０．３０"}]})
    assert form.dump()["fund"] == "1200.5"
    assert form.dump()["lines"] == [{"what": "墙", "size": "0.30"}]
    assert read(Form, form.dump()) == form


@pytest.mark.parametrize(
    "said", ["2026-03-18 09:30", "2026-03-18T09:30", "2026-03-18T01:30:00Z", "２０２６－０３－１８ ０９：３０"]
)
def test_a_time_without_an_offset_is_beijing_time(said):
    assert read(Form, GOOD | {"at": said}).at == datetime(2026, 3, 18, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("at", [datetime(2026, 3, 18, 9, 30), "2026-13-18 09:30", "昨天", "20260318T0930"])  # noqa: DTZ001
def test_a_time_that_is_none_is_refused(at):
    assert wrong(at=at) == {"at": "时间请填日期和时间，例如 2026-03-18 09:30。"}


@pytest.mark.parametrize("facts, where, sentence", [
    ({"title": ""}, "title", "标题还没有填写，请补上。"),
    ({"title": "一二三四五六七八九十一"}, "title", "标题太长，请控制在 10 字以内。"),
    ({"place": "山阴"}, "place", "属地请选择地点。"),
    ({"place": "140621\n"}, "", ""),
    ({"way": "丙"}, "way", "方式请从“甲、乙（含试行）”中选一项。"),
    ({"way": "甲\n乙"}, "way", "方式请从“甲、乙（含试行）”中选一项。"),
    ({"kinds": ["火", "风"]}, "kinds", "种类请从列出的选项中选择。"),
    ({"point": [1810000000, 0]}, "point", "位置请在地图上选点，或填经纬度。"),
    ({"fund": "-1"}, "fund", "资金请填不小于 0 的数（万元）。"),
    ({"fund": "Infinity"}, "fund", "资金请填金额（数字）。"),
    ({"is_new": "也许"}, "is_new", "新建请选“是”或“否”。"),
    ({"caller": {"name": "李某", "phone": "没有"}}, "caller.phone", "来电人请填姓名和电话，电话只用数字。"),
    ({"caller": {"phone": "13900000000"}}, "caller.name", "来电人还没有填写，请补上。"),
    ({"lines": [{"what": "墙"}, {"what": "墙", "size": "10"}]}, "lines.1.size", "第 2 行大小请填不小于 0、不大于 9 的数（米）。"),
    ({"lines": [{"what": " "}]}, "lines.0.what", "第 1 行内容还没有填写，请补上。"),
    ({"colour": "红"}, "colour", "不认识的项目“colour”，请去掉后重试。"),
])  # fmt: skip
def test_each_wrong_fact_has_its_sentence(facts, where, sentence):
    if not where:
        assert read(Form, GOOD | facts).place == "140621"
        return
    assert wrong(**facts) == {where: sentence}


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(BadFacts) as refused:
        read(Form, {"fund": "很多"})
    assert str(refused.value) == "标题还没有填写，请补上；属地还没有填写，请补上；资金请填金额（数字）。"


def test_what_is_asked_for_only_when_it_is_shown():
    assert wrong(way="乙（含试行）") == {"why": "乙的原因还没有填写，请补上。"}
    assert read(Form, GOOD | {"way": "乙（含试行）", "why": "试行"}).more is None
    assert wrong(is_new=True) == {"since": "新建年份还没有填写，请补上。"}
    assert read(Form, GOOD | {"is_new": False}).since is None


def test_facts_are_frozen():
    with pytest.raises(ValueError):
        read(Form, GOOD).title = "改"  # type: ignore[misc]


def test_a_field_outside_the_vocabulary_is_found_at_once():
    class Loose(Facts):
        note: str = ""

    with pytest.raises(KeyError, match="Loose.note is not written in the vocabulary"):
        widgets(Loose)


def test_rows_know_their_model():
    assert widgets(Form)["lines"].row is Line
    assert widgets(Form)["caller"].personal


def test_an_offset_is_kept():
    at = datetime(2026, 3, 18, 9, 30, tzinfo=SHANGHAI) + timedelta(seconds=1)
    assert read(Form, GOOD | {"at": at}).dump()["at"] == "2026-03-18T09:30:01+08:00"


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", ["x", "y\0"], [{"n": "\0"}]])
def test_what_no_database_can_keep_is_refused(bad: Any):
    with pytest.raises(BadFacts) as refused:
        read(Form, GOOD | {"title": bad})
    assert refused.value.wrong == {"title": "含有不能保存的字符，请删去后重填。"}
