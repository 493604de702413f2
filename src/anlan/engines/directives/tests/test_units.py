"""Responsibility brackets in all their forms."""

import pytest

from anlan.engines.directives.units import brackets, read_units


@pytest.mark.parametrize(
    ("inner", "units", "scope", "lead"),
    [
        ("县水利局负责", ["县水利局"], "负责", []),
        ("县安委会及其成员单位负责", ["县安委会及其成员单位"], "负责", []),
        ("甲局、乙局、丙大队等部门分工负责", ["甲局", "乙局", "丙大队"], "分工负责", []),
        ("各乡镇、县安委会成员单位按职责分工负责", ["各乡镇", "县安委会成员单位"], "分工负责", []),
        ("县应急局牵头，县住建局、县文旅局配合", ["县应急局", "县住建局", "县文旅局"], "牵头", ["县应急局"]),
        ("由县公安局会同县交通局负责", ["县公安局", "县交通局"], "负责", ["县公安局"]),
        ("县级负有安全生产监管职责的部门指导督促落实", ["县级负有安全生产监管职责的部门"], "指导督促落实", []),
        ("责任单位：县教育局、各乡（镇）人民政府", ["县教育局", "各乡（镇）人民政府"], "负责", []),
        ("牵头单位：甲局；责任单位：乙局、丙局", ["甲局", "乙局", "丙局"], "牵头", ["甲局"]),
        ("县教育、住建等部门负责", ["县教育部门", "住建部门"], "负责", []),
        ("各乡镇、县安委会、县减灾委有关成员单位负责", ["各乡镇", "县安委会有关成员单位", "县减灾委有关成员单位"], "负责", []),
        ("县安委会有关成员单位负责、驻县企业", ["县安委会有关成员单位", "驻县企业"], "负责", []),
    ],
)
def test_forms(inner: str, units: list[str], scope: str, lead: list[str]) -> None:
    read = read_units(inner)
    assert read is not None
    assert (list(read.units), read.scope, list(read.lead)) == (units, scope, lead)


def test_a_bracket_inside_a_sentence_is_no_responsibility() -> None:
    text = "推进（由企业负责的）改造工程建设，落实资金。（县住建局负责）"
    assert [units.units for _, units in brackets(text, 0, len(text))] == [("县住建局",)]


def test_a_bracket_a_sentence() -> None:
    text = "建立台账。（甲局负责）开展检查。（乙局负责）"
    assert [units.units for _, units in brackets(text, 0, len(text))] == [("甲局",), ("乙局",)]
