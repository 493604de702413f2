"""The sample county: real places (山阴县), everything else invented and marked 示例. Data only."""

from dataclasses import dataclass
from typing import Any

from anlan.kernel.people import Role

COUNTY = "140621"
TITLE = "山阴县（示例）"
PASSWORD = "anlan-shili-2026"
MARK = "（示例）"


@dataclass(frozen=True)
class Department:
    """A unit: short name as notices write it, category, whether vertically managed, whether it regulates safety, 发文机关代字."""

    short: str
    kind: str = "县级部门"
    vertical: bool = False
    safety_duty: bool = True
    doc_mark: str = ""
    members_of: tuple[str, ...] = ("县安委会",)
    place: str = COUNTY


BOTH = ("县安委会", "县防灾减灾委员会")
DEPARTMENTS = (
    Department("县安委办", "议事协调机构", doc_mark="示安委办", members_of=()),
    Department("县应急局", doc_mark="示应急", members_of=BOTH),
    Department("县能源局", doc_mark="示能源"),
    Department("县住建局", doc_mark="示建", members_of=BOTH),
    Department("县交通局", doc_mark="示交", members_of=BOTH),
    Department("县水利局", doc_mark="示水", members_of=BOTH),
    Department("县自然资源局", doc_mark="示自然资", members_of=BOTH),
    Department("县林业局", doc_mark="示林", members_of=BOTH),
    Department("县农业农村局", doc_mark="示农", members_of=BOTH),
    Department("县市场监管局", doc_mark="示市监"),
    Department("县工信局", doc_mark="示工信"),
    Department("县教育局", doc_mark="示教"),
    Department("县文旅局", doc_mark="示文旅"),
    Department("县卫健局", doc_mark="示卫健"),
    Department("县发改局", doc_mark="示发改", safety_duty=False, members_of=BOTH),
    Department("县财政局", doc_mark="示财", safety_duty=False),
    Department("县公安局", doc_mark="示公", members_of=BOTH),
    Department("县消防救援大队", "垂直管理", vertical=True, doc_mark="示消", members_of=BOTH),
    Department("县气象局", "垂直管理", vertical=True, doc_mark="示气", safety_duty=False, members_of=BOTH),
    Department("金融监管局山阴支局", "垂直管理", vertical=True, doc_mark="示金监", safety_duty=False),
    Department("山阴经济技术开发区管委会", "开发区", doc_mark="示开管", safety_duty=False),
)
TOWNS = {
    "140621100": "玉井镇", "140621101": "北周庄镇", "140621102": "古城镇", "140621103": "岱岳镇", "140621104": "广武镇",
    "140621200": "吴马营乡", "140621201": "马营乡", "140621202": "下喇叭乡", "140621203": "合盛堡乡", "140621205": "安荣乡",
    "140621206": "薛圐圙乡", "140621209": "马营庄乡",
}  # fmt: skip


@dataclass(frozen=True)
class Firm:
    """An invented firm: name without the mark, trade, town, workers, where (degrees), the department that watches over it."""

    name: str
    sector: str
    town: str
    workers: int
    lon: float
    lat: float
    watched_by: str


FIRMS = (
    Firm("晨石煤业有限公司", "煤矿", "140621100", 640, 112.702, 39.412, "县能源局"),
    Firm("北岭煤业有限公司", "煤矿", "140621202", 520, 112.671, 39.546, "县能源局"),
    Firm("广岭石料有限公司", "非煤矿山", "140621104", 85, 112.861, 39.263, "县应急局"),
    Firm("桑源化工有限公司", "危险化学品", "140621101", 210, 112.893, 39.561, "县应急局"),
    Firm("岱风加油站", "危险化学品", "140621103", 12, 112.823, 39.524, "县应急局"),
    Firm("合川陶瓷有限公司", "冶金工贸", "140621203", 330, 112.942, 39.571, "县工信局"),
    Firm("古河乳业有限公司", "冶金工贸", "140621102", 460, 112.921, 39.431, "县工信局"),
    Firm("晋驿物流有限公司", "道路交通运输", "140621103", 160, 112.809, 39.512, "县交通局"),
    Firm("新桥建设工程有限公司", "建筑施工", "140621103", 240, 112.816, 39.529, "县住建局"),
    Firm("明焰燃气有限公司", "城镇燃气", "140621103", 58, 112.828, 39.519, "县住建局"),
    Firm("广武长城文旅有限公司", "文化旅游", "140621104", 46, 112.854, 39.246, "县文旅局"),
    Firm("岱岳商贸城", "商贸", "140621103", 120, 112.820, 39.522, "县消防救援大队"),
)


GATEWAY = {
    "code": "CSMY-01", "name": "晨石煤业安全监控网关（示例）", "unit": "晨石煤业有限公司", "place": "140621100",
    "source": "企业直采", "speaks": "MQTT", "sector": "煤矿",
}  # fmt: skip
MINE = {"unit": "晨石煤业有限公司", "place": "140621100", "sector": "煤矿", "site": "1031 采煤工作面", "period": "10"}
SENSORS = (
    MINE | {"code": "CSMY-CH4-1031", "name": "1031 工作面甲烷（示例）", "measures": "甲烷", "measured_in": "%CH4", "limit": "1.0",
            "standard": "coal_monitoring.methane.face.alarm", "least": "0", "most": "4", "level": "红色"},
    MINE | {"code": "CSMY-CH4-1031H", "name": "1031 回风流甲烷（示例）", "measures": "甲烷", "measured_in": "%CH4",
            "limit": "1.0", "least": "0", "most": "4"},
    MINE | {"code": "CSMY-CO-1031", "name": "1031 回风流一氧化碳（示例）", "measures": "一氧化碳", "measured_in": "ppm",
            "limit": "24", "least": "0", "most": "500"},
    MINE | {"code": "CSMY-FAN-01", "name": "主通风机开停（示例）", "site": "主通风机房", "measures": "开停",
            "measured_in": "开/停", "flat": True, "on_change": True},
)  # fmt: skip
"""An invented mine's gateway and what it measures; a unit's short name stands for its record."""


@dataclass(frozen=True)
class Someone:
    """An invented person: login, name, post, role, and where the role holds: a unit, a town or the whole county."""

    login: str
    name: str
    post: str
    role: Role
    unit: str = ""
    place: str = COUNTY
    sectors: tuple[str, ...] = ()


PEOPLE = (
    Someone("jingban", "示例经办甲", "县安委办经办人", Role.CLERK, "县安委办"),
    Someone("fuhe", "示例经办乙", "县安委办经办人", Role.CLERK, "县安委办"),
    Someone("qianfa", "示例签发", "县安委办主任", Role.SIGNER, "县安委办"),
    Someone("lingdao", "示例县领导", "副县长", Role.LEADER),
    Someone("yingji", "示例应急联络", "县应急局联络员", Role.LIAISON, "县应急局"),
    Someone("nengyuan", "示例能源联络", "县能源局联络员", Role.LIAISON, "县能源局"),
    Someone("zhujian", "示例住建联络", "县住建局联络员", Role.LIAISON, "县住建局"),
    Someone("jiaotong", "示例交通联络", "县交通局联络员", Role.LIAISON, "县交通局"),
    Someone("shuili", "示例水利联络", "县水利局联络员", Role.LIAISON, "县水利局"),
    Someone("ziran", "示例自然资源联络", "县自然资源局联络员", Role.LIAISON, "县自然资源局"),
    Someone("linye", "示例林业联络", "县林业局联络员", Role.LIAISON, "县林业局"),
    Someone("nongye", "示例农业联络", "县农业农村局联络员", Role.LIAISON, "县农业农村局"),
    Someone("shichang", "示例市场监管联络", "县市场监管局联络员", Role.LIAISON, "县市场监管局"),
    Someone("gongxin", "示例工信联络", "县工信局联络员", Role.LIAISON, "县工信局"),
    Someone("xiaofang", "示例消防联络", "县消防救援大队联络员", Role.LIAISON, "县消防救援大队"),
    Someone("juzhang", "示例局长", "县应急局局长", Role.UNIT_HEAD, "县应急局"),
    Someone("zhujianju", "示例住建局长", "县住建局局长", Role.UNIT_HEAD, "县住建局"),
    Someone("jianguan", "示例监管", "县能源局煤矿监管", Role.OFFICER, "县能源局", sectors=("煤矿",)),
    Someone("zhiban", "示例值班", "县应急局值班员", Role.DUTY_OFFICER, "县应急局"),
    Someone("daiban", "示例带班", "县应急局带班领导", Role.DUTY_LEADER, "县应急局"),
    Someone("zhihui", "示例指挥", "县应急指挥部指挥长", Role.COMMANDER),
    Someone("zhifa", "示例执法", "县应急局执法人员", Role.ENFORCER, "县应急局"),
    Someone("weihua", "示例危化监管", "县应急局危化监管", Role.OFFICER, "县应急局", sectors=("危险化学品",)),
    Someone("zhuanyuan", "示例专员", "矿山安全监管专员", Role.SUPERVISOR, "县能源局", sectors=("煤矿",)),
    Someone("kuangzhang", "示例矿长", "矿长", Role.FIRM_HEAD, "晨石煤业有限公司"),
    Someone("anquan", "示例安全经理", "安全副总", Role.SAFETY_MANAGER, "晨石煤业有限公司"),
    Someone("daibankuang", "示例带班矿长", "带班矿领导", Role.SHIFT_LEADER, "晨石煤业有限公司"),
    Someone("diaodu", "示例调度", "调度室值班员", Role.DISPATCHER, "晨石煤业有限公司"),
    Someone("huagong", "示例化工安全", "安全科长", Role.SAFETY_MANAGER, "桑源化工有限公司"),
    Someone("shenpi", "示例审批", "作业票审批人", Role.PERMIT_APPROVER, "桑源化工有限公司"),
    Someone("jianhu", "示例监护", "作业监护人", Role.GUARDIAN, "桑源化工有限公司"),
    Someone("gongren", "示例工人", "班组长", Role.WORKER, "桑源化工有限公司"),
    Someone("xiangzhen", "示例乡镇", "岱岳镇应急消防岗", Role.TOWNSHIP_OFFICER, "岱岳镇", "140621103"),
    Someone("zhenlianluo", "示例镇联络", "岱岳镇联络员", Role.LIAISON, "岱岳镇", "140621103"),
    Someone("wangge", "示例网格", "网格员", Role.GRID_MEMBER, "岱岳镇", "140621103"),
    Someone("xinxi", "示例信息员", "灾害信息员", Role.DISASTER_REPORTER, "广武镇", "140621104"),
    Someone("zhuanjia", "示例专家", "安全生产专家", Role.EXPERT),
    Someone("xitong", "示例系统管理", "系统管理员", Role.SYSTEM_ADMIN),
    Someone("quanxian", "示例安全管理", "安全管理员", Role.SECURITY_ADMIN),
    Someone("shenji", "示例审计管理", "审计管理员", Role.AUDIT_ADMIN),
)


PATRON = "lingdao"
"""Whose points these are; each unit by its short name, each point in degrees."""
PATRON_POINTS: tuple[dict[str, Any], ...] = (
    {
        "title": "桑干河示例段左岸",
        "kind": "排洪河道、易涝点挂牌",
        "place": "140621101",
        "point": (112.905, 39.588),
        "unit": "县水利局",
        "phone": {"name": "示例联系人", "phone": "0349-0000001"},
    },
    {
        "title": "晨石煤业有限公司（示例）",
        "kind": "包保矿山",
        "place": "140621100",
        "point": (112.702, 39.412),
        "unit": "县能源局",
        "phone": {"name": "示例联系人", "phone": "0349-0000002"},
    },
)


@dataclass(frozen=True)
class Begun:
    """An invented matter: kind, who opened it, how many days ago, its facts. A unit's short name stands for its record; days
    (`due`, `happened_at`) are counted from today; a point is in degrees."""

    kind: str
    by: str
    days_ago: float
    facts: dict[str, Any]


MATTERS = (
    Begun(
        "instruction",
        "jingban",
        0.1,
        {
            "title": "关于岱岳商贸城消防通道被占用的情况反映（示例）",
            "leader": "示例县领导",
            "words": "请消防、住建立即处置，三日内报结果。",
            "happened_at": -0.2,
            "kind": "领导批示",
            "unit": "县消防救援大队",
        },
    ),
    Begun(
        "external_finding",
        "jingban",
        12,
        {
            "title": "合川陶瓷喷雾干燥塔未设一氧化碳报警（示例）",
            "source": "省级督查检查",
            "notice": "示例督〔2026〕3号",
            "item": "2",
            "content": "合川陶瓷有限公司喷雾干燥塔操作室未设置一氧化碳报警装置。",
            "unit": "县工信局",
            "due": 20,
        },
    ),
    Begun(
        "problem",
        "yingji",
        3,
        {
            "title": "乡镇应急消防岗缺少便携式气体检测仪（示例）",
            "kind": "执法装备",
            "year": "2026",
            "unit": "县应急局",
            "now": "12 个乡镇只有 3 台，请配齐每乡镇 1 台。",
        },
    ),
    Begun(
        "whistle",
        "xiangzhen",
        0.2,
        {
            "title": "城北污水提升泵站旁沟渠坍塌（示例）",
            "kind": "攻坚吹哨",
            "place": "140621103",
            "point": (112.826, 39.536),
            "what": "沟渠坍塌约 15 米，危及旁边道路，请住建、水利部门到场。",
        },
    ),
    Begun(
        "project",
        "shuili",
        9,
        {
            "title": "桑干河示例段护岸加固（示例）",
            "kind": "河流防洪能力提升",
            "unit": "县水利局",
            "owner": "示例水利工程建设管理站",
            "place": "140621101",
            "point": (112.905, 39.588),
            "why": "2.1 公里护岸冲刷严重，汛前须加固。",
            "budget": "6800000",
            "due": 200,
            "inspection": True,
        },
    ),
    Begun(
        "project",
        "zhujian",
        5,
        {
            "title": "岱岳镇老旧场所消防设施改造（示例）",
            "kind": "老旧场所消防设施改造",
            "unit": "县住建局",
            "owner": "岱岳镇人民政府",
            "place": "140621103",
            "point": (112.818, 39.521),
            "why": "6 处老旧场所无喷淋和独立烟感。",
            "budget": "1200000",
            "due": 90,
            "inspection": True,
        },
    ),
)
