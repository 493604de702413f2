"""Which role signs a kind's papers: the loop says `Role.SIGNER`, the county may say whom that means for this kind. Pure.

The seat is the numbered step that a signer takes and all that belongs to the state it leaves (`return`, who holds it there, who
is told when it lasts). Other things that a signer decides (a delay, a cancellation) stay with the signer.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from anlan.kernel.loop import Deadline, Loop, Notify, Rung, Step, Then
from anlan.kernel.people import Role, Whos, as_tuple

MAY_SIGN = (
    Role.SIGNER, Role.LEADER, Role.COMMANDER, Role.DUTY_LEADER, Role.OFFICER, Role.ENFORCER, Role.SUPERVISOR,
)  # fmt: skip
"""Roles of a place that see its papers and do not draft them. A unit's own head is none: the unit of a paper is its addressee."""
APART = "、"


def signing_step(loop: Loop[Any]) -> Step | None:
    """The step by which a paper of this kind is signed and numbered; None if none of its papers is signed."""
    return next((step for step in loop.steps if step.numbers and Role.SIGNER in as_tuple(step.may)), None)


def key_of(loop: Loop[Any]) -> str:
    """Under which key the county says who signs."""
    return f"{loop.kind}.signer"


def named(value: str) -> tuple[Role, ...]:
    """The roles that a county's value names by their titles, the first of whom holds the paper; () if one may not sign."""
    titles = {role.title: role for role in MAY_SIGN}
    roles = tuple(titles.get(title.strip()) for title in value.split(APART))
    return tuple(dict.fromkeys(role for role in roles if role)) if all(roles) else ()


def choices() -> str:
    return APART.join(role.title for role in MAY_SIGN)


def seated(loop: Loop[Any], roles: tuple[Role, ...]) -> Loop[Any]:
    """The loop with these roles in the signer's seat."""
    signs = signing_step(loop)
    if signs is None or not roles:
        return loop
    here = signs.leaves_all()

    def by(whos: Whos) -> Whos:
        told = as_tuple(whos)
        return tuple(one for who in told for one in (roles if who is Role.SIGNER else (who,))) if Role.SIGNER in told else whos

    return replace(
        loop,
        steps=tuple(_step(step, here, by) for step in loop.steps),
        deadlines=tuple(_deadline(one, by) if one.state in here else one for one in loop.deadlines),
        ladder=tuple(_rung(one, by) if set(one.states) & set(here) else one for one in loop.ladder),
    )


By = Callable[[Whos], Whos]


def _step(step: Step, here: tuple[str, ...], by: By) -> Step:
    """Seen from the seat: who may take what leaves it, and who holds what enters it."""
    if set(step.leaves_all()) & set(here):
        step = replace(step, may=by(step.may))
    return replace(step, holds=by(step.holds)) if step.enters in here and step.holds else step


def _deadline(deadline: Deadline, by: By) -> Deadline:
    return replace(deadline, then=tuple(_then(then, by) for then in deadline.then_all()))


def _then(then: Then, by: By) -> Then:
    return replace(then, who=by(then.who)) if isinstance(then, Notify) else then


def _rung(rung: Rung, by: By) -> Rung:
    return replace(rung, tells=by(rung.tells)) if rung.tells else rung
