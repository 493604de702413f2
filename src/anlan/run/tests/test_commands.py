"""The commands as a person at the terminal meets them: an installation from nothing, its refusals, what they print."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlan.run.sample_county import FIRMS, PASSWORD, PEOPLE
from anlan.run.tests.elsewhere import Elsewhere

pytestmark = pytest.mark.slow
NOTICE = Path(__file__).parents[1] / "sample_notice.txt"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """The sample county on SQLite, made once for this file; tests leave it as it is."""
    made = Elsewhere(tmp_path_factory.mktemp("sample"))
    answer = made.anlan("sample")
    assert answer.returncode == 0, answer.stderr
    assert PASSWORD in answer.stdout
    return made


@pytest.fixture
def empty(transactional_db: None, tmp_path: Path) -> Elsewhere:
    return Elsewhere.make(tmp_path / "data", "fresh")


def test_an_installation_from_nothing(empty: Elsewhere) -> None:
    assert "首次使用" in empty.anlan("migrate").stdout
    first = empty.anlan("migrate", "--place", "140621")
    assert [line.split()[2] for line in first.stdout.splitlines() if "密码 " in line] == ["xitong", "anquan", "shenji"]
    second = empty.anlan("migrate", "--place", "140622")
    assert (second.returncode, "密码" in second.stdout) == (0, False)
    assert empty.anlan("ledger", "verify").returncode == 0
    refused = empty.anlan("sample")
    assert (refused.returncode, "不能装入示例" in refused.stderr) == (2, True)
    assert empty.data.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("place", "answer"), [("110101", "请先用 anlan import"), ("140621100001", "乡镇以上"), ("abc", "不是区划代码")]
)
def test_a_place_that_cannot_be_served_is_refused(tmp_path: Path, place: str, answer: str) -> None:
    refused = Elsewhere(tmp_path).anlan("migrate", "--place", place)
    assert (refused.returncode, answer in refused.stderr) == (2, True), refused.stderr


def test_an_unknown_command_lists_the_known(tmp_path: Path) -> None:
    answer = Elsewhere(tmp_path).anlan("fly")
    assert answer.returncode == 2
    assert answer.stderr.startswith("没有“fly”这个命令。")
    assert "doctor" in answer.stderr


def test_the_sample_a_second_time_changes_nothing(sample: Elsewhere) -> None:
    before = sample.anlan("ledger", "verify").stdout
    assert sample.anlan("sample", "--quiet").stdout == ""
    assert sample.anlan("ledger", "verify").stdout == before


def test_the_sample_has_every_role_and_one_notice_goes_in_once(sample: Elsewhere, tmp_path: Path) -> None:
    from anlan.kernel.people import Role

    nobody = {role for role in Role if role.bound == "nobody"}
    assert {one.role for one in PEOPLE} == set(Role) - nobody
    assert "已经导入过" in sample.anlan("import", str(NOTICE)).stdout
    other = tmp_path / "other.txt"
    other.write_text(NOTICE.read_text("utf-8").replace("〔2026〕1号", "〔2026〕2号"), "utf-8")
    first = sample.anlan("import", str(other))
    assert first.returncode == 0, first.stderr
    assert "已导入" in first.stdout
    assert "已经导入过" in sample.anlan("import", str(other)).stdout
    nothing = tmp_path / "x.txt"
    nothing.write_bytes(b"\0\1\2")
    refused = sample.anlan("import", str(nothing))
    assert refused.returncode == 2
    assert refused.stderr.startswith("“x.txt”没有导入：")


def test_a_register_goes_out_and_in_again_unchanged(sample: Elsewhere, tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    assert f"{len(FIRMS)} 行" in sample.anlan("export", "firm", str(table)).stdout
    assert f"企业 {len(FIRMS)} 行，新增或更新 0 行" in sample.anlan("import", "--register", "firm", str(table)).stdout
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    at = rows[0].index("统一社会信用代码")
    rows[1][at] = rows[1][at][:-1] + ("0" if rows[1][at][-1] != "0" else "1")
    bad = tmp_path / "bad.csv"
    with bad.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    refused = sample.anlan("import", "--register", "firm", str(bad))
    assert refused.returncode == 2
    assert "第 2 行" in refused.stderr


def test_nobody_works_without_a_name(tmp_path: Path) -> None:
    real = Elsewhere(tmp_path)
    assert real.anlan("migrate", "--place", "140621").returncode == 0
    assert "--as" in real.anlan("export", "firm", str(tmp_path / "x.csv")).stderr
    assert "没有“wang”这个账号" in real.anlan("export", "firm", str(tmp_path / "x.csv"), "--as", "wang").stderr


def test_loops_draws_every_kind(sample: Elsewhere) -> None:
    listed = sample.anlan("loops")
    assert listed.stdout.splitlines()[-1].startswith("共 ")
    assert (listed.returncode == 0) is ("，0 处缺陷" in listed.stdout)
    diagram = sample.anlan("loops", "supervision_order", "--diagram").stdout
    assert diagram.splitlines()[1] == "stateDiagram-v2"
    assert "[*] --> s0" in diagram
    assert "| 发起 |" in sample.anlan("loops", "supervision_order", "--table").stdout
    assert sample.anlan("loops", "nothing").returncode == 2


def test_an_exercise_is_another_node_without_matters(sample: Elsewhere, tmp_path: Path) -> None:
    assert sample.anlan("exercise", "start", str(tmp_path / "drill")).returncode == 0
    drill = Elsewhere(tmp_path / "drill")
    assert drill.anlan("ledger", "verify").returncode == 0
    assert "请在正式节点上发起演练" in drill.anlan("exercise", "start", str(tmp_path / "again")).stderr
    assert "不是空目录" in sample.anlan("exercise", "start", str(tmp_path / "drill")).stderr
    assert drill.anlan("clock", "--once", "--at", "2030-01-01T00:00:00+08:00").returncode == 0
    assert "只有演练节点" in sample.anlan("clock", "--once", "--at", "2030-01-01T00:00:00+08:00").stderr


def test_the_doctor_names_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    place = Elsewhere(tmp_path / "data")
    ill = place.anlan("doctor")
    assert ill.returncode == 1
    assert "请运行 anlan migrate" in ill.stdout
    place.anlan("migrate", "--place", "140621")
    better = place.anlan("doctor")
    assert "[正常] 数据库：SQLite，本节点 山阴县。" in better.stdout
    assert "[故障] 时钟：没有运行过" in better.stdout
    (place.data / "clock.beat").touch()
    assert "[正常] 时钟" in place.anlan("doctor").stdout


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def up(sample: Elsewhere, port: int) -> Iterator[subprocess.Popen[str]]:
    words = (sys.executable, "-m", "anlan.run", "up", "--port", str(port), "--workers", "1")
    process = subprocess.Popen(words, env=sample.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield process
    process.kill()
    process.wait()


def until(true: Callable[[], bool], patience: float = 30.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read() == b"ok\n")
    except OSError:
        return False


ROUND = ("clock", "bus", "intake")


def family(parent: int) -> dict[str, int]:
    """The supervisor's children by what they run."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat, words = (folder / "stat").read_text(), (folder / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found[next((name for name in ("wsgi", "asginl", *ROUND) if name in words), "?")] = int(folder.name)
    return found


def test_up_greets_answers_heals_and_ends(sample: Elsewhere, up: subprocess.Popen[str], port: int) -> None:
    until(lambda: answers(port))
    assert up.stdout
    greeting = list(iter(up.stdout.readline, f"安澜已启动：http://127.0.0.1:{port}/（按 Ctrl-C 停止）\n"))
    assert any(PASSWORD in line for line in greeting)
    until(lambda: set(family(up.pid)) == {"wsgi", "asginl", *ROUND})
    until(lambda: (sample.data / "clock.beat").exists())
    before = family(up.pid)["clock"]
    os.kill(before, signal.SIGKILL)
    until(lambda: family(up.pid).get("clock", before) != before)
    up.send_signal(signal.SIGTERM)
    assert up.wait(20) == 0
    assert not answers(port)


def test_up_refuses_what_would_be_unsafe(sample: Elsewhere, tmp_path: Path, port: int) -> None:
    assert "请先运行 anlan migrate" in Elsewhere(tmp_path / "new").anlan("up").stderr
    outside = sample.anlan("up", "--host", "0.0.0.0", "--port", str(port))
    assert (outside.returncode, "只能在本机" in outside.stderr) == (2, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = sample.anlan("up", "--port", str(taken.getsockname()[1]))
    assert (busy.returncode, "用不了" in busy.stderr) == (2, True)


def test_real_data_with_a_sample_account_does_not_start(tmp_path: Path, port: int) -> None:
    import sqlite3

    real = Elsewhere(tmp_path)
    real.anlan("migrate", "--place", "140621")
    with sqlite3.connect(real.address()) as link:
        link.execute("UPDATE person SET is_sample = 1 WHERE login = 'xitong'")
    link.close()
    refused = real.anlan("up", "--port", str(port))
    assert (refused.returncode, "1 个示例账号" in refused.stderr) == (2, True)
    assert "[故障] 示例账号" in real.anlan("doctor").stdout


def test_seals_go_out_and_prove_the_ledger(tmp_path: Path) -> None:
    made, kept = Elsewhere(tmp_path / "data"), tmp_path / "seals.jsonl"
    made.anlan("migrate", "--place", "140621")
    assert "已封印，第 1 号" in made.anlan("ledger", "seal").stdout
    assert "没有新的记录" in made.anlan("ledger", "seal").stdout
    made.anlan("ledger", "export-seals", str(kept))
    assert json.loads(kept.read_text().splitlines()[-1])["number"] == 1
    assert "外部封印第 1 号" in made.anlan("ledger", "verify", "--seals", str(kept)).stdout


def test_two_nodes_know_each_other_and_exchange_over_a_stick(tmp_path: Path) -> None:
    city, county, stick = Elsewhere(tmp_path / "city"), Elsewhere(tmp_path / "county"), tmp_path / "stick"
    for place, code in ((city, "1406"), (county, "140621")):
        assert "没有建立" in place.anlan("nodes", "card").stderr
        assert place.anlan("migrate", "--place", code).returncode == 0
    card = county.anlan("nodes", "card").stdout.splitlines()[0]
    assert "不是节点名片" in city.anlan("nodes", "add", "hello", "--as", "xitong").stderr
    assert "没有这项权限" in city.anlan("nodes", "add", card, "--as", "anquan").stderr
    assert "已登记“山阴县”" in city.anlan("nodes", "add", card, "--as", "xitong", "--carries", "内部").stdout
    county.anlan("nodes", "add", city.anlan("nodes", "card").stdout.splitlines()[0], "--as", "xitong")
    assert "U 盘是否插好" in city.anlan("nodes", "carry", str(stick)).stderr
    stick.mkdir()
    assert "已写好给山阴县的邮包" in city.anlan("nodes", "carry", str(stick)).stdout
    assert "收到朔州市的邮包，新内容 0 件" in county.anlan("nodes", "carry", str(stick)).stdout
    (path,) = stick.glob("140621-*-to-1406-*.parcel")
    path.write_bytes(path.read_bytes()[:-20])
    torn = city.anlan("nodes", "carry", str(stick))
    assert (torn.returncode, "不是完整的邮包" in torn.stdout) == (1, True)
    assert "朔州市　上级　收到 今天" in county.anlan("nodes", "list").stdout
    assert "ANLAN_NODES_TOKEN" in county.anlan("nodes", "call").stderr
    told = county.anlan("doctor").stdout
    assert "[注意] 通道 上下级邮包目录" in told
    assert "[正常] 节点 朔州市" in told
    assert county.anlan("ledger", "verify").returncode == 0
