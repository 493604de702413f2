"""The real notice of 2025 through the portal: from the file to signed receipts, to a duty closed and one that lasts."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.stories.acts import Now, SignIn, paper, refused, said, take, unit_of

from anlan.kernel.models import Matter

pytestmark = [pytest.mark.slow, pytest.mark.shared, pytest.mark.django_db]
NOTICE = "notices/000_3e094a150fd92681.txt"
PICKED = re.compile(r'name="pick" value="(\d+)" form="pick" aria-label="[^"]*" checked')
GROUND = "校车管理不在我局“三定”规定之内"


@pytest.fixture
def directive(clerk: Client, shared: Path) -> Matter:
    """The notice, taken in by the clerk."""
    upload = SimpleUploadedFile("山政发〔2025〕1号.txt", (shared / NOTICE).read_bytes())
    answer = said(clerk, "/duties/directives/new", file=upload)
    assert answer.status_code == 200
    return Matter.objects.get(kind="directive", facts__doc_no="山政发〔2025〕1号")


def test_every_obligation_stands_beside_its_text(clerk: Client, directive: Matter) -> None:
    items = directive.facts["obligations"]
    assert 200 <= len(items) <= 320
    assert (directive.state, directive.facts["doc_no"]) == ("拆解校对", "山政发〔2025〕1号")
    page = clerk.get(f"/duties/directives/{directive.id}").content.decode()
    assert page.count('class="duty') == len(items)
    assert all(item.get("unit_ids") for item in items if item["clause"] == "三/（九）")


def test_nothing_goes_on_before_a_person_has_read_it(clerk: Client, directive: Matter) -> None:
    assert "条任务没有校对" in refused(clerk, directive.id, "check")


def test_from_the_file_to_signed_receipts_to_duties(sign_in: SignIn, now: Now, clerk: Client, directive: Matter) -> None:
    id = directive.id
    group_into_rows(clerk, id)
    see_what_it_will_hand_out(sign_in, now, id)
    consult(sign_in, now, id)
    number = issue(sign_in, id)
    assert re.fullmatch(r".+〔20\d\d〕\d+号", number)
    sign_for_it(sign_in, now, id)
    assert take(sign_in("jingban"), id, "hand_out") == "落实中"
    now.run()
    once, lasting = duties(id)
    close_one(sign_in, now, once)
    end_the_year(sign_in, now, lasting)


def group_into_rows(clerk: Client, id: str) -> None:
    """Every obligation is read, every one that stays stands in a row, and the county has its table."""
    for clause in dict.fromkeys(item["clause"] for item in Matter.objects.get(id=id).facts["obligations"]):
        said(clerk, f"/duties/directives/{id}/work", do="clause", clause=clause)
    assert take(clerk, id, "check") == "合并归口"
    said(clerk, f"/duties/directives/{id}/table")
    facts = Matter.objects.get(id=id).facts
    assert 60 <= len(facts["rows"]) <= 130
    kept = {item["row"] for item in facts["obligations"] if not item.get("dropped")}
    assert kept == {row["no"] for row in facts["rows"]}
    for form in ("xlsx", "docx"):
        assert clerk.get(f"/duties/directives/{id}/table.{form}").content[:2] == b"PK"


def see_what_it_will_hand_out(sign_in: SignIn, now: Now, id: str) -> None:
    """Before anything leaves, the clerk sees how many duties it will be, and what stands in the way is put right in bulk."""
    clerk, table = sign_in("jingban"), f"/duties/directives/{id}/table"
    page = clerk.get(table).content.decode()
    told = re.search(r"共 <b>(\d+)</b> 件任务，交给 <b>(\d+)</b> 个单位", page)
    assert told is not None
    assert "各乡镇、县安委会成员单位" in page
    barred = refused(clerk, id, "consult", consult_due=day(now, 5))
    assert "行交乡镇，但没有履职事项" in barred
    picked = PICKED.findall(clerk.get(f"{table}?pick=townships").content.decode())
    assert len(picked) > 40
    assert "请先勾选" in said(clerk, f"/duties/directives/{id}/rows", do="county_only").content.decode()
    item = an_item(clerk, sign_in("fuhe"))
    said(clerk, f"/duties/directives/{id}/rows", do="item", item=item, pick=picked[:1])
    said(clerk, f"/duties/directives/{id}/rows", do="county_only", pick=picked[1:])
    said(clerk, f"/duties/directives/{id}/rows", do="lead", lead="县应急局", pick=picked[1:3])
    assert (
        "在单位台账里没有" in said(clerk, f"/duties/directives/{id}/rows", do="lead", lead="县太空局", pick="1").content.decode()
    )
    rows = Matter.objects.get(id=id).facts["rows"]
    assert [row["no"] for row in rows if row.get("to_townships")] == picked[:1]
    assert rows[0]["item"] == item
    assert [rows[n]["lead"] for n in (1, 2)] == [unit_of("yingji")] * 2
    page = clerk.get(table).content.decode()
    left = re.search(r"共 <b>(\d+)</b> 件任务", page)
    assert left is not None
    assert int(left[1]) < int(told[1]) / 1.4
    assert "不补不能往下办" not in page


def an_item(clerk: Client, other: Client) -> str:
    """Something that stands in the townships' list, checked by a second person."""
    item = {"item_no": "示例-1", "title": "组织理论学习", "kind": "基本履职事项", "basis": "示例清单〔2025〕1号"}
    record = str(clerk.post("/r/township_duty_item/new", item)["Location"].rpartition("/")[2])
    assert other.post(f"/r/township_duty_item/{record}/check").status_code == 302
    return record


def consult(sign_in: SignIn, now: Now, id: str) -> None:
    """One agrees, one wants a change, one says that it is not its own; the silent are taken as agreeing when time is up."""
    clerk, due = sign_in("jingban"), (now.at.date().replace(day=1)).isoformat()
    assert "征求意见期限应在今天以后" in refused(clerk, id, "consult", consult_due=due)
    assert take(clerk, id, "consult", consult_due=day(now, 5)) == "征求意见"
    now.run()
    asked = Matter.objects.filter(parent=id, kind="consult_reply")
    assert asked.count() > 20
    agreeing, changing, refusing = (asked.get(unit=unit_of(login)).id for login in ("jiaotong", "shuili", "zhujian"))
    traffic = sign_in("jiaotong")
    assert take(traffic, agreeing, "agree") == "已处理"
    assert traffic.get(f"/m/{changing}").status_code == 404
    change = {"opinion": "修改", "change": "6月底前改为9月底前"}
    assert take(sign_in("shuili"), changing, "answer", answers(changing, change)) == "待处理"
    assert "请写明依据" in refused(sign_in("zhujian"), refusing, "answer", answers(refusing, {"opinion": "不属本单位"}))
    objection = {"opinion": "不属本单位", "ground": GROUND}
    assert take(sign_in("zhujian"), refusing, "answer", answers(refusing, objection)) == "待处理"
    assert "也没有到" in refused(clerk, id, "collect")
    now.turn(days=7)
    clerk = sign_in("jingban")
    assert take(clerk, id, "collect") == "采纳情况"
    assert "请逐家登记采纳情况" in refused(clerk, id, "draft")
    assert take(clerk, changing, "handle", taken="采纳") == "已处理"
    assert "理由" in refused(clerk, refusing, "handle", taken="不采纳")
    assert take(clerk, refusing, "handle", taken="不采纳", why="县政府文件已明确") == "已处理"
    for silent in asked.filter(closed__isnull=True):
        assert take(clerk, silent.id, "no_answer") == "已处理"


def answers(id: str, first: dict[str, str]) -> dict[str, str]:
    """A reply to every row asked: the first as given, the others agreed to."""
    sent = {}
    for place, row in enumerate(Matter.objects.get(id=id).facts["asked"]):
        said_of_it = first if place == 0 else {"opinion": "同意"}
        sent |= {f"answers.{place}.{name}": value for name, value in ({"no": row["no"]} | said_of_it).items()}
    return sent


def day(now: Now, days: int) -> str:
    return (now.at.date().fromordinal(now.at.date().toordinal() + days)).isoformat()


def issue(sign_in: SignIn, id: str) -> str:
    """Two pairs of eyes, then the signer, then a number without a gap."""
    clerk = sign_in("jingban")
    assert take(clerk, id, "draft") == "拟稿"
    assert take(clerk, id, "submit") == "审核中"
    assert "送审人" in refused(clerk, id, "review")
    assert take(sign_in("fuhe"), id, "review") == "待签发"
    refused(clerk, id, "issue")
    assert take(sign_in("qianfa"), id, "issue") == "待印发"
    return str(Matter.objects.get(id=id).number)


def sign_for_it(sign_in: SignIn, now: Now, id: str) -> None:
    """Printed with its file, a copy to every unit, each signed for by its own people."""
    clerk = sign_in("jingban")
    assert "请附盖章后的印发件" in refused(clerk, id, "print")
    assert take(clerk, id, "print", **{"proof.file": paper("印发件.pdf")}) == "逐单位签收"
    now.run()
    receipts = Matter.objects.filter(parent=id, kind="receipt")
    assert receipts.count() > 20
    for login in ("jiaotong", "shuili", "zhujian"):
        mine = receipts.get(unit=unit_of(login))
        assert mine.facts["doc_no"] == Matter.objects.get(id=id).number
        assert take(sign_in(login), mine.id, "sign", signer="示例签收人") == "已签收"
    page = clerk.get(f"/m/{id}").content.decode()
    assert f"{receipts.filter(closed__isnull=True).count()} 件在办" in page


def duties(id: str) -> tuple[Matter, Matter]:
    """Two of the duties handed out: one with a date, of the emergency office; one of traffic that lasts."""
    held = Matter.objects.filter(parent=id, kind="duty").order_by("id")
    assert held.count() >= len(Matter.objects.get(id=id).facts["rows"])
    assert {one.facts["part"] for one in held} == {"牵头", "负责"}
    once = next(one for one in held.filter(unit=unit_of("yingji")) if one.facts.get("due") and one.facts["serial"] == "90")
    lasting = next(one for one in held.filter(unit=unit_of("jiaotong")) if one.facts["standing"])
    return once, lasting


def close_one(sign_in: SignIn, now: Now, duty: Matter) -> None:
    """Started, a line a month, every fine obligation answered, reported without proof, proved, found done."""
    id, liaison = duty.id, sign_in("yingji")
    assert take(liaison, id, "start", line="已成立编制组") == "正在推进"
    now.turn(days=31, every=31)
    liaison = sign_in("yingji")
    assert "本月进展还没有填报" in liaison.get("/bell").content.decode()
    assert take(liaison, id, "progress", line="规划文本已送审") == "正在推进"
    report: dict[str, Any] = {"result": "专项规划已印发，避难场所已建成 1 处"}
    assert "指标是不少于 1 处，已完成 0" in refused(liaison, id, "report_done", report, **{"proof.file": paper()})
    assert take(liaison, id, "progress", line="避难场所已建成", reached="1") == "正在推进"
    assert "条任务条目没有办结" in refused(liaison, id, "report_done", report, **{"proof.file": paper()})
    first, *others = [item["obligation"] for item in duty.facts["items"]]
    form = liaison.get(f"/m/{id}/tick").content.decode()
    assert all(f'name="obligations" value="{one}"' in form for one in (first, *others))
    assert take(liaison, id, "tick", obligations=[first], done="true") == "正在推进"
    assert f'value="{first}"' not in liaison.get(f"/m/{id}/report_bare").content.decode()
    report |= {"closed": others}
    assert "请附佐证" in refused(liaison, id, "report_done", report)
    assert take(liaison, id, "report_bare", report) == "报完成缺佐证"
    assert take(liaison, id, "add_proof", **{"proof.file": paper("专项规划.pdf")}) == "待认定"
    assert take(sign_in("jingban"), id, "accept", effect="好", opinion="规划和场所都已核实") == "已完成"
    page = sign_in("lingdao").get(f"/m/{id}?story").content.decode()
    assert all(words in page for words in ("规划文本已送审", "专项规划.pdf", "认定完成"))


def end_the_year(sign_in: SignIn, now: Now, duty: Matter) -> None:
    """What has no date lasts: summed up when the year ends, and opened anew for the next."""
    id = duty.id
    assert take(sign_in("jiaotong"), id, "start_lasting", line="举报电话已公布") == "长期坚持"
    assert Matter.objects.get(id=id).facts["summary_due"] == "2025-12-31"
    now.turn(days=239, every=60)
    assert "年度总结还没有报" in sign_in("jiaotong").get("/bell").content.decode()
    proof = {"proof.ref": "2025年举报台账，受理 12 件"}
    assert take(sign_in("jiaotong"), id, "summarise", result="全年受理 12 件，全部核查", **proof) == "年度总结待认定"
    assert take(sign_in("jingban"), id, "accept_year", opinion="属实", continues="true") == "年度已总结"
    anew = Matter.objects.get(kind="duty", cause=id)
    assert (anew.state, anew.unit, anew.facts["task"]) == ("未启动", duty.unit, duty.facts["task"])
    assert not any(item["done"] for item in anew.facts["items"])
    assert f'href="/m/{anew.id}"' in sign_in("jiaotong").get(f"/m/{id}").content.decode()
