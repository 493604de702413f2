"""Every figure of the law on a page has its source, its date and how sure we are; nothing of it is markup by accident."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from anlan.desk import law
from anlan.desk.tests import scene
from anlan.kernel import actions, queries
from anlan.kernel.catalogue import figures
from anlan.standards.loader import Figure


def figure(text: str, confidence: str = "unverified", **more: object) -> law.Law:
    told = {
        "id": "t.x",
        "title": "某<限>值",
        "value": Decimal(30),
        "unit": "分钟",
        "comparator": "<=",
        "source": "GB 1",
        "clause": "第2条",
    }
    return law.Law(
        Figure(**{**told, "text": text, "confidence": confidence, "valid_from": date(2022, 10, 1), "valid_to": None, **more})
    )


@pytest.mark.parametrize(("sure", "mark"), [("confirmed", ""), ("reported", "据转载"), ("unverified", "未核实")])
def test_a_figure_says_how_sure_we_are(sure, mark):
    one = figure("30 分钟", sure)
    assert one.unsure == mark
    assert ("tag--unsure" in law.tag(one)) == bool(mark)


def test_the_source_is_said_whole_and_is_no_markup():
    said = law.tag(figure("30 分钟", set_by="示例县〔2026〕1号"))
    assert "出处：GB 1第2条，自 2022-10-01 起施行，本县另定（示例县〔2026〕1号）" in said
    assert "某&lt;限&gt;值" in said
    assert '<span class="law" tabindex="0">' in said


def test_a_sentence_carries_the_source_of_its_figures_and_nothing_else_changes():
    known = [figure("30 分钟"), figure("130 分钟")]
    assert law.in_sentence("超过 7 <天>。", known) == "超过 7 &lt;天&gt;。"
    said = law.in_sentence("气体分析已超过 130 分钟，<请>重测。", known)
    assert said.count('class="law"') == 1
    assert said.startswith("气体分析已超过 <span")
    assert "，&lt;请&gt;重测。" in said
    assert law.in_sentence("等 30 分钟和 130 分钟", known).count('class="law"') == 2


def test_a_figure_without_value_is_not_unlimited():
    assert figure("未设定", value=None).limit == "未设定"
    assert figure("30 分钟").limit == "不超过 30 分钟"


def test_every_topic_has_its_page(county, sign_in):
    clerk = sign_in("clerk")
    assert clerk.get("/law?words=特殊作业").content.decode().count("/law/gb30871") == 1
    for one in figures().all:
        page = clerk.get(f"/law/{one.topic}").content.decode()
        assert one.title in page
        assert ("内容未导入" in page) != one.is_imported
    assert clerk.get("/law/nothing").status_code == 404


def test_a_matter_shows_the_figures_it_stands_under(county, sign_in):
    happened = (scene.NOW[0] - timedelta(minutes=30)).isoformat()
    facts = {"title": "配电室起火", "happened_at": happened, "unit": county["firm"], "place": scene.TOWN, "sort": "火灾"}
    facts |= {"deaths": "0", "seriously_injured": "0"}
    id = actions.open_matter("accident", facts, scene.acting("town"), at=scene.NOW[0]).id
    loop, look = queries.look_at(queries.matter(id, scene.acting("clerk")), scene.acting("clerk"), scene.NOW[0])
    shown = law.behind(loop, look)
    page = sign_in("clerk").get(f"/m/{id}").content.decode()
    assert [one for one in shown if one.figure.id.startswith("accident_report.")]
    assert all(one.figure.source in page for one in shown)
