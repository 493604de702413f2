"""What a programmer would write by hand for three rules: a dictionary of states, one reading after the other. Needs nothing
but Python.

Four levels (60, 70, 80, 90) left 2 below, held 20 s; change of more than 2 a second; mean of the last 5 minutes above 62 over
at least 10 readings.
"""

from bisect import bisect
from collections import deque

LIMITS, BACK, HOLD, STEEP, MEAN, SPAN, ENOUGH = (60.0, 70.0, 80.0, 90.0), 2.0, 20_000, 2.0, 62.0, 300_000, 10


class State:
    __slots__ = ("begun", "level", "mean", "readings", "steep", "sum", "time", "value", "waits")

    def __init__(self):
        self.time, self.value, self.level, self.waits, self.begun = -1, 0.0, 0, 0, 0
        self.steep = self.mean = False
        self.readings, self.sum = deque(), 0.0


def step(state, time, value):
    """How many events a reading gives."""
    if time <= state.time:
        return 0
    events = 0
    if state.time >= 0:
        steep = abs(value - state.value) * 1000.0 / (time - state.time) > STEEP
        if steep != state.steep:
            state.steep = steep
            events += 1
    state.time, state.value = time, value
    events += _level(state, time, value)
    readings = state.readings
    readings.append((time, value))
    state.sum += value
    while readings[0][0] <= time - SPAN:
        state.sum -= readings.popleft()[1]
    mean = len(readings) >= ENOUGH and state.sum > MEAN * len(readings)
    if mean != state.mean:
        state.mean = mean
        events += 1
    return events


def _level(state, time, value):
    reached = bisect(LIMITS, value)
    if reached > state.level:
        if not state.waits:
            state.waits, state.begun = reached, time
        elif reached < state.waits:
            state.waits = reached
        if time - state.begun >= HOLD:
            state.level, state.waits = state.waits, 0
            return 1
        return 0
    state.waits = 0
    level = state.level
    while level > reached and value < LIMITS[level - 1] - BACK:
        level -= 1
    if level != state.level:
        state.level = level
        return 1
    return 0


def run(sensors, times, values):
    """Events of a whole stream."""
    states, events = {}, 0
    for sensor, time, value in zip(sensors, times, values, strict=True):
        state = states.get(sensor)
        if state is None:
            state = states[sensor] = State()
        events += step(state, time, value)
    return events
