"""The writers' turn on SQLite."""

import threading
from pathlib import Path

from anlan.kernel import db


def test_who_asks_again_at_once_does_not_keep_another_waiting(tmp_path: Path) -> None:
    path, over, hogged = str(tmp_path / "some.sqlite3"), threading.Event(), 0

    def hog() -> None:
        nonlocal hogged
        while not over.is_set():
            with db.in_turn(path):
                hogged += 1
                over.wait(0.005)

    other = threading.Thread(target=hog)
    other.start()
    for _ in range(20):
        with db.in_turn(path):
            pass
    over.set()
    other.join(30)
    assert 0 < hogged < 100, "a turn of one for a few of the other at most"


def test_a_turn_is_given_back_by_a_write_that_fails(tmp_path: Path) -> None:
    path = str(tmp_path / "some.sqlite3")
    for _ in range(2):
        try:
            with db.in_turn(path):
                raise RuntimeError
        except RuntimeError:
            continue
    with db.in_turn(path):
        pass
