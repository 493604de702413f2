"""`bin/test`: runs the stages, prints what each came to and one closing line. Under CI=true anything left out fails."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence

from tools.check import package, stages
from tools.check.outcome import Outcome

Stage = Callable[[], Outcome]
FULL = ("static", "both", "browser", "spark", "package")
QUICK = ("static", "quick")


def main() -> int:
    args = _arguments()
    only = tuple(args.only)
    known: dict[str, Stage] = {
        "static": stages.static,
        "quick": lambda: stages.quick(only),
        "sqlite": lambda: stages.sqlite(only),
        "both": lambda: stages.both(only),
        "browser": lambda: stages.browser(only),
        "spark": lambda: stages.spark(only),
        "package": package.package,
    }
    names = args.stages or FULL
    found = _run([(name, known[name]) for name in (QUICK if names == ["quick"] else names)])
    print(f"\n{found.plain()}\n{found.sentence()}")
    return 0 if found.good(everything=os.environ.get("CI") == "true") else 1


def _run(chosen: Sequence[tuple[str, Stage]]) -> Outcome:
    total = Outcome()
    for name, stage in chosen:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        found = stage()
        print(f"== {name}: {found.sentence()} ({time.monotonic() - began:.0f} s)", flush=True)
        total += found
    return total


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test", description="Runs what CI runs. Without a stage: all of them.")
    parser.add_argument("stages", nargs="*", help="quick, or any of: static sqlite both browser spark package")
    parser.add_argument("--only", action="append", default=[], metavar="PATH", help="tests to run instead of all")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
