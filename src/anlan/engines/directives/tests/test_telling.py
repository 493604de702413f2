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


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("交流经验做法，强化学习效果。", ["交流经验做法，强化学习效果"]),
        ("新建供水厂，满足高峰用水需要。", ["新建供水厂，满足高峰用水需要"]),
        ("督促码头落实检查，严防船舶倾覆事故的发生。", ["督促码头落实检查，严防船舶倾覆事故的发生"]),
        ("严防在运输过程中发生爆炸事故。", []),
        ("组织全员学习，推进警示教育全覆盖。", ["组织全员学习，推进警示教育全覆盖"]),
        ("召开动员会，全面部署，督促落实。", ["召开动员会，全面部署，督促落实"]),
        ("提出消防站建设计划，报县政府批准实施。", ["提出消防站建设计划，报县政府批准实施"]),
        ("评选平安村，充分发挥示范作用。", ["评选平安村，充分发挥示范作用"]),
        ("加强路段管控，及时消除安全隐患。", ["加强路段管控", "及时消除安全隐患"]),
        ("相关部门要加强协作，密切配合，做好雨情预报。", ["相关部门要加强协作，密切配合，做好雨情预报"]),
        (
            "下游各堤段防守单位，要立即组织人员，携带抢险工具，赶赴现场。",
            ["下游各堤段防守单位，要立即组织人员，携带抢险工具，赶赴现场"],
        ),
        ("落实行业监管责任，健全工作机构、明确工作职责。", ["落实行业监管责任", "健全工作机构", "明确工作职责"]),
        ("建立自我约束、持续改进的长效机制。", ["建立自我约束、持续改进的长效机制"]),
        ("坚持推行车辆年检预约模式。", ["坚持推行车辆年检预约模式"]),
        ("严格执行领导带班和24小时值班制度。", ["严格执行领导带班", "24小时值班制度"]),
        ("分析旱情的发展趋势和制定抗旱措施。", ["分析旱情的发展趋势", "制定抗旱措施"]),
        ("甲局负责风暴潮监测并向社会发布预警。", ["甲局负责风暴潮监测", "并向社会发布预警"]),
        ("解决消火栓不足、缺失、被埋压的问题。", ["解决消火栓不足", "缺失", "被埋压的问题"]),
    ],
)
def test_results_steps_and_parts_of_a_duty(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("隐患能立即整改的要立即整改。", "隐患能立即整改"),
        ("对查出的隐患，要登记入账，逾期未改的依法关闭。", "逾期未改"),
        ("险情发生后第一时间赶赴现场。", "险情发生后"),
        ("突发险情要按规定上报。", "突发险情"),
        ("遇特殊情况要报送相关资料。", "遇特殊情况"),
        ("要密切关注汛期雨水情况。", None),
        ("发现、培养一批先进典型。", None),
    ],
)
def test_a_condition_of_its_own(sentence: str, trigger: str | None) -> None:
    assert duties(sentence)[-1].trigger == trigger


def test_dates_and_rhythms_that_reach_further() -> None:
    first, second = duties("2029年城区要完成175个消火栓的增设和109个消火栓的修复。")
    assert first.deadline_iso == second.deadline_iso == "2029-12-31"
    assert (first.quantity and first.quantity.value, second.quantity and second.quantity.value) == (175, 109)
    both = duties("每天上午报送过去24小时雨量、发布预警信息。")
    assert {duty.cadence.period for duty in both if duty.cadence} == {"day"}


def test_a_label_in_a_bracket_that_goes_on() -> None:
    (duty,) = duties("开展宣讲。（牵头责任单位：甲局，协同责任单位：乙局、丙局。各镇落实属地责任）")
    assert duty.responsible == ("甲局", "乙局", "丙局")
    assert duty.lead == ("甲局",)


def test_a_body_alone_on_the_last_line_signs() -> None:
    found = parse("关于值守的通知\n各镇：\n一、甲项。开展巡查。\n二、乙项。落实值班。\n某县防汛抗旱指挥部\n", 2030)
    assert [duty.span for duty in found.obligations] == ["开展巡查", "落实值班"]


@pytest.mark.parametrize(
    ("sentence", "responsible"),
    [
        ("宣传、广电等部门要充分利用电视等媒体，加大普及力度。", ("宣传部门", "广电部门")),
        ("商务部门牵头，会同消防救援等部门，对餐饮场所进行检查。", ("商务部门", "消防救援部门")),
        ("自然资源部门对隐患点逐点落实监测人。", ("自然资源部门",)),
        ("乡镇（街道）组建不少于20人的救援队伍。", ("乡镇（街道）",)),
        ("各专业委员会每月召开一次会议，及时协调解决突出问题。", ("各专业委员会",)),
        ("检测人员进行检测时，应当记录浓度。", ("检测人员",)),
        ("确保生活必需品的市场供应。", ()),
        ("新建、改建的养老院须达到标准。", ()),
    ],
)
def test_who_answers_in_longer_sentences(sentence: str, responsible: tuple[str, ...]) -> None:
    assert duties(sentence)[-1].responsible == responsible


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("通过专项整治，摸清企业底数，推动责任有效落实。", ["通过专项整治，摸清企业底数，推动责任有效落实"]),
        ("定期召开联席会议，及时研究解决重大问题。", ["定期召开联席会议", "及时研究解决重大问题"]),
        ("禁止在园区外新建、扩建化工项目。", ["禁止在园区外新建、扩建化工项目"]),
        (
            "污水处理、清掏等单位应当配备检测仪不少于2台、呼吸器不少于3套。",
            ["污水处理、清掏等单位应当配备检测仪不少于2台", "呼吸器不少于3套"],
        ),
        ("用于出租的自建房，房东应当配备灭火器。", ["用于出租的自建房，房东应当配备灭火器"]),
    ],
)
def test_more_of_what_is_one_duty(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


def test_a_month_before_which_and_a_rate() -> None:
    first, second = duties("2030年6月前更换全部软管，安排经费不少于2万元/年。")
    assert first.deadline_iso == "2030-05-31"
    assert second.quantity is not None
    assert (second.quantity.value, second.quantity.unit) == (2, "万元/年")


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("饮水安全事关民生大局，任务更为艰巨。", []),
        ("主要检查单位遵守工时规定情况；企业与职工签订合同情况。", ["主要检查单位遵守工时规定情况"]),
        ("专项检查分三个阶段进行：一是自查阶段。", []),
        ("清洗交通护栏，切实改善环境面貌。", ["清洗交通护栏，切实改善环境面貌"]),
        ("做好病媒防制工作，达到促进健康的目的。", ["做好病媒防制工作，达到促进健康的目的"]),
        ("通过媒体报道、发放资料等多种形式，宣传普及法律知识。", ["通过媒体报道、发放资料等多种形式，宣传普及法律知识"]),
        ("严格投入品的使用、严格执行间隔期和休药期制度。", ["严格投入品的使用、严格执行间隔期和休药期制度"]),
    ],
)
def test_situation_contents_and_purposes(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


@pytest.mark.parametrize(
    ("sentence", "responsible"),
    [
        ("各地农业部门要提高政治站位，强化责任感和使命感，落实网格化管理。", ("各地农业部门",)),
        ("各成员单位一要提高站位，抓好自查；二要选调精干力量组成小组。", ("各成员单位",)),
        ("市局要组成检查组，集中力量对企业进行检查。", ("市局",)),
        ("单位负责人就是第一责任人，对本辖区安全全面负责。", ("单位负责人",)),
    ],
)
def test_a_subject_that_reaches_over_principles(sentence: str, responsible: tuple[str, ...]) -> None:
    assert duties(sentence)[-1].responsible == responsible


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("业委会选举的办法，由市房管局另行制定。", ["业委会选举的办法，由市房管局另行制定"]),
        ("标明河长职责、整治目标和监督电话等内容，接受社会监督。", ["标明河长职责、整治目标和监督电话等内容，接受社会监督"]),
        ("落实举报奖励制度，充分调动群众积极性。", ["落实举报奖励制度，充分调动群众积极性"]),
        ("流经各县的河段，也要分段设立河长。", ["流经各县的河段，也要分段设立河长"]),
        ("对重点人员定期检测，张贴公告。", ["对重点人员定期检测", "张贴公告"]),
    ],
)
def test_matters_and_topics(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


def test_what_authorities_do_to_those_who_did_something() -> None:
    (duty,) = duties("对无正当理由缺席的通报批评。")
    assert duty.trigger == "无正当理由缺席"
    (matter,) = duties("前期招投标工作，必须在验收之前完成。")
    assert matter.trigger is None or "工作" not in matter.trigger


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        (
            "存在有毒气体的，应当采用强制通风措施，严禁使用纯氧通风。",
            ["存在有毒气体的，应当采用强制通风措施", "严禁使用纯氧通风"],
        ),
        (
            "供电单位要对集中区域开展用电检查，对超负荷用电的，督促整改。",
            ["供电单位要对集中区域开展用电检查", "对超负荷用电的，督促整改"],
        ),
        ("组织干部、网格员、志愿者等力量，逐户上门开展敲门行动。", ["组织干部、网格员、志愿者等力量，逐户上门开展敲门行动"]),
        ("企业每班开展一次巡查，每日检查不少于2次。", ["企业每班开展一次巡查", "每日检查不少于2次"]),
        ("接到报警后10分钟内赶到现场，30分钟内完成处置。", ["接到报警后10分钟内赶到现场", "30分钟内完成处置"]),
        ("每日8时报送工作情况，重大险情随时报告。", ["每日8时报送工作情况", "重大险情随时报告"]),
        ("对作出突出贡献的单位和个人，按照规定给予表彰。", ["对作出突出贡献的单位和个人，按照规定给予表彰"]),
        ("情况紧急时可越级上报。", []),
        ("自本通知印发之日起30日内，各企业要完成辨识。", ["自本通知印发之日起30日内，各企业要完成辨识"]),
    ],
)
def test_rules_and_plans(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("夜间作业的应当设置警示灯。", "夜间作业"),
        ("进入罐体前30分钟内应当进行气体检测。", "进入罐体前"),
        ("幼儿园遇红色预警信号应停课。", "遇红色预警信号"),
        ("未经审批不得作业，审批单保存期不少于1年。", None),
        ("作业前，作业单位应当进行通风。", "作业前"),
        ("夜间，值班人员应当加密巡查。", "夜间"),
        ("雨雪天气，景区应当关闭栈道。", "雨雪天气"),
        ("作业过程中应当保持通信畅通。", "作业过程中"),
        ("浓度超标应当立即停止作业。", "浓度超标"),
        ("对长期封闭的空间应当延长通风时间。", "长期封闭的空间"),
        ("含有硫化氢的污水池应当连续监测。", "含有硫化氢"),
        ("日前，县局印发方案，各镇要落实。", None),
    ],
)
def test_conditions_of_rules(sentence: str, trigger: str | None) -> None:
    assert duties(sentence)[-1].trigger == trigger


def test_a_range_with_its_unit_twice() -> None:
    (duty,) = duties("氧气浓度保持在19.5%至23.5%之间。")
    assert duty.quantity is not None
    assert duty.quantity.value == (19.5, 23.5)
    (reward,) = duties("给予1000元至5万元奖励。")
    assert reward.quantity is not None
    assert reward.quantity.value == (1000, 50000)


@pytest.mark.parametrize(
    ("sentence", "responsible"),
    [
        ("由县城管局2名副局长带队，3名技术人员参加。", ("县城管局",)),
        ("总指挥或副总指挥坐镇调度室，主持会商。", ("总指挥", "副总指挥")),
        ("雨情监测组滚动发布预报，每小时报告一次。", ("雨情监测组",)),
        ("宣传组适时召开发布会。", ("宣传组",)),
        ("后勤保障组充实人员。", ("后勤保障组",)),
        ("全场全体员工立即投入清雪。", ("全场全体员工",)),
        ("县政府有关部门和单位根据职责开展督查。", ("县政府有关部门和单位",)),
        ("抽查的具体事项由各督查组负责通知。", ("各督查组",)),
        ("局属科室、局管单位（以下简称“办理单位”），根据分工，具体实施抽查工作。", ("局属科室", "局管单位")),
        ("抽查名单由县局、镇站及时提出。", ("县局", "镇站")),
        ("企业及项目的主要负责人对抽查结果负责。", ("企业及项目的主要负责人",)),
        ("水库管理单位是水库日常巡查、检修、值守和险情报告的第一责任主体，应当建立巡查制度。", ("水库管理单位",)),
        ("县局巡查发现险情的，应及时下达通知书。", ("县局",)),
        ("受灾乡的各级防汛机构负责人、成员单位负责人，应到分管区域组织抢险。", ("受灾乡的各级防汛机构负责人", "成员单位负责人")),
        ("相关县级以上人民政府防汛指挥部宣布进入紧急防汛期。", ("相关县级以上人民政府防汛指挥部",)),
        ("交通局定期组织公安、教育等部门，督促检查校车。", ("交通局",)),
        ("各镇采取先由农户自查，再由专家组复核的办法，摸清房屋底数。", ("各镇",)),
        ("隐患挂牌督办按照分级原则，实行公示制度。", ()),
    ],
)
def test_subjects_of_groups_offices_and_rules(sentence: str, responsible: tuple[str, ...]) -> None:
    assert duties(sentence)[-1].responsible == responsible


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("向水利局报告水情，为防汛办提供调度意见。", ["向水利局报告水情", "为防汛办提供调度意见"]),
        ("对巡堤工作提出要求，并向指挥长报告。", ["对巡堤工作提出要求", "并向指挥长报告"]),
        ("要加强监管，进行重点整治。", ["要加强监管，进行重点整治"]),
        ("各组按照分工到岗到位，全面开展工作。", ["各组按照分工到岗到位，全面开展工作"]),
        ("应按照职责到堤段组织抢险，或驻村指导转移。", ["应按照职责到堤段组织抢险，或驻村指导转移"]),
        ("办理程序包括：核实线索、送达通知书、督促整改。", []),
        (
            "要针对货车超载，客车超速，以及校车改装等问题，采取有效措施，加大整治力度。",
            ["要针对货车超载，客车超速，以及校车改装等问题，采取有效措施，加大整治力度"],
        ),
    ],
)
def test_acts_and_means_of_plans_and_rules(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in duties(sentence)] == spans


def test_conditions_that_hold_on_and_those_that_are_none() -> None:
    assert [duty.trigger for duty in duties("对巡查中发现的裂缝要及时通报，责令限期加固。")] == ["巡查中发现的裂缝"] * 2
    (old,) = duties("前期已编制的工作方案，要按照新规定调整。")
    assert old.trigger == "前期已编制的工作方案"
    (both,) = duties("消防队在检查商场的同时，要检查地下车库。")
    assert (both.trigger, both.responsible) == (None, ("消防队",))
    (visit,) = duties("计划于4月、8月、11月各组织一次夜查。")
    assert (visit.deadline, visit.deadline_iso) == ("4月、8月、11月", "2030-11-30")


@pytest.mark.parametrize(
    ("sentence", "span", "trigger"),
    [
        ("经复检合格后，方可营业。", "经复检合格后，方可营业", "经复检合格后"),
        ("如遇沙尘暴，索道停运。", "如遇沙尘暴，索道停运", "遇沙尘暴"),
        ("对存在重大裂缝的教室要立即停用。", "对存在重大裂缝的教室要立即停用", "存在重大裂缝的教室"),
        ("超过50人的室外集会须报批。", "超过50人的室外集会须报批", "超过50人的室外集会"),
        ("必要时请求邻县支援。", "必要时请求邻县支援", "必要时"),
    ],
)
def test_short_consequences_keep_their_condition(sentence: str, span: str, trigger: str) -> None:
    (duty,) = duties(sentence)
    assert (duty.span, duty.trigger) == (span, trigger)


def test_the_subject_before_counted_items_answers_for_each() -> None:
    found = duties("县住建局要制定工作方案。一是明确分工，科室负责人要签订承诺书。二是落实排查制度。三是建立台账。")
    assert [duty.responsible for duty in found][-3:] == [("科室负责人",), ("县住建局",), ("县住建局",)]


def test_charges_joined_behind_one_verb() -> None:
    found = duties("护路队负责宣传交通常识、掌握危险路段、劝导违章行人、维护警示标牌等工作。")
    assert [duty.span for duty in found] == ["护路队负责宣传交通常识", "掌握危险路段", "劝导违章行人", "维护警示标牌等工作"]
    assert {duty.responsible for duty in found} == {("护路队",)}
