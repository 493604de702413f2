"""Monitoring with its people: gas climbs and nobody answers, the county's rule, a storm, a filing kept silent and an unfiled one
doubted. Events come from the plain engine over a written curve; every act of a person goes through a page."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, paper, refused, state, take, unit_of

from anlan.duties.loops.clue_transfer import CLUE_TRANSFER
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.plan import Plan, Sensor, plan_of
from anlan.engines.stream_rules.reference import Reference
from anlan.engines.stream_rules.rules import Measure, Quality, Rule
from anlan.kernel import calendar, queries, records
from anlan.kernel.facts import read
from anlan.kernel.models import Entry, Matter, Outgoing, Proof, Record
from anlan.monitoring import alarms, filings
from anlan.monitoring.queries import Listed
from anlan.monitoring.signals import Said
from anlan.run import node
from anlan.run.sample import MAKER

TOWN = "140621103"
GAS = Rule("high", Measure.VALUE, (1.0, 1.5), "超过报警值", "AQ 1029-2019", clears=(0.9, 1.4))
UNFILED = Rule("unfiled", Measure.UNFILED, (1,), "未报备即停用")


@pytest.fixture
def firm(sample_county: None) -> str:
    return unit_of("diaodu")


def listed(firm: str, at: datetime, code: str = "ch4-1", site: str = "1 号面", **more: Any) -> Listed:
    """A sensor put on record, as the intake knows it."""
    facts = {
        "code": code,
        "name": f"甲烷 {code}",
        "unit": firm,
        "place": TOWN,
        "sector": "煤矿",
        "site": site,
        "measures": "甲烷",
    }
    facts |= {"measured_in": "%CH4", "limit": "1.0", "standard": "coal_monitoring.methane.face.alarm"} | more
    kept = records.put_record("sensor", facts, MAKER, at=at)
    return Listed(kept.id, code, "", Record.objects.get(id=kept.id).facts)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def plan() -> Plan:
    return plan_of((GAS, UNFILED), [Sensor(("high", "unfiled"))])


def event(time: datetime, was: int, level: int, value: float = 1.2, rule: str = "high") -> Event:
    kind = "raise" if not was else "clear" if not level else "step_up" if level > was else "step_down"
    return Event(kind, rule, 0, was, level, ms(time), value, value, 1.0, "超过报警值", "AQ 1029-2019", 1, (0, ms(time), ms(time)))


def curve(
    sensor: Listed, begin: datetime, values: Iterable[float], engine: Reference, quality: Quality = Quality.GOOD
) -> list[Said]:
    """A reading a minute through the engine; what it says of them, with the readings."""
    told, before = len(engine.events), []
    for n, value in enumerate(values):
        before.append((ms(begin + timedelta(minutes=n)), value))
        engine.read(0, *before[-1], int(quality))
    return [Said(one, sensor, tuple(row for row in before if row[0] <= one.time)) for one in engine.events[told:]]


def local(at: datetime) -> str:
    """A moment as a form sends it."""
    return calendar.local(at).strftime("%Y-%m-%dT%H:%M")


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", b"\xff\xd8\xff example", "image/jpeg")


def minutes(now: Now, n: int) -> None:
    """The clock of the story, minute by minute, as the real one meets its rows."""
    for _ in range(n):
        now.at += timedelta(minutes=1)
        now.run()


RULED = {
    "title": "煤矿接警规则", "place": "140621", "sectors": ["煤矿"], "levels": ["红色", "橙色"], "source": "示例〔2025〕12号",
    "since": "2025-01-01",
}  # fmt: skip


def rule(now: Now, **more: Any) -> None:
    """The county's 接警规则, as if put down and checked by a second person."""
    records.put_record("alarm_rule", RULED | more, MAKER, at=now.at)


GASSY = (0.2, 0.4, 0.7, 1.1, 1.3, 1.2, 0.8)


def test_gas_climbs_and_the_alarm_with_it_until_somebody_answers_checks_and_closes(now: Now, sign_in: SignIn, firm: str) -> None:
    sensor = listed(firm, now.at)
    told = curve(sensor, now.at - timedelta(minutes=3), GASSY[:5], engine := Reference(plan()))
    [alarm] = alarms.tell(told, now.at)
    assert Matter.objects.get(id=alarm).title == "甲烷 ch4-1 1.1 %CH4（报警值 1）"
    assert alarms.tell(told, now.at) == [], "told again, nothing more"
    dispatcher, leader, officer = (sign_in(login) for login in ("diaodu", "daibankuang", "jianguan"))
    page = refused(officer, alarm, "receive")
    assert "还没有升级到您这里" in page
    minutes(now, 11)
    matter = Matter.objects.get(id=alarm)
    assert (matter.holder_role, matter.facts["reached"]) == ("officer", "行业部门")
    told_of = set(Outgoing.objects.filter(subject=alarm).values_list("role", flat=True))
    assert {"dispatcher", "shift_leader", "firm_head", "officer", "supervisor"} <= told_of
    assert take(officer, alarm, "receive", {"said": "已电话通知矿调度室，立即撤人"}) == "待核查"
    minutes(now, 20)
    assert Matter.objects.get(id=alarm).facts["reached"] == "行业部门", "an answer stops the climbing"
    assert take(dispatcher, alarm, "confirm", {"found": "上隅角瓦斯积聚，人员已撤出"}) == "处置中"
    assert take(dispatcher, alarm, "handle", {"did": "加大风量，挂风障"}) == "待反馈"
    answer = {"cause": "通风不良", "measures": "补设风障，每班测两次", "left": "false"}
    assert "请附处置后的照片、文件或读数" in refused(dispatcher, alarm, "report", answer)
    assert take(dispatcher, alarm, "report", answer, **{"proof.file": paper("测风记录.pdf")}) == "待消警"
    assert "1 个监测点没有恢复正常" in refused(leader, alarm, "close")
    assert "办理" in refused(dispatcher, alarm, "close")
    assert alarms.tell(curve(sensor, now.at, GASSY[5:], engine), now.at) == [alarm]
    assert take(leader, alarm, "close") == "已消警"
    assert alarms.tell(told, now.at) == [], "what a closed alarm knows opens nothing"
    assert Entry.objects.filter(subject=alarm, body__contains='"through":"door"').exists()


@pytest.mark.parametrize(("levels", "reached"), [(None, "行业部门"), (["红色"], "行业部门"), (["红色", "橙色"], "市")])
def test_the_county_is_called_only_as_its_own_rule_says(now: Now, firm: str, levels: list[str] | None, reached: str) -> None:
    if levels is not None:
        rule(now, levels=levels)
    [alarm] = alarms.tell([Said(event(now.at, 0, 1), listed(firm, now.at))], now.at)
    minutes(now, 31)
    assert Matter.objects.get(id=alarm).facts["reached"] == reached
    story = "".join(Entry.objects.filter(subject=alarm).values_list("body", flat=True))
    assert ("没有登记适用的接警规则" in story) is (levels is None)
    assert ("没有把橙色报警列为升级到县" in story) is (levels == ["红色"])


def test_a_rule_counts_only_when_a_second_person_has_checked_it(now: Now, firm: str) -> None:
    clerk = queries.actor(node.person("jingban"), now.at)
    kept = records.put_record("alarm_rule", RULED, clerk, at=now.at)
    [alarm] = alarms.tell([Said(event(now.at, 0, 1), listed(firm, now.at))], now.at)
    minutes(now, 16)
    assert Matter.objects.get(id=alarm).facts["reached"] == "行业部门"
    records.check_record(kept.id, queries.actor(node.person("fuhe"), now.at), at=now.at)
    minutes(now, 5)
    assert Matter.objects.get(id=alarm).facts["reached"] == "县带班领导"


def test_a_flapping_sensor_is_one_signal_and_its_neighbours_join_it(now: Now, firm: str) -> None:
    sensor, near, far = (listed(firm, now.at, code, site) for code, site in (("a", "1 号面"), ("b", "1 号面"), ("c", "2 号面")))
    flaps = [event(now.at + timedelta(seconds=n), n % 2, 1 - n % 2) for n in range(60)]
    for n in range(0, 60, 7):
        alarms.tell([Said(one, sensor) for one in flaps[n : n + 7]], now.at + timedelta(minutes=1))
    touched = alarms.tell([Said(event(now.at + timedelta(minutes=2), 0, 2, 1.7), one) for one in (near, far)], now.at)
    assert len(touched) == 2
    first, second = Matter.objects.filter(kind="alarm").order_by("opened", "id")
    joined = next(one for one in (first, second) if one.facts["site"] == "1 号面")
    assert [(one["sensor"], one["times"]) for one in joined.facts["signals"]] == [(near.id, 1), (sensor.id, 30)]
    assert (joined.severity, joined.title) == ("红色", "甲烷 b 1.7 %CH4（报警值 1）等 2 个监测点")


def test_what_grows_worse_after_an_answer_is_to_be_answered_again(now: Now, sign_in: SignIn, firm: str) -> None:
    sensor = listed(firm, now.at)
    [alarm] = alarms.tell([Said(event(now.at, 0, 1), sensor)], now.at)
    take(sign_in("diaodu"), alarm, "receive")
    now.at += timedelta(minutes=40)
    grown = [Said(event(now.at, 1, 2, 1.8), sensor)]
    assert alarms.tell(grown, now.at) == [alarm]
    matter = Matter.objects.get(id=alarm)
    assert (matter.state, matter.severity, matter.holder_role) == ("待签收", "红色", "dispatcher")
    now.run()
    assert Matter.objects.get(id=alarm).facts["reached"] == "值班员", "it climbs from the first rung, at its pace"
    assert alarms.tell(grown, now.at) == []


def test_a_storm_of_ten_thousand_leaves_a_few_alarms_and_told_again_none(now: Now, firm: str) -> None:
    sensors = [listed(firm, now.at, f"s{n}", f"{n % 8} 号面") for n in range(200)]
    storm = [
        Said(event(now.at + timedelta(seconds=n // 200), n // 200 % 2, 1 - n // 200 % 2), sensors[n % 200]) for n in range(10_000)
    ]
    for n in range(0, 10_000, 2500):
        alarms.tell(storm[n : n + 2500], now.at + timedelta(minutes=1))
    assert Matter.objects.filter(kind="alarm").count() == 8
    times = sum(signal["times"] for one in Matter.objects.filter(kind="alarm") for signal in one.facts["signals"])
    assert times == 5000
    before = Entry.objects.count()
    for n in range(0, 10_000, 3000):
        assert alarms.tell(storm[n : n + 3000], now.at + timedelta(minutes=2)) == []
    assert Entry.objects.count() == before


def test_a_filed_calibration_stays_silent_and_the_same_unfiled_becomes_a_doubt(now: Now, sign_in: SignIn, firm: str) -> None:
    filed, bare = (listed(firm, now.at, code, f"{code} 面") for code in ("filed", "bare"))
    dispatcher = sign_in("diaodu")
    begins, ends = now.at + timedelta(minutes=5), now.at + timedelta(minutes=65)
    form = {"sort": "标校", "sensors": filed.id, "unit": firm, "place": TOWN, "reason": "月度标校", "worker": "示例仪表工"}
    work = opened(dispatcher, "sensor_work", form | {"starts": local(begins), "ends": local(ends)})
    assert filings.filed(now.at) == {filed.id: [(minute(begins), minute(ends))]}
    bump = (0.2, 1.0, 2.0, 1.0, 0.2)
    for sensor, windows in ((filed, filings.filed(now.at).get(filed.id, ())), (bare, filings.filed(now.at).get(bare.id, ()))):
        engine = Reference(plan())
        for since, until in windows:
            engine.file(0, ms(since), ms(until))
        alarms.tell(curve(sensor, begins + timedelta(minutes=1), bump, engine, Quality.CALIBRATION), now.at)
    [doubt] = Matter.objects.filter(kind__in=("alarm", "integrity_doubt"))
    assert (doubt.title, doubt.facts["subject"]) == ("疑似未报备作业：甲烷 bare", bare.id)
    [package] = Proof.objects.filter(subject=doubt.id)
    assert package.sha256 == doubt.facts["digest"]
    assert state(work) == "已报备"
    look_into(now, sign_in, doubt.id)


def look_into(now: Now, sign_in: SignIn, doubt: str) -> None:
    """Two officers go, find a clue, and it is handed over in the words of the rule."""
    officer, one, two = sign_in("jianguan"), node.person("jianguan"), node.person("zhuanyuan")
    assert "须是两个人" in refused(officer, doubt, "assign", {"checker": one, "second": one})
    assert take(officer, doubt, "assign", {"checker": one, "second": two}) == "待核查"
    assert sign_in("diaodu").get(f"/m/{doubt}").status_code == 404, "the firm does not look on"
    finding = {"conclusion": "有人为干预线索", "finding": "现场探头被移至进风侧，未见标校记录"}
    assert take(officer, doubt, "check", finding, **{"proof.photo": picture()}) == "待复核"
    second = sign_in("zhuanyuan")
    assert "请复核为线索" in refused(second, doubt, "clear")
    assert take(second, doubt, "refer") == "待移交"
    handed = {"to": "县公安局", "organ": "公安机关", "basis": "国务院令第310号"}
    assert take(officer, doubt, "hand_over", handed) == "已移交"
    clue = Matter.objects.get(kind="clue_transfer", cause=doubt)
    assert (clue.secrecy, read(CLUE_TRANSFER.facts, clue.facts).basis) == ("限知悉人", "国务院令第310号")


def test_a_site_whose_sensors_fall_silent_is_one_doubt(now: Now, firm: str) -> None:
    sensors = [listed(firm, now.at, f"s{n}") for n in range(3)]
    gone = [Said(event(now.at + timedelta(minutes=n), 0, 1, rule="silent"), sensor) for n, sensor in enumerate(sensors)]
    [doubt] = alarms.tell(gone[:2], now.at)
    assert alarms.tell(gone, now.at + timedelta(minutes=5)) == [doubt]
    assert alarms.tell(gone, now.at + timedelta(minutes=6)) == []
    matter = Matter.objects.get(kind="integrity_doubt")
    assert matter.title == "疑似停止上报：甲烷 s0等 2 个监测点"
    assert [f"监测点 s{n}" in matter.facts["ground"] for n in range(3)] == [True] * 3


def test_the_console_shows_what_i_may_answer_and_keeps_still_while_nothing_changes(now: Now, sign_in: SignIn, firm: str) -> None:
    dispatcher, officer = sign_in("diaodu"), sign_in("jianguan")
    assert "没有未消的报警" in dispatcher.get("/monitoring/").content.decode()
    [alarm] = alarms.tell([Said(event(now.at, 0, 1), listed(firm, now.at))], now.at)
    page = dispatcher.get("/monitoring/").content.decode()
    assert f'action="/monitoring/answer/{alarm}"' in page
    assert 'data-ring="橙色"' in page
    there = officer.get("/monitoring/").content.decode()
    assert alarm in there
    assert f"/monitoring/answer/{alarm}" not in there, "it has not climbed to the department"
    assert 'data-ring=""' in there
    again = re.findall(r'hx-get="(/monitoring/\?seen=\w+)"', page)[0]
    assert dispatcher.get(again, headers={"HX-Request": "true"}).status_code == 204
    assert refused_at(officer, f"/monitoring/answer/{alarm}") == state(alarm) == "待签收"
    answered = dispatcher.post(f"/monitoring/answer/{alarm}", follow=True)
    assert "已签收" in answered.content.decode()
    assert state(alarm) == "待核查"
    changed = dispatcher.get(again, headers={"HX-Request": "true"})
    assert (changed.status_code, "<html" in changed.content.decode()) == (200, False)


def refused_at(client: Client, path: str) -> str:
    """Posts what must not be; the state that the page's sentence leaves."""
    assert "还没有升级到您这里" in client.post(path, follow=True).content.decode()
    return "待签收"


def test_silence_is_written_down_and_a_later_alarm_sounds_again(now: Now, sign_in: SignIn, firm: str) -> None:
    dispatcher = sign_in("diaodu")
    sensor, other = listed(firm, now.at), listed(firm, now.at, "x", "2 号面", level="红色")
    alarms.tell([Said(event(now.at, 0, 1), sensor)], now.at)
    now.at += timedelta(seconds=30)
    assert "1 件报警没有签收" in dispatcher.post("/monitoring/mute", follow=True).content.decode()
    [kept] = Record.objects.filter(kind="console_mute")
    assert Entry.objects.filter(subject=kept.id, actor=node.person("diaodu")).count() == 1
    assert 'data-ring=""' in dispatcher.get("/monitoring/").content.decode()
    now.at += timedelta(seconds=30)
    alarms.tell([Said(event(now.at, 0, 1), other)], now.at)
    assert 'data-ring="红色"' in dispatcher.get("/monitoring/").content.decode()
    refused_mute = sign_in("zhuanjia").post("/monitoring/mute", follow=True).content.decode()
    assert "您没有这项权限" in refused_mute


def test_the_duty_room_is_told_that_no_rule_is_in_force(now: Now, sign_in: SignIn) -> None:
    lacking = "还没有登记在用的接警规则"
    assert lacking in sign_in("zhiban").get("/monitoring/").content.decode()
    assert lacking not in sign_in("diaodu").get("/monitoring/").content.decode()
    rule(now)
    assert lacking not in sign_in("zhiban").get("/monitoring/").content.decode()


def test_statistics_and_the_firms_own_page(now: Now, sign_in: SignIn, firm: str) -> None:
    dispatcher, officer = sign_in("diaodu"), sign_in("jianguan")
    assert "这段时间没有报警" in officer.get("/monitoring/statistics").content.decode()
    first, second = (alarms.tell([Said(event(now.at, 0, 1), listed(firm, now.at, code, code))], now.at)[0] for code in "ab")
    now.at += timedelta(minutes=2)
    for alarm in (first, second):
        take(dispatcher, alarm, "receive")
    now.at += timedelta(minutes=4)
    take(dispatcher, first, "confirm", {"found": "瓦斯积聚"})
    take(dispatcher, second, "dismiss", {"result": "误报", "found": "探头进水"}, **{"proof.file": paper()})
    page = officer.get("/monitoring/statistics").content.decode()
    cells = re.findall(r'<td class="num[^"]*">(?:<a [^>]*>)?([^<]+)', page)
    assert cells[:7] == ["2", "1", "1", "50.0", "2.0", "4.0", "0"]
    site = officer.get(f"/monitoring/sites/{firm}").content.decode()
    missing = [word for word in ("一企一档", "甲烷 a", "甲烷 b", "个在线", "误报", "占 50.0 %") if word not in site]
    assert missing == []
    assert sign_in("zhuanjia").get(f"/monitoring/sites/{node.person('diaodu')}").status_code == 404


def test_what_was_withdrawn_or_restored_early_is_filed_no_longer(now: Now, sign_in: SignIn, firm: str) -> None:
    sensor, dispatcher = listed(firm, now.at), sign_in("diaodu")
    begins, ends = now.at + timedelta(minutes=10), now.at + timedelta(minutes=70)
    form = {"sort": "标校", "sensors": sensor.id, "unit": firm, "place": TOWN, "reason": "月度标校", "worker": "示例仪表工"}
    works = [opened(dispatcher, "sensor_work", form | {"starts": local(begins), "ends": local(ends)}) for _ in range(2)]
    whole = (minute(begins), minute(ends))
    assert filings.filed(now.at) == {sensor.id: [whole, whole]}
    take(dispatcher, works[0], "withdraw", {"reason": "改期"})
    now.at += timedelta(minutes=30)
    done = {"restored_at": local(now.at), "outcome": "标气 1.00，校前 0.93，校后 1.00"}
    take(dispatcher, works[1], "restore", done, **{"proof.file": paper("标校记录.pdf")})
    assert filings.filed(now.at - timedelta(days=1)) == {sensor.id: [(whole[0], minute(now.at))]}


def test_a_storm_of_ten_thousand_leaves_a_console_one_can_read(now: Now, sign_in: SignIn, firm: str) -> None:
    """Four hundred sensors of eight firms, a hundred sites, flap twenty-five times each within a minute."""
    firms = [firm, *Record.objects.filter(kind="firm").exclude(id=firm).values_list("id", flat=True)[:7]]
    same = {"place": TOWN, "sector": "煤矿", "measures": "甲烷", "measured_in": "%CH4", "limit": "1.0"}
    rows = [
        same
        | {"code": f"s{n}", "name": f"甲烷 s{n}", "unit": firms[n // 4 % 8], "site": f"{n // 4} 号"}
        | {"level": "红色" if n // 4 == 50 else "橙色"}
        for n in range(400)
    ]
    kept = [one.id for one in records.put_records("sensor", rows, MAKER, at=now.at)]
    facts = Record.objects.in_bulk(kept)
    known = [Listed(id, facts[id].key, "", facts[id].facts) for id in kept]
    storm = [Said(event(now.at + timedelta(seconds=n), n % 2, 1 - n % 2), one) for one in known for n in range(25)]
    assert len(storm) == 10_000
    assert len(alarms.tell(storm, now.at)) == 100
    duty = sign_in("zhiban")
    page = duty.get("/monitoring/").content.decode()
    assert page.count("<tr data-id") == 8, "a line is a firm"
    assert "待签收</span><b>100</b>" in page
    assert re.findall(r'<tr data-id="(\w+)"', page)[0] == firms[2], "the gravest first"
    of_one = duty.get("/monitoring/", {"unit": firm}).content.decode()
    assert 12 <= of_one.count("<tr data-id") <= 13
    dispatcher = sign_in("diaodu")
    told = dispatcher.post("/monitoring/answer", {"unit": firm}, follow=True).content.decode()
    assert "已签收 13 件" in told
    assert Matter.objects.filter(kind="alarm", state="待核查").count() == 13
    assert "已签收 0 件" in duty.post("/monitoring/answer", {"unit": firms[1]}, follow=True).content.decode(), "not yet called"
    silenced = dispatcher.post("/monitoring/mute", follow=True).content.decode()
    assert "0 件报警没有签收" in silenced
