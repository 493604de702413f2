"""How a plan lies in memory: the rules of each channel as words, and one block of 64-byte lines of state for each sensor.

The first line of a block holds what every reading needs: the header, the levels of the first ten rules, and of the first
window of single readings its sum and its place in the ring that begins the second line. Memory is asked for two or three lines
a reading, and that is what it costs. Words are int64; figures lie in the same words as float64.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from anlan.engines.stream_rules.plan import Channel, Plan, Whole
from anlan.engines.stream_rules.rules import MOST_LIMITS, Measure, Of, Rule

HEARD, LAST_VALUE, LAST_GOOD, PROGRAM, MARKS, LEVELS, FIRST_META, _ = range(8)
"""PROGRAM: where the channel's rules begin << 16 | slots of the first ring. MARKS: where filings begin << 32 | lost readings
running << 1 | whether the last reading was good. LEVELS: six bits a rule, waiting level << 3 | level; the next words of levels
end the block."""
FIRST_RING = 8
IN_A_WORD = 10
LOST = 0xFFFF_FFFE
CHANNEL = 4
EARLY, BOUNDED, VALUED, ON_CHANGE = range(CHANNEL)
KIND, NUMBER, STANDING, SHIFT, LIMITS, CLEARS = 0, 1, 2, 3, 4, 8
HOLD, TOWARD, SPAN, SIZE, SCALE, LOW, HIGH, TAKES, AT_LEAST, WIDTH, HAS_REST, META, RING, BEGUN = range(12, 26)
WORDS = 26
LINE = 8
FACTS, BASE, WAKE, STATE, RULES, FILINGS, OUT, TALLY = range(8)
"""What lies on the desk of the compiled functions."""
CLOCK_NOW, SENSORS, ROWS = range(3)
SIGNS = {"up": 1, "down": -1, "both": 0}

Figures = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Place:
    """Where a rule lies in a block: its six bits, what its measure remembers, its ring, since when it waits."""

    standing: int
    shift: int
    meta: int
    ring: int
    begun: int


@dataclass(frozen=True)
class Block:
    """A sensor's block: the places of its rules, what may be wiped (from FIRST_META to there), whole lines, slots of the first
    ring."""

    places: tuple[Place, ...]
    wiped: int
    size: int
    slots: int


def remembered(rule: Rule) -> tuple[int, int]:
    """Words of what the measure remembers, and of its ring."""
    if rule.measure is not Measure.WINDOW:
        return {Measure.FLAT: 3, Measure.CLIP: 2}.get(rule.measure, 0), 0
    if rule.slots:
        return 2, rule.slots
    return 3, rule.buckets * (2 if rule.of in (Of.MEAN, Of.SUM) else 1)


def block(channel: Channel) -> Block:
    """How the sensors of a channel are laid."""
    rules = channel.watched()
    first = next((turn for turn, rule in enumerate(rules) if rule.slots), -1)
    slots = rules[first].slots if first >= 0 else 0
    free, rows = FIRST_RING + slots, list[tuple[int, int, int]]()
    for turn, rule in enumerate(rules):
        meta, ring = remembered(rule)
        row = (FIRST_META, FIRST_RING) if turn == first else (free, free + meta)
        free += 0 if turn == first else meta + ring
        rows.append((*row, free))
        free += rule.hold > 0
    places = [
        Place(LEVELS if turn < IN_A_WORD else free + turn // IN_A_WORD - 1, turn % IN_A_WORD * 6, *row)
        for turn, row in enumerate(rows)
    ]
    words = free + max(0, len(rules) - 1) // IN_A_WORD
    return Block(tuple(places), free, -(-words // LINE) * LINE, slots)


def rule_words(rule: Rule, number: int, place: Place) -> Whole:
    """One rule as words; limits and points of return are turned so that more is graver and reaching is `>=`."""
    words = np.zeros(WORDS, np.int64)
    figures = words.view(np.float64)
    words[[KIND, NUMBER, STANDING, SHIFT]] = rule.measure, number, place.standing, place.shift
    words[[META, RING, BEGUN]] = place.meta, place.ring, place.begun
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
    places = block(channel).places
    parts += [rule_words(rule, plan.number(rule.id), place) for rule, place in zip(rules, places, strict=True)]
    return np.concatenate(parts)


def codes(plan: Plan) -> tuple[Whole, Whole]:
    """All channels' words, and where each begins."""
    parts = [channel_words(plan, channel) for channel in plan.channels]
    begins = np.cumsum([0, *map(len, parts)])[:-1]
    return (np.concatenate(parts) if parts else np.zeros(0, np.int64)), begins


def bases(plan: Plan) -> tuple[Whole, int]:
    """The first word of each sensor's block, and the words of all."""
    sizes = np.array([block(channel).size for channel in plan.channels], np.int64)[plan.of]
    ends = np.cumsum(sizes)
    return ends - sizes, int(ends[-1]) if ends.size else 0


def lines(words: int) -> Whole:
    """Zeroed words that begin on a line of memory."""
    raw = np.zeros(words + LINE, np.int64)
    return raw[(-raw.ctypes.data // 8) % LINE :][:words]
