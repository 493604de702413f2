"""How a plan lies in memory: the rules of each channel as words, and one block of 64-byte lines of state for each sensor.

A block begins with the header below; then one word of standing for each rule (begun << 16 | waits << 8 | level), then what
measures must remember. Words are int64; figures lie in the same words as float64.
"""

import math
from typing import Any

import numpy as np

from anlan.engines.stream_rules.plan import Channel, Plan, Whole
from anlan.engines.stream_rules.rules import MOST_LIMITS, Measure, Of, Rule

HEARD, LAST_VALUE, LAST_GOOD, CODE, HINT, IS_RUNNING, LOST, FILED = range(8)
HEADER = 8
CHANNEL = 4
EARLY, BOUNDED, VALUED, ON_CHANGE = range(CHANNEL)
KIND, NUMBER, STANDING, EXTRA, LIMITS, CLEARS = 0, 1, 2, 3, 4, 8
HOLD, TOWARD, SPAN, SIZE, SCALE, LOW, HIGH, TAKES, AT_LEAST, WIDTH, HAS_REST = range(12, 23)
WORDS = 23
LINE = 8
FACTS, BASE, WAKE, STATE, RULES, FILINGS, OUT, TALLY = range(8)
"""What lies on the desk of the compiled functions."""
CLOCK_NOW, SENSORS, ROWS = range(3)
SIGNS = {"up": 1, "down": -1, "both": 0}

Figures = np.ndarray[Any, np.dtype[np.float64]]


def extra(rule: Rule) -> int:
    """How many words the measure remembers."""
    if rule.measure is Measure.WINDOW:
        return 3 + (rule.slots or rule.buckets * (2 if rule.of in (Of.MEAN, Of.SUM) else 1))
    return {Measure.FLAT: 3, Measure.CLIP: 2}.get(rule.measure, 0)


def block(channel: Channel) -> int:
    """Words of a sensor's block, whole lines."""
    rules = channel.watched()
    words = HEADER + len(rules) + sum(map(extra, rules))
    return -(-words // LINE) * LINE


def rule_words(rule: Rule, number: int, standing: int, place: int) -> Whole:
    """One rule as words; limits and points of return are turned so that more is graver and reaching is `>=`."""
    words = np.zeros(WORDS, np.int64)
    figures = words.view(np.float64)
    words[[KIND, NUMBER, STANDING, EXTRA]] = rule.measure, number, standing, place
    sign = SIGNS[rule.toward] or 1
    limits = [sign * limit for limit in rule.limits]
    clears = [sign * clear for clear in rule.clears or rule.limits]
    if rule.beyond:
        clears = [_past(clear) if clear == limit else clear for clear, limit in zip(clears, limits, strict=True)]
        limits = [_past(limit) for limit in limits]
    figures[LIMITS : LIMITS + MOST_LIMITS] = limits + [math.inf] * (MOST_LIMITS - len(limits))
    figures[CLEARS : CLEARS + MOST_LIMITS] = clears + [-math.inf] * (MOST_LIMITS - len(clears))
    words[[HOLD, TOWARD, SPAN]] = rule.hold, SIGNS[rule.toward], rule.span or rule.gap
    words[[SIZE, TAKES, AT_LEAST]] = rule.slots or rule.buckets, rule.of, rule.at_least
    words[WIDTH] = 0 if rule.slots or not rule.buckets else rule.span // rule.buckets
    figures[SCALE] = 10.0**rule.digits if rule.measure is Measure.WINDOW else rule.tolerance
    figures[[LOW, HIGH]] = rule.between
    words[HAS_REST] = rule.between != (-math.inf, math.inf)
    return words


def _past(limit: float) -> float:
    return math.nextafter(limit, math.inf)


def channel_words(plan: Plan, channel: Channel) -> Whole:
    """A channel: how many rules of each stage, then the rules."""
    rules = channel.watched()
    stages = [sum(rule.measure < Measure.IMPOSSIBLE for rule in rules), sum(rule.measure is Measure.IMPOSSIBLE for rule in rules)]
    parts = [np.array([*stages, len(rules) - sum(stages), channel.on_change], np.int64)]
    place = HEADER + len(rules)
    for turn, rule in enumerate(rules):
        parts.append(rule_words(rule, plan.number(rule.id), HEADER + turn, place))
        place += extra(rule)
    return np.concatenate(parts)


def codes(plan: Plan) -> tuple[Whole, Whole]:
    """All channels' words, and where each begins."""
    parts = [channel_words(plan, channel) for channel in plan.channels]
    begins = np.cumsum([0, *map(len, parts)])[:-1]
    return (np.concatenate(parts) if parts else np.zeros(0, np.int64)), begins


def bases(plan: Plan) -> tuple[Whole, int]:
    """The first word of each sensor's block, and the words of all."""
    sizes = np.array([block(channel) for channel in plan.channels], np.int64)[plan.of]
    ends = np.cumsum(sizes)
    return ends - sizes, int(ends[-1]) if ends.size else 0


def lines(words: int) -> Whole:
    """Zeroed words that begin on a line of memory."""
    raw = np.zeros(words + LINE, np.int64)
    return raw[(-raw.ctypes.data // 8) % LINE :][:words]


def hint(channel: Channel) -> int:
    """The first exact window of the channel: slots << 16 | where it lies in the block; 0 if there is none."""
    place = HEADER + len(channel.watched())
    for rule in channel.watched():
        if rule.slots:
            return rule.slots << 16 | place
        place += extra(rule)
    return 0
