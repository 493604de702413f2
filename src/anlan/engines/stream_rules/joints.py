"""Joints: several keys of a site joined by and / or / k of n. They live on the events of the other rules alone."""

from collections import defaultdict
from typing import Any

import numpy as np

from anlan.engines.stream_rules.events import Events
from anlan.engines.stream_rules.plan import Joint, Plan


class Joints:
    """How many keys of each joint are up."""

    def __init__(self, plan: Plan) -> None:
        self.joints, self.numbers = plan.joints, [plan.number(joint.id) for joint in plan.joints]
        self.keys: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self.up = [0] * len(plan.joints)
        for place, joint in enumerate(plan.joints):
            for sensor, rule, level in joint.keys:
                self.keys[sensor, plan.number(rule)].append((place, level))

    def after(self, rows: Events) -> Events:
        """The rows, and behind each the joints that it turned."""
        if not self.joints or not rows.size:
            return rows
        told: list[Any] = []
        for row in rows.tolist():
            told.append(row)
            told += self._turned(row)
        return np.array(told, rows.dtype)

    def _turned(self, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        sensor, rule, was, level, *_ = row
        moved: dict[int, int] = defaultdict(int)
        for place, least in self.keys.get((sensor, rule), ()):
            moved[place] += int(level >= least) - int(was >= least)
        return [it for place in sorted(moved) for it in self._moved(place, moved[place], row)]

    def _moved(self, place: int, by: int, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        joint: Joint = self.joints[place]
        was = self.up[place] >= joint.least
        self.up[place] += by
        up = self.up[place]
        if was == (up >= joint.least):
            return []
        sensor, _, _, _, time, since, _, value, _ = row
        return [(sensor, self.numbers[place], int(was), 1 - int(was), time, since, up, value, float(up))]

    def state(self) -> list[int]:
        return list(self.up)

    def take(self, state: list[int]) -> None:
        self.up = list(state)
