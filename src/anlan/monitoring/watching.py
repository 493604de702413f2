"""Who sees which channel: a watcher says the number of a channel and what to do with its readings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from anlan.engines.stream_rules.events import Event
from anlan.monitoring.memory import Memory, key
from anlan.monitoring.queries import Listed, Roster

See = Callable[..., Iterable[Event]]
"""A channel's reading (ms, value) → events whose `sensor` is the number of who they are told of."""
Seer = tuple[int, See]


def telling(number: int, see: See, *of: object) -> See:
    """`see(*of, time, value)`, its events told of one of the roster."""
    return partial(_told, number, see, of)


def _told(number: int, see: See, of: tuple[object, ...], time: int, *values: float) -> Iterator[Event]:
    return told_of(number, see(*of, time, *values))


def told_of(number: int, events: Iterable[Event]) -> Iterator[Event]:
    """The events, told of one of the roster, with the figure that the law was held against as their value."""
    for one in events:
        yield replace(one, sensor=number, value=one.measure, readings=(number, *one.readings[1:]))


def subjects(roster: Roster, *kinds: str) -> Iterator[tuple[int, Listed, Mapping[str, int]]]:
    """Whoever speaks by channels: its number, itself, and the numbers of its channels by their names."""
    channels: dict[str, dict[str, int]] = {}
    for number, one in enumerate(roster.sensors):
        if one.kind in kinds and one.channel:
            channels.setdefault(one.id, {})[one.channel] = number
    for number, one in enumerate(roster.sensors):
        if one.kind in kinds and not one.channel:
            yield number, one, channels.get(one.id, {})


def together(memory: Memory, subject: str, channels: Mapping[str, int], see: See) -> Iterator[Seer]:
    """Channels that are one reading: `see(time, *values)` once all have said the same moment."""
    parts = memory.parts.setdefault(key(subject + "".join(channels)), {})
    for name, number in channels.items():
        yield number, partial(_heard, parts, tuple(channels), see, name)


def _heard(
    parts: dict[str, tuple[int, float]], names: tuple[str, ...], see: See, name: str, time: int, value: float
) -> Iterable[Event]:
    parts[name] = (time, value)
    known = [parts[one] for one in names if one in parts and parts[one][0] == time]
    return see(time, *(value for _, value in known)) if len(known) == len(names) else ()
