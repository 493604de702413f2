"""The wall in a real browser: frames a second, how soon input is answered, bytes a change; on a GPU or a software renderer.

bin/bench wall [--sensors 50000] [--seconds 20] [--chromium FILE] [--gpu] [--pictures FOLDER] [--folder FOLDER]: a sample county
with so many sensors on one `anlan up`; the readings' file is written anew every five seconds as the intake writes it, alarms
come by `tell`.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = 112.45, 39.15, 113.05, 39.68
FIRMS, BITE, QUIET = 400, 500, 0.01
SLOW, SMOOTH = 200, 30
WORDS = {True: "达到", False: "未达到"}
MEASURE = """() => {
  window.told = { frames: [], answers: [], long: [] };
  const [after, waiting] = [new MessageChannel(), []];
  after.port1.onmessage = () => {
    const now = performance.now();
    while (waiting.length) told.answers.push(now - waiting.shift());
  };
  const asked = ({ timeStamp }) => requestAnimationFrame(() => {
    waiting.push(timeStamp);
    after.port2.postMessage(0);
  });
  for (const name of ['pointerdown', 'mousemove', 'wheel', 'keydown', 'click']) addEventListener(name, asked, true);
  const seen = new PerformanceObserver((list) => told.long.push(...list.getEntries().map((one) => one.duration)));
  seen.observe({ type: 'event', durationThreshold: 16 });
  const beat = (at) => {
    told.frames.push(at);
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
}"""
RENDERER = """() => { const gl = document.createElement('canvas').getContext('webgl');
  return gl.getParameter(gl.getExtension('WEBGL_debug_renderer_info').UNMASKED_RENDERER_WEBGL); }"""


def county(sensors: int, kept: str) -> Path:
    """A sample county with so many sensors of some hundred firms; its folder, that of an earlier run if it is told."""
    folder = Path(kept or tempfile.mkdtemp(prefix="anlan-wall-"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "anlan.settings.embedded", "ANLAN_DATA": str(folder), "ANLAN_LOG": "ERROR"}
    import django

    django.setup()
    from django.utils import timezone

    from anlan.kernel import records
    from anlan.run import sample

    now = timezone.now()
    sample.make(now)
    if (folder / "readings").exists():
        return folder
    firms = homes()
    for begin in range(0, sensors, BITE):
        rows = [sensor(n, firms[n % len(firms)]) for n in range(begin, min(sensors, begin + BITE))]
        records.put_records("sensor", rows, sample.MAKER, at=now)
    return folder


def homes() -> list[tuple[str, str, float, float]]:
    """Firm, town and where; invented firms all over the county."""
    from anlan.kernel.directory import standing

    chance = random.Random(7)
    firms = list(standing("firm").values_list("id", "place"))
    return [(*firms[n % len(firms)], chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)) for n in range(FIRMS)]


def sensor(n: int, home: tuple[str, str, float, float]) -> dict[str, Any]:
    unit, place, lon, lat = home
    chance = random.Random(n)
    point = (int((lon + chance.gauss(0, 0.004)) * 1e7), int((lat + chance.gauss(0, 0.003)) * 1e7))
    facts = {"code": f"W{n:06d}", "name": f"监测点 {n}（示例）", "unit": unit, "place": place, "point": point, "period": "10"}
    return facts | {
        "site": f"设施 {n % FIRMS}",
        "measures": "甲烷",
        "measured_in": "%CH4",
        "limit": "1.0",
        "level": random.Random(n).choice(LEVELS),
    }


LEVELS = ("蓝色", "黄色", "橙色", "红色")


class Feeder(threading.Thread):
    """The readings as the intake leaves them, every five seconds: all speak but some, and one more passes its limit."""

    def __init__(self, folder: Path, sensors: int) -> None:
        super().__init__(daemon=True)
        self.file, self.sensors, self.stop = folder / "readings" / "latest.json", sensors, threading.Event()
        self.quiet = set(random.Random(1).sample(range(sensors), int(sensors * QUIET)))
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.last = {n: (1, 0.3) for n in range(sensors)}

    def write(self) -> None:
        now = int(time.time() * 1000)
        chance = random.Random(now)
        for n in chance.sample(range(self.sensors), self.sensors // 1000 + 1):
            self.quiet ^= {n}
        for n in self.last:
            if n not in self.quiet:
                self.last[n] = (now - chance.randrange(10_000), 0.3)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps({f"W{n:06d}": one for n, one in self.last.items()}))
        part.rename(self.file)

    def run(self) -> None:
        while not self.stop.wait(5):
            self.write()
            alarm(random.randrange(self.sensors))


def alarm(n: int) -> None:
    from django.utils import timezone

    from anlan.engines.stream_rules.events import Event
    from anlan.kernel.directory import standing
    from anlan.monitoring import alarms
    from anlan.monitoring.queries import Listed
    from anlan.monitoring.signals import Said

    now, found = timezone.now(), standing("sensor").get(key=f"W{n:06d}")
    ms = int(now.timestamp() * 1000)
    said = Event("raise", "high", 0, 0, 1, ms, 1.2, 1.2, 1.0, "超过报警值", "", 1, (0, ms, ms))
    alarms.tell([Said(said, Listed(found.id, found.key, "", found.facts))], now)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    import subprocess

    from tools.browse import await_answer, free_port

    port = int(os.environ.get("ANLAN_BENCH_PORT", "0")) or free_port()
    words = [sys.executable, "-m", "anlan.run", "up", "--port", str(port), "--workers", "2"]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(words, env=dict(os.environ), stdout=log, stderr=log)
        try:
            await_answer(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


class Wall:
    """The wall open in a browser, and what was measured there."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.failed = False

    def figure(self, name: str, value: str, good: bool | None = None, goal: str = "") -> None:
        self.failed |= good is False
        print(f"{name:<28}{value:>24}  {f'目标 {goal}，{WORDS[good]}' if good is not None else ''}", flush=True)

    def measured(self, name: str, act: Callable[[], None]) -> None:
        """Frames and answers while something is done."""
        self.page.evaluate("() => { told.frames = []; told.answers = []; told.long = []; }")
        act()
        self.page.wait_for_timeout(400)
        told = self.page.evaluate("() => told")
        gaps = [late - early for early, late in zip(told["frames"], told["frames"][1:], strict=False)]
        answers = sorted([*told["answers"], *told["long"]])
        worst, middle = (answers[int(len(answers) * 0.98)], statistics.median(answers)) if answers else (0.0, 0.0)
        frames = 1000 / statistics.mean(gaps) if gaps else 0.0
        self.figure(name, f"{frames:.0f} 帧/秒", None)
        self.figure("  输入到画出", f"中位 {middle:.0f} p98 {worst:.0f} ms", worst <= SLOW, f"{SLOW} ms")

    def drag(self) -> None:
        mouse = self.page.mouse
        mouse.move(900, 500)
        mouse.down()
        for n in range(60):
            mouse.move(900 - 6 * n, 500 + 2 * (n % 20), steps=1)
        mouse.up()

    def wheel(self, way: int) -> None:
        """Towards or away from a cell in the middle of the view."""
        self.page.mouse.move(900, 450)
        for _ in range(6):
            self.page.mouse.wheel(0, 120 * way)
            self.page.wait_for_timeout(60)

    def click(self) -> None:
        for n in range(5):
            self.page.mouse.click(700 + 90 * n, 450)
            self.page.wait_for_timeout(200)

    def keys(self) -> None:
        for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "j", "k", "Escape"):
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(150)


def run(address: str, args: argparse.Namespace) -> bool:
    from playwright.sync_api import sync_playwright

    from anlan.run.sample_county import PASSWORD

    words = [
        "--no-sandbox",
        "--disable-background-networking",
        *([] if args.gpu else ["--disable-gpu", "--enable-unsafe-swiftshader"]),
    ]
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=args.chromium or None, args=words)
        page = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address, locale="zh-CN").new_page()
        page.goto("/login")
        page.fill("#login", "jingban")
        page.fill("#password", PASSWORD)
        page.click("button.btn--main")
        page.wait_for_url("**/")
        sizes: list[int] = []
        link = page.context.new_cdp_session(page)
        link.send("Network.enable")
        link.on("Network.eventSourceMessageReceived", lambda told: sizes.append(len(told["data"].encode())))
        begun = time.perf_counter()
        page.goto("/monitoring/wall/")
        page.wait_for_selector("[data-map][data-ready]", timeout=60_000)
        wall = Wall(page)
        wall.figure("渲染器", page.evaluate(RENDERER))
        wall.figure("打开到画出", f"{time.perf_counter() - begun:.1f} s")
        wall.figure("监测点", page.locator("[data-said]").inner_text().split("。")[0])
        page.evaluate(MEASURE)
        page.wait_for_timeout(1500)
        picture(page, args.pictures, "county")
        wall.measured("全县（圈）拖动", wall.drag)
        wall.measured("全县 点击", wall.click)
        wall.measured("放大", lambda: wall.wheel(-1))
        picture(page, args.pictures, "near")
        wall.measured("近处（点）拖动", wall.drag)
        wall.measured("近处 点击", wall.click)
        picture(page, args.pictures, "spot")
        wall.measured("键盘", wall.keys)
        wall.measured("缩小", lambda: wall.wheel(1))
        sizes.clear()
        page.wait_for_timeout(args.seconds * 1000)
        wall.figure("推送一次", f"中位 {statistics.median(sizes or [0]):.0f} 最大 {max(sizes or [0])} 字节，{len(sizes)} 次")
        browser.close()
    return wall.failed


def picture(page: Any, folder: str, name: str) -> None:
    if folder:
        page.wait_for_timeout(800)
        page.screenshot(path=f"{folder}/wall-{name}.png")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sensors", type=int, default=50_000)
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser") or "")
    asked.add_argument("--gpu", action="store_true")
    asked.add_argument("--pictures", default="")
    asked.add_argument("--folder", default="", help="the folder of an earlier run, kept afterwards")
    args = asked.parse_args()
    begun = time.perf_counter()
    folder = county(args.sensors, args.folder)
    is_new = not (folder / "readings").exists()
    feeder = Feeder(folder, args.sensors)
    feeder.write()
    for n in range(0, args.sensors if is_new else 0, max(1, args.sensors // 120)):
        alarm(n)
    print(f"{args.sensors} 个监测点备好，{time.perf_counter() - begun:.0f} 秒", flush=True)
    try:
        with served(folder) as address:
            feeder.start()
            failed = run(address, args)
            feeder.stop.set()
    finally:
        if not args.folder:
            shutil.rmtree(folder, ignore_errors=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
