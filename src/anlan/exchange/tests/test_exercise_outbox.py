"""An exercise's doors write down what they would have sent, take no settings, and nothing leaves or comes in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from anlan.exchange import delivery, parcel
from anlan.exchange.doors import nodes_folder, nodes_http, seals_folder
from anlan.exchange.tests.test_parcels import offer, sent, sign_in
from anlan.kernel import accounts, across, drills, ledger, nodes, offering
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import KINDS, NOON, TOWN, County
from anlan.kernel.tests.test_across_nodes import PARENT, spread

assert sign_in
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    for name in delivery.credentials():
        monkeypatch.delenv(name)
    with with_kinds(*KINDS, PARENT):
        made = County()
        accounts.set_node("140621", "防汛演练", "140621", is_exercise=True)
        nodes.put_node(
            "140621101-xy", "岱岳镇", TOWN, "cd" * 32, accounts.SETUP, at=NOON, carries="内部", address="https://x.test"
        )
        yield made


def handed_out(county: County) -> str:
    """A duty of the county that goes to the town's node; the mirror's id."""
    unit = county.unit("示例镇人民政府", "示镇")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record SET place=%s WHERE id=%s", [TOWN, unit])
    spread(county, unit)
    return across.below(county.clerk, NOON)[0].id


def test_what_would_have_gone_out_is_written_down_once(county: County) -> None:
    mirror = handed_out(county)
    ledger.seal(LATER)
    assert delivery.deliver(LATER) == 2
    assert delivery.deliver(LATER + timedelta(minutes=1)) == 0
    offering.withdraw(mirror, county.clerk, at=LATER, why="下错了")
    assert delivery.deliver(LATER + timedelta(minutes=2)) == 1
    rows, more = drills.written()
    assert (more, sorted((one.door, one.title, one.to) for one in rows)) == (0, [
        ("nodes_http", "下达：分办核查", "岱岳镇"), ("nodes_http", "撤回：分办核查", "岱岳镇"),
        ("seals_folder", "账本封印第 1 号", "封印保管方"),
    ])  # fmt: skip
    assert "任务：分办核查" in next(one.text for one in rows if one.title.startswith("下达"))
    assert next(one.text for one in rows if one.title.startswith("撤回")) == "理由：下错了"


def test_the_outbox_is_read_by_whoever_leads_and_only_in_an_exercise(county: County, sign_in: Callable[[str], Client]) -> None:
    handed_out(county)
    delivery.deliver(LATER)
    page = sign_in("clerk").get("/exchange/exercise").content.decode()
    assert "下达：分办核查" in page
    assert "没有送出" in page
    assert "由指挥长" in sign_in("grid").get("/exchange/exercise").content.decode()
    assert 'href="/exchange/exercise"' in sign_in("xitong").get("/exchange/").content.decode()
    accounts.set_node("140621", "山阴县（示例）", "140621")
    assert sign_in("clerk").get("/exchange/exercise").status_code == 404


def test_nothing_is_packed_taken_in_or_called(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(nodes_http.SETTING, "a-token-of-sixteen-and-more")
    monkeypatch.setenv(nodes_folder.SETTING, str(tmp_path))
    monkeypatch.setenv(seals_folder.SETTING, str(tmp_path))
    called: list[object] = []
    monkeypatch.setattr(nodes_http.urllib.request, "urlopen", lambda *a, **k: called.append(a))
    delivery.deliver(LATER)
    for act in (lambda: nodes_folder.carry(tmp_path, LATER), lambda: parcel.unpack(sent(offer()), LATER)):
        with pytest.raises(Refused, match="演练节点不与外部交换"):
            act()
    assert (called, list(tmp_path.iterdir())) == ([], [])
    heads = {"Authorization": "Bearer a-token-of-sixteen-and-more"}
    answer = Client().post("/exchange/parcel", sent(offer()), content_type="application/octet-stream", headers=heads)
    assert (answer.status_code, "演练节点" in answer.content.decode()) == (409, True)
