"""Two signs of invented readings: channels that tell the very same (cloned), and a channel that tells an old stretch again
(replayed).

Cloned: the last `least` values of two channels that are not meant to agree are the same in the same order, where one of them
may be a reading behind, their newest readings lie within `within` ms, and at least `kinds` different values are among them.
Replayed: the last `least` values stand in the same order somewhere among the `keep` values before them, and at least `kinds`
different values are among them. Same means to the last bit: real sensors have noise.
"""

import struct
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import islice

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels


@dataclass
class Clones:
    """Pairs of channels; the subject of an event is the place of the pair in `pairs`."""

    law: Law
    pairs: tuple[tuple[int, int], ...]
    least: int = 20
    kinds: int = 5
    within: int = 60_000
    levels: Levels = field(default_factory=Levels)
    told: dict[int, deque[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.others: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair, (one, two) in enumerate(self.pairs):
            self.others[one].append((pair, two))
            self.others[two].append((pair, one))

    def see(self, channel: int, time: int, value: float) -> list[Event]:
        """A good reading; one that is not later than the channel's last counts for nothing."""
        own = self.told.setdefault(channel, deque())
        if own and time <= own[-1][0]:
            return []
        own.append((time, value))
        if len(own) > self.least + 1:
            own.popleft()
        events: list[Event] = []
        for pair, other in self.others.get(channel, ()):
            is_same = self._is_same(own, self.told.get(other, deque()))
            cause = Cause(channel, own[-min(len(own), self.least)][0], self.least, value)
            events += self.levels.hold(self.law, pair, int(is_same), time, float(is_same), cause)
        return events

    def _is_same(self, own: deque[tuple[int, float]], other: deque[tuple[int, float]]) -> bool:
        if not other or own[-1][0] - other[-1][0] > self.within:
            return False
        return any(self._agree(own, other, *behind) for behind in ((0, 0), (1, 0), (0, 1)))

    def _agree(self, own: deque[tuple[int, float]], other: deque[tuple[int, float]], skip: int, skip_other: int) -> bool:
        if len(own) < self.least + skip or len(other) < self.least + skip_other:
            return False
        one, two = islice(reversed(own), skip, skip + self.least), islice(reversed(other), skip_other, skip_other + self.least)
        kinds = set()
        for (_, value), (_, twin) in zip(one, two, strict=True):
            if value != twin:
                return False
            kinds.add(value)
        return len(kinds) >= self.kinds


@dataclass
class Past:
    """The values of a channel and where each stretch of them ended last."""

    heard: int = -1
    seen: int = 0
    values: deque[tuple[int, float]] = field(default_factory=deque)
    ended: dict[str, int] = field(default_factory=dict)


@dataclass
class Replays:
    """All channels under one law."""

    law: Law
    least: int = 20
    kinds: int = 5
    keep: int = 5000
    levels: Levels = field(default_factory=Levels)
    past: dict[int, Past] = field(default_factory=dict)

    def see(self, channel: int, time: int, value: float) -> list[Event]:
        """A good reading; one that is not later than the channel's last counts for nothing."""
        it = self.past.setdefault(channel, Past())
        if time <= it.heard:
            return []
        it.heard = time
        it.values.append((time, value))
        it.seen += 1
        if len(it.values) >= 2 * self.least:
            it.values.popleft()
        if len(it.values) < self.least:
            return []
        newest = list(islice(reversed(it.values), 0, self.least))
        before = it.ended.get(stretch(newest))
        is_varied = len({value for _, value in newest}) >= self.kinds
        is_old = before is not None and before >= it.seen - self.keep and is_varied
        self._remember(it)
        cause = Cause(channel, newest[-1][0], self.least, value)
        return self.levels.hold(self.law, channel, int(is_old), time, float(is_old), cause)

    def _remember(self, it: Past) -> None:
        """The stretch that the next newest one will not overlap may be found from then on."""
        if len(it.values) == 2 * self.least - 1:
            it.ended[stretch(list(islice(reversed(it.values), self.least - 1, None)))] = it.seen - self.least + 1
        if len(it.ended) > 2 * self.keep:
            it.ended = {key: end for key, end in it.ended.items() if end >= it.seen - self.keep}


def stretch(values: list[tuple[int, float]]) -> str:
    return struct.pack(f"{len(values)}d", *(value for _, value in values)).hex()
