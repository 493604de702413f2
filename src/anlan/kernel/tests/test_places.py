"""Places: codes carry their ancestors, tables are read or refused with the row named, the shipped province is whole."""

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.places import PlaceError, PlaceRow, is_within, level_of, levels, read_places, shipped_places, zone_code

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[5] / "shared"))
HEAD = "code\tname\tlevel\tparent\n"
TOP = "14\t山西省\t省\t\n1406\t朔州市\t市\t14\n140621\t山阴县\t县\t1406\n"


def refusal(text, **more):
    with pytest.raises(PlaceError) as refused:
        read_places(text.encode(), **more)
    return str(refused.value)


def test_a_village_names_all_its_levels():
    assert levels("140621100001") == ("14", "1406", "140621", "140621100", "140621100001")
    assert [level_of(code) for code in levels("140621100001")] == [1, 2, 3, 4, 5]
    assert levels("14") == ("14",)


def test_a_zone_stands_where_a_town_stands_and_holds_nothing_by_code():
    zone = zone_code("140621", 7)
    assert zone == "Z140621007"
    assert levels(zone) == ("14", "1406", "140621", zone)
    assert level_of(zone) == 4
    assert is_within(zone, "140621")
    assert not is_within("140621100", zone)
    for county, serial in (("1406", 1), ("140621", 0), ("140621", 1000), ("Z14062", 1)):
        with pytest.raises(PlaceError):
            zone_code(county, serial)


@pytest.mark.parametrize(
    "code", ["", "1", "14062", "1406211", "14x6", "１４", "Z1406", "Z14062100", "z140621001", "-140621", "14 "]
)
def test_what_is_no_code_is_refused(code):
    with pytest.raises(PlaceError, match="不是区划代码"):
        levels(code)


codes = st.sampled_from((2, 4, 6, 9, 12)).flatmap(lambda length: st.text("0123456789", min_size=length, max_size=length))


@given(codes, codes)
def test_within_is_what_levels_say(code, other):
    assert is_within(code, code)
    assert all(is_within(code, above) for above in levels(code))
    assert is_within(code, other) == code.startswith(other)


def test_rows_come_in_the_order_of_their_codes_with_level_and_parent():
    rows = read_places((HEAD + TOP + "140621100\t玉井镇\t乡镇\t140621\n").encode())
    assert rows[-1] == PlaceRow("140621100", "玉井镇", 4, "140621")
    assert [row.level for row in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gb18030"),
        lambda text: gzip.compress(text.encode()),
        lambda text: text.replace("\t", ",").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
)
def test_the_ways_such_tables_come(encode):
    chinese = (HEAD + TOP).replace("code\tname\tlevel\tparent", "代码\t名称\t级别\t上级")
    assert [row.name for row in read_places(encode(chinese))] == ["山西省", "朔州市", "山阴县"]


def test_codes_filled_up_with_zeros_and_cities_without_counties():
    table = "code,name,level\n440000000000,广东省,\n441900000000,东莞市,市\n441900003000,东城街道,\n441900003001,示例社区,5\n"
    assert [(row.code, row.parent) for row in read_places(table.encode())] == [
        ("44", ""),
        ("4419", "44"),
        ("441900003", "4419"),
        ("441900003001", "441900003"),
    ]
    with_county = "code,name,level\n44,广东省,省\n4419,东莞市,市\n441900,东莞市,县\n441900003,东城街道,乡镇\n"
    assert read_places(with_county.encode())[-1].parent == "441900"


def test_a_part_may_be_imported_below_what_is_known():
    town = "code,name,urban_rural\n140621100,玉井镇,\n140621100001,示例村,220\n"
    assert "上级 140621 不在表中" in refusal(town)
    assert read_places(town.encode(), known={"140621"})[1].urban_rural == "220"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + TOP + "14062\t示例\t\t\n", "第 5 行：“14062”不是区划代码"),
        (HEAD + TOP + "140621100\t\t乡镇\t\n", "第 5 行（140621100）没有名称"),
        (HEAD + TOP + "140621\t山阴\t县\t\n", "第 5 行与第 4 行代码重复：140621"),
        (HEAD + TOP + "140621100\t玉井镇\t村\t140621\n", "第 5 行：代码 140621100 是乡镇级，表中写的是“村”"),
        (HEAD + TOP + "140621100\t玉井镇\t乡镇\t140622\n", "第 5 行（140621100 玉井镇）的上级应为 140621，表中写的是 140622"),
        (HEAD + TOP + "140621100001\t示例村\t村\t\n", "第 5 行（140621100001 示例村）的上级 140621100 不在表中"),
        ("name\n山西省\n", "第 1 行应为表头"),
        (HEAD, "表中没有区划"),
        ("", "第 1 行应为表头"),
    ],
)
def test_a_bad_row_is_named(text, sentence):
    assert sentence in refusal(text)


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8bnot gzip",
        b"\xff\xfe\x00\x80\xff" * 9,
        b'code,name\n14,"' + b"x" * 200_000,
        gzip.compress(b"code,name\n14,x", mtime=0)[:-4],
        gzip.compress(bytes(65 << 20), mtime=0),
    ],
)
def test_bytes_that_are_no_table_get_a_sentence(data):
    with pytest.raises(PlaceError, match="文件"):
        read_places(data)


def test_the_shipped_province_is_whole():
    rows = shipped_places()
    assert Counter(row.level for row in rows) == {1: 1, 2: 11, 3: 121, 4: 1352, 5: 21895}
    by_code = {row.code: row for row in rows}
    assert all(row.parent in by_code and by_code[row.parent].level == row.level - 1 for row in rows[1:])
    assert [by_code[code].name for code in levels("140621100")] == ["山西省", "朔州市", "山阴县", "玉井镇"]
    assert sum(is_within(code, "140621") for code in by_code) == 1 + 12 + 208


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "facts/places-shanxi.tsv").exists(), reason="needs ANLAN_SHARED: facts/places-shanxi.tsv")
def test_the_shipped_table_says_what_the_official_one_says():
    with (SHARED / "facts/places-shanxi.tsv").open(encoding="utf-8", newline="") as table:
        official = {(row["code"], row["name"], row["parent"]) for row in csv.DictReader(table, delimiter="\t")}
    assert {(row.code, row.name, row.parent) for row in shipped_places()} == official
