"""12 and 13 of the manual's pictures: the county's rule is put down and checked, gas climbs at a mine, the dispatcher answers."""

import base64
import json
import math
import os
import subprocess
import sys
import time
import urllib.request

from tools.browse import Story
from tools.manual_wall import wall

CALM = tuple(round(0.2 + 0.03 * math.sin(n / 9) + n % 4 / 200, 3) for n in range(300))
GAS = (0.21, 0.34, 0.48, 0.77, 0.96, 1.12, 1.32)
GATEWAY, SENSOR = "CSMY-01", "CSMY-CH4-1031"


def monitoring(story: Story) -> None:
    rule(story)
    send(story, CALM + GAS)
    alarm = story.matter("diaodu", "1031 工作面甲烷", "alarm")
    page = story.of("diaodu")
    page.goto("/monitoring/")
    story.shot(page, "12-console", height=420)
    phone = story.of("diaodu", "phone")
    phone.goto("/monitoring/")
    story.shot(phone, "12-phone")
    page.locator(f"form[action$='{alarm}'] button").click()
    page.wait_for_load_state()
    story.shot(page, "12-alarm", height=820)
    page = story.press("diaodu", alarm, "核查为真实")
    page.fill("[name=found]", "上隅角风量不足，人员已撤到进风巷，现场无火源。")
    story.shot(page, "12-check", height=420)
    page.click("#form .btn--main")
    page.wait_for_load_state()
    filing(story)
    officer = story.of("jianguan")
    officer.goto("/monitoring/statistics")
    story.shot(officer, "12-statistics", height=480)
    officer.locator("a[href^='/monitoring/sites/']").first.click()
    officer.wait_for_load_state()
    story.shot(officer, "12-site", height=700)
    devices(story)
    wall(story)


def devices(story: Story) -> None:
    """13 and 16: the curve of a sensor; a message that names a sensor nobody entered, and where it waits; online rates."""
    officer = story.of("jianguan")
    officer.locator("a[href^='/monitoring/sensors/']", has_text="1031 工作面甲烷").first.click()
    officer.wait_for_load_state()
    officer.click("a[href='?span=1h']")
    officer.wait_for_load_state()
    officer.locator("svg polyline").first.wait_for(state="attached")
    story.shot(officer, "13-sensor", height=700)
    send(story, (0.22,), "CSMY-CH4-9999")
    page = story.of("jingban")
    for _ in range(40):
        page.goto("/exchange/devices")
        if page.locator("main details").count():
            break
        page.wait_for_timeout(500)
    page.locator("main details summary").first.click()
    story.shot(page, "13-devices", height=640)
    officer.goto("/monitoring/access")
    story.shot(officer, "16-access", height=480)
    officer.goto("/r/watch_rule/new")
    story.shot(officer, "16-rule", height=900)


def rule(story: Story) -> None:
    """接警规则: written by one, checked by another; only then it counts."""
    page = story.of("jingban")
    page.goto("/r/alarm_rule/new")
    page.fill("[name=title]", "煤矿监测报警接警规则（示例）")
    page.fill("[name=source]", "示例〔2026〕12号")
    page.fill("[name=since]", "2026-01-01")
    for level in ("红色", "橙色"):
        page.get_by_label(level).check()
    story.shot(page, "12-rule", height=720)
    page.click("#form .btn--main")
    page.wait_for_load_state()
    second = story.of("fuhe")
    second.goto("/r/alarm_rule")
    second.locator("main a", has_text="煤矿监测报警接警规则").first.click()
    second.locator("button:text-is('核对无误')").click()
    second.wait_for_load_state()


def filing(story: Story) -> None:
    """The form of a filing, filled but not sent."""
    page = story.of("diaodu")
    page.goto("/new/sensor_work")
    page.get_by_label("标校", exact=True).check()
    page.get_by_label("1031 回风流甲烷（示例）").check()
    page.fill("[name=reason]", "月度标校；作业点通风良好，便携仪随身。")
    page.fill("[name=worker]", "示例仪表工")
    story.shot(page, "12-filing", height=760)


def send(story: Story, values: tuple[float, ...], sensor: str = SENSOR) -> None:
    """The mine's gateway sends readings, as its device would."""
    told = subprocess.run(
        [sys.executable, "-m", "anlan.run", "gateways"], env=os.environ, capture_output=True, text=True, check=True
    )
    secret = next(line.split("\t")[1] for line in told.stdout.splitlines() if line.startswith(GATEWAY))
    now = int(time.time() * 1000)
    rows = [{"id": sensor, "t": now - 10_000 * (len(values) - n), "v": value} for n, value in enumerate(values)]
    heads = {"Authorization": "Basic " + base64.b64encode(f"{GATEWAY}:{secret}".encode()).decode()}
    request = urllib.request.Request(f"{story.url}/exchange/readings", json.dumps(rows).encode(), heads)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 202
