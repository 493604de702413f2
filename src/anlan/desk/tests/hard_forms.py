"""Three hard forms, as facts models of our own, and a set of choices that needs no database."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from anlan.desk.choices import Option
from anlan.kernel.facts import (
    Contact,
    Facts,
    Moment,
    Reading,
    Widget,
    area,
    choice,
    contact,
    day,
    file,
    long_text,
    many,
    moment,
    money,
    number,
    person,
    photo,
    place,
    point,
    reading,
    record,
    rows,
    signature,
    text,
    unit,
    yes_no,
)


class GasTest(Facts):
    at: Moment = moment("采样时间")
    spot: str = text("采样部位", longest=40)
    lel: Decimal = number("可燃气体", "%", at_least="0", at_most="100")
    oxygen: Decimal = number("氧", "%", at_least="0", at_most="100")
    toxic: Decimal | None = number("有毒", "mg/m³", at_least="0", optional=True)
    by: str = text("分析人", longest=40)


class Permit(Facts):
    """A hot-work permit: 25 facts in five groups."""

    crew: str = text("作业单位", group="作业")
    unit: str = unit("属地单位", group="作业")
    place: str = place("作业地点", group="作业")
    spot: str = text("动火部位", group="作业")
    grade: str = choice("动火级别", "特级", "一级", "二级", group="作业", hint="火灾爆炸危险场所内、非运行设备。")
    ways: tuple[str, ...] = many("动火方式", "电焊", "气割", "打磨", "其他", group="作业", min_length=1)
    begins: Moment = moment("计划开始", group="作业")
    ends: Moment = moment("计划结束", group="作业")
    weather: str | None = text("作业时气象", group="作业", longest=40, optional=True, hint="由预警自动带入。")
    work: str = long_text("作业内容", group="作业", longest=500)
    leader: str = person("作业负责人", group="人员")
    welder: str = text("动火人", group="人员", longest=40)
    certificate: str = record("certificate", "动火人证", group="人员")
    guardian: str = person("监护人", group="人员")
    briefed_by: str = text("安全交底人", group="人员", longest=40)
    contractor: Contact | None = contact("外包单位现场负责人", group="人员", optional=True)
    hazards: tuple[str, ...] = many("危害辨识", "火灾爆炸", "中毒窒息", "触电", "高处坠落", "灼烫", group="风险与措施")
    to_drain: Decimal = number("距最近下水井", "m", at_least="0", group="风险与措施")
    extinguishers: int = number("灭火器材", "具", at_least="0", group="风险与措施")
    watched: bool = yes_no("视频监控覆盖", group="风险与措施")
    camera: str | None = record("camera", "视频监控点", group="风险与措施", optional=True, shown_when=("watched", ("是",)))
    measures: tuple[str, ...] = many(
        "措施确认", "盲板隔离", "氮气置换", "清除可燃物", "封堵下水井", "消防水带到位", "连续监测", group="风险与措施"
    )
    gas_tests: tuple[GasTest, ...] = rows("检测记录", group="气体检测", min_length=1)
    calibrated_until: date = day("检测仪标定有效期至", group="气体检测")
    signed: str = signature("作业负责人签字", group="签字")


class Casualty(Facts):
    name: str = text("姓名", longest=40)
    age: int | None = number("年龄", "岁", at_least="0", at_most="130", optional=True)
    harm: str = choice("伤情", "死亡", "失联", "重伤", "轻伤")
    hospital: str | None = text("就诊医院", longest=60, optional=True)
    note: str | None = long_text("情况", longest=500, optional=True)
    photos: tuple[str, ...] = photo("照片", optional=True)


class FirstReport(Facts):
    """An accident's first report."""

    happened_at: Moment = moment("事故发生时间")
    heard_at: Moment = moment("接报时间")
    place: str = place("事发地点")
    point: tuple[int, int] = point("位置")
    unit: str | None = unit("事故单位", optional=True)
    type: str = choice("事故类别", "矿山", "危化", "建筑施工", "道路运输", "火灾", "工贸", "其他", group="简要经过")
    dead: int = number("死亡", "人", at_least="0", group="伤亡")
    missing: int = number("失联", "人", at_least="0", group="伤亡")
    hurt: int = number("受伤", "人", at_least="0", group="伤亡")
    loss: Decimal | None = money("直接经济损失", group="伤亡", optional=True)
    people: tuple[Casualty, ...] = rows("伤亡人员", group="伤亡", optional=True)
    story: str = long_text("经过", group="简要经过", longest=2000)
    measures: str = long_text("已采取的措施", group="简要经过", longest=2000)
    reported_to: tuple[str, ...] = many("已报告单位", of="unit", group="报告", optional=True)
    reporter: Contact = contact("报告人", group="报告")
    gas: Reading | None = reading("现场读数", group="简要经过", optional=True, unit="%LEL")
    evidence: tuple[str, ...] = file("材料", group="报告", optional=True)
    photos: tuple[str, ...] = photo("现场照片", group="报告", optional=True)


class Mine(Facts):
    """A mine's record."""

    title: str = text("煤矿名称")
    code: str = text("统一社会信用代码", longest=18)
    place: str = place("所在地")
    unit: str = unit("隶属单位")
    capacity: Decimal = number("核定生产能力", "万吨/年", at_least="0", group="生产能力")
    method: str = choice("开采方式", "井工", "露天", "井工转露天", group="生产能力")
    gas_grade: str = choice(
        "瓦斯等级", "低瓦斯", "高瓦斯", "煤与瓦斯突出", group="生产能力", shown_when=("method", ("井工", "井工转露天"))
    )
    state: str = choice("生产状态", "生产", "建设", "停产", "停建", "关闭", "责令停产整顿", group="生产能力")
    licence: str = text("安全生产许可证号", longest=40, group="证照")
    licence_until: date = day("许可证有效期至", group="证照")
    head: Contact = contact("矿长", group="人员")
    dispatcher: Contact = contact("调度室", group="人员")
    underground: int | None = number("单班下井人数上限", "人", at_least="0", group="人员", optional=True)
    entrance: tuple[int, int] = point("主井口位置", group="范围")
    field: tuple[tuple[int, int], ...] = area("井田范围", group="范围", optional=True)


OFFERED = {
    "unit": [Option("u1", "城东化工（示例）"), Option("u2", "城西机修（示例）")],
    "place": [
        Option("140621", "山阴县"),
        Option("140621100", "岱岳镇", group="山阴县"),
        Option("140621101", "北周庄镇", group="山阴县"),
    ],
    "person": [Option("p1", "甲一"), Option("p2", "乙二")],
    "certificate": [Option(f"c{n}", f"焊工证 {n:03d}") for n in range(500)],
    "camera": [Option("k1", "罐区东南角")],
}


class Offered:
    """Choices from a table; what is more than 300 must be searched."""

    def few(self, widget: Widget) -> Sequence[Option] | None:
        rows = self._all(widget)
        return rows if len(rows) <= 300 else None

    def found(self, widget: Widget, words: str) -> Sequence[Option]:
        return [one for one in self._all(widget) if words in one.label][:10]

    def title(self, widget: Widget, id: str) -> str:
        return next((one.label for one in self._all(widget) if one.value == id), id)

    def find(self, widget: Widget, text: str) -> tuple[str, ...]:
        return tuple(one.value for one in self._all(widget) if one.label == text)

    def _all(self, widget: Widget) -> list[Option]:
        return OFFERED.get(widget.of or widget.kind, [])


PERMIT = Permit(
    crew="检修班",
    unit="u1",
    place="140621100",
    spot="三号罐排净管弯头",
    grade="一级",
    ways=("电焊", "打磨"),
    begins="2026-03-18T16:00:00+08:00",
    ends="2026-03-18T20:00:00+08:00",
    work="更换弯头一处。\n氮气置换已完成。",
    leader="p1",
    welder="丙三",
    certificate="c7",
    guardian="p2",
    briefed_by="丁四",
    contractor=Contact(name="戊五", phone="13800000000"),
    hazards=("火灾爆炸", "灼烫"),
    to_drain="18.5",
    extinguishers=4,
    watched=True,
    camera="k1",
    measures=("盲板隔离", "氮气置换"),
    calibrated_until="2026-09-02",
    signed="e1",
    gas_tests=[
        {"at": "2026-03-18T14:40:00+08:00", "spot": "人孔", "lel": "0.08", "oxygen": "20.8", "toxic": "0", "by": "己六"},
        {"at": "2026-03-18T14:42:00+08:00", "spot": "排净口", "lel": "0.06", "oxygen": "20.7", "by": "己六"},
    ],
)
REPORT = FirstReport(
    happened_at="2026-03-18T03:05:00+08:00",
    heard_at="2026-03-18T03:21:00+08:00",
    place="140621101",
    point=(1128160000, 395270000),
    unit="u2",
    type="工贸",
    dead=0,
    missing=1,
    hurt=2,
    loss="12.50",
    story="配电室起火。",
    measures="已断电，正在搜救。",
    reported_to=("u1", "u2"),
    reporter=Contact(name="庚七", phone="0349-0000000"),
    gas=Reading(sensor="S-1", value="3.2", at="2026-03-18T03:30:00+08:00"),
    evidence=("e2",),
    photos=("e3", "e4"),
    people=[
        {"name": "辛八", "age": 41, "harm": "重伤", "hospital": "县医院"},
        {"name": "壬九", "harm": "失联", "note": "井下", "photos": ["e5"]},
    ],
)
MINE = Mine(
    title="示例一号煤矿",
    code="91140600MA0000000X",
    place="140621100",
    unit="u1",
    capacity="120",
    method="井工",
    gas_grade="低瓦斯",
    state="生产",
    licence="（示例）001",
    licence_until="2027-05-09",
    head=Contact(name="甲一", phone="13800000001"),
    dispatcher=Contact(name="值班室", phone="0349-0000001"),
    entrance=(1128100000, -395200001),
    field=((1128100000, 395200000), (1128200000, 395200000), (1128200000, 395300000)),
)
