"""Who walks through the stories of monitoring, and a record of each of its registers."""

from datetime import UTC, datetime

from anlan.kernel.people import Role
from anlan.kernel.testing import someone

TOWN, FIRM, OTHER = "140621102", "f1", "f2"
NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
SUBSTANCES = [{"name": "液化石油气", "danger": "W2", "tonnes": "200"}, {"name": "氯", "tonnes": "20"}]
SITE = {"code": "x-1", "name": "示例", "unit": FIRM, "place": TOWN}
SENSOR = {
    "code": "ch4-1",
    "name": "1 号面甲烷",
    "unit": FIRM,
    "place": TOWN,
    "measures": "甲烷",
    "measured_in": "%CH4",
    "limit": "1.0",
}
SAMPLES = {
    "gateway": {**SITE, "source": "企业直采", "speaks": "MQTT"},
    "sensor": SENSOR,
    "camera": {"code": "1" * 20, "name": "罐区东", "unit": FIRM, "place": TOWN, "spot": "4 号罐"},
    "major_hazard_source": {**SITE, "exposed": "60", "assessed": "2026-01-05", "substances": SUBSTANCES},
    "tailings_pond": {
        **SITE, "way": "湿排", "build": "上游式", "grade": "四等", "height": "28", "volume": "60",
        "freeboard": "0.5", "beach": "50",
    },
    "slope": {**SITE, "sort": "露天采场", "rock": "硬岩", "height": "60", "watched": ["边坡雷达"]},
    "tunnel": {
        **SITE, "road": "G18", "starts": "101.2", "length": "1480", "sort": "长隧道", "tubes": "2", "goods": "禁止通行",
    },
    "gas_station": {**SITE, "sort": "加气站", "holds": "天然气", "must": "6", "has": "6"},
    "dust_firm": {**SITE, "dust": "木粉尘", "workers": "12", "connected": "已接入", "points": ["灰斗内部温度"]},
    "fire_unit": {**SITE, "sort": "医院", "address": "01.02.03.04.05.06"},
    "road_section": {**SITE, "road": "S210", "starts": "12.5", "ends": "14", "risks": ["急弯"], "limit": "60", "level": "较大"},
    "watch_rule": {
        "code": "rain-1", "title": "雨量累计超限", "place": "140621", "measures": "雨量", "sort": "时段累计",
        "basis": "示例〔2026〕3号",
        "limits": [{"level": "橙色", "limit": "50", "span": "180"}, {"level": "红色", "limit": "100", "span": "180"}],
    },
    "joint_rule": {
        "code": "fan-gas", "title": "风机停运且瓦斯升高", "unit": FIRM, "place": TOWN, "basis": "企业制度",
        "conditions": [{"sensor": "s1", "what": "超过报警值"}, {"sensor": "s2", "what": "低于报警值"}],
    },
    "sentry": {
        **SITE, "counts": "人员", "sensors": ["s1"], "running": "停产停工", "declared": "0", "since": "2026-01-05",
        "basis": "停产指令",
    },
    "tag": {"code": "K0417", "unit": FIRM, "place": TOWN, "bears": "人员", "post": "采煤机司机", "gateway": "g1"},
    "zone": {**SITE, "station": "17", "fence": "只清点人数", "most": "30", "basis": "采掘接续计划"},
    "drilling": {
        **SITE, "holes": [{"hole": "1", "planned": "80"}, {"hole": "2", "planned": "80", "along": "0.9"}], "lead": "30",
        "gateway": "g1", "on": "2026-01-05", "basis": "探放水设计 3 号",
    },
    "coach_route": {
        **SITE, "vehicles": ["v1"], "line": [[1128000000, 395000000], [1129000000, 396000000]], "width": "200",
        "road": "高速公路", "length": "420", "drivers": "1", "basis": "包车牌 1 号",
    },
    "console_mute": {"who": "p1", "place": "140621", "muted_at": NOON.isoformat(), "unanswered": "2"},
    "alarm_rule": {
        "title": "煤矿接警规则", "place": "140621", "sectors": ["煤矿"], "levels": ["红色", "橙色"], "source": "示例〔2026〕12号",
        "since": "2026-01-01",
    },
}  # fmt: skip

DISPATCHER = someone(Role.DISPATCHER, unit=FIRM)
MANAGER = someone(Role.SAFETY_MANAGER, unit=FIRM)
SHIFT = someone(Role.SHIFT_LEADER, unit=FIRM)
HEAD = someone(Role.FIRM_HEAD, unit=FIRM)
STRANGER = someone(Role.DISPATCHER, unit=OTHER)
OFFICER = someone(Role.OFFICER, sectors=("煤矿",))
SUPERVISOR = someone(Role.SUPERVISOR, sectors=("煤矿",))
ON_DUTY = someone(Role.DUTY_OFFICER)
DUTY_LEADER = someone(Role.DUTY_LEADER)
CLERK = someone(Role.CLERK)
