"""职责争议: ground, opinion, ruling; the matrix is asked before anybody gives an opinion against it."""

import pytest

from anlan.duties.loops.duty_dispute import DUTY_DISPUTE
from anlan.duties.tests.cast import CLERK, LEADER, LIAISON, TOWN, TRAFFIC, WEATHER, opened
from anlan.kernel.reads import SeenRecord

FACTS = {
    "title": "职责争议：托管机构",
    "unit": TRAFFIC,
    "item": "校外培训托管机构",
    "task": "托管机构监管",
    "ground": "“三定”规定第 3 条",
}
LINE = SeenRecord(
    "m1", "responsibility_matrix", "1", "托管", "在用", {"role": "行业主管（监管）", "unit": TOWN, "basis": "示例〔2026〕3号"}
)


@pytest.fixture
def dispute():
    return opened(DUTY_DISPUTE, FACTS, by=LIAISON, matrix=())


def test_is_ruled_by_the_leader_on_an_opinion(dispute):
    dispute.take("advise", CLERK, to=WEATHER, opinion="按条例归属")
    assert dispute.holder == "leader"
    assert dispute.why_not("rule", CLERK, to=WEATHER, ruling="同意") == "“裁定”须由党政领导办理。"
    dispute.take("send_back", LEADER, reason="请附法条")
    dispute.take("advise", CLERK, to=WEATHER, opinion="附法条")
    dispute.take("rule", LEADER, to=WEATHER, ruling="由气象局负责")
    assert dispute.state == "已裁定"


def test_an_opinion_against_the_matrix_says_why(dispute):
    dispute.see(matrix=(LINE,))
    assert "责任矩阵里“校外培训托管机构”已有主管单位" in (dispute.why_not("advise", CLERK, to=WEATHER, opinion="略") or "")
    assert dispute.why_not("advise", CLERK, to=TOWN, opinion="按矩阵") is None
    dispute.take("advise", CLERK, to=WEATHER, opinion="略", against_matrix="机构改革后职责已划转")
    assert dispute.state == "待裁定"


def test_may_be_withdrawn_by_who_raised_it(dispute):
    dispute.take("withdraw", LIAISON, reason="协商一致")
    assert dispute.state == "已撤回"
