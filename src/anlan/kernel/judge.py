"""What follows from a loop and a look: may they, why not, who holds it next, what is due. Pure; kernel and tests ask the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from anlan.kernel import calendar
from anlan.kernel.facts import BadFacts, Contact, Facts, read, widgets
from anlan.kernel.loop import After, Deadline, Guard, Look, Loop, Need, Notify, On, Rung, Step, Then
from anlan.kernel.people import FIRM_ROLES, OFFICE_ROLES, Actor, Holder, Opener, Part, Role, Who, Whos, as_tuple
from anlan.standards.loader import NoFigure

AHEAD = timedelta(minutes=10)
"""How far a client's clock may run ahead of ours."""

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
        return (bool(by.person) and parts(look.facts).get(who.name) == by.person) or has_code(by, who.name, look)
    if isinstance(who, Opener):
        return (bool(by.person) and by.person == look.opener) or has_code(by, "opener", look)
    if isinstance(who, Holder):
        return holds_it(by, look)
    if who is Role.CLOCK:
        return by.is_clock
    if who is Role.ANYONE:
        return not by.is_clock
    return any(grant.role == who and grant.covers(look.place, look.sector, look.unit) for grant in by.grants)


def has_code(by: Actor, part: str, look: Look[Any]) -> bool:
    """Whether the actor came with the query code of that part in this very matter."""
    return by.code_part == part and by.code_for == look.id != ""


def holds_it(by: Actor, look: Look[Any]) -> bool:
    """Whether the actor is the holder: `look.holder` is "person:<id>", "<role>", "<role>:<unit>" or "part.<name>" (by code)."""
    kind, _, rest = look.holder.partition(":")
    if kind == "person":
        return bool(by.person) and rest == by.person
    if kind.startswith("part."):
        return has_code(by, kind.removeprefix("part."), look)
    return any(
        grant.role == kind and (grant.unit == rest if rest else grant.covers(look.place, look.sector, look.unit))
        for grant in by.grants
    )


def acting_for(whos: Whos | None, look: Look[Any]) -> Actor:
    """The actor; on behalf of whoever lent the grant without which this would not be theirs to do."""
    by = look.by
    lent = [grant for grant in by.grants if grant.lent_by]
    if not lent:
        return by
    own = replace(by, grants=tuple(grant for grant in by.grants if not grant.lent_by))
    if is_one_of(whos, replace(look, by=own)):
        return by
    through = (grant for grant in lent if is_one_of(whos, replace(look, by=replace(own, grants=(grant,)))))
    return next((replace(by, on_behalf=grant.lent_by) for grant in through), by)


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
    """Why this step cannot be taken now, as a sentence with a way out; None if it can. `asking`: before its form is filled."""
    if why := may_not(loop, step, look):
        return why
    if asking:
        return first_sentence(step.needs_all(), replace(look, asked=UNASKED) if step.asks.model_fields else look)
    try:
        return not_yet(step, look) or no_holder(loop, step, look, look_after(loop, step, look))
    except BadFacts as wrong:
        return str(wrong)


def may_not(loop: Loop[Any], step: Step, look: Look[Any]) -> str | None:
    """Why the step is not this actor's, or not this state's."""
    if look.state not in step.leaves_all():
        return f"本事项现为“{look.state}”，不能“{step.title}”，请刷新后再看。"
    if not is_one_of(step.may, look):
        who = names_of(step.may, loop)
        return f"“{step.title}”须由{who}办理。" if who else f"“{loop.title}”登记后不能直接{step.title}，请在事项页按步骤办理。"
    if look.by.code_part and step.name not in look.by.code_steps:
        return f"查询码不能用于“{step.title}”，请联系承办单位办理。"
    return None


def not_yet(step: Step, look: Look[Any]) -> str | None:
    """Which proof is missing, or what a need says."""
    return _no_proof(step, look) or first_sentence(step.needs_all(), look)


class _NotAskedYet(Exception):
    """A need looks at a form that is not filled yet."""


class _Unasked:
    """Stands for the form before it is filled: a need that looks at it cannot be asked yet."""

    def __getattr__(self, name: str) -> Any:
        raise _NotAskedYet(name)


UNASKED = _Unasked()


def first_sentence(needs: tuple[Need, ...], look: Look[Any]) -> str | None:
    """Why not, by the first need that says so. A figure that is not at hand is a reason too; a form not yet filled is none."""
    return next((sentence for need in needs if (sentence := _asked(need, look))), None)


def _asked(need: Need, look: Look[Any]) -> str | None:
    try:
        return need(look)
    except _NotAskedYet:
        return None
    except NoFigure as missing:
        return str(missing)


def _no_proof(step: Step, look: Look[Any]) -> str | None:
    proof = step.proof()
    given = [one for one in look.evidence if proof and (not proof.kinds or one.kind in proof.kinds)]
    if proof is None or len(given) >= proof.least:
        return None
    return f"请附{proof.what}（至少 {proof.least} 件），再“{step.title}”。"


def no_holder(loop: Loop[Any], step: Step, look: Look[Any], after: Look[Any]) -> str | None:
    """Nothing may lie with nobody: asked over the facts as the step leaves them, since the step itself may name the holder."""
    kept = step.enters == look.state and not step.holds
    if kept or step.enters in loop.closed_states() or held_by(loop, step.enters, after, step.holds):
        return None
    return f"还没有指定{names_of(step.holds or default_holds(loop, step.enters), loop)}，请先补填，再“{step.title}”。"


def guard_broken(guard: Guard, look: Look[Any]) -> str | None:
    """Why a guard no longer holds. One that cannot be asked counts as broken."""
    try:
        return first_sentence(guard.needs_all(), look)
    except Exception:  # whatever keeps a guard from being asked, nobody may take it for kept
        return "安全条件无法核对，按不满足处理，请到现场确认。"


def wrong_time(loop: Loop[Any], happened_at: datetime, now: datetime, *, bounded: bool = True) -> str | None:
    """Why what is said to have happened then may not be written down now: it lies in the future, or (`bounded`: a step queued
    offline, not an accident found out late) further back than the loop's `late_by`."""
    late_by = calendar.parse_span(loop.late_by)
    if happened_at > now + AHEAD:
        return "发生时间晚于现在，请核对设备时间后重填。"
    return f"补报时间超过了 {late_by}，请由承办人核实后另行登记。" if bounded and happened_at < late_by.before(now) else None


def held_by(loop: Loop[Any], state: str, look: Look[Any], holds: Whos | None = None) -> Held | None:
    """Who holds the matter in `state`: as the step says, else whoever may take the state's first step that is a person's."""
    if state in loop.closed_states():
        return Held()
    whos = as_tuple(holds) or default_holds(loop, state)
    for who in [one for one in whos if belongs(one, look)] or whos:
        held = _held(who, loop, look)
        if held:
            return held
    return None


def belongs(who: Who, look: Look[Any]) -> bool:
    """A firm has no 部门联络员 and an office no safety manager: of several who may act, the unit's own hold a matter. Told apart
    where the loop reads its unit."""
    strangers = {"firm": OFFICE_ROLES, "unit": FIRM_ROLES}.get(look.seen.record(look.unit).kind, frozenset())
    return who not in strangers


def default_holds(loop: Loop[Any], state: str) -> tuple[Who, ...]:
    for step in loop.steps_from(state):
        people = tuple(who for who in as_tuple(step.may) if who not in (Role.CLOCK, Role.ANYONE) and not isinstance(who, Holder))
        if people:
            return people
    return ()


def _held(who: Who, loop: Loop[Any], look: Look[Any]) -> Held | None:
    if isinstance(who, Part):
        player = parts(look.facts).get(who.name)
        return Held(person=player) if isinstance(player, str) else Held(role=f"part.{who.name}") if player else None
    if isinstance(who, Opener):
        by_code = Held(role="part.opener") if "opener" in loop.codes else None
        return Held(person=look.opener) if look.opener else by_code
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
    """The facts once the step is taken: what was asked goes into the facts of the same name, or as a row into `step.into`.

    The very same object if nothing changes. Raises BadFacts."""
    facts: Facts = look.facts
    asked = look.asked.dump() if isinstance(look.asked, Facts) else {}
    if step.into:
        now = facts.dump()
        now[step.into] = [*now.get(step.into, ()), asked]
    else:
        now = {name: value for name, value in asked.items() if name in loop.facts.model_fields}
    if step.sets:
        now |= dict(step.sets(look))
    if not now:
        return facts
    try:
        after: Facts = read(loop.facts, facts.dump() | now)
    except BadFacts as wrong:
        raise BadFacts({f"{loop.kind}.{name}": sentence for name, sentence in wrong.wrong.items()}) from None
    return facts if after == facts else after


def look_after(loop: Loop[Any], step: Step, look: Look[Any]) -> Look[Any]:
    """The look once the step is taken: new facts, the columns they fill, state and since."""
    since = look.since if step.enters == look.state else look.now
    return with_facts(look, facts_after(loop, step, look), state=step.enters, since=since)


def with_facts(look: Look[Any], facts: Facts, **more: Any) -> Look[Any]:
    """The look with other facts and the columns they fill."""
    known = vars(facts)
    said = {name: known.get(name) or getattr(look, name) for name in ("place", "unit", "sector", "subject")}
    return replace(look, facts=facts, **said, **more)


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
    start = look.opened if at.since == "opened" else getattr(look.facts, at.since) if at.since else look.since
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
