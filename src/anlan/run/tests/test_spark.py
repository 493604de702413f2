"""The rules under Spark on one machine: batch, and a stream that is stopped, killed in a batch and gone on with, tell what the
embedded engine tells."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from anlan.run.main import main

ROOT = Path(__file__).resolve().parents[4]
PYTHON = ROOT / ".venv-spark" / "bin" / "python"
AT, DAY = 1_767_196_800_000, 86_400_000
RULES = """
rules:
  - {id: high, measure: value, limits: [1.0, 2.0], hysteresis: 0.2, title: 甲烷超限, clause: 示例}
  - {id: held, measure: value, limits: [0.9], hold: 30 s}
  - {id: mean, measure: window, limits: [0.9], of: mean, span: 5 min, buckets: 5}
  - {id: quiet, measure: silence, limits: [1 min, 1 h]}
sensors:
  CH4-0: {rules: [high], limits: {high: [0.5, 0.8]}}
  CH4-1: {rules: [high, held, quiet], on_change: true}
  "*": [high, held, mean, quiet]
joints:
  - {id: both, least: 2, title: 两处同时超限, keys: [[CH4-1, high], [CH4-2, high], [CH4-3, quiet]]}
  - {id: later, least: 1, keys: [[CH4-3, high, 2], [CH4-5, high]]}
"""


def day(number: int, sensors: range, seed: int) -> pa.Table:
    """A part of a day: a reading every 10 s of each sensor, some left out, a few told twice; the last lies on a whole minute."""
    chance = np.random.default_rng(seed)
    rows = [
        (f"CH4-{sensor}", AT + number * DAY + place * 10_000 + (sensor * 700 if place < 300 else 0), float(value))
        for sensor in sensors
        for place, value in enumerate(np.round(np.abs(chance.normal(0.8, 0.5, 301)), 2))
        if not (sensor == 3 and 100 < place < 180) and (place == 300 or chance.random() > 0.1)
    ]
    sensor, at, value = zip(*rows, *rows[:5], strict=True)
    days = pa.array([number] * len(at), pa.int32()).cast(pa.date32())
    return pa.table({"day": days, "sensor": sensor, "at": at, "value": value, "quality": pa.array([0] * len(at), pa.int8())})


def spark(*words: object) -> None:
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    here = (str(PYTHON), "-m", "anlan.run", "streams", "replay", *map(str, words), "--engine", "spark")
    done = subprocess.run(
        [*here, "--master", "local[2]", "--bunches", "3"],
        env=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.spark
def test_batch_and_a_stream_with_a_restart_and_a_killed_batch_tell_what_the_embedded_engine_tells(tmp_path: Path) -> None:
    table, rules, state = tmp_path / "history", tmp_path / "rules.yaml", tmp_path / "state"
    rules.write_text(RULES)
    expected, batch, stream = (tmp_path / f"{name}.jsonl" for name in ("expected", "batch", "stream"))
    for number, sensors in ((0, range(5)), (1, range(4))):
        write_deltalake(str(table), day(number, sensors, number), mode="append", partition_by=["day"])

    spark(table, "--rules", rules, "--out", stream, "--state", state)
    half = stream.read_text().splitlines()
    write_deltalake(str(table), day(2, range(7), 2), mode="append", partition_by=["day"])
    DeltaTable(table).optimize.compact()
    newest = max((state / "spark" / "commits").glob("[0-9]*"), key=lambda path: int(path.name))
    newest.unlink()
    (state / "spark" / "commits" / f".{newest.name}.crc").unlink(missing_ok=True)
    spark(table, "--rules", rules, "--out", stream, "--state", state)
    spark(table, "--rules", rules, "--out", batch)

    assert main(["streams", "replay", str(table), "--rules", str(rules), "--out", str(expected)]) == 0
    told = expected.read_text().splitlines()
    assert batch.read_text().splitlines() == told
    assert stream.read_text().splitlines() == told
    assert 100 < len(half) < len(told)
    assert {json.loads(line)["rule"] for line in told} == {"high", "held", "mean", "quiet", "both", "later"}
