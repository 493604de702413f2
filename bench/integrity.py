"""Integrity: faults put into the real series by a written rule; what share is found, and how many doubts come of nothing."""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import django
import numpy as np
from bench.integrity_series import sites

GOAL, MOST_FALSE = 0.95, 0.01


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench integrity")
    parser.add_argument("--trials", type=int, default=20, help="faults a series and kind")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--first", action="store_true", help="the part on which figures were chosen, not the one that is reported"
    )
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.test")
    django.setup()
    from bench.integrity_judge import Score, sensors, specials

    scores: dict[str, Score] = defaultdict(Score)
    chance = np.random.default_rng(args.seed)
    for site, whole in sites().items():
        some = [one.part(args.first) for one in whole]
        days, count = sum(one.days for one in some), sum(one.at.size for one in some)
        print(f"{site}: {len(some)} sensors, {days:.1f} sensor-days, {count} readings", flush=True)
        for rows in (sensors(some, args.trials, chance), specials(some, whole, args.trials, chance)):
            for kind, score in rows:
                scores[kind].add(score)
    return told(scores)


def told(scores: Mapping[str, Any]) -> int:
    print(f"\n{'kind':12} {'found':>9} {'share':>6} {'false':>6} {'sensor-days':>12} {'a day':>8}")
    missed = 0
    for kind, it in scores.items():
        share, rate = it.found / max(1, it.tried), it.false / it.days if it.days else 0.0
        bad = it.tried and share < GOAL or rate > MOST_FALSE
        missed += bool(bad)
        found = f"{it.found}/{it.tried}"
        print(f"{kind:12} {found:>9} {share:6.3f} {it.false:6d} {it.days:12.1f} {rate:8.5f} {'MISSED' if bad else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
