"""Names of units as documents write them."""

import pytest

from anlan.duties.matching import UnitSeen, match, others_of, seen, shortened

UNITS = [
    seen(
        "yj",
        "示例县应急管理局",
        {"short": "县应急局", "kind": "县级部门", "safety_duty": True, "members_of": ["县安委会", "县防灾减灾救灾委员会"]},
    ),
    seen(
        "zj",
        "示例县住房和城乡建设局",
        {"short": "县住建局", "kind": "县级部门", "safety_duty": True, "members_of": ["县安全生产委员会"]},
    ),
    seen("jr", "国家金融监管总局示例支局", {"short": "金融监管局示例支局", "kind": "垂直管理"}),
    seen("t1", "甲镇人民政府", {"short": "甲镇", "kind": "乡镇", "members_of": ["县安委会"]}),
    seen("t2", "乙乡人民政府（示例）", {"kind": "乡镇"}),
]


@pytest.mark.parametrize(
    ("names", "ids", "missing"),
    [
        (["县应急局"], ("yj",), ()),
        (["示例县应急管理局"], ("yj",), ()),
        (["应急管理局"], ("yj",), ()),
        (["住建局", "县住建局"], ("zj",), ()),
        (["各乡镇"], ("t1", "t2"), ()),
        (["乙乡人民政府"], ("t2",), ()),
        (["县安委会有关成员单位"], ("yj", "zj", "t1"), ()),
        (["县安委会成员单位"], ("yj", "zj", "t1"), ()),
        (["县防灾减灾委员会有关成员单位"], ("yj",), ()),
        (["县级负有安全生产监管职责的部门", "金融监管局示例支局"], ("yj", "zj", "jr"), ()),
        (["县安委会其他成员单位"], ("yj", "zj", "t1"), ()),
        (["县文旅局"], (), ("县文旅局",)),
    ],
)
def test_names_find_their_units(names: list[str], ids: tuple[str, ...], missing: tuple[str, ...]) -> None:
    found = match(names, UNITS)
    assert (found.ids, found.missing) == (ids, missing)


def test_a_name_that_fits_two_units_is_not_guessed() -> None:
    twins = [UnitSeen("a", frozenset({"甲县水利局"})), UnitSeen("b", frozenset({"乙县水利局"}))]
    assert match(["水利局"], twins).missing == ("水利局",)


TOWNS = [seen(f"t{n}", f"{n}镇", {"kind": "乡镇", "members_of": ["县安委会"]}) for n in range(3)]
BUREAUS = [seen(f"b{n}", f"县{n}局", {"kind": "县级部门", "members_of": ["县安委会"]}) for n in range(4)]


@pytest.mark.parametrize(
    ("ids", "whole", "alone"),
    [
        (["t0", "t1", "t2"], ("各乡镇",), ()),
        (["t0", "b1", "t1", "t2"], ("各乡镇",), ("b1",)),
        (["t0", "t1"], (), ("t0", "t1")),
        (["t0", "t1", "t2", "b0", "b1", "b2", "b3"], ("各乡镇", "县安委会成员单位"), ()),
        (["b0", "b1", "b2", "b3", "t0"], ("县安委会本级成员单位",), ("t0",)),
        (["b0", "b1", "b2"], (), ("b0", "b1", "b2")),
        ([], (), ()),
    ],
)
def test_many_units_are_said_as_counties_say_them(ids: list[str], whole: tuple[str, ...], alone: tuple[str, ...]) -> None:
    known = [*TOWNS, *BUREAUS]
    assert shortened(ids, known) == (whole, alone)
    assert {*match(whole, known).ids, *alone} == set(ids)


def test_a_group_whose_lead_stands_apart_is_still_said_as_a_group() -> None:
    body = [seen(f"u{n}", f"示例县第{n}局", {"kind": "县级部门", "members_of": ["县安委会"]}) for n in range(9)]
    others = [unit.id for unit in body if unit.id != "u3"]
    assert others_of(others, "u3", body) == ("县安委会其他成员单位",)
    assert others_of(others[:-1], "u3", body) == ()
