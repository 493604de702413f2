"""督办单: never for a vertically managed unit; lifted only on proof and a finding; silence lays a 约谈 before the signer."""

import pytest

from anlan.duties.loops.supervision_order import SUPERVISION_ORDER
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, SIGNER, VERTICAL, opened, received


@pytest.fixture
def order():
    return received(opened(SUPERVISION_ORDER, MEASURE, who=DEPARTMENT))


def test_runs_from_ground_to_lifting(order):
    assert order.why_not("reply", LIAISON, result="已开工") == "请附佐证材料（至少 1 件），再“反馈”。"
    order.take("reply", LIAISON, evidence="照片", result="已开工")
    assert order.why_not("find", LIAISON, finding="已落实", why="属实") == "“认定”须由安委办经办人办理。"
    order.take("find", CLERK, finding="已落实", why="现场核实属实")
    assert order.why_not("lift", CLERK) == "“解除督办”须由安委办签发人办理。"
    order.take("lift", SIGNER)
    assert order.state == "已解除"


def test_half_done_is_sent_back_not_lifted(order):
    order.take("reply", LIAISON, evidence="记录", result="正在办")
    assert "退回" in (order.why_not("find", CLERK, finding="部分落实", why="只装了一半") or "")
    order.take("reject", CLERK, reason="还差出口段")
    assert (order.state, order.holder) == ("待反馈", f"liaison:{DEPARTMENT.id}")


def test_a_vertically_managed_unit_gets_a_letter_instead():
    order = opened(SUPERVISION_ORDER, MEASURE, who=VERTICAL)
    assert order.why_not("adopt", SIGNER) == "县气象局是垂直管理单位，不发督办单、不计分，请改用督办函（工作函）。"


def test_more_time_is_the_signers_and_lies_ahead(order):
    assert order.why_not("extend", CLERK, due="2026-04-10", reason="材料未到") == "“同意延期”须由安委办签发人办理。"
    assert order.why_not("extend", SIGNER, due="2026-02-10", reason="材料未到") == "新的期限应在今天以后，请改正。"
    order.take("extend", SIGNER, due="2026-04-10", reason="材料未到")
    order.wait("30 days")
    assert order.opened == []


def test_silence_proposes_a_talk_with_its_ground(order):
    order.wait("40 days")
    kinds = [kind for kind, _ in order.opened]
    assert kinds == ["talk"]
    assert "至今未反馈" in order.opened[0][1]["ground"]
    assert order.state == "待反馈"
