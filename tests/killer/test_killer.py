"""Whatever was answered is there once, and nothing is there by half, however often the writer is killed.

ANLAN_KILLS says how often (200; bin/bench asks for 1,000).
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from tests.killer.client import POINTS, Client, fork

from anlan.kernel import looks, schedule, search
from anlan.kernel.catalogue import catalogue, with_kinds
from anlan.kernel.ids import made_id
from anlan.kernel.models import Due, Entry, Matter, Party, Personal, Total
from anlan.kernel.people import CLOCK
from anlan.kernel.tests.county import KINDS, County
from anlan.run.ledger_verify import verify
from anlan.run.tests.elsewhere import here

KILLS = int(os.environ.get("ANLAN_KILLS", "200"))


@pytest.fixture
def clients(transactional_db: None, tmp_path: Path) -> Iterator[list[Client]]:
    with with_kinds(*KINDS):
        county = County()
        ids, units = county.ids, (county.bureau, county.house)
        yield [
            Client(f"client{n}", ids[who], ids["clerk"], units[n], tmp_path / f"client{n}")
            for n, who in enumerate(("liaison", "liaison2"))
        ]


@pytest.mark.slow
def test_what_was_answered_is_there_once_and_nothing_by_half(clients: list[Client]) -> None:
    dice, killed, rounds = random.Random(20260318), dict.fromkeys((*POINTS, "any moment"), 0), 0
    while sum(killed.values()) < KILLS:
        rounds += 1
        assert rounds < 3 * KILLS, killed
        point = POINTS[rounds % len(POINTS)]
        first, second = fork(clients[0], point, dice.randrange(1, 8)), fork(clients[1], "", 0)
        time.sleep(dice.uniform(0.005, 0.12))
        os.kill(second, signal.SIGKILL)
        for pid, name in ((first, point), (second, "any moment")):
            status = os.waitpid(pid, 0)[1]
            assert status in (0, signal.SIGKILL), (name, status)
            killed[name] += status == signal.SIGKILL
        if rounds % 25 == 0:
            whole(clients)
    whole(clients)
    assert all(killed.values()) or 3 * len(POINTS) > KILLS, killed


def whole(clients: list[Client]) -> None:
    """Every answer, row, clock row, total, search row and the ledger agree."""
    connections.close_all()
    for client in clients:
        answers = client.answers()
        assert len({tuple(answer) for answer in answers}) == len(answers)
        for n, (subject, entry, seq) in enumerate(answers):
            assert subject == made_id(client.name, str(n - n % 10))
            assert Entry.objects.filter(id=entry, subject=subject, seq=int(seq)).count() == 1
        wrote = Entry.objects.filter(subject__in={made_id(client.name, str(n)) for n in range(0, len(answers) + 10, 10)}).count()
        assert wrote - len(answers) in (0, 1), "at most the last call was written and not answered"
    for row in Matter.objects.filter(kind="test_task"):
        agrees(row)
    counted = {state: Matter.objects.filter(state=state, kind="test_task").count() for state in ("待办", "待核")}
    for state, n in counted.items():
        assert sum(Total.objects.filter(place="140621", kind="test_task", state=state).values_list("n", flat=True)) == n
    assert verify(here()).broken == []


def agrees(row: Matter) -> None:
    """One matter against its entries, clock, parties and search."""
    entries = list(Entry.objects.filter(subject=row.id).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, row.seq + 1))
    assert entries[-1].hash == row.head
    assert f'"to":"{row.state}"' in entries[-1].body
    assert Personal.objects.filter(entry=entries[0].id).count() == 1
    assert Party.objects.filter(matter=row.id).count() == 1
    with connection.cursor() as cursor:
        stored = looks.fetch_matter(cursor, row.id)
        assert stored is not None
        loop = catalogue().loop(row.kind)
        look = looks.look(cursor, stored, loop, CLOCK, row.since)
        wanted = {(due.what, due.name, due.at) for due in schedule.rows_for(cursor, loop, look)}
        words = str(row.facts.get("progress") or row.title)
        assert row.id in [subject for _, subject in search.find(cursor, words, most=1000)]
    assert set(Due.objects.filter(subject=row.id).values_list("what", "name", "at")) == wanted
