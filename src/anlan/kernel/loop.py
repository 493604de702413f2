"""Loop: what must be done, by whom, by when, and what happens if not. One file a kind; everything else is drawn from it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from anlan.kernel.calendar import LooksUp, local
from anlan.kernel.facts import Facts, NoFacts, long_text
from anlan.kernel.people import Actor, Secrecy, Who, Whos
from anlan.kernel.reads import Read, Seen, Setting
from anlan.standards.loader import Figure, NoFigure

F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Taken:
    """A step as the ledger holds it: who, when it was said to have happened, what was asked."""

    step: str
    by: str
    name: str
    at: datetime
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """A piece of evidence attached to a step; kind is 照片, 文件, 签名, 读数 or 记录 (refers to an existing record or figure)."""

    kind: str
    ref: str
    title: str = ""


@dataclass(frozen=True)
class Look(Generic[F]):
    """All that a need may see: the matter, who acts and when, what was asked, attached and read.

    `now` is when the step is written down, `happened_at` when it was done: a step queued offline is judged by the second."""

    facts: F
    state: str
    now: datetime
    happened_at: datetime
    by: Actor
    opened: datetime
    since: datetime
    opener: str = ""
    holder: str = ""
    place: str = ""
    unit: str = ""
    sector: str = ""
    subject: str = ""
    number: str = ""
    taken: Sequence[Taken] = ()
    seen: Seen = field(default_factory=Seen)
    asked: Any = None
    evidence: tuple[Proof, ...] = ()
    figures: LooksUp | None = None
    id: str = ""

    def standard(self, name: str) -> Figure:
        """The figure in force when the step happened, tightened by the county where it may be. NoFigure if there is none."""
        if self.figures is None:
            raise NoFigure(f"标准“{name}”无处可查，请联系系统管理员。")
        return self.figures.look_up(name, self.today)

    @property
    def today(self) -> date:
        """The day by Chinese clocks on which the step happened."""
        return local(self.happened_at).date()

    def last(self, step: str) -> Taken | None:
        """The last time this step was taken in this matter."""
        return next((taken for taken in reversed(self.taken) if taken.step == step), None)


Need = Callable[[Any], str | None]
"""A pure function of a Look: None is "go on", a sentence is why not and what to do."""


@dataclass(frozen=True)
class Evidence:
    """What must be attached to a step: what, how many, and of which kinds (照片, 文件, 签名, 读数, 记录; empty: any)."""

    what: str
    least: int = 1
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opens:
    """Opens another matter in the same transaction. An absent kind must stand in docs/planned-kinds.txt, and the page says so."""

    kind: str
    facts: Callable[[Any], Mapping[str, Any]]
    child: bool = True
    only_if: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Each:
    """Every record in use of a register at the matter's place or below, in its sector if it has one: read by pages, unbounded.

    `owned`: instead those whose owner is this matter."""

    register: str
    owned: bool = False


@dataclass(frozen=True)
class Spread:
    """Opens one child a target (a string of `over`, or the SeenRecord of an Each) as a resumable job; ids are made from
    (parent, step, target), so nothing is opened twice. `facts` gets the look as it is then, with the step's form in `asked`."""

    kind: str
    over: Callable[[Any], tuple[str, ...]] | Each
    facts: Callable[[Any, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Put:
    """Changes a record when the step is taken: the record that fact `of` names, or (`of` empty) one found by its key."""

    register: str
    facts: Callable[[Any], Mapping[str, Any]]
    of: str = ""


@dataclass(frozen=True)
class Step:
    """One step: who may take it from where to where, on what conditions, and what it leaves behind.

    `holds` is said only where the next holder is not whoever may take the first step of the state entered (Loop order)."""

    name: str
    title: str
    leaves: str | tuple[str, ...]
    enters: str
    may: Whos
    needs: Need | tuple[Need, ...] = ()
    asks: type[Facts] = NoFacts
    into: str = ""
    evidence: Evidence | str | None = None
    holds: Whos | None = None
    sets: Callable[[Any], Mapping[str, Any]] | None = None
    opens: Opens | tuple[Opens, ...] = ()
    spread: Spread | None = None
    puts: Put | tuple[Put, ...] = ()
    numbers: str = ""

    def leaves_all(self) -> tuple[str, ...]:
        return self.leaves if isinstance(self.leaves, tuple) else (self.leaves,)

    def needs_all(self) -> tuple[Need, ...]:
        return self.needs if isinstance(self.needs, tuple) else (self.needs,)

    def proof(self) -> Evidence | None:
        return Evidence(self.evidence) if isinstance(self.evidence, str) else self.evidence

    def opens_all(self) -> tuple[Opens, ...]:
        return self.opens if isinstance(self.opens, tuple) else (self.opens,)

    def puts_all(self) -> tuple[Put, ...]:
        return self.puts if isinstance(self.puts, tuple) else (self.puts,)


@dataclass(frozen=True)
class After:
    """A span after the state was entered, or after `since`: a moment fact (such as `happened_at`) or "opened".

    `span` is "2h", "30min", "5 workdays", "1 month" or "standard:<id>"; `tunable` names the county's own figure for it."""

    span: str
    tunable: str = ""
    since: str = ""


@dataclass(frozen=True)
class On:
    """The moment or the end of the day that a fact names. An absent fact means no deadline."""

    fact: str
    end_of_day: bool = True
    before: str = ""


@dataclass(frozen=True)
class Notify:
    """The clock tells somebody."""

    who: Whos
    text: str = ""


@dataclass(frozen=True)
class Take:
    """The clock takes a step whose `may` holds Role.CLOCK: it may lapse a paper, never say that something happened."""

    step: str


@dataclass(frozen=True)
class Propose:
    """The clock lays a draft with its ground before the person who signs: opens `kind` in its drafting state."""

    kind: str
    facts: Callable[[Any], Mapping[str, Any]]
    only_if: Callable[[Any], bool] | None = None


Then = Notify | Take | Propose


@dataclass(frozen=True)
class Deadline:
    """By when a state must be left, and what the clock does then. `soon` tells the holder that long before."""

    state: str
    at: After | On
    then: Then | tuple[Then, ...]
    soon: str = ""

    def then_all(self) -> tuple[Then, ...]:
        return self.then if isinstance(self.then, tuple) else (self.then,)


@dataclass(frozen=True)
class Rung:
    """The second clock: so long after a missed deadline, whom to tell or what to propose."""

    after: str
    tells: Whos | None = None
    proposes: Propose | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guard:
    """A condition that must stay true while the matter is in `state`; asked when a row it read changes, and every `every`."""

    state: str
    needs: Need | tuple[Need, ...]
    then: Notify | Take
    every: str = "5min"

    def needs_all(self) -> tuple[Need, ...]:
        return self.needs if isinstance(self.needs, tuple) else (self.needs,)


@dataclass(frozen=True)
class Enters:
    """A matter of `kind` enters `state`."""

    kind: str
    state: str


@dataclass(frozen=True)
class Expires:
    """A record of `register` is `before` from the end of its validity."""

    register: str
    before: str


@dataclass(frozen=True)
class When:
    """Opens a matter by itself on an event, if `facts` returns some; once per `key`.

    Both get a Look over the matter that entered the state, with `reads`; for Expires the SeenRecord."""

    on: Enters | Expires
    facts: Callable[[Any], Mapping[str, Any] | None]
    key: Callable[[Any], str]
    reads: Mapping[str, Read] = field(default_factory=dict)


@dataclass(frozen=True)
class Repeats:
    """Instances of `kind` under this matter while in `states`, one a period; `every`, asked daily, names it ("2026-03", "").

    Ids are made from (parent, period). With `over` one a record and period; `facts` gets look, period and then the SeenRecord."""

    kind: str
    every: Callable[[Any], str]
    facts: Callable[..., Mapping[str, Any]]
    states: tuple[str, ...]
    over: Each | None = None


@dataclass(frozen=True)
class Print:
    """A paper drawn from the matter: red_head, form, receipt or table; a block is a fact or (heading, function of a Look)."""

    title: str
    layout: str
    blocks: tuple[str | tuple[str, Callable[[Any], str]], ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keeps:
    """How long a matter of the kind is kept, counted from its closing, and why."""

    years: int
    why: str


@dataclass(frozen=True)
class Loop(Generic[F]):
    """A kind of matter. The states are the names that its steps leave and enter.

    `may_open` is asked of people alone. `codes`: a part ("opener", a contact fact) and the steps of its query code. `edits_in`
    empty: opens_in. `unsent`: states its unit does not see. `goes_up`: what an upper place's unit holds is offered there."""

    kind: str
    version: int
    title: str
    facts: type[F]
    opens_in: str
    may_open: Whos
    closes_in: str | tuple[str, ...]
    steps: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    keeps: Keeps
    about: str = ""
    source: str = ""
    reads: Mapping[str, Read] = field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()
    guards: tuple[Guard, ...] = ()
    opens_on: tuple[When, ...] = ()
    repeats: Repeats | None = None
    prints: tuple[Print, ...] = ()
    needs: Need | tuple[Need, ...] = ()
    may_edit: Whos = ()
    edits_in: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    called: Callable[[Any], str] | None = None
    secrecy: Secrecy = Secrecy.INTERNAL
    late_by: str = "3 days"
    applies_to: str = ""
    carries: Mapping[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = field(default_factory=dict)
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()
    menu: str = ""
    bench: str = ""
    goes_up: bool = False

    def closed_states(self) -> tuple[str, ...]:
        return self.closes_in if isinstance(self.closes_in, tuple) else (self.closes_in,)

    def states(self) -> tuple[str, ...]:
        """All states, in the order the steps name them."""
        order = [self.opens_in]
        for step in self.steps:
            order += [*step.leaves_all(), step.enters]
        return tuple(dict.fromkeys(order))

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.leaves_all())

    def needs_all(self) -> tuple[Need, ...]:
        return self.needs if isinstance(self.needs, tuple) else (self.needs,)


class Reason(Facts):
    """A ground, in words."""

    reason: str = long_text("理由", longest=2000)


def someone_else_than(step: str, title: str = "") -> Need:
    """A second pair of eyes: not the person who took `step` ("open": who opened the matter)."""

    def need(look: Look[Any]) -> str | None:
        first = look.opener if step == "open" else getattr(look.last(step), "by", "")
        return f"须由{title or '前一步经办人'}以外的人办理。" if first and first == look.by.person else None

    return need


def signing(
    draft: str, out: str, *, mark: str, drafter: Who, reviewer: Who, signer: Who, receiver: Whos, **issue: Any
) -> tuple[Step, ...]:
    """The one block for whatever leaves with a number: 拟办 → 审核 → 签发 → 编号 → 送达 → 签收.
    `mark` names the series; `issue` is what the signing step does besides (opens, spread, puts, sets, needs)."""
    return (
        Step("submit", "送审", draft, "审核中", drafter, holds=reviewer),
        Step("return", "退回修改", ("审核中", "待签发"), draft, (reviewer, signer), asks=Reason, holds=drafter),
        Step("review", "审核通过", "审核中", "待签发", reviewer, someone_else_than("submit", "送审人"), holds=signer),
        Step("issue", "签发", "待签发", "待签收", signer, numbers=mark, holds=receiver, **issue),
        Step("receive", "签收", "待签收", out, receiver),
        Step("withdraw", "撤回作废", (draft, "审核中", "待签发"), "已作废", drafter, asks=Reason),
    )
