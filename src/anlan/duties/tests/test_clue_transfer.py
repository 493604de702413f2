"""问题线索移交: with materials and a basis, against a receipt, seen only by those who must know."""

import pytest

from anlan.duties.loops.clue_transfer import CLUE_TRANSFER
from anlan.duties.tests.cast import CLERK, opened, sent, without
from anlan.kernel.people import Secrecy

FACTS = {
    "title": "线索一",
    "to": "县纪委监委",
    "kind": "纪检监察机关",
    "clue": "……",
    "basis": "示例条例第 1 条",
    "materials": ["e1"],
}


def test_is_settled_with_receipt_and_result():
    clue = sent(opened(CLUE_TRANSFER, FACTS))
    assert clue.why_not("receive", CLERK) == "请附对方签收的回执（至少 1 件），再“登记回执”。"
    clue.take("receive", CLERK, evidence="文件")
    clue.wait("70 days")
    assert ("安委办经办人", "移交的线索还没有处理情况，请询问对方") in clue.told
    clue.take("result", CLERK, result="已初核")
    assert clue.state == "已办结"


@pytest.mark.parametrize(("name", "says"), [("materials", "材料"), ("basis", "移交依据")])
def test_needs_materials_and_a_basis(name, says):
    clue = opened(CLUE_TRANSFER, without(FACTS, name))
    clue.take("adopt", CLERK)
    assert says in (clue.why_not("submit", CLERK) or "")


def test_is_seen_by_those_who_must_know():
    assert CLUE_TRANSFER.secrecy == Secrecy.NAMED
