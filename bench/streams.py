"""The stream engine by CPU seconds of one core: against peers, against compiled C, by batch, by number of sensors, from the
wire; its memory.

bin/bench streams [evaluate peers limit batches million wire memory] [--readings 3e6] [--peers FOLDER]: without a name all of
them. Peers live in an environment of their own (FOLDER, default in the temporary folder), made at the first run.
"""

import argparse
import ctypes
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
from bench import streams_loop as loop

from anlan.engines.stream_rules.decode import Decoder
from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.jit import IS_COMPILED
from anlan.engines.stream_rules.plan import Channel, Plan
from anlan.engines.stream_rules.rules import Measure, Of, Rule

HERE = Path(__file__).parent
PERIOD, START = 10_000, 1_700_000_000_000
MANY, MILLION = 100_000, 1_000_000
BACKS = tuple(limit - loop.BACK for limit in loop.LIMITS)
LEVELS = Rule("levels", Measure.VALUE, loop.LIMITS, clears=BACKS, hold=loop.HOLD)
STEEP = Rule("steep", Measure.RATE, (loop.STEEP,), toward="both", beyond=True)
MEAN = Rule("mean", Measure.WINDOW, (loop.MEAN,), beyond=True, span=loop.SPAN, slots=40, at_least=loop.ENOUGH)
TEN = (
    LEVELS, STEEP,
    Rule("mean", Measure.WINDOW, (loop.MEAN,), beyond=True, span=loop.SPAN, buckets=10, at_least=loop.ENOUGH),
    Rule("hour", Measure.WINDOW, (95.0,), of=Of.MAX, span=3_600_000, buckets=12),
    Rule("day", Measure.WINDOW, (1e6,), of=Of.SUM, span=86_400_000, buckets=12),
    Rule("silent", Measure.SILENCE, (300_000.0, 7_200_000.0)), Rule("flat", Measure.FLAT, (14_400_000.0,)),
    Rule("step", Measure.STEP, (30.0,), toward="both"), Rule("clipped", Measure.CLIP, (5.0,), between=(0.0, 100.0)),
    Rule("range", Measure.IMPOSSIBLE, (1.0,), between=(-40.0, 150.0)),
)  # fmt: skip

Stream = tuple[np.ndarray, np.ndarray, np.ndarray]
FAILED: list[str] = []


def stream(readings: int, sensors: int) -> Stream:
    """Readings in the order of time, one a sensor every 10 s with jitter, two decimals; every fiftieth sensor has a bad
    quarter of an hour."""
    chance = np.random.default_rng(7)
    level, phase = chance.uniform(20, 55, sensors), chance.integers(0, 9000, sensors)
    bad, noise = chance.random(sensors) < 0.02, np.zeros(sensors)
    begins = chance.integers(0, max(1, readings // sensors), sensors)
    parts = []
    for turn in range(readings // sensors):
        noise = 0.95 * noise + chance.normal(0, 1, sensors)
        since = turn - begins
        value = level + noise + np.where(bad & (since >= 0) & (since < 25), np.clip(since * 4.0, 0, 60), 0)
        when = START + turn * PERIOD + phase + chance.integers(0, 900, sensors)
        order = np.argsort(when, kind="stable")
        parts.append((order.astype(np.uint32), when[order], np.round(value[order], 2)))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def plan(rules: tuple[Rule, ...], sensors: int) -> Plan:
    return Plan((Channel(rules),), np.zeros(sensors, np.int64))


def some(data: Stream, sensors: int) -> Stream:
    """The readings of the first sensors only."""
    kept = data[0] < sensors
    return tuple(column[kept] for column in data)


def cpu(work: Callable[[], object], runs: int = 3) -> float:
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def tell(name: str, figure: float, unit: str = "", least: float | None = None, most: float | None = None) -> None:
    missed = (least is not None and figure < least) or (most is not None and figure > most)
    goal = f"  (goal {'>=' if most is None else '<='} {most if least is None else least})" if (least or most) else ""
    print(f"{name:<52} {figure:>10.3g} {unit}{goal}{'  MISSED' if missed else ''}", flush=True)
    FAILED.extend([name] if missed else [])


def rate(
    data: Stream, rules: tuple[Rule, ...] = (LEVELS, STEEP, MEAN), batch: int = 10_000, runs: int = 3, warm: float = 0.3
) -> float:
    """Readings a CPU second in batches; the first part of the stream fills the state and is not measured."""
    sensors = int(data[0].max()) + 1
    batches = [tuple(column[i : i + batch] for column in data) for i in range(0, data[0].size, batch)]
    first, found = int(len(batches) * warm), []
    for _ in range(runs):
        engine = Engine(plan(rules, sensors))
        for each in batches[:first]:
            engine.feed(*each)
        began = time.process_time()
        for each in batches[first:]:
            engine.feed(*each)
        found.append(sum(each[0].size for each in batches[first:]) / (time.process_time() - began))
    return statistics.median(found)


def evaluate(data: Stream, at: "Settings") -> None:
    part = some(data, MANY // 10)
    lists = [column.tolist() for column in part]
    told = Engine(plan((LEVELS, STEEP, MEAN), MANY)).feed(*part).size
    by_hand = loop.run(*lists)
    print(f"events on {part[0].size} readings: engine {told}, by hand {by_hand}")
    FAILED.extend([] if told == by_hand else ["same events"])
    own, hand = rate(data), part[0].size / cpu(lambda: loop.run(*lists))
    tell("engine, three rules", own / 1e6, "M/s")
    tell("engine, ten rules", rate(data, TEN) / 1e6, "M/s")
    tell("over the hand-written loop", own / hand, "x", least=15)


def peers(data: Stream, at: "Settings") -> None:
    if not (python := peer_python(at.peers)):
        print("peers left out: their environment could not be made (is a package index reachable?)")
        return
    for peer, goal in (("bytewax", 50), ("polars", 3), ("duckdb", 3)):
        part = some(data, MANY // 10) if peer == "bytewax" else data
        path = at.folder / "stream.npz"
        np.savez(path, s=part[0], t=part[1], v=part[2])
        done = subprocess.run(
            [python, str(HERE / "streams_peers.py"), peer, str(path)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{peer} left out: {done.stderr.strip().splitlines()[-1]}")
            continue
        told = json.loads(done.stdout)
        print(f"  {peer}: {part[0].size / told['cpu'] / 1e6:.3g} M/s, {told['events']} events")
        tell(f"over {peer}", rate(data) * told["cpu"] / part[0].size, "x", least=goal)


def peer_python(folder: Path) -> str:
    """The interpreter of the peers' environment, made if need be; empty where that fails."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    has = subprocess.run([python, "-c", "import bytewax, polars, duckdb, numpy, pyarrow"], capture_output=True, check=False)
    words = [
        str(python),
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "bytewax",
        "polars",
        "duckdb",
        "numpy",
        "pyarrow",
    ]
    if has.returncode and subprocess.run(words, capture_output=True, check=False).returncode:
        return ""
    return str(python)


def limit(data: Stream, at: "Settings") -> None:
    library = at.folder / "limit.so"
    words = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(HERE / "streams_limit.c")]
    try:
        subprocess.run(words, check=True)
    except OSError:
        print("the limit in C left out: there is no gcc")
        return
    run = ctypes.CDLL(str(library)).run
    run.restype = ctypes.c_long
    sensor, when, value = np.ascontiguousarray(data[0]), data[1], np.round(data[2] * 100).astype(np.int32)
    sensors, first = int(sensor.max()) + 1, int(sensor.size * 0.3)
    out, found = np.zeros((sensor.size, 2), np.int64), []

    def pointer(array: np.ndarray) -> ctypes.c_void_p:
        return ctypes.c_void_p(array.ctypes.data)

    for _ in range(3):
        state, ring = np.zeros((sensors, 16), np.int32), np.zeros((sensors, 64, 2), np.int32)
        for begin, end in ((0, first), (first, sensor.size)):
            columns = [pointer(column[begin:end]) for column in (sensor, when, value)]
            began = time.process_time()
            run(
                *columns,
                ctypes.c_long(end - begin),
                pointer(state),
                pointer(ring),
                ctypes.c_int64(int(when[0]) - 1),
                pointer(out),
            )
        found.append((sensor.size - first) / (time.process_time() - began))
    tell("C with prefetch", statistics.median(found) / 1e6, "M/s")
    tell("engine over C with prefetch", rate(data, batch=100_000) / statistics.median(found), "x", least=1 / 3)


def batches(data: Stream, at: "Settings") -> None:
    tell("batches of 100 over batches of 10,000", rate(data, batch=100) / rate(data), "x", least=0.7)


def million(data: Stream, at: "Settings") -> None:
    tell("1 M sensors over 100,000", rate(stream(8 * MILLION, MILLION), runs=2) / rate(data), "x", least=0.7)


def wire(data: Stream, at: "Settings") -> None:
    names = [f"3301{number % 97:02d}-TEMP-{number:07d}" for number in range(MANY)]
    sensor, when, value = (column[:MILLION].tolist() for column in data)
    rows = [{"id": names[s], "t": t, "v": v} for s, t, v in zip(sensor, when, value, strict=True)]
    bodies = [orjson.dumps(rows[i : i + 1000]) for i in range(0, len(rows), 1000)]
    decoder, known = Decoder(names), {name: number for number, name in enumerate(names)}

    def scanned() -> None:
        engine = Engine(plan((LEVELS, STEEP, MEAN), MANY))
        for body in bodies:
            columns = decoder.columns(body)
            engine.feed(columns.sensor, columns.time, columns.value)

    def plain() -> None:
        engine = Engine(plan((LEVELS, STEEP, MEAN), MANY))
        for body in bodies:
            found = orjson.loads(body)
            sensors = np.array([known[row["id"]] for row in found], np.uint32)
            engine.feed(sensors, np.array([row["t"] for row in found]), np.array([row["v"] for row in found]))

    scanned()
    own, other = cpu(scanned), cpu(plain)
    tell("JSON with string ids to events", len(rows) / own / 1e6, "M/s")
    tell("over orjson + dict + the same engine", other / own, "x", least=4)


def memory(data: Stream, at: "Settings") -> None:
    """In a process of its own: a million sensors under ten rules, three readings each."""
    done = subprocess.run([sys.executable, "-m", "bench.streams", "resident"], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"memory left out: {done.stderr.strip().splitlines()[-1]}")
        FAILED.append("memory")
        return
    peak, state = done.stdout.split()
    tell("1 M sensors x 10 rules, state", float(state), "MB")
    tell("1 M sensors x 10 rules, the whole process", float(peak), "MB", most=1000)


def resident() -> None:
    engine, sensor = Engine(plan(TEN, MILLION)), np.arange(MILLION, dtype=np.uint32)
    for turn in range(3):
        for part in np.array_split(sensor, 10):
            engine.feed(part, np.full(part.size, START + turn * PERIOD), np.full(part.size, 20.0 + turn))
    engine.advance(START + 3 * PERIOD)
    status = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(peak * 1024 / 1e6, engine.words.nbytes / 1e6)


CASES = {case.__name__: case for case in (evaluate, peers, limit, batches, million, wire, memory)}


class Settings:
    """Where things lie during a run."""

    def __init__(self, folder: Path, peers: Path) -> None:
        self.folder, self.peers = folder, peers


def main() -> int:
    asked = argparse.ArgumentParser(prog="bin/bench streams")
    asked.add_argument("cases", nargs="*", choices=[*CASES, "resident", []], default=[])
    asked.add_argument("--readings", type=float, default=3e6)
    asked.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "anlan-bench-peers")
    told = asked.parse_args()
    if told.cases == ["resident"]:
        resident()
        return 0
    if not IS_COMPILED:
        print("numba is missing: bin/venv dev")
        return 2
    data = stream(int(told.readings), MANY)
    rate(some(data, 1000), runs=1)
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        for name in told.cases or CASES:
            CASES[name](data, Settings(Path(folder), told.peers))
    print(f"missed: {', '.join(FAILED)}" if FAILED else "every goal met")
    return int(bool(FAILED))


if __name__ == "__main__":
    sys.exit(main())
