"""The exercise's copy, from either database: the same people and records, found and counted, under another node; no matters."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from anlan.exchange import cards, delivery
from anlan.exchange.doors import nodes_http
from anlan.kernel import accounts, nodes, queries
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.tests.county import KINDS, NOON, County
from anlan.run import doctor, exercise, ledger_verify, node, up
from anlan.run.main import Stop
from anlan.run.tests.elsewhere import Elsewhere

pytestmark = pytest.mark.slow


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()


def test_the_copy_is_whole_and_another(county: County, tmp_path: Path) -> None:
    county.task()
    nodes.put_node("1406-shi", "朔州市应急局", "1406", "ab" * 32, accounts.SETUP, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE node SET confirmed=7, received=9, trouble='没有接通' WHERE id='1406-shi'")
    drill = Elsewhere(tmp_path)
    drill.anlan("migrate")
    counts = exercise.copy(tmp_path / "anlan.sqlite3", node.me(), "防汛演练")
    assert (counts["record"], counts["person"]) == (3, len(county.ids))
    verdict = ledger_verify.verify(drill.address())
    assert (verdict.broken, verdict.entries > 0) == ([], True)
    link = sqlite3.connect(drill.address())
    ask = lambda sql: link.execute(sql).fetchone()  # noqa: E731
    assert ask("SELECT count(*) FROM matter") == (0,)
    assert ask("SELECT title, is_exercise FROM node WHERE is_me") == ("防汛演练", 1)
    assert ask("SELECT title, confirmed, received, trouble FROM node WHERE NOT is_me") == ("朔州市应急局", 0, 0, "")
    home = ask("SELECT id FROM node WHERE is_me")[0]
    assert home != node.me().id
    assert ask(f"SELECT count(*) FROM record WHERE home = '{home}'") == (3,)
    assert ask(f"SELECT sum(n) FROM total WHERE place = '140621' AND home = '{home}'") == (3,)
    (found,) = link.execute(
        "SELECT subject FROM search_grams JOIN search ON id = search_grams.rowid WHERE search_grams MATCH '\"住建 建局\"'"
    )
    assert found == (county.bureau,)
    link.close()
    assert queries.searched("住建局", county.clerk)[1][0].id == county.bureau


def test_credentials_are_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in delivery.credentials():
        monkeypatch.delenv(name)
    accounts.set_node("140621-y1", "防汛演练", "140621", is_exercise=True)
    up.may_start("127.0.0.1", 21150)
    monkeypatch.setenv(nodes_http.SETTING, "a-token-of-sixteen-and-more")
    monkeypatch.setenv(cards.SETTING, "ab" * 32)
    with pytest.raises(Stop, match=r"演练节点不接受对外通道的设置（ANLAN_NODES_TOKEN、ANLAN_NODE_KEY）"):
        up.may_start("127.0.0.1", 21150)
    told = {one.part: (one.state, one.sentence) for one in doctor.doors()}
    assert told["演练"][0] == doctor.BAD
    assert told["通道 上下级联网交换"] == (doctor.GOOD, "演练：只记在演练发件箱里，不送出。")
