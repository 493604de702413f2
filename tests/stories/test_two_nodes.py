"""The story of two nodes, each a process with its own data: the city hands a duty down, the county works it, the city sees it."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.kernel.calendar import SHANGHAI
from anlan.run.tests.elsewhere import Elsewhere

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
BEGAN = datetime(2026, 3, 18, 9, 0, tzinfo=SHANGHAI)
CITY, COUNTY = "1406", "140621"
ROOT = Path(__file__).parents[2]
TOKEN = "shi-li-kou-ling-2026"


class Node:
    """A node as a process; `node.act(…)` does an act of a_node there, an hour after the last one anywhere."""

    hours = 0

    def __init__(self, folder: Path, name: str, place: str) -> None:
        self.place = Elsewhere.make(folder, f"anlan_story_{name}")
        self.run("migrate", "--place", place)
        self.begin()

    def run(self, *words: str) -> None:
        done = self.place.anlan(*words)
        assert done.returncode == 0, done.stdout + done.stderr

    def begin(self) -> None:
        words = (sys.executable, "-m", "tests.stories.a_node")
        env = self.place.environment() | {"ANLAN_NODES_TOKEN": TOKEN, "ANLAN_LOG": "CRITICAL"}
        env["PYTHONPATH"] += f"{os.pathsep}{ROOT}"
        self.process = subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def restored(self, machine: Elsewhere, saved: Path) -> None:
        """The machine is lost; a new one gets the backup and the node's key, which lay beside it."""
        key = (self.place.data / "node.key").read_text()
        self.process.kill()
        self.process.wait()
        self.place = machine
        machine.data.mkdir()
        self.run("restore", str(saved))
        self.run("migrate")
        (machine.data / "node.key").write_text(key)
        self.begin()

    def answer(self, act: str, **given: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"act": act, "with": given}) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def __getattr__(self, act: str) -> Callable[..., Any]:
        def do(**given: Any) -> Any:
            answer = self.answer(act, **given)
            assert "did" in answer, (act, answer)
            return answer["did"]

        return do


def now() -> str:
    Node.hours += 1
    return (BEGAN + timedelta(hours=Node.hours)).isoformat()


class Two:
    """City and county, who know each other; a folder lies between them."""

    def __init__(self, folder: Path) -> None:
        self.city, self.county = Node(folder / "city", "city", CITY), Node(folder / "county", "county", COUNTY)
        self.spare = Elsewhere.make(folder / "spare", "anlan_story_spare")
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.office = self.city.unit(name="朔州市应急局（示例）", place=CITY, at=now())
        self.government = self.city.unit(name="山阴县人民政府（示例）", place=COUNTY, at=now())
        self.bureau = self.county.unit(name="山阴县应急局（示例）", place=COUNTY, at=now())
        self.city.person(login="shi-jingban", role="CLERK", place=CITY, at=now())
        self.city.person(login="shi-qianfa", role="SIGNER", place=CITY, at=now())
        self.city.person(login="shi-lianluo", role="LIAISON", place=CITY, at=now(), unit=self.office)
        self.county.person(login="xian-jingban", role="CLERK", place=COUNTY, at=now())
        self.county.person(login="xian-lianluo", role="LIAISON", place=COUNTY, at=now(), unit=self.bureau)
        self.cards = {"city": self.city.card(), "county": self.county.card()}
        self.city.know(line=self.cards["county"], at=now())
        self.county.know(line=self.cards["city"], at=now())

    def close(self) -> None:
        for node in (self.city, self.county):
            node.process.kill()
            node.process.wait()

    def duty(self, title: str = "排查电动自行车充电点", **more: Any) -> str:
        """The city's office holds a duty and hands its share to the county."""
        facts = {
            "title": title,
            "task": f"{title}，逐处登记。",
            "unit": self.office,
            "units": [self.government],
            "due": "2026-05-20",
            "part": "牵头",
        }
        lead = self.city.open_matter(kind="duty", facts=facts | more, login="shi-jingban", at=now())
        self.city.step(matter=lead, step="start", login="shi-lianluo", at=now(), asked={"line": "已布置"})
        self.city.tick(at=now())
        return str(lead)

    def mirror(self, lead: str) -> dict[str, Any]:
        (found,) = self.city.kids(id=lead, login="shi-jingban", at=now())
        return dict(found)

    def down(self) -> dict[str, Any]:
        """The stick goes from the city to the county."""
        self.city.carry(folder=str(self.stick), at=now())
        return dict(self.county.carry(folder=str(self.stick), at=now()))

    def up(self) -> dict[str, Any]:
        """And back."""
        self.county.carry(folder=str(self.stick), at=now())
        return dict(self.city.carry(folder=str(self.stick), at=now()))

    def handed(self, title: str = "排查电动自行车充电点") -> str:
        """What waits for the county's clerk under this title."""
        waiting = self.county.inbox(login="xian-jingban", at=now())
        (found,) = (one["id"] for one in waiting if (one["kind"], one["title"]) == ("handed_down", title))
        return str(found)

    def accepted(self, handed: str) -> str:
        facts = self.county.form(id=handed, login="xian-jingban", at=now())["facts"]
        return str(self.county.accept(id=handed, facts=facts | {"unit": self.bureau}, login="xian-jingban", at=now()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nodes")


@pytest.fixture(scope="module")
def both(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Two]:
    with django_db_blocker.unblock():
        two = Two(folder)
    yield two
    two.close()


def test_a_duty_goes_down_is_worked_and_its_mirror_closes(both: Two) -> None:
    city, county = both.city, both.county
    lead = both.duty()
    assert both.mirror(lead)["state"] == "待接收"
    assert city.matter(id=lead)["kids_open"] == 1
    assert both.down()["read"] == [1]
    handed = both.handed()
    there = county.form(id=handed, login="xian-jingban", at=now())
    assert there["units"]["unit"] == ["山阴县人民政府（示例）"]
    assert ["工作任务", "排查电动自行车充电点，逐处登记。"] in there["shown"]
    both.up()
    assert both.mirror(lead)["summary"]["answer"]["holder"] == "安委办经办人"

    mine = both.accepted(handed)
    assert county.accept(id=handed, facts={}, login="xian-jingban", at=now()) == mine
    assert county.matter(id=handed)["state"] == "已接收"
    assert (county.matter(id=mine)["cause"], county.matter(id=mine)["kind"]) == (lead, "duty")
    both.up()
    assert both.mirror(lead)["state"] == "未启动"
    county.step(matter=mine, step="start", login="xian-lianluo", at=now(), asked={"line": "已部署"})
    both.up()
    seen = both.mirror(lead)
    assert (seen["state"], seen["place"], seen["closed"]) == ("正在推进", COUNTY, False)
    assert seen["summary"]["answer"]["holder"] == "山阴县应急局（示例）　部门联络员"
    assert seen["due"].startswith("2026-04-19"), "the county's own next deadline: a line of progress a month"
    done = {"step": "report_done", "asked": {"result": "全部登记"}, "proof": "排查台账第 1 页"}
    too_early = city.answer("step", matter=lead, login="shi-lianluo", at=now(), **done)
    assert "还有 1 个责任单位" in too_early["refused"]

    county.step(matter=mine, login="xian-lianluo", at=now(), **done)
    county.step(matter=mine, step="accept", login="xian-jingban", at=now(), asked={"effect": "好", "opinion": "属实"})
    both.up()
    seen = both.mirror(lead)
    assert (seen["state"], seen["closed"]) == ("已完成", True)
    assert (city.matter(id=lead)["kids_open"], city.matter(id=lead)["kids_done"]) == (0, 1)
    assert city.step(matter=lead, login="shi-lianluo", at=now(), **done) == "待认定"
    for node in (city, county):
        assert node.place.anlan("ledger", "verify").returncode == 0


def test_a_refused_one_is_offered_again_or_taken_back(both: Two) -> None:
    city, county = both.city, both.county
    title = "清理山阴收费站积水"
    lead = both.duty(title)
    both.down()
    county.step(
        matter=both.handed(title), step="refuse", login="xian-jingban", at=now(), asked={"reason": "收费站归省高速公司管"}
    )
    both.up()
    seen = both.mirror(lead)
    assert (seen["state"], seen["closed"]) == ("已退回", False)
    assert any("归省高速公司管" in text for text in city.told(login="shi-lianluo", at=now()))
    assert city.matter(id=lead)["kids_open"] == 1
    city.again(id=seen["id"], why="属地配合，只清理引道", login="shi-jingban", at=now())
    both.down()
    handed = both.handed(title)
    assert county.matter(id=handed)["facts"]["said"] == "属地配合，只清理引道"
    county.step(matter=handed, step="refuse", login="xian-jingban", at=now(), asked={"reason": "引道也不归县里"})
    both.up()
    assert "请写明理由" in city.answer("withdraw", id=seen["id"], why=" ", login="shi-jingban", at=now())["refused"]
    city.withdraw(id=seen["id"], why="改由市交通局办", login="shi-jingban", at=now())
    both.down()
    both.up()
    assert (both.mirror(lead)["state"], city.matter(id=lead)["kids_open"]) == ("已撤回", 0)


def test_one_taken_back_before_it_was_accepted_leaves_the_inbox(both: Two) -> None:
    lead = both.duty("误下达的任务")
    both.down()
    handed = both.handed("误下达的任务")
    both.city.withdraw(id=both.mirror(lead)["id"], why="下错了", login="shi-jingban", at=now())
    both.down()
    assert both.county.matter(id=handed)["state"] == "已撤回"
    refused = both.county.answer("accept", id=handed, facts={}, login="xian-jingban", at=now())["refused"]
    assert refused == "本事项现为“已撤回”，不能接收。"


def test_a_parcel_tampered_cut_repeated_or_out_of_order_does_no_harm(both: Two) -> None:
    city, county = both.city, both.county
    both.up()
    both.duty("第一件")
    first = city.pack(at=now())
    both.duty("第二件")
    second = city.pack(at=now())
    path = next(both.stick.glob(f"*-to-{both.cards['county'].split()[1]}.parcel"))
    county.carry(folder=str(both.stick), at=now())
    before = county.counts()

    def brought(text: str) -> dict[str, Any]:
        path.write_text(text, "utf-8")
        return dict(county.carry(folder=str(both.stick), at=now()))

    for broken in (
        second.replace("第二件", "第三件"),
        second[: len(second) // 2],
        "",
        "anlan-parcel 1 00\n{}",
        second[:-1] + " }",
    ):
        done = brought(broken)
        assert done["read"] == []
        assert len(done["wrong"]) == 1
        assert county.counts() == before
    assert brought(second)["read"] == [2]
    after = county.counts()
    assert after["matters"] == before["matters"] + 2
    assert brought(second)["read"] == [0]
    assert brought(first)["read"] == [0]
    assert county.counts() == after
    both.up()
    assert city.neighbour()["waiting"] == 0


def test_a_parcel_that_was_lost_comes_with_the_next(both: Two) -> None:
    lost = both.duty("丢在路上的")
    both.city.pack(at=now())
    both.duty("后来的")
    assert both.down()["read"] == [2]
    both.up()
    assert both.mirror(lost)["summary"]["answer"]["state"] == "待接收"


def test_what_may_not_be_told_stays_here(both: Two) -> None:
    both.city.know(line=both.cards["county"], at=now(), carries="公开")
    lead = both.duty("只在市里办的")
    assert both.city.kids(id=lead, login="shi-jingban", at=now()) == []
    assert both.city.matter(id=lead)["kids_open"] == 1
    both.city.know(line=both.cards["county"], at=now())


def test_over_the_network_one_address_is_enough(both: Two) -> None:
    city, county = both.city, both.county
    port = city.serve()
    county.know(line=both.cards["city"], at=now(), address=f"http://127.0.0.1:{port}")
    lead = both.duty("联网下达的")
    assert county.call(at=now()) == 1
    mine = both.accepted(both.handed("联网下达的"))
    county.step(matter=mine, step="start", login="xian-lianluo", at=now(), asked={"line": "已部署"})
    assert county.call(at=now()) == 1
    assert both.mirror(lead)["state"] == "正在推进"
    county.know(line=both.cards["city"], at=now(), address="http://127.0.0.1:9")
    assert "unreached" in county.answer("call", at=now())
    assert "没有接通" in county.neighbour()["trouble"]


PHOTO, FILM = 300_000, 9_500_000
"""Bytes of a photo, and of a film that no single parcel holds."""


def digest(seed: int, size: int) -> str:
    return hashlib.sha256(random.Random(seed).randbytes(size)).hexdigest()


def lesson(both: Two, title: str, seed: int) -> str:
    """The city's lesson with its film goes to the county's government; the mirror's id."""
    city = both.city
    film = city.upload(login="shi-jingban", title="警示片.mp4", seed=seed, size=FILM, at=now())
    facts = {"title": title, "kind": "警示教育片", "lesson": "断电、挂牌、验电。", "due": "2026-06-30", "material": [film]}
    id = city.open_matter(kind="warning_education", facts=facts | {"units": [both.government]}, login="shi-jingban", at=now())
    for step, login in (("submit", "shi-jingban"), ("approve", "shi-qianfa"), ("push_units", "shi-jingban")):
        city.step(matter=id, step=step, login=login, at=now())
    city.tick(at=now())
    return str(both.mirror(id)["id"])


def test_files_travel_with_the_stick_both_ways(both: Two) -> None:
    city, county = both.city, both.county
    both.down()
    both.up()
    mirror = lesson(both, "触电事故警示", 1)
    both.down()
    assert county.files(id=mirror) == {"警示片.mp4": digest(1, FILM)}, "the whole film on one journey, in three parcels"
    assert len(list(both.stick.glob(f"*-to-{both.cards['county'].split()[1]}.parcel.*"))) >= 2
    both.up()
    both.down()
    assert not list(both.stick.glob(f"*-to-{both.cards['county'].split()[1]}.parcel.*")), "what has come lies there no longer"

    lead = both.duty("拍照核实充电点")
    both.down()
    mine = both.accepted(both.handed("拍照核实充电点"))
    uploads = [
        [kind, county.upload(login="xian-lianluo", title=title, seed=seed, size=PHOTO, at=now(), kind=kind)]
        for kind, title, seed in (("照片", "现场.jpg", 2), ("签名", "手写.png", 3))
    ]
    county.step(matter=mine, step="start", login="xian-lianluo", at=now(), asked={"line": "已部署"}, uploads=uploads)
    both.up()
    seen = both.mirror(lead)["id"]
    assert city.files(id=seen) == {"现场.jpg": digest(2, PHOTO)}, "a signature stays at home"
    assert county.place.anlan("ledger", "verify").returncode == 0


def test_a_file_that_was_cut_goes_on_where_it_was_and_is_asked_for_again(both: Two) -> None:
    city, county = both.city, both.county
    both.down()
    both.up()
    mirror = lesson(both, "受限空间警示", 4)
    city.carry(folder=str(both.stick), at=now())
    for further in both.stick.glob(f"*-to-{both.cards['county'].split()[1]}.parcel.*"):
        further.unlink()
    county.carry(folder=str(both.stick), at=now())
    assert (county.files(id=mirror), county.lacking(at=now())) == ({"警示片.mp4": ""}, [4 * 1024 * 1024])
    city.carry(folder=str(both.stick), at=now())
    county.carry(folder=str(both.stick), at=now())
    assert (county.files(id=mirror), county.lacking(at=now())) == ({"警示片.mp4": digest(4, FILM)}, [])


def test_files_travel_over_the_network_until_none_is_lacking(both: Two) -> None:
    city, county = both.city, both.county
    both.down()
    both.up()
    port = city.serve()
    county.know(line=both.cards["city"], at=now(), address=f"http://127.0.0.1:{port}")
    mirror = lesson(both, "高处坠落警示", 5)
    lead = both.duty("联网拍照核实")
    assert county.call(at=now()) == 1
    assert county.files(id=mirror) == {"警示片.mp4": digest(5, FILM)}
    mine = both.accepted(both.handed("联网拍照核实"))
    film = ["文件", county.upload(login="xian-lianluo", title="全程.mp4", seed=6, size=FILM, at=now())]
    county.step(matter=mine, step="start", login="xian-lianluo", at=now(), asked={"line": "已部署"}, uploads=[film])
    assert county.call(at=now()) == 1
    seen = both.mirror(lead)["id"]
    assert city.files(id=seen) == {"全程.mp4": digest(6, FILM)}
    assert county.gives(mirror=seen, seed=6, size=FILM, at=now()) == 10
    assert county.gives(mirror=mirror, seed=6, size=FILM, at=now()) == 0, "named under another matter"
    county.know(line=both.cards["city"], at=now(), address="http://127.0.0.1:9", carries="公开")
    assert county.gives(mirror=seen, seed=6, size=FILM, at=now()) == 0, "no longer to be told there"
    county.know(line=both.cards["city"], at=now())


def test_what_was_taken_back_is_given_no_more(both: Two) -> None:
    mirror = lesson(both, "误推送的警示", 7)
    assert both.city.gives(mirror=mirror, seed=7, size=FILM, at=now()) == 10
    both.city.withdraw(id=mirror, why="推错了", login="shi-jingban", at=now())
    assert both.city.gives(mirror=mirror, seed=7, size=FILM, at=now()) == 0


def test_a_node_restored_from_a_backup_catches_up(both: Two, tmp_path: Path) -> None:
    city, county = both.city, both.county
    both.down()
    both.up()
    county.run("backup", str(tmp_path / "county.tar"))
    lead = both.duty("备份以后下达的")
    both.down()
    both.accepted(both.handed("备份以后下达的"))
    both.up()
    assert both.mirror(lead)["state"] == "未启动"
    county.restored(both.spare, tmp_path / "county.tar")
    both.up()
    assert both.down()["read"] == [1]
    mine = both.accepted(both.handed("备份以后下达的"))
    county.step(matter=mine, step="start", login="xian-lianluo", at=now(), asked={"line": "已部署"})
    both.up()
    both.down()
    both.up()
    assert both.mirror(lead)["state"] == "正在推进"
    assert (city.neighbour()["waiting"], county.neighbour()["trouble"]) == (0, "")
    assert county.place.anlan("ledger", "verify").returncode == 0


def test_a_node_of_another_version_loses_nothing(both: Two) -> None:
    city, county = both.city, both.county
    both.down()
    both.up()
    county.forget_kind(kind="duty")
    lead = both.duty("新版本才有的事项")
    city.speak_unknown(body={"type": "song", "title": "新版本的来件", "notes": [1, 2]}, at=now())
    assert both.down()["read"] == [2]
    handed = both.handed("新版本才有的事项")
    assert "工作任务：新版本才有的事项，逐处登记。" in county.matter(id=handed)["facts"]["what"]
    refused = county.answer("accept", id=handed, facts={}, login="xian-jingban", at=now())["refused"]
    assert "请升级后接收" in refused
    assert county.unread() == ["新版本的来件"]
    both.up()
    city.forget_kind(kind="duty")
    city.forget_kind(kind="handed_down")
    county.step(matter=handed, step="refuse", login="xian-jingban", at=now(), asked={"reason": "等升级"})
    both.up()
    assert city.neighbour()["trouble"] == ""
    assert lead
