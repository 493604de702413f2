"""Registers that a notice asks for, in use: filled by their own people, refusing what is wrong, found, imported and relied on."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, paper, refused, said, take, unit

from anlan.desk.cells import columns_of
from anlan.desk.tables import xlsx
from anlan.kernel.models import Matter, Record
from anlan.registry.registers.leader_duty import LeaderDuty
from anlan.run import node

pytestmark = pytest.mark.django_db
HEADS = ("岗位", "分管行业领域", "类别", "职责", "频次", "清单文号")


def put(client: Client, register: str, **facts: Any) -> str:
    """Writes a record on its page; returns its id."""
    answer = client.post(f"/r/{register}/new", facts)
    assert answer.status_code == 302, answer.content.decode()[-2500:]
    return str(answer["Location"].rpartition("/")[2])


def not_put(client: Client, register: str, **facts: Any) -> str:
    """The page that says why a record was not written."""
    before = Record.objects.count()
    page = client.post(f"/r/{register}/new", facts).content.decode()
    assert Record.objects.count() == before
    return page


def sheet(*rows: dict[str, str]) -> SimpleUploadedFile:
    """A table with the register's own heads, as a county fills it in."""
    return SimpleUploadedFile("领导职责清单.xlsx", xlsx(columns_of(LeaderDuty), rows, "领导职责清单"))


def test_leaders_duties_come_in_as_the_county_issued_them_and_are_done_by_name(sign_in: SignIn, now: Now, clerk: Client) -> None:
    post = put(clerk, "post", title="分管交通的副县长", unit=unit("县安委办"), kind="分管负责人")
    line = {"post": "分管交通的副县长", "field": "交通运输", "kind": "政府领导职责", "duty": "每季度研究一次公路安全",
            "cadence": "每季度", "basis": "示例职责清单〔2025〕1号"}  # fmt: skip
    wrong = clerk.post("/r/leader_duty/import", {"table": sheet(line, line | {"cadence": "想起来就"}), "do": "put"})
    assert wrong.status_code == 422
    assert "频次" in wrong.content.decode()
    assert not Record.objects.filter(kind="leader_duty").exists()
    assert "已导入 1 行" in said(clerk, "/r/leader_duty/import", table=sheet(line), do="put").content.decode()
    kept = Record.objects.get(kind="leader_duty")
    assert (kept.facts["post"], kept.title) == (post, "交通运输：每季度研究一次公路安全")
    assert "每季度研究一次公路安全" in clerk.get("/r/leader_duty?f.cadence=每季度").content.decode()
    assert "每季度研究一次公路安全" not in clerk.get("/r/leader_duty?f.cadence=每月").content.decode()
    leader = node.person("lingdao")
    facts = {"title": "研究公路安全", "leader": leader, "post": post, "year": "2025", "task": kept.facts["duty"], "times": "4",
             "basis": line["basis"], "due": "2025-12-31"}  # fmt: skip
    id = opened(clerk, "leader_task", facts)
    report = {"result": "已研究", "done": "3"}
    short = refused(sign_in("lingdao"), id, "report", report, **{"proof.file": paper("会议纪要.pdf")})
    assert "应完成 4 次，只有 3 次" in short
    enough = report | {"done": "4"}
    assert take(sign_in("lingdao"), id, "report", enough, **{"proof.file": paper("会议纪要.pdf")}) == "待认定"
    assert take(clerk, id, "accept", effect="完成", opinion="四次纪要齐全") == "已完成"


def test_a_rule_that_a_notice_only_names_is_not_imported_until_a_second_person_has_checked_it(sign_in: SignIn, now: Now,
                                                                                              clerk: Client) -> None:  # fmt: skip
    page, topic = "/law/leader_responsibility_rules", "leader_responsibility_rules"
    assert "内容未导入" in clerk.get(page).content.decode()
    facts = {"topic": topic, "title": "县实施细则（示例）", "use": "职责清单", "doc_no": "示例〔2025〕2号", "issuer": "示例县委",
             "issued": "2025-01-10", "clauses.0.clause": "一", "clauses.0.content": "分管领导每季度研究一次"}  # fmt: skip
    assert "与原件条数一致" in not_put(clerk, "checklist", **facts, whole="false")
    rules = put(clerk, "checklist", **facts, whole="true")
    run = {"title": "细则落实核查", "checklist": rules, "unit": unit("县交通局"), "due": "2025-05-30"}
    assert "未导入或已失效" in clerk.post("/new/checklist_run", run).content.decode()
    assert clerk.post(f"/r/checklist/{rules}/check", follow=True).status_code != 302
    assert Record.objects.get(id=rules).state == "待核对"
    assert sign_in("fuhe").post(f"/r/checklist/{rules}/check").status_code == 302
    assert Record.objects.get(id=rules).state == "在用"
    id = opened(clerk, "checklist_run", run)
    assert "清单里没有第 九 条" in refused(
        sign_in("jiaotong"), id, "answer", clause="九", answer="已落实", **{"proof.file": paper()}
    )
    take(sign_in("jiaotong"), id, "answer", clause="一", answer="已落实", **{"proof.file": paper()})
    assert Matter.objects.get(id=id).facts["answers"][0]["clause"] == "一"


def test_volunteers_are_held_by_their_township_and_their_end_is_told(sign_in: SignIn, now: Now, clerk: Client) -> None:
    town = sign_in("xiangzhen")
    facts = {"cert_no": "示例-001", "who.name": "示例监督员", "place": "140621103", "organised_by": "工会", "reports": "2"}
    backwards = not_put(town, "supervisor_volunteer", **facts, since="2025-05-01", until="2025-04-01")
    assert "聘期结束早于聘期开始" in backwards
    id = put(town, "supervisor_volunteer", **facts, since="2025-04-01", until="2025-06-10")
    assert "示例监督员" in town.get("/r/supervisor_volunteer?f.organised_by=工会").content.decode()
    assert "示例监督员" not in town.get("/r/supervisor_volunteer?f.organised_by=妇联").content.decode()
    assert said(town, f"/r/supervisor_volunteer/{id}/edit", **facts | {"reports": "5"}, since="2025-04-01", until="2025-06-10")
    assert Record.objects.get(id=id).facts["reports"] == "5"
    now.turn(days=40)
    assert "群众安全生产监督员“示例监督员”" in sign_in("jingban").get("/bell").content.decode()


def test_a_committees_rules_are_a_paper_and_its_members_are_whom_a_notice_means(sign_in: SignIn, now: Now, clerk: Client) -> None:
    rules = {
        "title": "工作规则（示例）",
        "doc_no": "示例减灾〔2025〕1号",
        "kind": "工作规则",
        "issuer": "示例",
        "issued": "2025-02-01",
    }
    assert "请附原件或粘贴全文" in not_put(clerk, "document", **rules)
    paper_id = put(clerk, "document", **rules, body="每季度召开一次全体会议。")
    body = {
        "name": "县森林防火专项指挥部",
        "kind": "专项指挥部",
        "head": "副县长",
        "unit": unit("县林业局"),
        "basis": "示例〔2025〕3号",
    }
    assert "成员单位" in not_put(clerk, "committee", **body, rules=paper_id)
    members = [unit("县林业局"), unit("县公安局"), unit("县气象局")]
    committee = put(clerk, "committee", **body, rules=paper_id, members=members)
    page = clerk.get(f"/r/committee/{committee}").content.decode()
    assert f'href="/r/document/{paper_id}"' in page
    text = (
        "关于做好防火工作的通知（示例）",
        "各有关单位：",
        "一、压实责任",
        "（一）开展巡查。每月开展一次巡查。（县森林防火专项指挥部成员单位负责）",
    )
    notice = "\n".join(text)
    said(clerk, "/duties/directives/new", pasted=notice)
    item = Matter.objects.get(kind="directive", title__contains="防火工作").facts["obligations"][0]
    assert set(item["unit_ids"]) == set(members)


def test_the_law_is_found_by_its_words_and_not_cited_after_its_end(sign_in: SignIn, now: Now, clerk: Client) -> None:
    law = {"title": "示例突发事件应对条例", "doc_no": "示例条例第1号", "kind": "法律法规", "issuer": "示例人大",
           "issued": "2020-01-01",
           "body": "乡镇人民政府应当每年组织蓝色风筝演练。"}  # fmt: skip
    assert "废止日期早于施行日期" in not_put(clerk, "document", **law, in_force="2020-05-01", until="2020-03-01")
    id = put(clerk, "document", **law, in_force="2020-05-01")
    liaison = sign_in("jiaotong")
    assert "示例突发事件应对条例" in liaison.get("/search?q=蓝色风筝").content.decode()
    assert "蓝色风筝" in liaison.get(f"/r/document/{id}").content.decode()
    assert not_put(liaison, "document", **law | {"doc_no": "示例条例第2号"})
    assert said(clerk, f"/r/document/{id}/end", reason="已由新条例代替").status_code == 200
    assert Record.objects.get(id=id).state != "在用"
    assert "示例突发事件应对条例" not in liaison.get("/r/document").content.decode()


def test_a_face_is_on_record_with_its_process_before_and_after(sign_in: SignIn, now: Now) -> None:
    officer, mine = sign_in("jianguan"), Record.objects.get(kind="firm", title__contains="晨石煤业").id
    face = {"face": "示例-3105", "firm": mine, "process": "沿空留巷", "mined_from": "2025-03-01"}
    assert "改造前后工艺相同" in not_put(officer, "mining_process", **face, before="沿空留巷")
    assert "结束日期早于启用日期" in not_put(officer, "mining_process", **face, mined_to="2025-01-01")
    put(officer, "mining_process", **face, before="分层开采", thickness="3.2")
    assert "示例-3105" in officer.get("/r/mining_process?f.process=沿空留巷").content.decode()
    assert "示例-3105" not in officer.get("/r/mining_process?f.process=放顶煤").content.decode()
    assert "示例-3105" in sign_in("anquan").get("/r/mining_process").content.decode()
    assert "示例-3105" not in sign_in("gongren").get("/r/mining_process").content.decode()
