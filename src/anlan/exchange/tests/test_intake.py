"""The intake under kills: wherever it dies, every reading is in history once, every event is told, every letter is kept once."""

import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.engines.stream_rules.events import Event
from anlan.exchange.intake import Intake, Message
from anlan.exchange.points import POINTS, from_environment
from anlan.monitoring.models import DeadLetter
from anlan.monitoring.plan import Spans, plan
from anlan.monitoring.queries import Listed, Roster

BEGIN = 1_767_225_600_000
SENSORS = ("CH4-1", "CH4-2", "CO-1")
ROSTER = Roster(
    tuple(Listed(code, code, "g1", {"limit": "1.0", "way": "高于报警", "period": 10, "flat": True}) for code in SENSORS)
    + (Listed("other", "X-1", "g2", {}),)
)
OWN = Spans(periods=10, least=60_000, flat=86_400_000)
pytestmark = pytest.mark.django_db


class Told:
    """What was told, each event once: the same as a writer whose ids are made from the event."""

    def __init__(self) -> None:
        self.events: dict[tuple[object, ...], Event] = {}

    def __call__(self, events: list[Event]) -> None:
        self.events.update({(one.sensor, one.rule, one.kind, one.level, one.time): one for one in events})


def stream(n: int, seed: int = 3) -> list[Message]:
    """Two readings a message, ten seconds apart, with two excursions over the limit, one silence and some nonsense."""
    rng = random.Random(seed)
    found = []
    for number in range(1, n + 1):
        at = BEGIN + number * 10_000
        high = 20 <= number < 40 or 60 <= number < 65
        readings = [
            {"id": code, "t": at, "v": round(rng.uniform(1.1, 2) if high else rng.uniform(0, 0.5), 2)} for code in SENSORS[:2]
        ]
        if number % 17 == 0:
            readings.append({"id": rng.choice(["X-1", "nobody"]), "t": at, "v": 1})
        if not 30 < number < 50:
            readings.append({"id": "CO-1", "t": at, "v": 0.1})
        body = b"{" if number % 23 == 0 else json.dumps(readings).encode()
        found.append(Message(number, "g1", body, at))
    return found


def made(folder: Path, told: Told) -> Intake:
    return Intake(folder, ROSTER, plan(ROSTER, OWN), tell=told)


def batches(messages: list[Message], rng: random.Random) -> Iterator[list[Message]]:
    while messages:
        size = rng.randint(1, 7)
        yield messages[:size]
        messages = messages[size:]


def run(folder: Path, told: Told, messages: list[Message], rng: random.Random, deadly: float) -> None:
    """Takes all messages; dies at random moments and begins anew from what lies on the disk, as the process would."""
    intake = made(folder, told)
    while intake.taken < messages[-1].number:
        for batch in batches([one for one in messages if one.number > intake.taken], rng):
            intake.take(batch, batch[-1].arrived)
            if rng.random() < deadly or (rng.random() < 0.15 and dies_settling(intake, rng.random() < deadly)):
                intake = made(folder, told)
                break
    intake.settle()


def dies_settling(intake: Intake, dies: bool) -> bool:
    """Settles; or only as far as history, and the process is gone before its snapshot is written."""
    if dies and intake.taken > intake.stored:
        intake.history.append(intake._table(), intake.taken)
    elif not dies:
        intake.settle()
    return dies


def outcome(folder: Path, told: Told) -> tuple[object, ...]:
    intake = made(folder, told)
    series = {code: intake.history.read(code, 0, 2**45) for code in SENSORS}
    rows = intake.history.table().to_pyarrow_dataset().count_rows()  # type: ignore[union-attr]
    letters = sorted(DeadLetter.objects.values_list("id", "why", "count"))
    return rows, {code: (one.at.tolist(), one.value.tolist()) for code, one in series.items()}, sorted(told.events), letters


def test_whatever_dies_the_outcome_is_the_same(tmp_path: Path) -> None:
    messages, told = stream(80), Told()
    run(tmp_path / "calm", told, messages, random.Random(1), deadly=0)
    calm = outcome(tmp_path / "calm", told)
    rows, _, events, letters = calm
    assert rows == sum(len(readings(one)) for one in messages)
    assert {(SENSORS[one[0]], one[1], one[2]) for one in events} >= {  # type: ignore[attr-defined]
        ("CH4-1", "high", "raise"), ("CH4-1", "high", "clear"), ("CO-1", "silent", "raise"), ("CO-1", "silent", "clear"),
    }  # fmt: skip
    assert len(letters) == len({one for one in range(1, 81) if one % 17 == 0 or one % 23 == 0})  # type: ignore[arg-type]
    for seed in range(3):
        again = Told()
        DeadLetter.objects.all().delete()
        run(tmp_path / str(seed), again, messages, random.Random(seed), deadly=0.25)
        assert outcome(tmp_path / str(seed), again) == calm


def readings(message: Message) -> list[dict[str, object]]:
    """Those of a message that count."""
    if message.body == b"{":
        return []
    return [one for one in json.loads(message.body) if one["id"] in SENSORS]


def test_a_letter_says_why_and_a_flooding_gateway_keeps_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.monitoring.actions.MOST_WAITING", 5)
    intake = made(tmp_path, Told())
    bodies = [b"?", json.dumps([{"id": "nobody", "v": 1}, {"id": "X-1", "v": 1}, {"id": "CO-1", "v": 0.2, "t": BEGIN}]).encode()]
    intake.take([Message(n + 1, "g1", body, BEGIN + n) for n, body in enumerate(bodies)], BEGIN)
    first, second = DeadLetter.objects.order_by("arrived")
    assert "认不出" in first.why
    assert "没有登记" in second.why
    assert "不属于网关" in second.why
    assert (second.count, bytes(second.body)) == (2, bodies[1])
    intake.take([Message(10 + n, "g1", b"?", BEGIN + 10 + n) for n in range(20)], BEGIN)
    assert DeadLetter.objects.count() == 5
    assert intake.counts == {"messages": 22, "readings": 1, "refused": 23}


def test_a_change_of_the_register_forgets_nothing(tmp_path: Path) -> None:
    told = Told()
    intake = made(tmp_path, told)
    intake.take(stream(30), BEGIN + 300_000)
    assert {one[:3] for one in told.events} >= {(0, "high", "raise"), (1, "high", "raise")}
    more = Roster((Listed("new", "AAA-1", "g1", {"limit": "1.0"}), *ROSTER.sensors[1:]))
    intake.renew(more, plan(more, OWN))
    told.events.clear()
    later = stream(80)[40:]
    intake.take(later, later[-1].arrived)
    assert {one[:3] for one in told.events} >= {(1, "high", "clear"), (1, "high", "raise")}
    assert 0 not in {one[0] for one in told.events}
    intake.settle()
    assert Intake(tmp_path, more, plan(more, OWN), tell=told).engine.clock == intake.engine.clock


def test_a_snapshot_of_other_sensors_begins_a_new_engine_behind_the_same_message(tmp_path: Path) -> None:
    told = Told()
    intake = made(tmp_path, told)
    intake.take(stream(30), BEGIN + 300_000)
    intake.settle()
    fewer = Roster(ROSTER.sensors[1:])
    again = Intake(tmp_path, fewer, plan(fewer, OWN), tell=told)
    assert (again.taken, again.stored) == (30, 30)
    assert again.engine.clock == -1


class Died(Exception):
    """The process is gone: what it held in memory is, too."""


def to_the_end(folder: Path, told: Told, messages: list[Message]) -> None:
    """All messages, whatever ends it in between: a death begins from the disk, a full disk goes on as it is."""
    intake, rng = made(folder, told), random.Random(2)
    while intake.settled < messages[-1].number:
        try:
            for batch in batches([one for one in messages if one.number > intake.taken], rng):
                intake.take(batch, batch[-1].arrived)
                if rng.random() < 0.4:
                    intake.settle()
            intake.settle()
        except Died:
            intake = made(folder, told)
        except OSError:
            continue


@pytest.mark.parametrize("ends", [Died, OSError], ids=["dies", "disk full"])
def test_at_every_named_point_it_may_die_or_find_the_disk_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: type[Exception]
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    messages, told = stream(45), Told()
    run(tmp_path / "calm", told, messages, random.Random(1), deadly=0)
    calm = outcome(tmp_path / "calm", told)
    for point in POINTS[3:7] if ends is OSError else POINTS[1:7]:
        again, times = Told(), itertools.count(1)

        def at(name: str, point: str = point, times: Iterator[int] = times) -> None:
            if name == point and next(times) % 5 == 2:
                raise ends

        monkeypatch.setattr("anlan.exchange.intake.reached", at)
        DeadLetter.objects.all().delete()
        to_the_end(tmp_path / point, again, messages)
        monkeypatch.setattr("anlan.exchange.intake.reached", lambda _: None)
        assert outcome(tmp_path / point, again) == calm, point


def test_a_point_is_reached_as_often_as_asked() -> None:
    at = from_environment("written:2:full")
    at("written")
    at("renamed")
    with pytest.raises(OSError, match="No space"):
        at("written")
    at("written")
    from_environment("")("written")
