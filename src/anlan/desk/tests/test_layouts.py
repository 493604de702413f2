"""The county's own tables: recognised, mapped, read, and written back as they were."""

import io
import random
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from anlan.desk import layouts
from anlan.desk.heads import NUMBER, alike, find_head, plain
from anlan.desk.layouts import Layout, recognise
from anlan.desk.refill import refill
from anlan.desk.sheets import BadFile, read_sheet
from anlan.desk.tests.county import Hazard, Member, Task, contact_list, hazard_ledger, put, saved, task_table


def cells(data):
    """Everything a person sees of a sheet, cell by cell."""
    sheet = load_workbook(io.BytesIO(data)).active
    return {
        "cells": {c.coordinate: (c.value, c.number_format, c.font.name, c.font.sz, c.border.bottom.style, c.alignment.wrap_text,
                                 c.fill.fgColor.rgb) for row in sheet.iter_rows() for c in row},
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "widths": {k: v.width for k, v in sheet.column_dimensions.items()},
        "heights": {k: v.height for k, v in sheet.row_dimensions.items() if v.height},
        "print": (sheet.print_area, sheet.print_title_rows),
    }  # fmt: skip


def facts_of(layout, data, model, **more):
    intake = layouts.take_in(layout, data, model, **more)
    assert [fault.sentence for fault in intake.faults] == []
    return [row.facts for row in intake.rows]


def test_a_two_level_head_under_titles_is_found():
    head = find_head(read_sheet(task_table()))
    assert (head.first, head.last) == (3, 5)
    assert head.paths[4] == ("责任落实", "牵头部门")
    assert head.title(3) == "具体措施"


def test_the_mapping_is_proposed_for_a_person_to_confirm():
    found = recognise(task_table(), Task, "duty")
    assert [found.layout.mapping[c] for c in range(12)] == [
        NUMBER, *("条款", "工作任务", "具体措施", "牵头单位", "责任单位", "责任领导"),
        *("联络员", "完成时限", "进展", "佐证", "备注")]  # fmt: skip
    assert found.missing == ()
    assert (found.layout.first, found.layout.last, found.layout.grouped) == (6, 8, (1,))
    assert found.guesses[4].likeness < 1 == found.guesses[2].likeness


def test_what_the_table_lacks_is_said():
    book = Workbook()
    for n, values in enumerate((["序号", "工作任务", "备注"], [1, "任务", "无"]), 1):
        put(book.active, n, values)
    assert recognise(saved(book), Task).missing == ("牵头单位",)


def test_a_layout_is_plain_json():
    layout = recognise(hazard_ledger(), Hazard, "hazard").layout.mapped({1: "企业名称"}, key="企业名称")
    import json

    assert Layout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


def test_one_fact_goes_to_one_column():
    with pytest.raises(BadFile, match="“备注”对应了两列"):
        recognise(task_table(), Task).layout.mapped({10: "备注", 11: "备注"})


def test_rows_are_read_with_their_merged_clause():
    rows = facts_of(recognise(task_table(), Task).layout, task_table(), Task)
    assert [row.clause for row in rows] == ["第1条", "第1条", "第2条"]
    assert (rows[0].due, rows[0].others) == (date(2026, 1, 1), ("县公安局", "县自然资源局"))


@pytest.mark.parametrize("make, model", [(task_table, Task), (hazard_ledger, Hazard)])
def test_the_untouched_file_comes_back_unchanged(make, model):
    data = make()
    layout = recognise(data, model).layout
    out = refill(layout, data, facts_of(layout, data, model), model)
    assert out == data
    assert cells(out) == cells(data)


def test_one_changed_fact_changes_one_cell():
    data = task_table()
    layout = recognise(data, Task).layout
    rows = facts_of(layout, data, Task)
    rows[1] = rows[1].model_copy(update={"progress": "已完成检查2次"})
    before, after = cells(data), cells(refill(layout, data, rows, Task))
    changed = {at for at in before["cells"] if before["cells"][at] != after["cells"][at]}
    assert changed == {"J8"}
    assert after["cells"]["J8"][0] == "已完成检查2次"
    assert {k: v for k, v in after.items() if k != "cells"} == {k: v for k, v in before.items() if k != "cells"}


def test_a_long_table_keeps_its_unknown_columns_when_every_row_changes():
    data = task_table(300)
    layout = recognise(data, Task).layout
    layout = layout.mapped({**layout.mapping, 11: ""})
    rows = [row.model_copy(update={"progress": f"完成{n}"}) for n, row in enumerate(facts_of(layout, data, Task))]
    sheet = load_workbook(io.BytesIO(refill(layout, data, rows[::-1], Task))).active
    assert [sheet.cell(7 + n, 12).value for n in range(300)] == [f"手写备注{299 - n}" for n in range(300)]


def test_more_rows_push_the_foot_down_in_the_same_dress():
    data = task_table()
    layout = recognise(data, Task).layout
    rows = facts_of(layout, data, Task)
    fourth = Task(clause="第2条", title="任务四", lead="县气象局", due=date(2026, 9, 5))
    more = [*rows, fourth, Task(title="=1+1", lead="县水务局")]
    out = refill(layout, data, more, Task)
    sheet = load_workbook(io.BytesIO(out)).active
    assert [sheet.cell(r, 1).value for r in range(7, 12)] == [1, 2, 3, 4, 5]
    assert [sheet.cell(r, 12).value for r in range(7, 12)] == ["手写备注0", "手写备注1", "手写备注2", None, None]
    assert sheet["I10"].value == "2026年9月5日"
    assert (sheet["C11"].value, sheet["C11"].data_type, sheet["C11"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["A12"].value, sheet["A13"].value, sheet["I13"].value) == ("注：完成时限为最迟日期。", "填表人：", "审核人：")
    assert {"B7:B8", "B9:B10", "A12:L12", "E4:H4"} <= set(map(str, sheet.merged_cells.ranges))
    assert sheet["C10"].font.name == "仿宋"
    assert (sheet.row_dimensions[10].height, sheet.print_area) == (30, "'任务分解'!$A$1:$L$13")
    assert facts_of(layout, out, Task) == more


def test_fewer_rows_draw_the_foot_up():
    data = task_table(6)
    layout = recognise(data, Task).layout
    rows = facts_of(layout, data, Task)
    out = refill(layout, data, [rows[4], rows[1]], Task)
    sheet = load_workbook(io.BytesIO(out)).active
    assert [(sheet.cell(r, 1).value, sheet.cell(r, 12).value) for r in (7, 8)] == [(1, "手写备注4"), (2, "手写备注1")]
    assert sheet["A9"].value == "注：完成时限为最迟日期。"
    assert [sheet.cell(r, c).value for r in range(11, 16) for c in range(1, 13)] == [None] * 60
    assert facts_of(layout, out, Task) == [rows[4], rows[1]]


def test_a_ledger_keeps_its_manner_and_its_prepared_rows():
    data = hazard_ledger()
    found = recognise(data, Hazard)
    assert (found.layout.first, found.layout.last) == (2, 7)
    rows = facts_of(found.layout, data, Hazard)
    assert (rows[0].done, rows[1].done, rows[0].due, rows[0].cost) == (True, False, date(2026, 3, 25), Decimal("3.5"))
    assert (rows[0].keeper.name, rows[0].keeper.phone) == ("李工", "13900000001")
    new = Hazard(site="新户（示例）", what="灭火器过期", grade="一般", found=date(2026, 4, 2), due=date(2026, 4, 9),
                 cost=Decimal("0.2"), done=False)  # fmt: skip
    out = refill(found.layout, data, [*rows, new], Hazard)
    sheet = load_workbook(io.BytesIO(out)).active
    assert [sheet.cell(5, c).value for c in (1, 2, 6, 7, 8)] == ["=ROW()-2", "新户（示例）", "2026.4.9", 0.2, "×"]
    assert (sheet["E5"].value.date(), sheet["E5"].number_format) == (date(2026, 4, 2), "yyyy/m/d")
    assert (sheet["A9"].value, sheet["G9"].value, sheet["A10"].value) == ("合计", "=SUM(G3:G8)", "审核人（签字）：")
    many = [new.model_copy(update={"site": f"户{n}"}) for n in range(10)]
    sheet = load_workbook(io.BytesIO(refill(found.layout, data, many, Hazard))).active
    assert (sheet["A13"].value, sheet["G13"].value) == ("合计", "=SUM(G3:G12)")


def test_bands_over_the_rows_are_a_fact_when_mapped():
    data = contact_list()
    found = recognise(data, Member)
    assert found.bands == ("县应急管理局", "县公安局")
    assert found.missing == ("单位",)
    layout = found.layout.mapped(found.layout.mapping, key="姓名", band="单位")
    rows = facts_of(layout, data, Member)
    assert [(row.unit, row.name, row.phone) for row in rows] == [
        ("县应急管理局", "何静", "13900000004"), ("县应急管理局", "陈帆", "13900000005"),
        ("县公安局", "许言", "13900000007")]  # fmt: skip
    assert refill(layout, data, rows, Member) == data
    rows.insert(1, Member(name="新人", unit="县应急管理局", phone="13700000000"))
    rows.append(Member(name="末人", unit="县水务局", phone="13700000001"))
    out = refill(layout, data, rows, Member)
    sheet = load_workbook(io.BytesIO(out)).active
    assert [sheet.cell(r, 1).value for r in (3, 7, 9)] == ["县应急管理局", "县公安局", "县水务局"]
    assert [sheet.cell(r, 6).value for r in (4, 5, 6)] == ["wx4", None, "wx5"]
    assert {"A3:F3", "A7:F7", "A9:F9"} <= set(map(str, sheet.merged_cells.ranges))
    assert facts_of(layout, out, Member) == rows


def test_the_layout_is_found_again_under_another_title_row():
    data = task_table()
    layout = recognise(data, Task).layout
    book = load_workbook(io.BytesIO(task_table(5)))
    assert len(facts_of(layout, saved(book), Task)) == 5
    other = hazard_ledger()
    with pytest.raises(BadFile, match="表头与已登记的表样不同"):
        layouts.take_in(layout, other, Task)


def test_wrong_cells_have_their_own_row_numbers():
    book = load_workbook(io.BytesIO(task_table()))
    book.active["I8"], book.active["E9"] = "3月底前", None
    intake = layouts.take_in(recognise(task_table(), Task).layout, saved(book), Task)
    assert [(fault.row, fault.column, fault.sentence) for fault in intake.faults] == [
        (8, 8, "完成时限“3月底前”不是完整的日期，请填成 2026-03-18。"), (9, 4, "牵头单位还没有填写，请补上。")]  # fmt: skip
    assert [row.number for row in intake.rows] == [7]


def test_no_head_is_said():
    book = Workbook()
    book.active["A1"] = "会议通知"
    with pytest.raises(BadFile, match="没有认出表头"):
        recognise(saved(book), Task)


SIMILAR = [("责任部门", "责任单位", 0.9), ("联系电话", "手机号码", 0.9), ("整改完成时限", "整改时限", 0.5)]


@pytest.mark.parametrize("one, other, least", SIMILAR)
def test_likeness(one, other, least):
    assert alike(plain(one), plain(other)) >= least
    assert alike(plain(one), plain("隐患描述")) < 0.5


words = st.text(st.characters(categories=("Lo", "Nd")), min_size=1, max_size=8)
tasks = st.builds(
    Task, title=words, lead=words, clause=st.none() | st.sampled_from(["第1条", "第2条"]), progress=st.none() | words,
    due=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)), others=st.lists(words, max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(tasks, min_size=1, max_size=9), st.integers(1, 5))
def test_whatever_is_written_is_read_again(rows, size):
    data = task_table(size)
    layout = recognise(data, Task).layout
    out = refill(layout, data, rows, Task)
    assert facts_of(layout, out, Task) == rows
    head = {at: said for at, said in cells(data)["cells"].items() if int(at.lstrip("ABCDEFGHIJKL")) <= 6}
    assert {at: said for at, said in cells(out)["cells"].items() if at in head} == head


DAMAGE = [b"", b"<", b"&#0;", b'r="ZZZ99"', b"999999999", b'"', b"\xff"]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused_never_a_crash(seed):
    chance = random.Random(seed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(task_table())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            content = bytearray(old.read(name))
            for _ in range(chance.randint(1, 5) if name == hit else 0):
                at = chance.randrange(len(content))
                content[at : at + chance.randint(0, 30)] = chance.choice(DAMAGE)
            new.writestr(name, bytes(content))
    try:
        said = str(recognise(out.getvalue(), Task).layout.heads)
    except BadFile as bad:
        said = str(bad)
    assert said.endswith(("。", "}"))
