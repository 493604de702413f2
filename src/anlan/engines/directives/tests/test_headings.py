"""What headings give to the text below them: bodies, response levels, consequences; clauses that are 单位：职责 lines."""

import pytest

from anlan.engines.directives.directive import NotADirective, Obligation
from anlan.engines.directives.headings import named
from anlan.engines.directives.parse import parse


def duties(text: str) -> tuple[Obligation, ...]:
    return parse(text, 2030).obligations


def test_labelled_lines_without_numbers_are_clauses() -> None:
    found = parse(
        "校车安全各单位职责\n县教育局：牵头制定校车管理办法。每月通报检查情况。\n"
        "县交警大队：查处超员校车；管理站负责登记车辆，驾驶人应当持证上岗。\n各学校：建立乘车台账。\n",
        2030,
    )
    assert [clause.path for clause in found.clauses] == ["县教育局", "县交警大队", "各学校"]
    assert [(duty.span, duty.responsible) for duty in found.obligations] == [
        ("牵头制定校车管理办法", ("县教育局",)),
        ("每月通报检查情况", ("县教育局",)),
        ("查处超员校车", ("县交警大队",)),
        ("管理站负责登记车辆", ("管理站",)),
        ("驾驶人应当持证上岗", ("驾驶人",)),
        ("建立乘车台账", ("各学校",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "关于开会的说明\n县教育局：请按时参加明天的会议。\n",
        "主送单位：各乡镇人民政府、县直各单位\n抄送单位：县委办公室、县人大办公室\n",
        "时间：五月六日上午九点整\n地点：县政府三楼会议室内\n",
    ],
)
def test_other_labels_are_refused_as_before(text: str) -> None:
    with pytest.raises(NotADirective, match="编号"):
        parse(text)


def test_a_body_as_heading_answers_for_its_own_text() -> None:
    labelled, plain, own = duties(
        "一、分工\n（一）县水务局：巡查堤防。\n（二）县气象局。发布雨情。\n（三）抢险救援组。由县消防队牵头，武警中队配合，组织搜救被困人员。\n"
    )
    assert (labelled.responsible, plain.responsible) == (("县水务局",), ("县气象局",))
    assert own.responsible == ("县消防队", "武警中队")


def test_a_body_above_items_acts() -> None:
    first, second = duties("一、职责\n（一）乡镇人民政府的主要职责\n1.排查房屋隐患。\n2.村委会应当登记房屋。\n")
    assert (first.responsible, first.actor) == ((), "乡镇人民政府")
    assert second.responsible == ("村委会",)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("公安、交通部门", "公安、交通部门"),
        ("综合协调组", "综合协调组"),
        ("县住建局职责", "县住建局"),
        ("成立领导小组", None),
        ("检查单位", None),
        ("责任部门", None),
        ("强化监管", None),
        ("工作机制", None),
    ],
)
def test_which_headings_name_a_body(title: str, body: str | None) -> None:
    assert named(title) == body


def test_a_response_level_is_the_condition_of_what_stands_below() -> None:
    text = "一、响应\n（一）Ⅲ级响应\n水务局加密巡查。情况紧急时，转移群众。\n"
    text += "（二）启动Ⅱ级应急响应，采取以下措施：\n1.县防指组织会商。\n二、后勤\n补充沙袋。\n"
    assert [duty.trigger for duty in duties(text)] == ["Ⅲ级响应", "情况紧急时", "启动Ⅱ级应急响应", None]
    steps = "一、Ⅰ级响应\n（一）启动程序。县防办提出建议。\n（二）响应行动。县领导坐镇指挥。\n"
    assert [duty.trigger for duty in duties(steps)] == [None, "Ⅰ级响应"]
    opened = "某库预案\n启动二级应急响应，响应行动如下：\n（1）值班局长坐镇指挥。\n（2）必要时请求支援。\n"
    assert [duty.trigger for duty in duties(opened)] == ["启动二级应急响应", "必要时"]


def test_listed_cases_have_the_consequence_above_them() -> None:
    one, two, three = duties(
        "第一条 有下列情形之一的，由县文旅局责令停业：\n（一）未办许可的；\n（二）拒不整改的。\n"
        "第二条 县安委办对下列路段挂牌督办：\n（一）坡陡弯急的路段。\n"
    )
    assert [duty.trigger for duty in (one, two, three)] == ["未办许可", "拒不整改", "坡陡弯急的路段"]
    assert [duty.responsible for duty in (one, two, three)] == [("县文旅局",), ("县文旅局",), ("县安委办",)]
