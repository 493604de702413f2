"""Every rule that a register can write, from there through the intake to an alarm or doubt that people answer and close."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.stories.acts import Now, SignIn, paper, refused, take
from tests.stories.streams import Stream, letters, ms, of_kind

from anlan.kernel.models import Matter
from anlan.run import node

pytestmark = pytest.mark.slow


@pytest.fixture
def stream(now: Now, sample_county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stream:
    monkeypatch.setattr("anlan.run.intake.close_old_connections", lambda: None)
    return Stream(now, tmp_path)


def alarm_closed(now: Now, sign_in: SignIn, alarm: Matter) -> None:
    """The firm answers, checks, handles, reports and closes; before its turn each step is refused."""
    dispatcher, leader = sign_in("diaodu"), sign_in("daibankuang")
    assert "待签收" in refused(dispatcher, alarm.id, "close")
    assert take(dispatcher, alarm.id, "receive") == "待核查"
    assert take(dispatcher, alarm.id, "confirm", {"found": "到现场核实"}) == "处置中"
    assert take(dispatcher, alarm.id, "handle", {"did": "已处置"}) == "待反馈"
    told = {"cause": "工艺异常", "measures": "已整改", "left": ""}
    assert take(dispatcher, alarm.id, "report", told, **{"proof.file": paper()}) == "待消警"
    assert take(leader, alarm.id, "close") == "已消警"


def doubt_cleared(sign_in: SignIn, doubt: Matter) -> None:
    """Two officers look and find an explanation; the first may not clear what they found themselves."""
    officer, second = sign_in("jianguan"), sign_in("zhuanyuan")
    pair = {"checker": node.person("jianguan"), "second": node.person("zhuanyuan")}
    assert "须是两个人" in refused(officer, doubt.id, "assign", pair | {"second": pair["checker"]})
    assert take(officer, doubt.id, "assign", pair) == "待核查"
    finding = {"conclusion": "设备或线路故障", "finding": "探头损坏，已更换"}
    photo = SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff example", "image/jpeg")
    assert take(officer, doubt.id, "check", finding, **{"proof.photo": photo}) == "待复核"
    refused(officer, doubt.id, "clear")
    assert take(second, doubt.id, "clear") == "已排除"


def test_a_fast_rise_is_an_alarm_and_a_slow_one_is_not(stream: Stream, now: Now, sign_in: SignIn) -> None:
    for code in ("fast", "slow"):
        stream.sensor(code, site=code)
    stream.put(
        "watch_rule", code="rise", title="甲烷上升过快", measures="甲烷", sort="每分钟变化", basis="企业制度",
        limits=[{"level": "橙色", "limit": "0.1"}, {"level": "红色", "limit": "0.2"}],
    )  # fmt: skip
    stream.look()
    stream.run(8, lambda n: [{"id": "fast", "v": 0.1 + 0.12 * n}, {"id": "slow", "v": 0.1 + 0.05 * n}])
    [alarm] = of_kind("alarm")
    assert (alarm.severity, alarm.title) == ("橙色", "监测点 fast 0.12 %CH4/分钟（报警值 0.1）")
    stream.run(1, lambda _: [{"id": "fast", "v": 1.6}])
    assert Matter.objects.get(id=alarm.id).severity == "红色"
    refusal = refused(sign_in("diaodu"), alarm.id, "close")
    assert "待签收" in refusal
    stream.run(2, lambda _: [{"id": "fast", "v": 0.2}])
    alarm_closed(now, sign_in, alarm)


def test_rain_over_several_spans_at_once(stream: Stream, now: Now, sign_in: SignIn) -> None:
    stream.sensor("rain", measures="雨量", measured_in="mm", period="300", flat=True)
    spans = [("橙色", "50", "180"), ("红色", "100", "180"), ("黄色", "50", "360"), ("蓝色", "50", "720")]
    rows = [{"level": level, "limit": limit, "span": span} for level, limit, span in spans]
    stream.put(
        "watch_rule", code="rain", title="雨量累计超限", measures="雨量", sort="时段累计", limits=rows, basis="示例〔2026〕3号"
    )
    stream.look()
    five = timedelta(minutes=5)
    stream.run(12, lambda _: [{"id": "rain", "v": 4.0}], five)
    assert of_kind("alarm") == []
    stream.run(1, lambda _: [{"id": "rain", "v": 4.0}], five)
    [alarm] = of_kind("alarm")
    assert (alarm.severity, len(alarm.facts["signals"])) == ("橙色", 3), "3, 6 and 12 hours speak at once"
    stream.run(14, lambda _: [{"id": "rain", "v": 4.0}], five)
    assert Matter.objects.get(id=alarm.id).severity == "红色"
    dispatcher = sign_in("diaodu")
    assert take(dispatcher, alarm.id, "receive") == "待核查"
    take(dispatcher, alarm.id, "confirm", {"found": "短时强降雨，已停止露天作业"})
    take(dispatcher, alarm.id, "handle", {"did": "撤离低洼处人员"})
    told = {"cause": "外部原因", "measures": "排水", "left": ""}
    take(dispatcher, alarm.id, "report", told, **{"proof.file": paper()})
    assert "没有恢复正常" in refused(sign_in("daibankuang"), alarm.id, "close"), "it has stopped, the six hours have not passed"
    stream.run(13 * 12, lambda _: [{"id": "rain", "v": 0.0}], five)
    assert take(sign_in("daibankuang"), alarm.id, "close") == "已消警"


def test_conditions_of_a_site_together_are_one_alarm(stream: Stream, now: Now, sign_in: SignIn) -> None:
    gas = [stream.sensor(f"g{n}", site="三号面", limit="1.0") for n in range(3)]
    fan = stream.sensor("fan", site="三号面", measures="开停", measured_in="开/停", flat=True, period="60")
    stopped = stream.put(
        "watch_rule", code="fan-off", title="风机停", measures="开停", sort="数值", way="低于报警", basis="企业制度",
        limits=[{"level": "橙色", "limit": "0"}], condition=True,
    )  # fmt: skip
    two = [{"sensor": id, "what": "超过报警值"} for id in gas]
    stream.put(
        "joint_rule",
        code="two",
        title="三个探头中两个超限",
        conditions=two,
        need="至少几个成立",
        least="2",
        level="红色",
        basis="设计",
    )
    both = [{"sensor": fan, "what": "监测规则", "rule": stopped}, two[0]]
    stream.put("joint_rule", code="both", title="风机停运且瓦斯超限", conditions=both, level="红色", basis="企业制度")
    stream.look()
    stream.run(2, lambda _: [{"id": "fan", "v": 0}, *({"id": f"g{n}", "v": 0.2} for n in range(3))])
    assert of_kind("alarm") == [], "a condition alone says nothing"
    stream.run(1, lambda _: [{"id": "g1", "v": 1.1}, {"id": "fan", "v": 0}])
    [alarm] = of_kind("alarm")
    assert alarm.severity == "橙色"
    stream.run(1, lambda _: [{"id": "g0", "v": 1.2}, {"id": "fan", "v": 0}])
    alarm = Matter.objects.get(id=alarm.id)
    rules = {one["rule"].partition("（")[0] for one in alarm.facts["signals"]}
    assert rules == {"超过报警值", "三个探头中两个超限", "风机停运且瓦斯超限"}
    assert alarm.severity == "红色"
    stream.run(1, lambda _: [{"id": "fan", "v": 1}, *({"id": f"g{n}", "v": 0.2} for n in range(3))])
    assert all(one["quiet"] for one in Matter.objects.get(id=alarm.id).facts["signals"])
    alarm_closed(now, sign_in, alarm)


def test_what_cannot_be_true_at_once_is_a_doubt(stream: Stream, sign_in: SignIn) -> None:
    high, low = (stream.sensor(code, site="二号面", limit="1.0", way=way) for code, way in (("a", "高于报警"), ("b", "低于报警")))
    pair = [{"sensor": high, "what": "超过报警值"}, {"sensor": low, "what": "低于报警值"}]
    stream.put("joint_rule", code="pair", title="同处两个探头读数相反", conditions=pair, means="相互矛盾的疑点", basis="企业制度")
    stream.look()
    stream.run(2, lambda _: [{"id": "a", "v": 1.5}, {"id": "b", "v": 0.1}])
    [doubt] = of_kind("integrity_doubt")
    assert doubt.title == "疑似相互矛盾：监测点 a"
    doubt_cleared(sign_in, doubt)


def cut(n: int) -> float:
    return min(4.0, 3.0 + 0.2 * n)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("超出量程", lambda n, at: [{"id": "a", "v": 9.0 if n > 2 else 0.1 * n}]),
        ("削顶", lambda n, at: [{"id": "a", "v": cut(n)}]),
        ("时间错位", lambda n, at: [{"id": "a", "v": 0.3 + 0.01 * n, "t": at - 60_000 * (20 + 2 * n if n > 2 else 0)}]),
        ("未报备作业", lambda n, at: [{"id": "a", "v": 0.1, "q": 1 if n == 3 else 0}]),
    ],
)
def test_a_sensor_that_cannot_be_right_is_doubted(stream: Stream, now: Now, sign_in: SignIn, kind: str, said: Any) -> None:
    stream.sensor("a", least="0", most="4")
    stream.look()
    stream.run(18, lambda n: said(n, ms(now.at)))
    [doubt] = of_kind("integrity_doubt", title=f"疑似{kind}：监测点 a")
    assert doubt.facts["kind"] == kind
    doubt_cleared(sign_in, doubt)


def test_a_camera_that_dies_is_doubted_and_what_it_sees_is_an_alarm(stream: Stream, now: Now, sign_in: SignIn) -> None:
    code = "14062100001320000001"
    camera = {"code": code, "name": "主井口", "spot": "井口", "site": "主井", "gateway": stream.gateway, "period": "30"}
    form = camera | {"detects": ["烟火"], "gateway": "", **stream.where}
    assert "选定由哪个网关上报" in sign_in("jianguan").post("/r/camera/new", form).content.decode()
    stream.put("camera", **camera, detects=["烟火", "人员闯入"])
    stream.look()
    stream.run(4, lambda _: [{"id": code, "v": 1}])
    stream.say({"id": f"{code}/烟火", "v": 1}, {"id": f"{code}/离岗", "v": 1})
    assert [f"监测点“{code}/离岗”没有登记" in why for why in letters()] == [True]
    [alarm] = of_kind("alarm")
    assert alarm.title == "主井口：视频识别：烟火"
    stream.run(1, lambda _: [{"id": f"{code}/烟火", "v": 0}, {"id": code, "v": 1}])
    alarm_closed(now, sign_in, alarm)
    stream.run(12, lambda _: [{"id": code, "v": 0}])
    [doubt] = of_kind("integrity_doubt")
    assert (doubt.title, doubt.facts["camera"]) == ("疑似视频中断：主井口", Matter.objects.get(id=alarm.id).facts["subject"])
    doubt_cleared(sign_in, doubt)
    now.at += timedelta(minutes=30)
    stream.desk.intake.take([], ms(now.at))
    assert len(of_kind("integrity_doubt")) == 2, "and one that says nothing at all"


def test_more_people_than_were_declared(stream: Stream, now: Now, sign_in: SignIn) -> None:
    counter = stream.sensor("gate", measures="人数", measured_in="人", flat=True, site="副井")
    post = {"code": "S1", "name": "副井口", "counts": "人员", "sensors": [counter], "since": "2026-01-05", "basis": "停产指令"}
    page = sign_in("jianguan").post("/r/sentry/new", post | {"running": "停产停工", "declared": "5", **stream.where})
    assert "报备数应为 0" in page.content.decode()
    stream.put("sentry", **post, running="正常生产", declared="12", site="副井")
    stream.look()
    stream.run(3, lambda n: [{"id": "gate", "v": 10 + n}])
    assert of_kind("alarm") == []
    stream.put("sentry", **post, running="停产停工", declared="0", site="副井")
    stream.look()
    stream.run(1, lambda n: [{"id": "gate", "v": 0}])
    assert of_kind("alarm") == []
    stream.run(1, lambda n: [{"id": "gate", "v": 2}])
    [alarm] = of_kind("alarm")
    assert alarm.facts["signals"][0]["rule"].startswith("副井口：清点多于报备（报备 0）")
    stream.run(1, lambda n: [{"id": "gate", "v": 0}])
    alarm_closed(now, sign_in, alarm)


def test_statistics_tell_how_long_before_the_limit_a_rule_spoke(stream: Stream, now: Now, sign_in: SignIn) -> None:
    stream.sensor("a", limit="1.0", level="红色")
    stream.put(
        "watch_rule", code="rise", title="甲烷上升过快", measures="甲烷", sort="每分钟变化", basis="企业制度",
        limits=[{"level": "橙色", "limit": "0.05"}],
    )  # fmt: skip
    stream.look()
    stream.run(20, lambda n: [{"id": "a", "v": 0.1 + 0.06 * n}])
    [alarm] = of_kind("alarm")
    assert [one["severity"] for one in alarm.facts["signals"]] == ["橙色", "红色"]
    dispatcher = sign_in("diaodu")
    take(dispatcher, alarm.id, "receive")
    page = sign_in("jianguan").get("/monitoring/statistics").content.decode()
    rows = {name: row for name, row in re.findall(r'<tr><td class="name">(?:<a [^>]*>)?([^<（]+)(.*?)</tr>', page, re.S)}
    figures = {name: re.findall(r">([0-9.]+)</td>", row) for name, row in rows.items()}
    assert figures["甲烷上升过快"][-2:] == ["15.0", "0"], "it spoke fifteen minutes before the limit"
    assert "—" in rows["超过报警值"]
    now.at += timedelta(minutes=5)
    take(dispatcher, alarm.id, "confirm", {"found": "通风不良"})
    take(sign_in("daibankuang"), alarm.id, "incident", {"reason": "人员被困"})
    page = sign_in("jianguan").get("/monitoring/statistics").content.decode()
    assert ">23.0<" in page, "to the incident"
