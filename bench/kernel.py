"""Benchmarks of the kernel against the figures of issue 2, on both databases: python bench/kernel.py [--big] [part …].

Parts: steps, peer, lists, due, killer (1,000 kills). A figure that misses its target is marked and makes the command end with 1.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
TARGETS = {
    ("sqlite", "steps/s"): (">=", 150), ("postgresql", "steps/s"): (">=", 200), ("*", "p99 ms"): ("<=", 500),
    ("*", "slowest/mean"): (">=", 0.5), ("*", "CPU over bare writes"): ("<=", 4),
    ("sqlite", "inbox: statement p95 ms"): ("<=", 1), ("postgresql", "inbox: statement p95 ms"): ("<=", 3),
    ("sqlite", "inbox counts: statement p95 ms"): ("<=", 1), ("postgresql", "inbox counts: statement p95 ms"): ("<=", 3),
    ("*", "cells: call p95 ms"): ("<=", 5), ("*", "list of 50: call CPU p95 ms"): ("<=", 10),
    ("*", "list of 50 in a town: call CPU p95 ms"): ("<=", 10), ("*", "JSON list of 50: CPU p95 ms"): ("<=", 10),
    ("*", "inbox page: CPU p95 ms"): ("<=", 30),
    ("*", "seconds"): ("<=", 90), ("*", "others' p99 ms"): ("<=", 1000), ("*", "kills survived"): (">=", 1000),
}  # fmt: skip
PARTS = ("steps", "peer", "lists", "due", "killer")


def show(database: str, part: str, figures: dict[str, float]) -> int:
    """Prints figures beside their targets; returns how many miss."""
    missed = 0
    for name, value in figures.items():
        sign, target = TARGETS.get((database, name)) or TARGETS.get(("*", name)) or ("", 0.0)
        kept = not sign or (value >= target if sign == ">=" else value <= target)
        missed += not kept
        said = f"{sign} {target}" + ("" if kept else "  MISSED") if sign else ""
        print(f"{database:<11}{part:<8}{name:<42}{value:>12.2f}  {said}", flush=True)
    return missed


def kills(dsn: str, many: int = 1000) -> dict[str, float]:
    """The test of tests/killer with so many kills, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "DJANGO_"))}
    env = kept | {"ANLAN_KILLS": str(many)} | ({"ANLAN_TEST_DATABASE": dsn} if dsn else {})
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "tests/killer"], cwd=HERE.parent, env=env, check=False)
    return {"kills survived": many if done.returncode == 0 else 0, "kills took s": time.monotonic() - began}


def run(database: str, parts: list[str], big: bool, seconds: float) -> int:
    """One database in a process of its own; returns how many targets were missed."""
    import due
    import ground
    import lists
    import pages
    import peer
    import steps

    with ground.server() if database == "postgresql" else contextlib.nullcontext("") as dsn:
        folder = ground.settle(dsn)
        try:
            place, missed = ground.Ground(8), 0
            if "peer" in parts:
                missed += show(database, "peer", peer.compare(place, folder, dsn))
            if "steps" in parts:
                missed += show(database, "steps", steps.race(place, 8, seconds))
            for begin, upto in [(0, 1_000_000), (1_000_000, 10_000_000)][: 1 + big] if "lists" in parts else []:
                figures = {"load s": lists.load(place, upto, begin)} | lists.ask(place) | pages.ask(place)
                missed += show(database, f"{upto // 1_000_000} M", figures)
            if "due" in parts and "lists" not in parts:
                lists.load(place, 150_000)
            if "due" in parts:
                missed += show(database, "due", due.storm(place))
            if "killer" in parts:
                missed += show(database, "killer", kills(dsn))
            return missed
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)} (all)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--big", action="store_true", help="ten million matters too")
    parser.add_argument("--seconds", type=float, default=20, help="how long the eight writers run")
    args = parser.parse_args()
    os.environ["ANLAN_LOG"] = "ERROR"
    missed = 0
    for database in [args.database] if args.database else ["sqlite", "postgresql"]:
        one = get_context("spawn").Process(target=_apart, args=(database, args.parts or list(PARTS), args.big, args.seconds))
        one.start()
        one.join()
        missed += one.exitcode or 0
    print(f"missed: {missed}")
    return 1 if missed else 0


def _apart(database: str, parts: list[str], big: bool, seconds: float) -> None:
    sys.exit(run(database, parts, big, seconds))


if __name__ == "__main__":
    sys.exit(main())
