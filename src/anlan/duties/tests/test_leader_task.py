"""领导年度任务: the leader's own, done as often as the list says."""

from anlan.duties.loops.leader_task import LEADER_TASK
from anlan.duties.tests.cast import CLERK, LEADER, LIAISON, SIGNER, opened

FACTS = {
    "title": "每季度研究一次安全生产",
    "leader": LEADER.person,
    "assistant": LIAISON.person,
    "year": "2026",
    "task": "每季度至少研究 1 次",
    "basis": "示例〔2026〕5号",
    "times": "4",
    "due": "2026-12-31",
}


def test_is_done_as_often_as_asked_and_found_so():
    task = opened(LEADER_TASK, FACTS)
    assert task.holder == f"person:{LEADER.person}"
    task.take("progress", LIAISON, line="一季度已研究")
    assert task.why_not("report", LEADER, evidence="文件", result="略", done="3") == "应完成 4 次，只有 3 次，还不能报完成。"
    assert task.why_not("report", CLERK, evidence="文件", result="略", done="4") == "“报完成”须由领导、协助人员办理。"
    task.take("report", LEADER, evidence="文件", result="四次会议", done="4")
    task.take("reject", CLERK, reason="缺纪要")
    task.take("report", LEADER, evidence="文件", result="补纪要", done="4")
    task.take("accept", CLERK, effect="完成", opinion="属实")
    assert task.state == "已完成"


def test_a_missed_year_is_told_and_a_change_of_post_says_why():
    task = opened(LEADER_TASK, FACTS)
    task.wait("310 days")
    assert ("安委办经办人", "领导年度任务到期还没有完成") in task.told
    task.take("change", SIGNER, reason="职务变动")
    assert task.state == "已调整"
