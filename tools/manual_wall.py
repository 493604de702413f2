"""15 of the manual's pictures: the wall of a county with some hundred sensors, and a limit tried over a year of readings."""

import json
import math
import os
import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.browse import Story

MANY, TRIED = 240, "CSMY-CO-1031"


def wall(story: Story) -> None:
    enter()
    page = story.of("zhiban")
    page.goto("/monitoring/wall/")
    page.locator("[data-map][data-ready]").wait_for(timeout=60_000)
    page.locator("[data-near] li").first.wait_for(timeout=60_000)
    page.locator("[data-map][data-live='1']").wait_for(timeout=60_000)
    story.shot(page, "15-wall", height=760)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-panel] li").first.wait_for(timeout=60_000)
    page.wait_for_timeout(800)
    story.shot(page, "15-near", height=760)
    phone = story.of("zhiban", "phone")
    phone.goto("/monitoring/wall/")
    phone.locator("[data-map][data-ready]").wait_for(timeout=60_000)
    phone.wait_for_timeout(800)
    story.shot(phone, "15-phone")
    tried(story)


def tried(story: Story) -> None:
    page = story.of("anquan")
    page.goto("/r/sensor")
    page.locator("main a", has_text="回风流一氧化碳").first.click()
    page.wait_for_load_state()
    page.goto(f"/monitoring/backtest?sensor={page.url.rpartition('/')[2]}")
    page.fill("[name=limit]", "20")
    page.fill("[name=back]", "2")
    page.fill("[name=from]", str(TODAY - timedelta(days=59)))
    page.click("main .btn--main")
    page.locator("svg .strip-bar").first.wait_for(state="attached", timeout=120_000)
    story.shot(page, "15-trial", height=760)
    page.locator("a:text-is('全单位试算')").click()
    page.fill("[name=limit]", "20")
    page.click("main .btn--main")
    page.locator("text=算完了").wait_for(timeout=120_000)
    story.shot(page, "15-many", height=420)


TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def enter() -> None:
    """Sensors all over the county, as an import would bring them, and two months of carbon monoxide, as a file would."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "anlan.settings.embedded", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from anlan.kernel import records
    from anlan.kernel.directory import standing
    from anlan.run.sample import MAKER

    chance, firms = random.Random(15), list(standing("firm").values_list("id", "place", "lon", "lat"))
    rows = []
    for n in range(MANY):
        unit, place, lon, lat = firms[n % len(firms)]
        point = (lon + int(chance.gauss(0, 80_000)), lat + int(chance.gauss(0, 60_000)))
        rows.append(
            {"code": f"SL-{n:03d}", "name": f"可燃气体 {n + 1}（示例）", "unit": unit, "place": place, "point": point,
             "measures": "可燃气体", "measured_in": "%LEL", "limit": "25", "period": "60"}
        )  # fmt: skip
    records.put_records("sensor", rows, MAKER, at=timezone.now())
    for code in ("SL-001", "SL-007", "SL-040", "SL-116"):
        passes(code)
    history(Path(settings.DATA) / "readings", [str(row["code"]) for row in rows])


def passes(code: str) -> None:
    """A sensor passes its limit, as the engine tells it."""
    from django.utils import timezone

    from anlan.engines.stream_rules.events import Event
    from anlan.kernel.directory import standing
    from anlan.monitoring import alarms
    from anlan.monitoring.queries import Listed
    from anlan.monitoring.signals import Said

    now, found = timezone.now(), standing("sensor").get(key=code)
    ms = int(now.timestamp() * 1000)
    event = Event("raise", "high", 0, 0, 1, ms, 27.5, 27.5, 25.0, "超过报警值", "", 1, (0, ms, ms))
    alarms.tell([Said(event, Listed(found.id, code, "", found.facts))], now)


def history(folder: Path, codes: list[str]) -> None:
    import numpy as np
    import pyarrow as pa

    from anlan.monitoring.history import History

    now, chance = int(datetime.now(ZoneInfo("Asia/Shanghai")).timestamp() * 1000), random.Random(7)
    at = np.arange(now - 60 * 86_400_000, now - 86_400_000, 600_000)
    value = np.array(
        [max(0.0, 9 + 4 * math.sin(n / 40) + chance.gauss(0, 1) + (14 if n % 611 < 9 else 0)) for n in range(at.size)]
    )
    table = {"sensor": [TRIED] * at.size, "at": at, "value": value.round(1), "quality": np.zeros(at.size, np.int8)}
    stored = History(folder / "history")
    stored.append(pa.table(table), upto=stored.recorded() + 1)
    file = folder / "latest.json"
    said = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(said | {code: [now - chance.randrange(50_000), 3.2] for code in codes[:-9]}))
