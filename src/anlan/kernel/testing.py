"""Walk a loop through its promises without a database: the same judge, an injected clock, and a list of who was told what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from anlan.kernel import calendar, judge
from anlan.kernel.facts import Facts, NoFacts, read
from anlan.kernel.loop import Look, Loop, Notify, Proof, Propose, Step, Take, Taken, Then
from anlan.kernel.people import CLOCK, HOLDER, Actor, GrantView, Role, Whos, as_tuple
from anlan.kernel.reads import Seen


def someone(role: Role | None = None, *, place: str = "140621", unit: str = "", name: str = "", sectors: tuple[str, ...] = ()) -> Actor:
    """A person with one grant (or none), for a test."""
    grants = (GrantView(role, place, frozenset(sectors), unit),) if role else ()
    return Actor(person=uuid4().hex, name=name or (role.title if role else "某人"), grants=grants)


class Refused(AssertionError):
    """A step that a walk took was refused; the sentence says why."""


class Walk:
    """One matter on paper. `told` holds (who, text) for every notice, `opened` (kind, facts) for every matter opened or proposed."""

    def __init__(self, loop: Loop[Any], *, facts: Mapping[str, Any], by: Actor, at: datetime, seen: Mapping[str, Any] | None = None,
                 place: str = "", unit: str = "", figures: Any = None) -> None:  # fmt: skip
        parsed = read(loop.facts, facts)
        self.loop = loop
        self.told: list[tuple[str, str]] = []
        self.opened: list[tuple[str, dict[str, Any]]] = []
        self.put: list[tuple[str, dict[str, Any]]] = []
        columns = {name: getattr(parsed, name, None) or "" for name in ("place", "unit", "sector", "subject")}
        columns |= {name: value for name, value in (("place", place), ("unit", unit)) if value}
        happened = getattr(parsed, "happened_at", None) or at
        self.look: Look[Any] = Look(facts=parsed, state=loop.opens_in, now=at, happened_at=happened, by=by, opened=at, since=at,
                                    opener=by.person, seen=Seen(seen), figures=figures, **columns)  # fmt: skip
        if not judge.is_one_of(loop.may_open, self.look):
            raise Refused(f"“{loop.title}”须由{judge.names_of(loop.may_open, loop)}发起。")
        if sentence := judge.first_sentence(loop.needs_all(), self.look):
            raise Refused(sentence)
        self._hold(judge.held_by(loop, loop.opens_in, self.look))
        self.fired: set[tuple[Any, ...]] = set()

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

    def why_not(self, step: str, by: Actor, evidence: tuple[str, ...] | str = (), happened_at: datetime | None = None, **asked: Any) -> str | None:
        """The sentence why this person cannot take the step now; None if they can."""
        return judge.why_not(self.loop, self.loop.step(step), self._look(step, by, evidence, happened_at, asked))

    def take(self, step: str, by: Actor, evidence: tuple[str, ...] | str = (), happened_at: datetime | None = None, **asked: Any) -> None:
        """Take a step; Refused with its sentence if it cannot be taken."""
        shape, look = self.loop.step(step), self._look(step, by, evidence, happened_at, asked)
        if sentence := judge.why_not(self.loop, shape, look):
            raise Refused(sentence)
        self._take(shape, look)

    def note(self, **facts: Any) -> None:
        """Facts changed outside a step."""
        self.look = replace(self.look, facts=read(self.loop.facts, self.look.facts.dump() | facts))

    def see(self, **seen: Any) -> None:
        """The world changed: the reads now find this, and the guards of the state are asked again."""
        self.look = replace(self.look, seen=Seen({**self.look.seen._found, **seen}))
        self.ask_guards()

    def ask_guards(self) -> None:
        for guard in self.loop.guards:
            if guard.state == self.look.state and (sentence := judge.first_sentence(guard.needs_all(), self.look)):
                self._then(guard.then, sentence)

    def wait(self, span: str | timedelta) -> None:
        """Turn the clock, stopping at every deadline and rung on the way."""
        until = self.now + span if isinstance(span, timedelta) else calendar.parse_span(span).after(self.now, self.look.figures)
        while due := self._next(until):
            at, key, thens = due
            self.look = replace(self.look, now=max(at, self.now))
            self.fired.add(key)
            for then in thens:
                self._then(then, "")
        self.look = replace(self.look, now=until)

    def _next(self, until: datetime) -> tuple[datetime, tuple[Any, ...], tuple[Then, ...]] | None:
        waiting = []
        for due in judge.deadlines(self.loop, self.look):
            deadline = self.loop.deadlines[due.number]
            thens = deadline.then_all() if due.what == "deadline" else (Notify(HOLDER, f"即将到期：{self.loop.title}"),)
            waiting.append((due.at, (due.what, due.number, self.look.since), thens))
            if due.what == "deadline":
                waiting += [(at, ("rung", n, self.look.since), judge.rung_thens(rung))
                            for n, rung, at in judge.rungs(self.loop, self.look, due.at)]  # fmt: skip
        left = [one for one in waiting if one[0] <= until and one[1] not in self.fired]
        return min(left, key=lambda one: one[0]) if left else None

    def _look(self, step: str, by: Actor, evidence: tuple[str, ...] | str, happened_at: datetime | None, asked: Mapping[str, Any]) -> Look[Any]:
        shape = self.loop.step(step)
        kinds = (evidence,) if isinstance(evidence, str) else evidence
        proofs = tuple(Proof(kind, uuid4().hex) for kind in kinds)
        form = judge.ask(shape, asked) if asked or not shape.asks.model_fields else NoFacts()
        return replace(self.look, by=by, happened_at=happened_at or self.now, asked=form, evidence=proofs)

    def _take(self, shape: Step, look: Look[Any]) -> None:
        facts = judge.facts_after(self.loop, shape, look)
        look = replace(look, facts=facts)
        asked = look.asked.dump() if isinstance(look.asked, Facts) else {}
        taken = (*look.taken, Taken(shape.name, look.by.person, look.by.name, look.happened_at, asked))
        number = f"{shape.numbers}〔{look.now.year}〕1号" if shape.numbers else look.number
        self.opened += [(o.kind, dict(o.facts(look))) for o in shape.opens_all() if o.only_if is None or o.only_if(look)]
        if shape.spread:
            self.opened += [(shape.spread.kind, dict(shape.spread.facts(look, target))) for target in shape.spread.over(look)]
        self.put += [(put.register, dict(put.facts(look))) for put in shape.puts_all()]
        entered = look.since if shape.enters == look.state else look.now
        columns = {name: getattr(facts, name, None) or getattr(look, name) for name in ("unit", "place", "sector", "subject")}
        self.look = replace(look, state=shape.enters, since=entered, taken=taken, number=number, asked=None, evidence=(), **columns)
        if shape.enters != look.state or shape.holds:
            self._hold(judge.held_by(self.loop, shape.enters, self.look, shape.holds))

    def _then(self, then: Then, why: str) -> None:
        if isinstance(then, Take):
            self._take(self.loop.step(then.step), replace(self.look, by=CLOCK, happened_at=self.now, asked=NoFacts()))
        elif isinstance(then, Propose):
            self.opened.append((then.kind, dict(then.facts(self.look))))
        else:
            self._tell(then.who, then.text or why)

    def _tell(self, whos: Whos, text: str) -> None:
        self.told += [(judge.names_of(who, self.loop), text) for who in as_tuple(whos)]

    def _hold(self, held: judge.Held | None) -> None:
        held = held or judge.Held()
        self.look = replace(self.look, holder=judge.holder_key(held))
