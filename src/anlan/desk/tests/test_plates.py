"""公示牌: a sheet with a code, and the page it leads to: public facts only, of public records in use, for everybody."""

import io

import pypdf
import pytest

from anlan.desk.tests import scene
from anlan.kernel import records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import widgets

FACTS = {
    "title": "桑干河示例段",
    "kind": "排洪河道、易涝点挂牌",
    "place": scene.TOWN,
    "patron": "leader".rjust(32, "0"),
    "post": "副县长",
    "phone": {"name": "示例联系人", "phone": "0349-0000001"},
    "target": "内部编号 7",
    "since": "2026-01-01",
    "basis": "示例〔2026〕1号",
}


@pytest.fixture
def point(county) -> str:
    facts = FACTS | {"unit": county["office"]}
    return records.put_record("patron_point", facts, scene.acting("clerk"), at=scene.NOW[0]).id


def test_every_plate_names_facts_that_there_are_and_none_that_is_for_few():
    shapes = [one for one in catalogue().registers() if one.plate]
    assert "patron_point" in {one.kind for one in shapes}
    for one in shapes:
        assert one.plate
        assert set(one.plate.facts) <= set(widgets(one.facts)), one.kind


def test_a_passer_by_reads_the_public_facts_and_nothing_else(point, client):
    page = client.get(f"/plate/{point}").content.decode()
    for said in ("桑干河示例段", "沈副县长（示例）", "副县长", "0349-0000001", "县安委会办公室（示例）", "玉井镇"):
        assert said in page
    assert 'href="tel:0349-0000001"' in page
    assert "内部编号" not in page
    assert "/r/" not in page
    assert not client.cookies


def test_an_ended_plate_says_so(point, client):
    records.end_record(point, scene.acting("clerk"), at=scene.NOW[0], reason="调整")
    answer = client.get(f"/plate/{point}")
    assert answer.status_code == 404
    assert "已停用" in answer.content.decode()


def test_what_has_no_plate_is_not_shown_in_public(county, client, sign_in):
    for id in (county["mine0"], county["firm"], county["letter0"], "nothing"):
        assert client.get(f"/plate/{id}").status_code == 404
    assert sign_in("clerk").get(f"/r/test_mine/{county['mine0']}/plate").status_code == 404


def test_the_sheet_has_the_facts_and_one_page(point, sign_in):
    answer = sign_in("clerk").get(f"/r/patron_point/{point}/plate")
    sheet = pypdf.PdfReader(io.BytesIO(answer.content))
    assert len(sheet.pages) == 1
    text = sheet.pages[0].extract_text()
    for said in ("责任公示牌", "桑干河示例段", "副县长", "0349-0000001"):
        assert said in text.replace(" ", "")
    assert float(sheet.pages[0].mediabox.width) > float(sheet.pages[0].mediabox.height)
    assert "责任公示牌" in sign_in("clerk").get(f"/r/patron_point/{point}").content.decode()
