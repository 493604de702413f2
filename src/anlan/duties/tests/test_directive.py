"""来文落实: from the file to the last duty; no obligation is lost on the way, none leaves before it is signed."""

import pytest

from anlan.duties.loops.directive import DIRECTIVE, duty_of, holders_of_rows, named
from anlan.duties.loops.duty import DUTY
from anlan.duties.loops.receipt import RECEIPT
from anlan.duties.tests.cast import CLERK, LIAISON, OTHER_CLERK, SIGNER, TOWN, TRAFFIC, WEATHER, opened, without
from anlan.kernel.facts import read
from anlan.kernel.reads import SeenChildren

FOUND = [
    {"id": "o1", "clause": "四/（十一）", "span": "着力解决隧道照明问题", "row": "1"},
    {"id": "o2", "clause": "四/（十一）", "span": "着力解决临水临崖防护问题", "row": "1"},
    {"id": "o3", "clause": "二/（六）", "span": "开展“五进”活动", "row": "2"},
    {"id": "o4", "clause": "三/（八）", "span": "严、紧、深、细、实", "dropped": "口号，不是任务"},
]
ROWS = [
    {"no": "1", "clause": "四/（十一）", "task": "整治公路防护设施", "lead": TRAFFIC, "due": "2026-12-31", "scope": "负责"},
    {"no": "2", "clause": "二/（六）", "task": "开展“五进”活动", "lead": TRAFFIC, "units": [TOWN], "standing": True},
]
FACTS = {"title": "示例通知", "received": "2026-03-02", "original": ["e1"], "obligations": FOUND, "rows": ROWS}
NONE, TWO = SeenChildren(0, 0, 0), SeenChildren(2, 0, 0)


def at_merging(**changed):
    walk = opened(DIRECTIVE, FACTS | changed, replies=NONE, kids=NONE, duties=NONE)
    walk.take("parse", CLERK)
    walk.take("check", CLERK)
    return walk


def consulted():
    walk = at_merging()
    walk.take("consult", CLERK, consult_due="2026-03-06")
    assert walk.why_not("collect", CLERK) == "征求意见正在发给各单位，请过一会儿刷新再看。"
    walk.see(replies=TWO)
    return walk


def test_runs_from_file_to_the_last_duty():
    walk = consulted()
    assert [(kind, facts["unit"], len(facts["asked"])) for kind, facts in walk.opened] == [
        ("consult_reply", TOWN, 1),
        ("consult_reply", TRAFFIC, 2),
    ]
    assert walk.why_not("collect", CLERK) == "还有 2 家没有处理完，期限 2026-03-06 也没有到，请收齐或到期后再办。"
    walk.wait("5 days")
    walk.take("collect", CLERK)
    assert walk.why_not("draft", CLERK) == "还有 2 家的意见没有处理，请逐家登记采纳情况。"
    walk.see(replies=SeenChildren(0, 2, 0))
    walk.take("draft", CLERK)
    walk.take("submit", CLERK)
    assert walk.why_not("review", CLERK) == "须由送审人以外的人办理。"
    walk.take("review", OTHER_CLERK)
    assert walk.why_not("print", CLERK, evidence="文件") == "本事项现为“待签发”，不能“印发”，请刷新后再看。"
    walk.take("issue", SIGNER)
    walk.opened.clear()
    walk.take("print", CLERK, evidence="文件")
    assert [read(RECEIPT.facts, facts).unit for _, facts in walk.opened] == [TOWN, TRAFFIC]
    walk.opened.clear()
    walk.take("hand_out", CLERK)
    duties = [read(DUTY.facts, facts) for _, facts in walk.opened]
    assert [(duty.serial, duty.unit, duty.standing, [item.obligation for item in duty.items]) for duty in duties] == [
        ("1", TRAFFIC, False, ["o1", "o2"]),
        ("2", TRAFFIC, True, ["o3"]),
    ]
    assert {duty.part for duty in duties} == {"牵头"}
    assert walk.why_not("finish", CLERK) == "任务正在交办给各单位，请过一会儿刷新再看。"
    walk.see(kids=TWO, duties=TWO)
    assert walk.why_not("finish", CLERK) == "还有 2 件没有办结，请先办结。"
    walk.see(kids=NONE, duties=SeenChildren(0, 2, 0))
    walk.take("finish", CLERK)
    assert walk.state == "已办结"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"obligations": [*FOUND, FOUND[0] | {"id": "o5", "row": ""}]}, "还有 1 条任务没有归入任何一行（第一条：o5）"),
        ({"obligations": [*FOUND[:2], FOUND[3], FOUND[2] | {"row": "7"}]}, "第一条：o3"),
        ({"rows": [*ROWS, ROWS[0] | {"no": "3"}]}, "第 3 行没有对应的原文任务"),
        ({"rows": [*ROWS, ROWS[0]]}, "序号 1 重复"),
        ({"rows": [ROWS[0], ROWS[1] | {"to_townships": True}]}, "第 2 行交乡镇，但没有履职事项：乡镇只办履职事项清单内的事"),
        ({"rows": [ROWS[0], ROWS[1] | {"units": [TRAFFIC]}]}, "只留一处"),
        ({"rows": [ROWS[0] | {"standing": True}, ROWS[1]]}, "只留一项"),
        ({"rows": [ROWS[0] | {"target": "10"}, ROWS[1]]}, "有指标没有单位"),
    ],
)
def test_nothing_is_lost_between_text_and_rows(changed, says):
    assert says in (at_merging(**changed).why_not("consult", CLERK, consult_due="2026-03-06") or "")


def test_where_no_lead_is_named_each_unit_answers_for_itself():
    walk = at_merging(rows=[ROWS[0], {"no": "2", "clause": "二/（六）", "task": "“五进”", "units": [TRAFFIC, WEATHER]}])
    duties = [duty_of(walk.look, target) for target in holders_of_rows(walk.look)]
    assert [(one["serial"], one["unit"], one["part"]) for one in duties] == [
        ("1", TRAFFIC, "牵头"),
        ("2", TRAFFIC, "负责"),
        ("2", WEATHER, "负责"),
    ]


def test_many_rows_are_named_by_their_first():
    assert named(["1"]) == "第 1 行"
    assert named(["1", "2", "4", "9"]) == "第 1、2、4 等 4 行"


def test_doubts_are_settled_before_rows_are_made():
    doubt = {"start": 3, "end": 4, "reading": "大", "settled": False}
    walk = opened(DIRECTIVE, FACTS | {"doubts": [doubt]}, replies=NONE, kids=NONE, duties=NONE)
    walk.take("parse", CLERK)
    assert walk.why_not("check", CLERK) == "还有 1 处存疑没有核实（第一处读作“大”），请对照原件确认。"
    walk.note(doubts=[doubt | {"settled": True}])
    walk.take("check", CLERK)
    assert walk.state == "合并归口"


def test_without_a_file_nothing_is_read():
    walk = opened(DIRECTIVE, without(FACTS, "original"), replies=NONE, kids=NONE, duties=NONE)
    assert walk.why_not("parse", CLERK) == "还没有原件，请上传文件或粘贴全文，再拆解。"


def test_a_paper_without_tasks_is_filed_with_a_reason():
    walk = opened(DIRECTIVE, without(FACTS, "obligations", "rows"), replies=NONE, kids=NONE, duties=NONE)
    walk.take("parse", CLERK)
    assert "无任务存档" in (walk.why_not("check", CLERK) or "")
    walk.take("file_only", CLERK, reason="只是会议通知")
    assert walk.state == "已存档"


def test_consulting_is_left_out_only_by_the_signer_with_a_reason():
    walk = at_merging()
    assert walk.why_not("no_consult", CLERK, reason="紧急") == "“不再征求意见”须由安委办签发人办理。"
    walk.take("no_consult", SIGNER, reason="紧急")
    assert walk.state == "采纳情况"


def test_a_past_day_for_answers_is_refused():
    assert at_merging().why_not("consult", CLERK, consult_due="2026-03-01") == "征求意见期限应在今天以后，请改正。"


def test_a_unit_cannot_move_it():
    assert at_merging().why_not("recheck", LIAISON, reason="无") == "“退回校对”须由安委办经办人办理。"
