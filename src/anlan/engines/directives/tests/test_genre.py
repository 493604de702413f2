"""Constructions of official prose that the marked notices hold seldom: one sentence of our own for each class."""

import pytest

from anlan.engines.directives.clean import clean
from anlan.engines.directives.directive import Obligation
from anlan.engines.directives.parse import parse


def duties(sentence: str) -> tuple[Obligation, ...]:
    return parse(f"一、甲项\n（一）乙项。{sentence}\n", 2030).obligations


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("机械伤害是本地事故的主要类型。", []),
        ("4月为宣传阶段，5月至7月为整治阶段。", []),
        ("一是摸清家底。各村要逐户登记。二是备足物料。各村要储备铁锹。", ["各村要逐户登记", "各村要储备铁锹"]),
        ("一是排查隐患，二是开展培训。", ["排查隐患", "开展培训"]),
        ("要建立台账、要明确专人。", ["要建立台账", "要明确专人"]),
        ("矿山企业要坚持源头治理，更新通风设备。", ["矿山企业要坚持源头治理，更新通风设备"]),
        ("要强化用电管理，规范临时用电线路管理。", ["要强化用电管理，规范临时用电线路管理"]),
        ("清扫除尘管道和风机，防止粉尘积聚，引发爆炸。", ["清扫除尘管道和风机，防止粉尘积聚，引发爆炸"]),
        ("组建救援队2支，每队不少于15人。", ["组建救援队2支", "每队不少于15人"]),
        ("更换老旧灯具，年底前更换率达到90%。", ["更换老旧灯具，年底前更换率达到90%"]),
        ("水泵每周试运行1次，确保合格率达到98%。", ["水泵每周试运行1次", "确保合格率达到98%"]),
        ("修订专项预案并组织实战演练。", ["修订专项预案", "并组织实战演练"]),
        ("甲局要督促物业公司，风力达到8级时停用吊篮。", ["甲局要督促物业公司，风力达到8级时停用吊篮"]),
        ("打击隐瞒作业地点逃避监管、擅自拆除监测设备等行为。", ["打击隐瞒作业地点逃避监管", "擅自拆除监测设备等行为"]),
        ("打击超载、酒驾等行为。", ["打击超载、酒驾等行为"]),
        ("建成指挥调度、视频会商、物资管理等3个系统。", ["建成指挥调度、视频会商、物资管理等3个系统"]),
        ("发现一处、整治一处，实行闭环管理。", ["发现一处、整治一处，实行闭环管理"]),
        ("对在建工地开展拉网式检查，不放过任何死角。", ["对在建工地开展拉网式检查，不放过任何死角"]),
        ("力争到2032年，达标率达到90%。", ["力争到2032年，达标率达到90%"]),
        ("补齐监测设备，补齐短板弱项。", ["补齐监测设备，补齐短板弱项"]),
        ("在日常巡查中，要对消防通道进行检查。", ["在日常巡查中，要对消防通道进行检查"]),
        ("在全面摸排的基础上，建立隐患台账。", ["在全面摸排的基础上，建立隐患台账"]),
        ("依据《特种设备安全监察条例》，各县局要对电梯开展检验。", ["依据《特种设备安全监察条例》，各县局要对电梯开展检验"]),
        ("结合年度执法计划，各区要对烟花爆竹企业开展检查。", ["结合年度执法计划，各区要对烟花爆竹企业开展检查"]),
        ("按照规定编制应急预案，每年组织一次演练。", ["按照规定编制应急预案", "每年组织一次演练"]),
        ("推进老旧管网改造，2030年底前完成90%以上。", ["推进老旧管网改造，2030年底前完成90%以上"]),
        ("在此基础上，各镇要细化任务分工。", ["在此基础上，各镇要细化任务分工"]),
        ("聘请第三方机构，每半年开展一次评估。", ["聘请第三方机构，每半年开展一次评估"]),
        ("抽调精干力量，对重点企业开展检查。", ["抽调精干力量，对重点企业开展检查"]),
        ("组织专业救援队伍每季度开展演练。", ["组织专业救援队伍每季度开展演练"]),
        ("县政府要加强组织协调，解决用地问题。", ["县政府要加强组织协调，解决用地问题"]),
        ("开展事故调查，查明事故原因，追究相关人员责任。", ["开展事故调查，查明事故原因", "追究相关人员责任"]),
        ("仓库要合理选址，与居民区隔离，保持安全距离。", ["仓库要合理选址，与居民区隔离，保持安全距离"]),
        ("检查校车，特别是夜间要加密巡查。", ["检查校车", "特别是夜间要加密巡查"]),
        ("特别是做好高层建筑的排查。", ["特别是做好高层建筑的排查"]),
        ("编制年度检查计划及专项检查方案。", ["编制年度检查计划", "专项检查方案"]),
        (
            "各市（州）要每年开展一次、各县（市、区）要每半年开展一次督查。",
            ["各市（州）要每年开展一次", "各县（市、区）要每半年开展一次督查"],
        ),
    ],
)
def test_what_is_one_duty(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("符合条件的企业可申请补助。", []),
        ("各县可结合实际制定奖励办法。", []),
        ("未通过验收的，可延长整改期限。", []),
        ("有条件的地区可采取政府购买服务方式，聘请专家开展检查。", []),
        ("各地可根据实际情况，适当提高补助标准。", []),
        ("必要时可调用社会救援力量。", []),
        ("企业可自行检测，也可委托第三方机构检测，但应当保存记录。", ["但应当保存记录"]),
        ("来不及上报的，可先行撤离人员。", ["来不及上报的，可先行撤离人员"]),
        ("验收合格后方可投入使用。", ["验收合格后方可投入使用"]),
        ("可燃气体报警器要每年检测。", ["可燃气体报警器要每年检测"]),
        ("不可在楼道堆放杂物。", ["不可在楼道堆放杂物"]),
        ("可能发生泄漏的管线要更换。", ["可能发生泄漏的管线要更换"]),
    ],
)
def test_a_permission_is_no_duty(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


def test_the_situation_above_the_items_orders_nothing() -> None:
    text = "一、甲项\n目前，气温回升，各镇要加强用电管理。\n（一）乙项。开展巡查。\n（二）丙项。目前，各镇要开展演练。\n"
    assert [duty.span for duty in parse(text, 2030).obligations] == ["开展巡查", "各镇要开展演练"]


def test_a_closing_paragraph_below_plain_clauses() -> None:
    text = (
        "一、甲项。建立台账。\n二、乙项。开展巡查。\n三、丙项。开展演练。\n县政府将每月通报各镇进展情况，对排名靠后的予以约谈。\n"
    )
    found = parse(text, 2030)
    assert [clause.path for clause in found.leaves] == ["一", "二", "三", "尾"]
    assert [(duty.span, duty.responsible) for duty in found.obligations[3:]] == [
        ("县政府将每月通报各镇进展情况", ("县政府",)),
        ("对排名靠后的予以约谈", ("县政府",)),
    ]


@pytest.mark.parametrize(
    ("sentence", "responsible"),
    [
        ("按照方案要求，乡镇要对位置偏、道路窄，不便通行的村庄，增设取水点。", ("乡镇",)),
        ("村委会或物业服务企业要清理楼道杂物。", ("村委会", "物业服务企业")),
        ("乡镇要清点物资。动火时由专人负责监护。要清除周边杂物。", ("乡镇",)),
        ("原则上按每3个村组建一支队伍。", ()),
        ("检查站会同乡镇劝返游客。", ("检查站", "乡镇")),
        ("各县局要会同教育、民政部门，对校舍开展检查。", ("各县局", "教育部门", "民政部门")),
        ("沙袋、水泵、帐篷由县物资中心每季度清点一次。", ("县物资中心",)),
        ("检查结果由县应急局通报。", ("县应急局",)),
        ("专班由甲局牵头，乙局配合，对工地开展检查。", ("甲局", "乙局")),
        ("栈道、索桥的经营单位应悬挂限载牌。", ("栈道、索桥的经营单位",)),
        ("护林员每天巡山。", ("护林员",)),
        ("县电视台开办专题节目。", ("县电视台",)),
        ("请各市于9月底前报送总结。", ("各市",)),
        ("值班人员接到报告后，应当立即核实。", ("值班人员",)),
        ("企业新增储罐的，应当在3日内更新台账。", ("企业",)),
        ("两小时内将居民全部转移。", ()),
        ("各镇不少于20人。", ("各镇",)),
        ("矿长是第一责任人，每月带班不少于3次。", ("矿长",)),
        ("各级财政要安排专项资金。", ("各级财政",)),
    ],
)
def test_who_answers_without_a_bracket(sentence: str, responsible: tuple[str, ...]) -> None:
    assert duties(sentence)[-1].responsible == responsible


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("发现裂缝迅速撤离。", "发现裂缝"),
        ("查出的隐患登记入账。", "查出的隐患"),
        ("有透水风险的矿井要安装水位监测。", "有透水风险"),
        ("水位接近警戒线，立即关闭闸门。", "水位接近警戒线"),
        ("凡是新进人员，未经培训的，不得上岗。", "新进人员，未经培训"),
        ("验收合格后方可投用。", "验收合格后"),
        ("整改完成前不得生产。", "整改完成前"),
        ("D级桥梁设置限高牌。", "D级桥梁"),
        ("要对位置偏、道路窄，不便通行的村庄，增设取水点。", "位置偏、道路窄，不便通行的村庄"),
        ("储量小于5吨的，并且位于居民区的，应当搬迁。", "储量小于5吨的，并且位于居民区"),
        ("高度超过24米的，每增加10米，增设灭火器2具。", "高度超过24米的，每增加10米"),
        ("对防护缺失、警示不明显的路段实施改造。", "防护缺失、警示不明显"),
        ("对未按时报检的或者检验不合格的船舶，应当停航。", "检验不合格的船舶"),
    ],
)
def test_conditions(sentence: str, trigger: str) -> None:
    assert duties(sentence)[-1].trigger == trigger


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("于5月底前完成普查，建立台账。", "deadline_iso", "2030-05-31"),
        ("7、8、9三个月检查2次。", "deadline_iso", "2030-09-30"),
        ("10月开展宣传活动。", "deadline_iso", "2030-10-31"),
        ("6月1日至6月20日开展自查。", "deadline_iso", "2030-06-20"),
        ("学校在假期结束前更换线路。", "deadline", "假期结束前"),
    ],
)
def test_dates(sentence: str, field: str, value: str) -> None:
    assert getattr(duties(sentence)[-1], field) == value


def test_numbers() -> None:
    numbers = [
        duties(text)[-1].quantity for text in ("参加率不低于八成。", "实现道路“零死亡”。", "3万平方米以上的工程不少于2人。")
    ]
    assert [(one.value, one.unit) if one else None for one in numbers] == [(80, "%"), (0, "项"), (2, "人")]


def test_numbering_that_runs_on_and_a_closing_line() -> None:
    text = "七、安全\n29.治安。开展巡逻。（牵头单位：甲局）\n30.食品。开展抽检。（牵头单位：乙局）\n"
    found = parse(text, 2030)
    assert [clause.path for clause in found.leaves] == ["七/29", "七/30"]
    assert [duty.responsible for duty in found.obligations][:2] == [("甲局",), ("乙局",)]
    farewell = parse("一、甲项\n开展巡查。\n二、乙项\n开展演练。\n请各单位抓紧报送方案。\n", 2030)
    assert [clause.path for clause in farewell.leaves] == ["一", "二", "尾"]
    assert farewell.obligations[-1].responsible == ("各单位",)


def test_headings_with_nothing_below_are_duties() -> None:
    found = parse("一、任务\n1.完成水闸加固\n2.建立险情台账\n二、时间\n即日起至10月底。\n三、保障\n落实经费。\n", 2030)
    assert [duty.span for duty in found.obligations] == ["完成水闸加固", "建立险情台账", "落实经费"]


def test_a_number_in_front_of_a_date() -> None:
    assert [clause.path for clause in parse("一、甲项\n1.5月底前完成普查。\n2.6月底前完成改造。\n").leaves] == ["一/1", "一/2"]


def test_a_bracket_below_all_items_and_a_stage_in_the_heading() -> None:
    items = parse("一、甲项\n1.开展排查。\n2.开展治理。\n（甲局、乙局按职责分工负责）\n", 2030).obligations
    assert [duty.responsible for duty in items] == [("甲局", "乙局")] * 2
    (stage,) = parse("一、步骤\n（一）自查（4月10日前）。逐项检查设备。\n", 2030).obligations
    assert stage.deadline_iso == "2030-04-10"


@pytest.mark.parametrize("parted", ["\t", " ", "   "])
def test_an_annex_table_has_a_clause_for_each_row(parted: str) -> None:
    rows = [
        ("序号", "工作任务", "责任单位", "完成时限"),
        ("1", "检修水闸3座，疏通沟渠", "甲局", "5月底前，以后每月一次"),
        ("2", "修订预案", "乙局", "长期坚持"),
    ]
    text = "一、甲项\n开展巡查。\n附件：分工表\n" + "\n".join(parted.join(row) for row in rows) + "\n甲办公室\n2030年1月5日\n"
    found = parse(clean(text).text)
    assert [clause.path for clause in found.leaves] == ["一", "附件/1", "附件/2"]
    first, second, third = found.obligations[1:]
    assert (first.span, first.responsible, first.deadline_iso) == ("检修水闸3座", ("甲局",), "2030-05-31")
    assert first.cadence is not None
    assert first.cadence.period == "month"
    assert second.span == "疏通沟渠"
    assert third.cadence is not None
    assert third.cadence.period == "continuous"
