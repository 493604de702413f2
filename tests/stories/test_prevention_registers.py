"""Registers and lists of prevention in use: from a table, refused line by line, found, checked by a second person."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, paper, refused, said, take, unit
from tests.stories.test_registers_in_use import not_put, put

from anlan.desk.cells import columns_of
from anlan.desk.tables import xlsx
from anlan.kernel.catalogue import catalogue
from anlan.kernel.models import Record

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MINE = "晨石煤业有限公司（示例）"


def table(kind: str, *rows: Mapping[str, Any]) -> SimpleUploadedFile:
    """The register's own table, as somebody fills it in."""
    shape = catalogue().register(kind)
    return SimpleUploadedFile(f"{shape.title}.xlsx", xlsx(columns_of(shape.facts), rows, shape.title))


def comes_in(who: Client, kind: str, row: Mapping[str, Any], wrong: Mapping[str, Any], why: str) -> Record:
    """A table with a wrong line is refused with its sentence and writes nothing; mended it comes in."""
    bad = who.post(f"/r/{kind}/import", {"table": table(kind, row, {**row, **wrong}), "do": "put"})
    assert bad.status_code == 422
    assert why in bad.content.decode(), re.sub("<[^>]+>|\\s+", " ", bad.content.decode())[-1500:]
    assert not Record.objects.filter(kind=kind).exists()
    assert "已导入 1 行" in said(who, f"/r/{kind}/import", table=table(kind, row), do="put").content.decode()
    return Record.objects.get(kind=kind)


def test_hidden_factors_of_a_mine_come_in_and_the_open_ones_are_found(sign_in: SignIn, now: Now) -> None:
    anquan = sign_in("anquan")
    row = {"code": "Y-1", "firm": MINE, "place": "岱岳镇", "sort": "老空水", "where": "5203 面东侧", "found_by": "物探",
           "sure": "基本查明", "surveyed_on": "2025-03-01", "state": "未治理"}  # fmt: skip
    kept = comes_in(anquan, "hidden_factor", row, {"code": "Y-2", "state": "已治理"}, "请写明措施并附验收资料")
    assert kept.sector == "煤矿"
    assert "5203 面东侧" in sign_in("jianguan").get("/r/hidden_factor?f.state=未治理").content.decode()
    assert "5203 面东侧" not in sign_in("jianguan").get("/r/hidden_factor?f.state=已治理").content.decode()


def test_a_firms_risks_have_four_colours_and_the_red_ones_are_its_own(sign_in: SignIn, now: Now) -> None:
    row = {"code": "R-1", "name": "主通风机", "unit": MINE, "place": "岱岳镇", "accident": "瓦斯积聚", "colour": "橙",
           "basis": "示例评估办法", "controls": "双回路", "level": "车间（区队）",
           "who": "示例", "reviewed_on": "2025-03-01"}  # fmt: skip
    comes_in(sign_in("anquan"), "risk_point", row, {"code": "R-2", "colour": "红"}, "须由企业一级管控")
    assert "主通风机" in sign_in("jianguan").get("/r/risk_point?f.colour=橙").content.decode()


def test_posts_have_their_duties_and_what_is_never_done(sign_in: SignIn, now: Now) -> None:
    anquan = sign_in("anquan")
    facts = {"unit": sample_mine(), "post": "采煤机司机", "kind": "责任清单", "signed_on": "2025-01-05",
             "lines.0.no": "1", "lines.0.what": "开机前检查"}  # fmt: skip
    assert "怎样检查" in not_put(anquan, "post_list", **facts)
    id = put(anquan, "post_list", **facts, **{"lines.0.check": "看记录"})
    put(anquan, "post_list", **(facts | {"kind": "负面清单", "lines.0.what": "严禁带电检修"}))
    assert (
        "请同时填考核日期"
        in anquan.post(f"/r/post_list/{id}/edit", facts | {"lines.0.check": "看记录", "result": "合格"}).content.decode()
    )
    said(anquan, f"/r/post_list/{id}/edit", **facts, **{"lines.0.check": "看记录", "result": "合格", "assessed_on": "2025-04-01"})
    assert Record.objects.get(id=id).facts["result"] == "合格"
    assert "采煤机司机" in anquan.get("/r/post_list?f.kind=负面清单").content.decode()


def sample_mine() -> str:
    return Record.objects.get(kind="firm", title__startswith=MINE).id


def test_farm_machines_firms_tags_buildings_and_benchmarks(sign_in: SignIn, now: Now, clerk: Client) -> None:
    town = sign_in("xiangzhen")
    machine = {"plate": "晋06-12345", "sort": "拖拉机", "place": "140621103", "owner.name": "示例",
               "inspected_until": "2025-05-01", "licence": "有"}  # fmt: skip
    assert "请在“发现的违法行为”中写明" in not_put(town, "farm_machine", **(machine | {"plate": "无牌1"}))
    put(town, "farm_machine", **machine)
    tag = {"firm": sample_mine(), "tag": "散", "ground": "三处工房分散", "seen_on": "2025-04-01", "then": "规范提升"}
    assert "早于核查日期" in not_put(clerk, "firm_tag", **tag, lifted_on="2025-03-01")
    put(clerk, "firm_tag", **tag)
    assert "三处工房分散" in clerk.get("/r/firm_tag?f.tag=散").content.decode()
    shop = {"code": "J-1", "name": "示例饭店", "sort": "九小场所", "place": "140621103", "address": "示例街 1 号", "floors": "2",
            "business": "true", "lives": "true"}  # fmt: skip
    assert "没有经营的请改类别" in not_put(town, "building", **(shop | {"sort": "经营性自建房", "business": "false"}))
    put(town, "building", **shop)
    assert "示例饭店" in clerk.get("/r/building?f.sort=九小场所").content.decode()
    model = {"title": "示例智能化矿井", "sort": "标杆企业", "sector": "煤矿", "by": "示例矿", "recognised_by": "示例〔2025〕1号",
             "on": "2025-01-01", "what": "一优三减"}  # fmt: skip
    assert "还没有填写" in not_put(clerk, "benchmark", **(model | {"what": ""}))
    put(clerk, "benchmark", **model)
    assert "示例智能化矿井" in sign_in("anquan").get("/r/benchmark?f.sort=标杆企业").content.decode()
    now.turn(5)
    assert "晋06-12345" in sign_in("xiangzhen").get("/bell").content.decode()


def test_a_question_has_one_right_way_and_is_checked_by_a_second_person(sign_in: SignIn, now: Now, clerk: Client) -> None:
    facts = {"code": "Q-1", "trade": "电工", "sort": "单选", "asked": "停电检修先做什么？", "right": "A", "basis": "示例规程",
             "options.0.mark": "A", "options.0.words": "验电", "options.1.mark": "B", "options.1.words": "送电"}  # fmt: skip
    assert "正确答案不在选项里" in not_put(clerk, "question", **(facts | {"right": "C"}))
    assert "只能有一个正确答案" in not_put(clerk, "question", **(facts | {"right": ["A", "B"]}))
    assert "只能是“对”或“错”" in not_put(clerk, "question", **(facts | {"sort": "判断"}))
    id = put(clerk, "question", **facts)
    assert Record.objects.get(id=id).state == "待核对"
    assert sign_in("fuhe").post(f"/r/question/{id}/check").status_code == 302
    assert Record.objects.get(id=id).state == "在用"


@pytest.mark.parametrize(
    ("topic", "title", "use"),
    [
        ("mine_eight_measures", "矿山安全八条硬措施", "措施清单"),
        ("chemical_ten_measures", "防范化工安全风险十条硬措施", "措施清单"),
        ("restaurant_gas_measures", "小型餐饮场所规范用气措施", "措施清单"),
        ("seven_false", "七假五超三瞒三不两包", "检查清单"),
        ("noncoal_smart_score", "非煤矿山智能化建设评分办法", "指标"),
        ("five_in_place", "安全责任、投入、培训、管理和应急救援五到位", "检查清单"),
    ],
)
def test_a_list_that_is_only_named_comes_in_is_checked_and_answered(
    sign_in: SignIn, now: Now, clerk: Client, topic: str, title: str, use: str
) -> None:
    facts = {"topic": topic, "title": f"{title}（示例）", "use": use, "doc_no": "示例〔2025〕1号", "issuer": "示例局",
             "issued": "2025-01-10",
             "clauses.0.clause": "1", "clauses.0.content": "示例条款", "whole": "true"}  # fmt: skip
    listed = put(clerk, "checklist", **facts)
    run = {"title": f"{title}核查", "checklist": listed, "unit": unit("县能源局"), "due": "2025-05-30"}
    assert "未导入或已失效" in clerk.post("/new/checklist_run", run).content.decode()
    sign_in("fuhe").post(f"/r/checklist/{listed}/check")
    id = opened(clerk, "checklist_run", run)
    liaison = sign_in("nengyuan")
    assert "还有 1 条没有填" in refused(liaison, id, "submit")
    take(liaison, id, "answer", clause="1", answer="未落实", **{"proof.file": paper()})
    take(liaison, id, "submit")
    assert "不能通过" in refused(clerk, id, "pass", opinion="略")
    take(clerk, id, "order", mend_by="2025-05-01", opinion="限期整改")
    take(liaison, id, "mend", clause="1", answer="已落实", **{"proof.file": paper()})
    take(liaison, id, "mended")
    assert take(clerk, id, "pass", opinion="到位") == "已通过"
