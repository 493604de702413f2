"""What follows from a loop and a look: may they, why not, who holds it next, what is due. Pure; the kernel and the tests ask the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.kernel import calendar
from anlan.kernel.facts import BadFacts, Contact, Facts, read, widgets
from anlan.kernel.loop import After, Deadline, Look, Loop, Notify, On, Rung, Step, Then
from anlan.kernel.people import Actor, Holder, Opener, Part, Role, Who, Whos, as_tuple

Tunable = Callable[[str], str | None]


def untuned(name: str) -> str | None:
    """No county figure: the loop's own span stands."""
    return None


@dataclass(frozen=True)
class Held:
    """Who holds a matter: one person, or a role (of `unit` where the role is bound to one, else at the matter's place)."""

    person: str = ""
    role: str = ""
    unit: str = ""


@dataclass(frozen=True)
class DueAt:
    """A row of the clock: which deadline of the loop (by its place in the tuple), and when."""

    what: str
    number: int
    at: datetime


def parts(facts: Facts) -> dict[str, str | Contact]:
    """Who plays which part: the person and contact facts, by name."""
    found: dict[str, str | Contact] = {}
    for name, widget in widgets(type(facts)).items():
        value = getattr(facts, name)
        if value and widget.kind in ("person", "contact"):
            found[name] = value
    return found


def is_one_of(whos: Whos | None, look: Look[Any]) -> bool:
    """Whether the actor of the look is one of these."""
    return any(_is(who, look) for who in as_tuple(whos))


def _is(who: Who, look: Look[Any]) -> bool:
    by = look.by
    if isinstance(who, Part):
        return (bool(by.person) and parts(look.facts).get(who.name) == by.person) or (by.code_part == who.name != "")
    if isinstance(who, Opener):
        return (bool(by.person) and by.person == look.opener) or by.code_part == "opener"
    if isinstance(who, Holder):
        return holds_it(by, look)
    if who is Role.CLOCK:
        return by.is_clock
    if who is Role.ANYONE:
        return not by.is_clock
    return any(grant.role == who and grant.covers(look.place, look.sector, look.unit) for grant in by.grants)


def holds_it(by: Actor, look: Look[Any]) -> bool:
    """Whether the actor is the holder: `look.holder` is "person:<id>", "<role>" or "<role>:<unit>"."""
    kind, _, rest = look.holder.partition(":")
    if kind == "person":
        return bool(by.person) and rest == by.person
    return any(
        grant.role == kind and (grant.unit == rest if rest else grant.covers(look.place, look.sector, look.unit)) for grant in by.grants
    )


def names_of(whos: Whos | None, loop: Loop[Any]) -> str:
    """The people a step is for, in Chinese, for the sentence why not."""
    shapes = widgets(loop.facts)
    said = []
    for who in as_tuple(whos):
        if isinstance(who, Role):
            said.append(who.title)
        elif isinstance(who, Part):
            said.append(shapes[who.name].title if who.name in shapes else who.name)
        else:
            said.append("发起人" if isinstance(who, Opener) else "当前承办人")
    return "、".join(said)


def why_not(loop: Loop[Any], step: Step, look: Look[Any], *, asking: bool = False) -> str | None:
    """Why this step cannot be taken now, as a sentence with a way out; None if it can. `asking`: before the form and evidence are there."""
    if look.state not in step.leaves_all():
        return f"本事项现为“{look.state}”，不能“{step.title}”，请刷新后再看。"
    if not is_one_of(step.may, look):
        return f"“{step.title}”须由{names_of(step.may, loop)}办理。"
    proof = step.proof()
    if proof and not asking:
        given = [one for one in look.evidence if not proof.kinds or one.kind in proof.kinds]
        if len(given) < proof.least:
            return f"请附{proof.what}（至少 {proof.least} 件），再“{step.title}”。"
    if asking and step.asks.model_fields:
        return first_sentence(unasked(step), look)
    return first_sentence(step.needs_all(), look) or (None if asking else _no_holder(loop, step, look))


def unasked(step: Step) -> tuple[Callable[[Any], str | None], ...]:
    """The needs of a step that can be asked before its form is filled: those that do not look at what is asked."""
    return tuple(need for need in step.needs_all() if "asked" not in getattr(getattr(need, "__code__", None), "co_names", ()))


def first_sentence(needs: tuple[Callable[[Any], str | None], ...], look: Look[Any]) -> str | None:
    return next((sentence for need in needs if (sentence := need(look))), None)


def _no_holder(loop: Loop[Any], step: Step, look: Look[Any]) -> str | None:
    if step.enters in loop.closed_states() or held_by(loop, step.enters, look, step.holds):
        return None
    wanted = names_of(step.holds or default_holds(loop, step.enters), loop)
    return f"还没有指定{wanted}，请先补填，再“{step.title}”。"


def held_by(loop: Loop[Any], state: str, look: Look[Any], holds: Whos | None = None) -> Held | None:
    """Who holds the matter in `state`: as the step says, else whoever may take the state's first step that is not the clock's."""
    if state in loop.closed_states():
        return Held()
    for who in as_tuple(holds) or default_holds(loop, state):
        held = _held(who, look)
        if held:
            return held
    return None


def default_holds(loop: Loop[Any], state: str) -> tuple[Who, ...]:
    for step in loop.steps_from(state):
        people = tuple(who for who in as_tuple(step.may) if who not in (Role.CLOCK, Role.ANYONE) and not isinstance(who, Holder))
        if people:
            return people
    return ()


def _held(who: Who, look: Look[Any]) -> Held | None:
    if isinstance(who, Part):
        player = parts(look.facts).get(who.name)
        return Held(person=player) if isinstance(player, str) else Held(role=f"part.{who.name}") if player else None
    if isinstance(who, Opener):
        return Held(person=look.opener) if look.opener else None
    if isinstance(who, Holder):
        kind, _, rest = look.holder.partition(":")
        return Held(person=rest) if kind == "person" else Held(role=kind, unit=rest)
    if who.bound == "unit":
        return Held(role=who, unit=look.unit) if look.unit else None
    return Held(role=who)


def ask(step: Step, data: Mapping[str, Any]) -> Facts:
    """The step's form from untrusted input. Raises BadFacts."""
    return read(step.asks, data)


def facts_after(loop: Loop[Any], step: Step, look: Look[Any]) -> Facts:
    """The matter's facts once the step is taken: what was asked goes into the facts of the same name, or as a row into `step.into`."""
    now: dict[str, Any] = look.facts.dump()
    asked = look.asked.dump() if isinstance(look.asked, Facts) else {}
    if step.into:
        now[step.into] = [*now.get(step.into, ()), asked]
    else:
        now |= {name: value for name, value in asked.items() if name in loop.facts.model_fields}
    if step.sets:
        now |= dict(step.sets(look))
    try:
        return read(loop.facts, now) if now != look.facts.dump() else look.facts
    except BadFacts as wrong:
        raise BadFacts({f"{loop.kind}.{name}": sentence for name, sentence in wrong.wrong.items()}) from None


def deadlines(loop: Loop[Any], look: Look[Any], tuned: Tunable = untuned) -> tuple[DueAt, ...]:
    """The deadlines of the look's state, first first. `look.since` is when the state was entered."""
    found = []
    for number, deadline in enumerate(loop.deadlines):
        if deadline.state != look.state:
            continue
        at = falls_due(deadline, look, tuned)
        if at:
            found.append(DueAt("deadline", number, at))
            if deadline.soon:
                found.append(DueAt("soon", number, calendar.parse_span(deadline.soon).before(at)))
    return tuple(sorted(found, key=lambda due: due.at))


def falls_due(deadline: Deadline, look: Look[Any], tuned: Tunable = untuned) -> datetime | None:
    at = deadline.at
    if isinstance(at, On):
        return _on(at, look)
    start: Any = look.since
    if at.since:
        start = look.happened_at if at.since == "happened_at" and not hasattr(look.facts, at.since) else getattr(look.facts, at.since)
    return after(at, start, look, tuned) if start else None


def after(at: After, start: datetime, look: Look[Any], tuned: Tunable = untuned) -> datetime:
    """`at.span` (or the county's own) after `start`."""
    span = (at.tunable and tuned(at.tunable)) or at.span
    return calendar.parse_span(span).after(start, look.figures)


def _on(at: On, look: Look[Any]) -> datetime | None:
    said = getattr(look.facts, at.fact)
    if said is None:
        return None
    due = said if isinstance(said, datetime) else calendar.end_of_day(said)
    if at.end_of_day and isinstance(said, datetime):
        due = calendar.end_of_day(said)
    return calendar.parse_span(at.before).before(due) if at.before else due


def rungs(loop: Loop[Any], look: Look[Any], due: datetime) -> tuple[tuple[int, Rung, datetime], ...]:
    """The rungs of the ladder over a deadline that was missed at `due`: (number, rung, when)."""
    here = [(n, rung) for n, rung in enumerate(loop.ladder) if not rung.states or look.state in rung.states]
    return tuple((n, rung, calendar.parse_span(rung.after).after(due, look.figures)) for n, rung in here)


def rung_thens(rung: Rung) -> tuple[Then, ...]:
    """What a rung does: tell, propose, or both."""
    told: tuple[Then, ...] = (Notify(rung.tells, "逾期未办"),) if rung.tells else ()
    return (*told, *((rung.proposes,) if rung.proposes else ()))


def holder_key(held: Held) -> str:
    """A holder as one string: "person:<id>", "<role>" or "<role>:<unit>"; "" for nobody."""
    if held.person:
        return f"person:{held.person}"
    return f"{held.role}:{held.unit}" if held.unit else held.role
