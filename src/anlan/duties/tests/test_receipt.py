"""签收: signed by the unit, or by its liaison through a link; what came to the wrong unit goes back, it does not vanish."""

from anlan.duties.loops.receipt import RECEIPT
from anlan.duties.tests.cast import CLERK, LIAISON, STRANGER, TRAFFIC, opened

FACTS = {"title": "任务分解表", "unit": TRAFFIC, "kind": "任务分解", "liaison": {"name": "张三", "phone": "13800000000"}}


def test_the_unit_signs():
    paper = opened(RECEIPT, FACTS)
    assert paper.why_not("sign", STRANGER, signer="李四") == "“签收”须由部门联络员、安全管理人员、企业主要负责人、联络员办理。"
    paper.take("sign", LIAISON, signer="张三")
    assert paper.state == "已签收"


def test_the_liaison_signs_by_a_link():
    paper = opened(RECEIPT, FACTS)
    paper.take("sign", paper.coder("liaison"), signer="张三")
    assert paper.state == "已签收"


def test_a_wrong_address_goes_back_and_is_sent_again_or_cancelled():
    paper = opened(RECEIPT, FACTS)
    paper.take("refuse", LIAISON, reason="不属本单位")
    assert paper.holder == "clerk"
    paper.take("send_again", CLERK, reason="经核实属你单位")
    paper.take("refuse", LIAISON, reason="仍不属")
    paper.take("cancel", CLERK, reason="改送住建局")
    assert paper.state == "已注销"


def test_silence_is_told_to_both_sides():
    paper = opened(RECEIPT, FACTS)
    paper.wait("3 days")
    assert {who for who, _ in paper.told} == {"部门联络员", "安全管理人员", "企业主要负责人", "安委办经办人"}
