"""What the bus turned away is told to the gateway it came from, however much of it there is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from anlan.exchange import strays
from anlan.exchange.strays import Log, of_gateways
from anlan.monitoring.actions import count_letters, mark_replayed
from anlan.monitoring.queries import letters

HEAD = '[1] 2026/11/22 11:13:11.745951 [ERR] 127.0.0.1:41437 - mid:5 - "x" - '
TOPIC = HEAD + 'Publish Violation - Subject "readings.OTHER"\n'
LONG = HEAD + "maximum payload exceeded: 3000020 vs 1048576\n"
SECRET = HEAD.replace("mid:5", "mid:9") + 'authentication error - User "g2"\n'
STRANGER = HEAD.replace("mid:5", "mid:9") + 'authentication error - User "nobody"\n'
PLAIN = "[1] 2026/11/22 11:13:09.765834 [INF] Server is ready\n"
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def test_the_log_is_read_from_its_end_on_and_through_a_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bus.log"
    path.write_text(TOPIC)
    log = Log(path)
    assert not log.more()
    with path.open("a") as more:
        more.write(PLAIN + TOPIC * 3 + LONG + SECRET + STRANGER)
    found = log.more()
    assert not log.more()
    told = of_gateways(found, {5: "g1"}, ["g1", "g2"])
    assert sorted((gateway, times) for (gateway, _), times in told.items()) == [("g1", 1), ("g1", 3), ("g2", 1)]
    why = " ".join(why for _, why in told)
    assert all(word in why for word in ("readings/OTHER", "2929 KB", "密钥不对"))
    path.rename(tmp_path / "bus.log.old")
    path.write_text(TOPIC)
    assert sum(log.more().values()) == 1
    monkeypatch.setattr(strays, "MOST_BYTES", 10 * len(TOPIC))
    path.write_text(TOPIC * 5000)
    assert 5 <= sum(log.more().values()) <= 10


def test_no_log_is_nothing_turned_away(tmp_path: Path) -> None:
    assert not Log(tmp_path / "bus.log").more()


@pytest.mark.django_db
def test_one_letter_a_reason_and_day_counts_on() -> None:
    for hours in range(3):
        count_letters({("g1", "主题不对"): 10, ("g1", "太长"): 1}, AT + timedelta(hours=hours))
    assert sorted(letters("g1").values_list("why", "count")) == [("主题不对", 30), ("太长", 3)]
    mark_replayed(letters("g1").values_list("id", flat=True), AT)
    assert not letters("g1").exists()
    count_letters({("g1", "主题不对"): 1}, AT + timedelta(days=1))
    assert letters("g1").get().count == 1
