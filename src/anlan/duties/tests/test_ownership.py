"""监管责任明确: one lead for one thing; a second one is refused by the matrix, a gap is closed by it."""

import pytest

from anlan.duties.loops.ownership import KINDS, OWNERSHIP
from anlan.duties.tests.cast import CLERK, LEADER, TOWN, TRAFFIC, WEATHER, opened
from anlan.kernel.reads import SeenRecord
from anlan.kernel.testing import Refused

FACTS = {"item": "电动自行车换电柜", "why": "没有主管部门", "units": [TRAFFIC, TOWN], "due": "2026-06-30"}
SETTLED = {"lead": TRAFFIC, "duty": "日常监管", "basis": "示例〔2026〕3号"}
OTHER = SeenRecord(
    "m1", "responsibility_matrix", "1", "行", "在用", {"role": "行业主管（监管）", "unit": TOWN, "basis": "示例〔2024〕7号"}
)


def asked(kind="平台经济", matrix=()):
    walk = opened(OWNERSHIP, FACTS | {"kind": kind}, matrix=matrix)
    assert walk.why_not("ask", CLERK, views="略") == "请附书面意见（至少 1 件），再“登记各部门意见”。"
    walk.take("ask", CLERK, evidence="文件", views="住建：建议交通局")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_ends_with_a_line_in_the_matrix(kind):
    walk = asked(kind)
    assert walk.why_not("settle", CLERK, **SETTLED) == "“明确责任”须由党政领导办理。"
    walk.take("send_back", LEADER, reason="补充依据")
    walk.take("ask", CLERK, evidence="文件", views="已补充")
    walk.take("settle", LEADER, **SETTLED)
    register, line = walk.put[0]
    assert (register, line["item"], line["unit"]) == ("responsibility_matrix", FACTS["item"], TRAFFIC)
    walk.take("print", CLERK, evidence="文件")
    assert walk.state == "已明确"


def test_a_second_lead_is_an_overlap():
    walk = asked(matrix=(OTHER,))
    assert "会造成重叠" in (walk.why_not("settle", LEADER, **SETTLED) or "")
    walk.take("settle", LEADER, **SETTLED, replaces="机构改革划转，原分工同时撤销")


def test_who_was_not_asked_is_not_made_the_lead():
    assert "先补充征求" in (asked().why_not("settle", LEADER, **(SETTLED | {"lead": WEATHER})) or "")


def test_a_crossing_has_two_sides():
    with pytest.raises(Refused, match="至少涉及两个部门"):
        opened(OWNERSHIP, FACTS | {"kind": "职责交叉", "units": [TRAFFIC]}, matrix=())
