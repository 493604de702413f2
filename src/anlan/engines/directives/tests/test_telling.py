"""Sentences of official prose that order nothing, and those beside them that do: sentences of our own for each class."""

import pytest

from anlan.engines.directives.parse import parse
from anlan.engines.directives.tests.test_genre import duties


@pytest.mark.parametrize(
    "sentence",
    [
        "今年以来，全县共发生火灾12起、死亡2人，同比下降8.3%。",
        "近日，邻县连续发生多起触电事故，教训十分深刻。",
        "经查，该起事故的直接原因是违章动火，暴露出现场管理混乱等问题。",
        "从督查情况看，各镇普遍建立了巡查制度，整改隐患320处。",
        "有的企业培训流于形式，个别工地甚至没有台账。",
        "一些地方重视不够，存在责任悬空、排查不细等问题。",
        "检查内容包括：责任落实情况，培训情况，演练情况。",
        "考核采取百分制，日常考核占60%，年终考核占40%。",
        "考核结果分为优秀、合格、不合格三个等级，90分以上为优秀。",
        "从2030年3月起至12月底，分动员、自查、整治三个阶段进行。",
        "到2031年，责任体系更加完善，防控能力明显增强。",
        "当前，安全生产形势依然严峻复杂。",
        "重点整治以下问题：",
        "副组长由分管副县长担任，成员由各局负责人组成。",
    ],
)
def test_what_tells_orders_nothing(sentence: str) -> None:
    assert [duty.span for duty in duties(sentence)] == []


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("对已查封的场所加强巡查。", ["对已查封的场所加强巡查"]),
        ("重点整治存在堵塞消防通道等问题。", ["重点整治存在堵塞消防通道等问题"]),
        ("针对事故暴露出的问题，开展专项检查。", ["针对事故暴露出的问题，开展专项检查"]),
        ("部分企业要重新评价。", ["部分企业要重新评价"]),
        ("同时，对储罐进行检测。", ["对储罐进行检测"]),
        ("成立由县长任组长，分管副县长任副组长的领导小组。", ["成立由县长任组长，分管副县长任副组长的领导小组"]),
        (
            "重点检查安全出口、疏散通道是否畅通，灭火器是否完好。",
            ["重点检查安全出口、疏散通道是否畅通，灭火器是否完好"],
        ),
        ("县局将组织检查组，采取暗访方式，对工地进行抽查。", ["县局将组织检查组，采取暗访方式，对工地进行抽查"]),
        ("制定减免费用、提供补贴等优惠政策。", ["制定减免费用、提供补贴等优惠政策"]),
        ("用电管理方面，要逐户更换线路。", ["用电管理方面，要逐户更换线路"]),
        ("每月20日前，各镇报送进展。", ["每月20日前，各镇报送进展"]),
    ],
)
def test_what_orders_beside_it(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


def test_dotted_numbers_of_four_steps_and_a_stage_on_a_line_of_its_own() -> None:
    found = parse("4.2.3.1 甲局负责水位监测。\n4.2.3.2 乙局每周报送雨量。\n", 2030)
    assert [(clause.path, clause.title) for clause in found.leaves] == [("4.2.3.1", ""), ("4.2.3.2", "")]
    assert [duty.responsible for duty in found.obligations] == [("甲局",), ("乙局",)]
    (stage,) = parse("一、步骤\n（一）自查阶段（5月底前）\n逐项检查设备。\n", 2030).obligations
    assert (stage.span, stage.deadline_iso) == ("逐项检查设备", "2030-05-31")


@pytest.mark.parametrize(
    ("sentence", "responsible"),
    [
        ("财政部门要根据现行体制，按照事权划分的原则，将经费纳入预算。", ("财政部门",)),
        ("规划、建设部门在旧城改造时，要严格按照规划，完善消防布局。", ("规划部门", "建设部门")),
        (
            "各区、县质监局和甲公司、乙集团、丙管理委员会应于7月31日前，报送总结。",
            ("各区、县质监局", "甲公司", "乙集团", "丙管理委员会"),
        ),
        ("市局将组建由局领导、专家组成的督查组，开展抽查。", ("市局",)),
        ("公安、农业（农机）、应急部门要建立台账。", ("公安部门", "农业（农机）部门", "应急部门")),
        ("各县因来水减少等因素可能出现干旱时，供水部门要报告县政府。", ("供水部门",)),
        ("相关情况要及时向防汛部门报告。", ()),
        ("2030年全市要完成改造12处。", ()),
        ("各校要开展演练，寒假前要进行提醒。", ("各校",)),
        ("指挥机构要加强会商，果断启动应急响应。", ("指挥机构",)),
    ],
)
def test_who_answers(sentence: str, responsible: tuple[str, ...]) -> None:
    assert duties(sentence)[-1].responsible == responsible
