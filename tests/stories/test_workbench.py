"""The workbench: doubts settled by a person, obligations joined, cut, added and grouped, two notices compared, bad input told."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from anlan.kernel.models import Matter

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
SignIn = Callable[[str], Client]
N2025, N2026 = "notices/000_3e094a150fd92681.txt", "notices/003_80eebbe190112fa1.txt"


def take_in(client: Client, path: Path) -> Matter:
    before = set(Matter.objects.values_list("id", flat=True))
    client.post("/duties/directives/new", {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    return Matter.objects.exclude(id__in=before).get(kind="directive")


def work(client: Client, matter: str, **sent: Any) -> Matter:
    assert client.post(f"/duties/directives/{matter}/work", sent, follow=True).status_code == 200
    return Matter.objects.get(id=matter)


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    return sign_in("jingban")


@pytest.fixture
def broken(clerk: Client, shared: Path) -> Matter:
    """The notice of 2026, whose copy was broken in places."""
    return take_in(clerk, shared / N2026)


def test_a_person_settles_each_doubt(clerk: Client, broken: Matter) -> None:
    doubts = broken.facts["doubts"]
    assert doubts
    assert broken.title == "晋政发〔2026〕1号"
    page = clerk.get(f"/duties/directives/{broken.id}").content.decode()
    assert page.count("原件此处看不清") == len(doubts)
    first = doubts[0]
    refused = clerk.post(
        f"/duties/directives/{broken.id}/work", {"do": "settle", "start": first["start"], "reading": "太长太长太长"}, follow=True
    )
    assert "请填同样多的字" in refused.content.decode()
    for doubt in doubts:
        settled = work(clerk, broken.id, do="settle", start=doubt["start"], reading=doubt["reading"])
    assert all(doubt["settled"] for doubt in settled.facts["doubts"])
    assert "原件此处看不清" not in clerk.get(f"/duties/directives/{broken.id}").content.decode()


def test_obligations_are_joined_cut_added_and_grouped(clerk: Client, broken: Matter) -> None:
    items = broken.facts["obligations"]
    first, second = items[0], items[1]
    assert first["clause"] == second["clause"]
    joined = work(clerk, broken.id, do="join", pick=[first["id"], second["id"]]).facts["obligations"]
    assert (len(joined), joined[0]["end"]) == (len(items) - 1, second["end"])
    place = joined[0]["span"].index("。") if "。" in joined[0]["span"] else joined[0]["span"].index("，")
    cut = work(clerk, broken.id, do="cut", id=joined[0]["id"], place=joined[0]["start"] + place + 1).facts["obligations"]
    assert len(cut) == len(items)
    added = work(clerk, broken.id, do="add", quote="全省安全生产工作要以习近平新时代中国特色社会主义思想为指导").facts[
        "obligations"
    ]
    assert len(added) == len(items) + 1
    moved = work(clerk, broken.id, do="assign", pick=[added[0]["id"], added[5]["id"]], row="0").facts["obligations"]
    assert moved[0]["row"] == moved[5]["row"] == str(max(int(one["row"]) for one in moved))
    gone = work(clerk, broken.id, do="set_aside", id=added[0]["id"]).facts["obligations"]
    assert gone[0]["dropped"]


def test_what_is_not_in_the_text_cannot_be_added(clerk: Client, broken: Matter) -> None:
    said = clerk.post(f"/duties/directives/{broken.id}/work", {"do": "add", "quote": "无中生有的一句话"}, follow=True)
    assert "在原文里找不到" in said.content.decode()
    assert Matter.objects.get(id=broken.id).seq == broken.seq


def test_two_notices_are_compared_and_the_supplement_drafted(clerk: Client, broken: Matter, shared: Path) -> None:
    lower = take_in(clerk, shared / N2025)
    page = clerk.get(f"/duties/gap?upper={broken.id}&lower={lower.id}").content.decode()
    assert "下级没有对应任务" in page
    clerk.post("/duties/gap/supplement", {"upper": broken.id, "lower": lower.id, "pick": ["0", "1"]})
    items = Matter.objects.get(id=lower.id).facts["obligations"]
    assert [one["clause"] for one in items[-2:]] == ["补充", "补充"]
    assert not any(one["checked"] for one in items[-2:])


def zipped(name: str, text: bytes) -> bytes:
    """A file that is one packed part."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, text)
    return kept.getvalue()


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)
BAD = {
    "空.txt": (b"", "文件是空的"),
    "空白.txt": (b" \n\t ", "文件是空的"),
    "太大.txt": ("安全".encode() * 9_000_000, "文件超过 20 MB"),
    "加密.docx": (LOCKED, "设有打开密码"),
    "扫描.pdf": (b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "请"),
    "炸弹.docx": (zipped("word/document.xml", bytes(150_000_000)), "解压后过大"),
    "坏包.docx": (b"PK\x03\x04rubbish", "打不开"),
    "只有脚本.html": (b"<script>alert(1)</script>", "没有可读的正文"),
    "乱码.txt": (bytes(range(256)) * 40, "编码"),
    "大五码.txt": ("關於做好安全生產工作的通知，請各單位遵照執行".encode("big5"), "编码"),
    "没有编号.txt": ("今天天气很好，大家都去春游。".encode(), "编号"),
    "图片.png": (b"\x89PNG\r\n\x1a\n" + bytes(400), "这是图片"),
}


def written() -> list[int]:
    """How many rows lie in the tables that a notice would be written to."""
    with connection.cursor() as cursor:
        counts = []
        for table in ("matter", "entry", "proof", "due", "outgoing"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(int(cursor.fetchone()[0]))
    return counts


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_its_sentence_and_nothing_is_written(clerk: Client, name: str) -> None:
    data, sentence = BAD[name]
    before = written()
    said = clerk.post("/duties/directives/new", {"file": SimpleUploadedFile(name, data)})
    page = said.content.decode()
    assert said.status_code == 409
    assert sentence in page[page.index('class="wrong-box"') :]
    assert written() == before


def test_a_notice_may_wait_for_its_clerk_and_is_taken_in_later(clerk: Client, sign_in: SignIn, shared: Path) -> None:
    path, before = shared / N2025, Matter.objects.count()
    sent = {"file": SimpleUploadedFile("来文.txt", path.read_bytes()), "do": "keep"}
    assert clerk.post("/duties/directives/new", sent)["Location"] == "/#unfinished"
    inbox = clerk.get("/").content.decode()
    left = re.search(r'href="(/duties/directives/new\?left=(\w+))">来文登记：来文.txt', inbox)
    assert left
    assert Matter.objects.count() == before
    other = sign_in("zhuanyuan")
    assert "来文.txt" not in other.get("/").content.decode()
    assert other.get(left[1]).status_code == 404
    page = clerk.get(left[1]).content.decode()
    assert "不选文件就用存着的“来文.txt”" in page
    assert clerk.post("/duties/directives/new", {"left": left[2]}).status_code == 302
    assert Matter.objects.filter(kind="directive").order_by("opened", "id").last().facts["obligations"]
    assert "来文.txt" not in clerk.get("/").content.decode()
    kept = clerk.post("/duties/directives/new", {"pasted": "还没有写完的通知", "do": "keep"}, follow=True).content.decode()
    pasted = re.search(r"/duties/directives/new\?left=\w+", kept)
    assert pasted
    assert "还没有写完的通知</textarea>" in clerk.get(pasted[0]).content.decode()


def test_a_notice_that_came_in_before_is_not_registered_twice(clerk: Client, shared: Path) -> None:
    take_in(clerk, shared / N2025)
    count = Matter.objects.count()
    data = (shared / N2025).read_bytes() + b"\n"
    said = clerk.post("/duties/directives/new", {"file": SimpleUploadedFile("再来一次.txt", data)}).content.decode()
    assert "已经登记，现为“拆解校对”，请从“事项”里打开" in said
    assert Matter.objects.count() == count


def test_a_script_in_a_page_is_neither_kept_as_text_nor_run(clerk: Client) -> None:
    lines = (
        "关于巡查的通知（示例）",
        "各单位：",
        "一、压实责任",
        "（一）开展巡查。每月巡查一次<img src=x onerror=alert(2)>。（县应急局负责）",
    )
    text = "".join(f"<p>{line}</p>" for line in lines)
    data = f"<html><body><script>alert(1)</script>{text}</body></html>".encode()
    answer = clerk.post("/duties/directives/new", {"file": SimpleUploadedFile("网页.html", data)}, follow=True)
    page = answer.content.decode()
    assert "每月巡查一次" in page
    assert "alert(" not in page
    assert "onerror" not in page


def test_the_countys_own_encoding_reads_the_same(clerk: Client) -> None:
    text = "关于巡查的通知（示例）\n各单位：\n一、压实责任\n（一）开展巡查。每月巡查一次。（县应急局负责）\n"
    spans = []
    for codec in ("utf-8", "gbk", "gb18030", "utf-16"):
        clerk.post("/duties/directives/new", {"file": SimpleUploadedFile(f"{codec}.txt", text.encode(codec))})
        newest = Matter.objects.filter(kind="directive").order_by("-opened", "-id").first()
        assert newest is not None
        spans.append([one["span"] for one in newest.facts["obligations"]])
    assert spans[0]
    assert all(one == spans[0] for one in spans)
