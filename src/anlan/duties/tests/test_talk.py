"""约谈: 方案, 通知, 记录, 纪要, 整改报告, each in its turn."""

import pytest

from anlan.duties.loops.talk import TALK
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, SIGNER, opened, received, without

FACTS = MEASURE | {"kind": "季度约谈", "host": "李某 副县长", "called": ["王某 局长"], "on": "2026-03-10"}
HELD = {"held_on": "2026-03-10", "present": ["王某"], "said": "指出三个问题。"}


def test_runs_from_plan_to_report():
    talk = received(opened(TALK, FACTS, who=DEPARTMENT))
    assert talk.why_not("hold", CLERK, evidence="签名", **HELD) == "约谈日期还没有到，请在约谈之后登记记录。"
    talk.wait("8 days")
    assert talk.why_not("hold", CLERK, evidence="签名", **(HELD | {"present": []})) == "请填写到场人员。"
    assert talk.why_not("hold", CLERK, **HELD) == "请附签字的约谈记录（至少 1 件），再“登记约谈记录”。"
    talk.take("hold", CLERK, evidence="签名", **HELD)
    talk.take("minute", SIGNER, minutes="一、……", due="2026-04-10")
    assert (talk.state, talk.holder) == ("整改中", f"liaison:{DEPARTMENT.id}")
    talk.take("report", LIAISON, evidence="文件", result="已整改")
    talk.take("reject", CLERK, reason="第二条没写")
    talk.take("report", LIAISON, evidence="文件", result="已补第二条")
    talk.take("accept", CLERK)
    assert talk.state == "已办结"


@pytest.mark.parametrize(
    ("name", "said"), [("host", "约谈人"), ("called", "被约谈人"), ("on", "约谈日期"), ("demand", "约谈内容")]
)
def test_a_plan_is_whole(name, said):
    talk = opened(TALK, without(FACTS, name), who=DEPARTMENT)
    talk.take("adopt", CLERK)
    assert talk.why_not("submit", CLERK) == f"约谈方案还缺{said}，请补上再送审。"


def test_a_day_missed_is_told_and_may_be_moved_ahead_only():
    talk = received(opened(TALK, FACTS, who=DEPARTMENT))
    talk.wait("10 days")
    assert ("安委办签发人", "约谈日期已过，请登记记录或改期") in talk.told
    assert talk.why_not("postpone", SIGNER, on="2026-03-05", reason="出差") == "改期的日期已经过了，请改正。"
    talk.take("postpone", SIGNER, on="2026-03-20", reason="出差")
    assert str(talk.facts.on) == "2026-03-20"
