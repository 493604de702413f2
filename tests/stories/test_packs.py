"""月调度 and 季约谈: the papers are made from the rows, in minutes, and rank nobody."""

import io
import re

import pytest
from django.test import Client
from docx import Document
from tests.stories.acts import Now, SignIn, paper, take
from tests.stories.test_duties import a_duty, late_duty

from anlan.kernel.models import Matter

pytestmark = pytest.mark.django_db


def grids(data: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(data)).tables]


def set_by_county(sign_in: SignIn, key: str, value: str) -> None:
    """A county setting, held against its document by a second clerk."""
    said = {"key": key, "title": "示例规定", "value": value, "source": "示例文号"}
    answer = sign_in("jingban").post("/r/county_setting/new", said)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    record = answer["Location"].rpartition("/")[2]
    assert sign_in("fuhe").post(f"/r/county_setting/{record}/check").status_code == 302


@pytest.fixture
def april(sign_in: SignIn, now: Now) -> None:
    """Traffic is late, water has finished, a vertically managed unit is late too, and a township was asked once."""
    late_duty(sign_in, now, "县交通局", "jiaotong")
    vertical = a_duty(sign_in("jingban"), "县消防救援大队", due="2025-04-22")
    finish(sign_in, a_duty(sign_in("jingban"), "县水利局", due="2025-05-30"))
    a_duty(sign_in("jingban"), "县住建局", due="2025-05-15")
    a_duty(sign_in("jingban"), "岱岳镇", due="2025-06-30")
    now.turn(days=8)
    assert Matter.objects.get(id=vertical).state == "滞后"


def finish(sign_in: SignIn, id: str) -> None:
    assert take(sign_in("shuili"), id, "start", line="已启动") == "正在推进"
    assert take(sign_in("shuili"), id, "report_done", {"result": "完成"}, **{"proof.file": paper()}) == "待认定"
    assert take(sign_in("jingban"), id, "accept", effect="好", opinion="属实") == "已完成"


def pack_of(client: Client, span: str) -> tuple[str, list[list[list[str]]]]:
    page = client.get(f"/duties/packs?span={span}")
    assert page.status_code == 200
    return page.content.decode(), grids(client.get(f"/duties/packs.docx?span={span}").content)


def test_every_number_of_the_month_is_a_list_of_rows(sign_in: SignIn, april: None) -> None:
    page, tables = pack_of(sign_in("jingban"), "2025-04")
    units, late, behind = tables[0], tables[1], tables[-1]
    assert units[0] == ["单位", "在办", "本期办结", "滞后", "报完成缺佐证", "最近到期"]
    figures = {row[0].removeprefix("山阴").removesuffix("（示例）"): row[1:] for row in units[1:]}
    assert figures["县交通局"][:4] == ["1", "0", "1", "0"]
    assert figures["县水利局"][:4] == ["0", "1", "0", "0"]
    assert figures["县住建局"] == ["1", "0", "0", "0", "2025年5月15日"]
    for column, word in ((1, "在办"), (2, "本期办结"), (3, "滞后"), (4, "缺佐证")):
        assert sum(int(row[column]) for row in units[1:]) == sum(word in row[5].split("、") for row in behind[1:]), word
    assert [row[-1] for row in late[1:]] == ["已完成摸排", "至今没有填报进展"]
    assert "不计分、不排名" in page
    assert "得分" not in page
    assert page.count('<td class="name"><a href="/m/') == len(behind) - 1 + len(late) - 1


def test_a_talk_is_proposed_only_by_the_countys_own_rule(sign_in: SignIn, april: None) -> None:
    page, _ = pack_of(sign_in("qianfa"), "2025Q2")
    assert "建议条件未设定" in page
    assert "上限：未设定" in page
    set_by_county(sign_in, "talk.late_days", "5")
    set_by_county(sign_in, "township.asks_a_month", "3")
    page, tables = pack_of(sign_in("qianfa"), "2025Q2")
    proposals = {row[0].removeprefix("山阴").removesuffix("（示例）"): row[3] for row in tables[2][1:]}
    assert proposals == {"县交通局": "约谈", "县消防救援大队": "发函"}
    assert "上限：3" in page
    assert tables[3] == [["乡镇", "2025-04"], ["岱岳镇人民政府（示例）", "1"]]


def test_names_stand_in_the_order_of_their_sounds_and_a_bad_span_is_refused(sign_in: SignIn, april: None) -> None:
    page, tables = pack_of(sign_in("lingdao"), "2025-04")
    names = [row[0] for row in tables[0][1:]]
    assert names.index("山阴县交通局（示例）") < names.index("山阴县水利局（示例）") < names.index("山阴县住建局（示例）")
    assert re.search(r'<option value="2025Q1">2025年第一季度</option>', page)
    for wrong in ("2025-13", "abc", "2099-01"):
        assert sign_in("lingdao").get(f"/duties/packs?span={wrong}").status_code == 409
    assert sign_in("jiaotong").get("/duties/packs").status_code == 409


def test_a_pack_of_a_month_gone_by_counts_what_was_then(sign_in: SignIn, now: Now, april: None) -> None:
    now.turn(days=40, every=10)
    _, then = pack_of(sign_in("jingban"), "2025-04")
    figures = {row[0]: row[1:] for row in then[0][1:]}
    assert figures["山阴县水利局（示例）"][:2] == ["0", "1"]
    assert figures["山阴县住建局（示例）"][2] == "0"
    _, today = pack_of(sign_in("jingban"), "2025-06")
    assert {row[0]: row[3] for row in today[0][1:]}["山阴县住建局（示例）"] == "1"
    assert "山阴县水利局（示例）" not in {row[0] for row in today[0][1:]}
