"""Walk a loop through its promises without a database: the same judge, an injected clock, and a list of who was told what."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from anlan.kernel import calendar, judge
from anlan.kernel.facts import Facts, NoFacts, read
from anlan.kernel.loop import Enters, Expires, Look, Loop, Notify, Proof, Propose, Step, Take, Taken, Then
from anlan.kernel.people import CLOCK, HOLDER, Actor, GrantView, Role, Through, Whos, as_tuple
from anlan.kernel.reads import Seen, SeenRecord

ON_TIME = "已到期限，请尽快办理。"


def someone(
    role: Role | None = None, *, place: str = "140621", unit: str = "", name: str = "", sectors: tuple[str, ...] = ()
) -> Actor:
    """A person with one grant (or none), for a test."""
    grants = (GrantView(role, place, frozenset(sectors), unit),) if role else ()
    return Actor(person=uuid4().hex, name=name or (role.title if role else "某人"), grants=grants)


class Refused(AssertionError):
    """A step that a walk took was refused; the sentence says why."""


class Walk:
    """One matter on paper. `told` holds (who, text) for every notice, `opened` (kind, facts) for every matter opened or
    proposed, `put` (register, facts) for every record changed."""

    def __init__(
        self, loop: Loop[Any], *, facts: Mapping[str, Any], by: Actor, at: datetime, seen: Mapping[str, Any] | None = None,
        place: str = "", unit: str = "", figures: Any = None, happened_at: datetime | None = None,
    ) -> None:  # fmt: skip
        parsed = read(loop.facts, facts)
        self.loop = loop
        self.told: list[tuple[str, str]] = []
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.put: list[tuple[str, dict[str, Any]]] = []
        self.fired: set[tuple[Any, ...]] = set()
        self.broken: set[int] = set()
        self.look: Look[Any] = Look(
            facts=parsed, state=loop.opens_in, now=at, opened=at, since=at, by=by, sector=_said(parsed, "sector"),
            happened_at=happened_at or getattr(parsed, "happened_at", None) or at,
            opener=by.person, seen=Seen(seen), figures=figures, id=uuid4().hex,
            place=place or _said(parsed, "place") or (by.grants[0].place if by.grants else ""),
            unit=unit or _said(parsed, "unit"),
            subject=_said(parsed, "subject"),
        )  # fmt: skip
        self._refuse_unless_open(happened_at)
        self._hold(judge.held_by(loop, loop.opens_in, self.look))
        self.ask_guards()

    def _refuse_unless_open(self, happened_at: datetime | None) -> None:
        loop, look = self.loop, self.look
        if happened_at and (late := judge.wrong_time(loop, happened_at, look.now)):
            raise Refused(late)
        if not (look.by.is_clock or judge.is_one_of(loop.may_open, look)):
            raise Refused(f"“{loop.title}”须由{judge.names_of(loop.may_open, loop)}发起。")
        if sentence := judge.first_sentence(loop.needs_all(), look):
            raise Refused(sentence)
        if judge.held_by(loop, loop.opens_in, look) is None:
            raise Refused(f"还没有指定{judge.names_of(judge.default_holds(loop, loop.opens_in), loop)}，请先补填。")

    @property
    def state(self) -> str:
        return self.look.state

    @property
    def facts(self) -> Any:
        return self.look.facts

    @property
    def now(self) -> datetime:
        return self.look.now

    @property
    def holder(self) -> str:
        return self.look.holder

    def coder(self, part: str) -> Actor:
        """Somebody without an account who came with the query code of this matter for `part`."""
        steps = frozenset(self.loop.codes.get(part, ()))
        return Actor(name="凭查询码", through=Through.CODE, code_for=self.look.id, code_part=part, code_steps=steps)

    def why_not(
        self, step: str, by: Actor, evidence: tuple[str, ...] | str = (), happened_at: datetime | None = None, **asked: Any
    ) -> str | None:
        """The sentence why this person cannot take the step now; None if they can."""
        look = self._look(step, by, evidence, happened_at, asked)
        late = judge.wrong_time(self.loop, look.happened_at, look.now)
        return late or judge.why_not(self.loop, self.loop.step(step), look)

    def may_try(self, step: str, by: Actor) -> str | None:
        """Why the page shows this person no button for the step: asked before its form and evidence are there."""
        return judge.why_not(self.loop, self.loop.step(step), self._look(step, by, (), None, {}), asking=True)

    def take(
        self, step: str, by: Actor, evidence: tuple[str, ...] | str = (), happened_at: datetime | None = None, **asked: Any
    ) -> None:
        """Take a step; Refused with its sentence if it cannot be taken, BadFacts if its form is not filled rightly."""
        look = self._look(step, by, evidence, happened_at, asked)
        look = replace(look, asked=judge.ask(self.loop.step(step), asked))
        late = judge.wrong_time(self.loop, look.happened_at, look.now)
        if sentence := late or judge.why_not(self.loop, self.loop.step(step), look):
            raise Refused(sentence)
        self._take(self.loop.step(step), look)

    def note(self, **facts: Any) -> None:
        """Facts changed outside a step."""
        self.look = judge.with_facts(self.look, read(self.loop.facts, self.look.facts.dump() | facts))

    def see(self, **seen: Any) -> None:
        """The world changed: the reads now find this, and the guards of the state are asked again."""
        self.look = replace(self.look, seen=Seen({**self.look.seen._found, **seen}))
        self.ask_guards()

    def ask_guards(self) -> None:
        """Ask the guards of the state; what they do is done once each time one breaks."""
        for number, guard in enumerate(self.loop.guards):
            sentence = judge.guard_broken(guard, self.look) if guard.state == self.look.state else None
            if sentence is None:
                self.broken.discard(number)
            elif number not in self.broken:
                self.broken.add(number)
                self._then(guard.then, sentence)

    def wait(self, span: str | timedelta) -> None:
        """Turn the clock, stopping at every deadline and rung on the way; guards are asked at each stop and at the end."""
        until = self.now + span if isinstance(span, timedelta) else calendar.parse_span(span).after(self.now, self.look.figures)
        while due := self._next(until):
            (at, key, thens), before = due, self.state
            self.fired.add(key)
            self._turn(at)
            for then in thens if self.state == before else ():
                self._then(then, ON_TIME)
        self._turn(until)

    def _turn(self, to: datetime) -> None:
        to = max(to, self.now)
        self.look = replace(self.look, now=to, happened_at=to)
        self.ask_guards()

    def repeat(self, *targets: Any) -> None:
        """The clock opens the instances of the period that the day is in: one, or one a target."""
        repeats = self.loop.repeats
        if repeats and self.state in repeats.states and (period := repeats.every(self.look)):
            asked = [(self.look, period, one) for one in targets] if repeats.over else [(self.look, period)]
            self.opened += [(repeats.kind, dict(repeats.facts(*about))) for about in asked]

    def _next(self, until: datetime) -> tuple[datetime, tuple[Any, ...], tuple[Then, ...]] | None:
        waiting: list[tuple[datetime, tuple[Any, ...], tuple[Then, ...]]] = []
        if self.state in self.loop.closed_states():
            return None
        for due in judge.deadlines(self.loop, self.look):
            thens = self.loop.deadlines[due.number].then_all()
            soon = (Notify(HOLDER, f"即将到期：{self.loop.title}"),)
            waiting.append((due.at, (due.what, due.number, due.at), thens if due.what == "deadline" else soon))
            rungs = judge.rungs(self.loop, self.look, due.at) if due.what == "deadline" else ()
            waiting += [(at, ("rung", n, at), judge.rung_thens(rung)) for n, rung, at in rungs]
        left = [one for one in waiting if one[0] <= until and one[1] not in self.fired]
        return min(left, key=lambda one: one[0]) if left else None

    def _look(
        self, step: str, by: Actor, evidence: tuple[str, ...] | str, happened_at: datetime | None, asked: Mapping[str, Any]
    ) -> Look[Any]:
        shape = self.loop.step(step)
        proofs = tuple(Proof(kind, uuid4().hex) for kind in ((evidence,) if isinstance(evidence, str) else evidence))
        form = judge.ask(shape, asked) if asked or not shape.asks.model_fields else judge.UNASKED
        return replace(self.look, by=by, happened_at=happened_at or self.now, asked=form, evidence=proofs)

    def _take(self, shape: Step, look: Look[Any]) -> None:
        after = judge.look_after(self.loop, shape, look)
        look = replace(look, facts=after.facts)
        asked = look.asked.dump() if isinstance(look.asked, Facts) else {}
        taken = (*look.taken, Taken(shape.name, look.by.person, look.by.name, look.happened_at, asked))
        number = look.number or (f"{shape.numbers}〔{look.now.year}〕1号" if shape.numbers else "")
        self.opened += [(o.kind, dict(o.facts(look))) for o in shape.opens_all() if o.only_if is None or o.only_if(look)]
        self.put += [(put.register, dict(put.facts(look))) for put in shape.puts_all()]
        self.look = replace(after, happened_at=self.now, taken=taken, number=number, asked=None, evidence=())
        if shape.enters != look.state or shape.holds:
            self._hold(judge.held_by(self.loop, shape.enters, self.look, shape.holds))
        if shape.spread and callable(shape.spread.over):
            self.spread(shape.name, shape.spread.over(self.look))
        self.ask_guards()

    def spread(self, step: str, targets: Iterable[Any]) -> None:
        """The job opens one child a target; over a register, a test hands in the records."""
        spread = self.loop.step(step).spread
        assert spread is not None
        self.opened += [(spread.kind, dict(spread.facts(self.look, target))) for target in targets]

    def _then(self, then: Then, why: str) -> None:
        if isinstance(then, Take):
            self._take(self.loop.step(then.step), replace(self.look, by=CLOCK, asked=NoFacts()))
        elif isinstance(then, Propose) and (then.only_if is None or then.only_if(self.look)):
            self.opened.append((then.kind, dict(then.facts(self.look))))
        elif isinstance(then, Notify):
            self._tell(then.who, then.text or why)

    def _tell(self, whos: Whos, text: str) -> None:
        self.told += [(judge.names_of(who, self.loop), text) for who in as_tuple(whos)]

    def _hold(self, held: judge.Held | None) -> None:
        self.look = replace(self.look, holder=judge.holder_key(held or judge.Held()))


def _said(facts: Facts, column: str) -> str:
    return getattr(facts, column, None) or ""


def opens_by_itself(loop: Loop[Any], other: Walk | SeenRecord, **seen: Any) -> tuple[str, dict[str, Any]] | None:
    """(key, facts) with which `loop` opens now that `other` has entered its state (the reads finding `seen`), or that the record
    `other` is about to expire; None: it does not."""
    for when in loop.opens_on:
        if isinstance(other, SeenRecord):
            about: Any = other if isinstance(when.on, Expires) and when.on.register == other.kind else None
        else:
            about = replace(other.look, seen=Seen(seen)) if when.on == Enters(other.loop.kind, other.state) else None
        facts = when.facts(about) if about else None
        if facts is not None:
            return when.key(about), dict(facts)
    return None
