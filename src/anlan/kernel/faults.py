"""What is wrong with a loop or a register as written, before anyone lives with it. Run over all of them in CI. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from anlan.kernel import calendar
from anlan.kernel.facts import Facts, Widget, widgets
from anlan.kernel.judge import default_holds
from anlan.kernel.loop import Deadline, Each, Enters, Expires, Loop, Notify, On, Opens, Propose, Step, Take, Then
from anlan.kernel.people import Holder, Part, Role, Whos, as_tuple
from anlan.kernel.reads import SAME, Covering, Latest, MattersOf, Read, RecordOf, RecordsAt
from anlan.kernel.register import Register
from anlan.standards.loader import shipped

LAYOUTS = ("red_head", "form", "receipt", "table")
HAN = re.compile(r"[\u4e00-\u9fff]")
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
COLUMN_WIDGETS = {name: (name,) for name in ("place", "unit", "point")} | {
    "subject": ("record", "unit"),
    "happened_at": ("moment",),
    "title": ("text",),
    "severity": ("choice",),
    "secrecy": ("choice",),
}


def faults(loop: Loop[Any], kinds: Iterable[str] = (), registers: Iterable[str] = ()) -> list[str]:
    """Every fault of a loop, in words; [] if it may live. `kinds` and `registers`: those known or planned; empty: not asked."""
    found = [fault for check in CHECKS for fault in check(loop)]
    return found + list(_kinds(loop, set(kinds))) + list(_registers(loop, set(registers)))


def _named(loop: Loop[Any]) -> Iterator[str]:
    if not SNAKE.fullmatch(loop.kind):
        yield f"kind {loop.kind!r} is not snake_case"
    titles = [loop.title, *(step.title for step in loop.steps), *loop.states()]
    yield from (f"{title!r} has no Chinese title" for title in titles if not HAN.search(title))
    names = [step.name for step in loop.steps]
    yield from (f"step {name!r} is not snake_case" for name in names if not SNAKE.fullmatch(name))
    yield from (f"step {name} is there twice" for name in dict.fromkeys(names) if names.count(name) > 1 or name == "open")
    if loop.keeps.years < 1 or not loop.keeps.why:
        yield "says not how long it is kept and why"


def _facts(loop: Loop[Any]) -> Iterator[str]:
    yield from fact_faults(loop.facts)
    for step in loop.steps:
        yield from fact_faults(step.asks)


def fact_faults(model: type[Facts]) -> Iterator[str]:
    """Faults of a facts model: a title that is not Chinese, a condition on an unknown fact, a column of another sort."""
    for name, widget in widgets(model).items():
        if not HAN.search(widget.title):
            yield f"fact {name} has no Chinese title"
        if widget.shown_when:
            yield from _condition(model, name, *widget.shown_when)
        if widget.kind == "rows":
            yield from fact_faults(widget.row) if widget.row else [f"fact {name} has rows of no shape"]
        if widget.kind not in COLUMN_WIDGETS.get(name, (widget.kind,)):
            yield f"fact {name} fills a column of that name but is a {widget.kind}"


def _condition(model: type[Facts], name: str, other: str, values: tuple[str, ...]) -> Iterator[str]:
    if other not in model.model_fields:
        yield f"fact {name} is shown when {other}, which is no fact"
        return
    widget = widgets(model)[other]
    options = ("是", "否") if widget.kind == "yes_no" else widget.options
    yield from (f"fact {name} is shown when {other} is {value}, which it never is" for value in values if value not in options)


def _states(loop: Loop[Any]) -> Iterator[str]:
    closed, states = set(loop.closed_states()), set(loop.states())
    yield from (f"closes in {state}, which no step enters" for state in sorted(closed - states))
    reach = {loop.opens_in}
    while more := {s.enters for s in loop.steps if reach & set(s.leaves_all())} - reach:
        reach |= more
    yield from (f"state {state} cannot be reached" for state in sorted(states - reach))
    ends = set(closed)
    while more := {left for s in loop.steps if s.enters in ends for left in s.leaves_all()} - ends:
        ends |= more
    yield from (f"state {state} has no way to the end" for state in sorted(states - ends))
    for step in loop.steps:
        if closed & set(step.leaves_all()) and "reason" not in step.asks.model_fields:
            yield f"step {step.name} reopens without asking the reason"
    used = {(f"{what} speaks of {state}", state) for what, state in _states_spoken_of(loop)}
    yield from (f"{said}, which is no state" for said, state in sorted(used) if state not in states)


def _states_spoken_of(loop: Loop[Any]) -> Iterator[tuple[str, str]]:
    yield from (("guard", guard.state) for guard in loop.guards)
    yield from (("ladder", state) for rung in loop.ladder for state in rung.states)
    yield from (("print", state) for paper in loop.prints for state in paper.states)
    yield from (("editing", state) for state in loop.edits_in)
    yield from (("sight", state) for state in loop.unsent)
    yield from (("repetition", state) for state in (loop.repeats.states if loop.repeats else ()))


def _clock(loop: Loop[Any]) -> Iterator[str]:
    closed = set(loop.closed_states())
    timed = dict.fromkeys(deadline.state for deadline in loop.deadlines)
    yield from (f"open state {state} has no deadline" for state in loop.states() if state not in closed and state not in timed)
    yield from (f"deadline for {state}, which is no open state" for state in timed if state not in set(loop.states()) - closed)
    does: list[tuple[str, Then]] = [(deadline.state, then) for deadline in loop.deadlines for then in deadline.then_all()]
    for state, then in does + [(guard.state, guard.then) for guard in loop.guards]:
        yield from _legal(loop, state, then)
    for deadline in loop.deadlines:
        yield from _counted(loop, deadline)
    yield from (f"span {fault}" for fault in _spans(loop))
    yield from (f"rung {n} does nothing" for n, rung in enumerate(loop.ladder) if not rung.tells and not rung.proposes)


def _legal(loop: Loop[Any], state: str, then: Then) -> Iterator[str]:
    if not isinstance(then, Take):
        return
    step = next((s for s in loop.steps if s.name == then.step), None)
    if step is None:
        yield f"the clock takes {then.step}, which is no step"
    elif Role.CLOCK not in as_tuple(step.may):
        yield f"the clock takes {step.name}, which it may not"
    elif state not in step.leaves_all():
        yield f"the clock takes {step.name}, which does not leave {state}"


def _counted(loop: Loop[Any], deadline: Deadline) -> Iterator[str]:
    """A deadline counts from a moment, or falls on a day, that the facts hold."""
    fact, sorts = (deadline.at.fact, ("date", "moment")) if isinstance(deadline.at, On) else (deadline.at.since, ("moment",))
    shapes = widgets(loop.facts)
    if fact in ("", "opened"):
        return
    if fact not in shapes:
        yield f"deadline on {fact}, which is no fact"
    elif shapes[fact].kind not in sorts:
        yield f"deadline on {fact}, which is a {shapes[fact].kind}"


def _spans(loop: Loop[Any]) -> Iterator[str]:
    told = [
        loop.late_by,
        *(d.soon for d in loop.deadlines),
        *(rung.after for rung in loop.ladder),
        *(g.every for g in loop.guards),
    ]
    told += [d.at.before if isinstance(d.at, On) else d.at.span for d in loop.deadlines]
    told += [read.within for read in loop.reads.values() if isinstance(read, MattersOf)]
    told += [when.on.before for when in loop.opens_on if isinstance(when.on, Expires)]
    yield from (f"{span}: {fault}" for span in dict.fromkeys(told) if span and (fault := span_fault(span)))


def span_fault(text: str) -> str:
    """Why a span is none, or its standard has no length; "" if it is one."""
    try:
        span = calendar.parse_span(text)
        if span.standard:
            known = shipped().versions(span.standard)
            return "" if known and calendar.span_of(known[-1]) else "no such standard"
    except calendar.SpanError as wrong:
        return str(wrong)
    return ""


def _people(loop: Loop[Any]) -> Iterator[str]:
    for state in loop.states():
        if state in loop.closed_states() or default_holds(loop, state):
            continue
        if state == loop.opens_in:
            yield f"open state {state} has no holder from the beginning"
        for step in loop.steps:
            if step.enters == state and state not in step.leaves_all() and not step.holds:
                yield f"open state {state} has no holder after {step.name}"


def _mays(loop: Loop[Any]) -> Iterator[str]:
    for step in loop.steps:
        if not as_tuple(step.may):
            yield f"step {step.name} may be taken by nobody"
        if Role.CLOCK in as_tuple(step.may) and (step.numbers or step.evidence or step.asks.model_fields):
            yield f"step {step.name}: the clock can neither number, prove nor answer"
        if Role.ANYONE in as_tuple(step.holds) or Role.CLOCK in as_tuple(step.holds):
            yield f"step {step.name} leaves it with nobody in particular"


def _codes(loop: Loop[Any]) -> Iterator[str]:
    known = {step.name for step in loop.steps}
    for part, steps in loop.codes.items():
        if part not in ("opener", *_parts(loop)):
            yield f"code for {part}, which is no part"
        yield from (f"code of {part} takes {name}, which is no step" for name in steps if name not in known)
    if loop.edits_in and not as_tuple(loop.may_edit):
        yield "says when it may be edited, but not by whom"


def _whos(loop: Loop[Any]) -> Iterator[str]:
    told: list[tuple[str, Whos | None]] = [("opening", loop.may_open), ("editing", loop.may_edit)]
    told += [(f"step {step.name}", whos) for step in loop.steps for whos in (step.may, step.holds)]
    told += [(f"deadline of {d.state}", then.who) for d in loop.deadlines for then in d.then_all() if isinstance(then, Notify)]
    told += [(f"guard of {g.state}", g.then.who) for g in loop.guards if isinstance(g.then, Notify)]
    told += [("ladder", rung.tells) for rung in loop.ladder]
    for what, whos in told:
        for who in as_tuple(whos):
            if isinstance(who, Part) and who.name not in _parts(loop):
                yield f"{what} names part {who.name}, which is no person or contact fact"
    if any(isinstance(who, Holder) for who in as_tuple(loop.may_open)):
        yield "opening is for the holder, whom nobody is yet"


def _parts(loop: Loop[Any]) -> Collection[str]:
    return {name for name, widget in widgets(loop.facts).items() if widget.kind in ("person", "contact")}


def _names_facts(loop: Loop[Any]) -> Iterator[str]:
    shapes = widgets(loop.facts)
    for step in loop.steps:
        if step.into and (step.into not in shapes or shapes[step.into].row is not step.asks):
            yield f"step {step.name} puts its answer into {step.into}, whose rows are of another shape"
        yield from _same_sort(step, shapes)
        yield from _puts(loop, step, shapes)
    for name, read in loop.reads.items():
        yield from (f"read {name} looks at {fact}, which is no fact" for fact in _looks_at(read) if fact not in shapes)
        same = read.same if isinstance(read, MattersOf) else ()
        yield from (f"read {name} compares {column}, which is no column" for column in same if column not in SAME)


def _same_sort(step: Step, shapes: Mapping[str, Widget]) -> Iterator[str]:
    """A form's fact goes into the matter's fact of the same name, so both must be of one sort."""
    for name, widget in widgets(step.asks).items() if not step.into else ():
        if name in shapes and shapes[name].kind != widget.kind:
            yield f"step {step.name} asks {name} as {widget.kind}, but the fact is a {shapes[name].kind}"


def _looks_at(read: Read) -> list[str]:
    wanted = [getattr(read, "of", ""), getattr(read, "match", "")]
    wanted += [read.kind] if isinstance(read, Latest) and not read.of else []
    wanted += list(read.overlapping or ()) if isinstance(read, MattersOf) else []
    wanted += ["point"] if isinstance(read, MattersOf) and read.near else []
    return [fact for fact in wanted if fact]


def _puts(loop: Loop[Any], step: Step, shapes: Mapping[str, Widget]) -> Iterator[str]:
    for put in step.puts_all():
        if put.of and put.of not in shapes:
            yield f"step {step.name} writes the record of {put.of}, no fact"
        reads = [r for r in loop.reads.values() if isinstance(r, RecordOf) and (r.kind, r.of) == (put.register, put.of)]
        if reads and not any(read.lock for read in reads):
            yield f"step {step.name} writes the {put.register} that it read without a lock"


def _papers(loop: Loop[Any]) -> Iterator[str]:
    for paper in loop.prints:
        if paper.layout not in LAYOUTS:
            yield f"print {paper.title} has no layout {paper.layout}"
        blocks = [block for block in paper.blocks if isinstance(block, str) and block not in loop.facts.model_fields]
        yield from (f"print {paper.title} shows {block}, no fact" for block in blocks)
        if paper.layout == "red_head" and not any(step.numbers for step in loop.steps):
            yield f"print {paper.title} is an official paper, but no step numbers it"


CHECKS: tuple[Callable[[Loop[Any]], Iterator[str]], ...] = (
    _named,
    _facts,
    _states,
    _clock,
    _people,
    _mays,
    _whos,
    _codes,
    _names_facts,
    _papers,
)


def _opened(loop: Loop[Any]) -> Iterator[str]:
    hands_over: list[Opens | Propose] = [opens for step in loop.steps for opens in step.opens_all()]
    hands_over += [then for deadline in loop.deadlines for then in deadline.then_all() if isinstance(then, Propose)]
    hands_over += [rung.proposes for rung in loop.ladder if rung.proposes]
    yield from (one.kind for one in hands_over)
    yield from (step.spread.kind for step in loop.steps if step.spread)
    yield from (repeats.kind for repeats in (loop.repeats,) if repeats)


def _all_reads(loop: Loop[Any]) -> Iterator[Read]:
    yield from loop.reads.values()
    for when in loop.opens_on:
        yield from when.reads.values()


def _kinds(loop: Loop[Any], known: set[str]) -> Iterator[str]:
    if not known:
        return
    yield from (f"opens {kind}, which nobody plans" for kind in dict.fromkeys(_opened(loop)) if kind not in known)
    read = [one.kind for one in _all_reads(loop) if isinstance(one, MattersOf)]
    read += [when.on.kind for when in loop.opens_on if isinstance(when.on, Enters)]
    yield from (f"looks at matters of {kind}, which nobody plans" for kind in dict.fromkeys(read) if kind not in known)


def _registers(loop: Loop[Any], known: set[str]) -> Iterator[str]:
    if not known:
        return
    read = [one.kind for one in _all_reads(loop) if isinstance(one, RecordOf | RecordsAt | Covering | Latest)]
    read += [when.on.register for when in loop.opens_on if isinstance(when.on, Expires)]
    read += [each.register for each in _each(loop)]
    models = (loop.facts, *(step.asks for step in loop.steps))
    read += [widget.of for model in models for widget in widgets(model).values() if widget.kind == "record"]
    yield from (f"reads register {name}, which nobody plans" for name in dict.fromkeys(read) if name not in known)
    put = dict.fromkeys(put.register for step in loop.steps for put in step.puts_all())
    yield from (f"writes register {name}, which nobody plans" for name in put if name not in known)


def _each(loop: Loop[Any]) -> Iterator[Each]:
    spreads = [step.spread.over for step in loop.steps if step.spread] + ([loop.repeats.over] if loop.repeats else [])
    yield from (over for over in spreads if isinstance(over, Each))


def step_table(loop: Loop[Any]) -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    """What makes two loops the same thing under two names."""
    return tuple((step.title, step.leaves_all(), step.enters, str(step.may)) for step in loop.steps)


def same_tables(loops: Iterable[Loop[Any]]) -> list[str]:
    """Loops that are one thing under two names."""
    seen: dict[Any, str] = {}
    pairs = [(loop.kind, seen.setdefault(step_table(loop), loop.kind)) for loop in loops]
    return [f"{kind} has the same step table as {first}" for kind, first in pairs if first != kind]


def register_faults(register: Register[Any]) -> list[str]:
    """Every fault of a register, in words."""
    shapes = widgets(register.facts)
    found = list(fact_faults(register.facts))
    found += [f"kind {register.kind!r} is not snake_case" for _ in [0] if not SNAKE.fullmatch(register.kind)]
    found += ["has no Chinese title"] if not HAN.search(register.title) else []
    names = [*register.lists, *register.filters, *register.balances]
    names += [name for name in (register.key, register.valid_from, register.valid_until, register.owner) if name]
    missing = [name for name in dict.fromkeys(names) if name not in shapes]
    found += [f"names {name}, which is no fact" for name in missing]
    return found + ([] if missing else list(_kept_rightly(register, shapes)))


def _kept_rightly(register: Register[Any], shapes: Mapping[str, Widget]) -> Iterator[str]:
    if register.key and (shapes[register.key].optional or shapes[register.key].shown_when):
        yield f"key {register.key} may be absent"
    sorts = [
        (register.valid_from, ("date", "moment")),
        (register.valid_until, ("date", "moment")),
        (register.owner, ("record", "unit", "text")),
    ]
    sorts += [(name, ("number", "money")) for name in register.balances]
    yield from (
        f"{name} is a {shapes[name].kind}, not a {sort[0]}" for name, sort in sorts if name and shapes[name].kind not in sort
    )
    if register.expires and not register.valid_until:
        yield "expires, but no fact says when"
    if register.expires and (fault := span_fault(register.expires)):
        yield f"span {register.expires}: {fault}"
    if not register.may_put:
        yield "nobody may write it"
    if register.keeps.years < 1 or not register.keeps.why:
        yield "says not how long it is kept and why"
