"""What is wrong with a loop or a register as written, before anyone lives with it. Run over all of them in CI. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from anlan.kernel.facts import COLUMNS, Facts, widgets
from anlan.kernel.judge import default_holds
from anlan.kernel.loop import Deadline, Guard, Loop, Notify, On, Propose, Take
from anlan.kernel.people import Part, Role, as_tuple
from anlan.kernel.reads import Covering, Latest, MattersOf, RecordOf
from anlan.kernel.register import Register

LAYOUTS = ("red_head", "form", "receipt", "table")
HAN = re.compile(r"[\u4e00-\u9fff]")


def faults(loop: Loop[Any], kinds: Iterable[str] = (), registers: Iterable[str] = ()) -> list[str]:
    """Every fault of a loop, in words; [] if it may live. `kinds` and `registers` are those known or planned."""
    checks = (_named(loop), _states(loop), _clock(loop), _people(loop), _names_facts(loop), _opens(loop, set(kinds)), _papers(loop))
    found = [fault for check in checks for fault in check]
    known = set(registers)
    found += [f"reads register {read.kind}, which nobody plans" for read in loop.reads.values()
              if known and isinstance(read, RecordOf | Covering | Latest) and read.kind not in known]  # fmt: skip
    return found


def _named(loop: Loop[Any]) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", loop.kind):
        yield f"kind {loop.kind!r} is not snake_case"
    titles = [loop.title, *(step.title for step in loop.steps), *loop.states()]
    yield from (f"{title!r} has no Chinese title" for title in titles if not HAN.search(title))
    yield from fact_faults(loop.facts)
    for step in loop.steps:
        yield from fact_faults(step.asks)
    for what, names in (("step", [s.name for s in loop.steps]),):
        yield from (f"{what} {name} is there twice" for name in sorted({n for n in names if names.count(n) > 1}))
    if loop.keeps.years < 1 or not loop.keeps.why:
        yield "says not how long it is kept and why"


def fact_faults(model: type[Facts]) -> Iterator[str]:
    """Faults of a facts model: a word outside the vocabulary, a title that is not Chinese, a condition on an unknown fact."""
    for name, widget in widgets(model).items():
        if not HAN.search(widget.title):
            yield f"fact {name} has no Chinese title"
        if widget.shown_when and widget.shown_when[0] not in model.model_fields:
            yield f"fact {name} is shown when {widget.shown_when[0]}, which is no fact"
        if widget.row:
            yield from fact_faults(widget.row)
        if name in COLUMNS and name in ("place", "unit", "point") and widget.kind != name:
            yield f"fact {name} fills a column of that name but is a {widget.kind}"


def _states(loop: Loop[Any]) -> Iterator[str]:
    closed, states = set(loop.closed_states()), set(loop.states())
    yield from (f"closes in {state}, which no step enters" for state in closed - states)
    reach = {loop.opens_in}
    while more := {s.enters for s in loop.steps if reach & set(s.leaves_all())} - reach:
        reach |= more
    yield from (f"state {state} cannot be reached" for state in states - reach)
    ends = set(closed)
    while more := {left for s in loop.steps if s.enters in ends for left in s.leaves_all()} - ends:
        ends |= more
    yield from (f"state {state} has no way to the end" for state in states - ends)
    for step in loop.steps:
        if closed & set(step.leaves_all()) and "reason" not in step.asks.model_fields:
            yield f"step {step.name} reopens without asking the reason"


def _clock(loop: Loop[Any]) -> Iterator[str]:
    closed = set(loop.closed_states())
    timed = {deadline.state for deadline in loop.deadlines}
    yield from (f"open state {state} has no deadline" for state in loop.states() if state not in closed | timed)
    yield from (f"deadline for {state}, which is no open state" for state in timed - (set(loop.states()) - closed))
    for owner in (*loop.deadlines, *loop.guards):
        for then in owner.then_all() if isinstance(owner, Deadline) else (owner.then,):
            yield from _legal(loop, owner, then)
    for deadline in loop.deadlines:
        if isinstance(deadline.at, On) and deadline.at.fact not in loop.facts.model_fields:
            yield f"deadline on {deadline.at.fact}, which is no fact"


def _legal(loop: Loop[Any], owner: Deadline | Guard, then: Notify | Take | Propose) -> Iterator[str]:
    if not isinstance(then, Take):
        return
    step = next((s for s in loop.steps if s.name == then.step), None)
    if step is None:
        yield f"the clock takes {then.step}, which is no step"
    elif Role.CLOCK not in as_tuple(step.may):
        yield f"the clock takes {step.name}, which it may not"
    elif owner.state not in step.leaves_all():
        yield f"the clock takes {step.name}, which does not leave {owner.state}"


def _people(loop: Loop[Any]) -> Iterator[str]:
    closed = set(loop.closed_states())
    for state in loop.states():
        if state not in closed and not default_holds(loop, state) and not any(s.holds for s in loop.steps if s.enters == state):
            yield f"open state {state} has no holder"
    for step in loop.steps:
        if Role.CLOCK in as_tuple(step.may) and (step.numbers or step.evidence or step.asks.model_fields):
            yield f"step {step.name}: the clock can neither number, prove nor answer"
        for who in (*as_tuple(step.may), *as_tuple(step.holds)):
            if isinstance(who, Part) and not _is_part(loop, who):
                yield f"step {step.name} names part {who.name}, which is no person or contact fact"


def _is_part(loop: Loop[Any], part: Part) -> bool:
    shapes = widgets(loop.facts)
    return part.name in shapes and shapes[part.name].kind in ("person", "contact")


def _names_facts(loop: Loop[Any]) -> Iterator[str]:
    shapes = widgets(loop.facts)
    for step in loop.steps:
        if step.into and (step.into not in shapes or shapes[step.into].row is not step.asks):
            yield f"step {step.name} puts its answer into {step.into}, whose rows are of another shape"
        yield from (f"step {step.name} writes the record of {put.of}, no fact" for put in step.puts_all() if put.of and put.of not in shapes)
    for name, read in loop.reads.items():
        wanted = [getattr(read, "of", ""), getattr(read, "match", "")]
        wanted += list(read.overlapping or ()) if isinstance(read, MattersOf) else []
        yield from (f"read {name} looks at {fact}, which is no fact" for fact in wanted if fact and fact not in shapes)
    for state in {guard.state for guard in loop.guards} - set(loop.states()):
        yield f"guard in {state}, which is no state"


def _opens(loop: Loop[Any], kinds: set[str]) -> Iterator[str]:
    if not kinds:
        return
    opened = [opens.kind for step in loop.steps for opens in step.opens_all()] + [s.spread.kind for s in loop.steps if s.spread]
    opened += [then.kind for d in loop.deadlines for then in d.then_all() if isinstance(then, Propose)]
    opened += [rung.proposes.kind for rung in loop.ladder if rung.proposes]
    yield from (f"opens {kind}, which nobody plans" for kind in dict.fromkeys(opened) if kind not in kinds)


def _papers(loop: Loop[Any]) -> Iterator[str]:
    for paper in loop.prints:
        if paper.layout not in LAYOUTS:
            yield f"print {paper.title} has no layout {paper.layout}"
        yield from (f"print {paper.title} shows {b}, no fact" for b in paper.blocks if isinstance(b, str) and b not in loop.facts.model_fields)
        if paper.layout == "red_head" and not any(step.numbers for step in loop.steps):
            yield f"print {paper.title} is an official paper, but no step numbers it"


def step_table(loop: Loop[Any]) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    """What makes two loops the same thing under two names."""
    return tuple((step.title, step.leaves_all(), step.enters, str(step.may)) for step in loop.steps)


def register_faults(register: Register[Any]) -> list[str]:
    """Every fault of a register, in words."""
    found = list(fact_faults(register.facts))
    shapes = widgets(register.facts)
    if not HAN.search(register.title):
        found.append("has no Chinese title")
    names = [*register.lists, *register.filters, *register.balances]
    names += [name for name in (register.key, register.valid_from, register.valid_until, register.owner) if name]
    found += [f"names {name}, which is no fact" for name in names if name not in shapes]
    found += [f"key {register.key} may be absent" for _ in [0] if register.key and shapes[register.key].optional]
    if register.expires and not register.valid_until:
        found.append("expires, but no fact says when")
    if not register.may_put:
        found.append("nobody may write it")
    if register.keeps.years < 1 or not register.keeps.why:
        found.append("says not how long it is kept and why")
    return found


def same_tables(loops: Iterable[Loop[Any]]) -> list[str]:
    """Loops that are one thing under two names."""
    seen: dict[Any, str] = {}
    found = []
    for loop in loops:
        first = seen.setdefault(step_table(loop), loop.kind)
        if first != loop.kind:
            found.append(f"{loop.kind} has the same step table as {first}")
    return found


