"""The form of opening asks only what belongs to opening: told from the steps, or by the fact's own mark."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from anlan.kernel.asked_later import asked_later
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import Facts, day, rows, text, widgets
from anlan.kernel.loop import Keeps, Loop, Step
from anlan.kernel.people import Role


class Line(Facts):
    said: str = text("进展")
    note: str | None = text("备注", optional=True)


class Result(Facts):
    result: str = text("结果")
    due: str = text("新期限")
    title: str = text("新标题")


class Job(Facts):
    title: str = text("标题")
    note: str | None = text("备注", optional=True)
    due: str | None = day("期限", optional=True, later=False)
    result: str | None = text("结果", optional=True)
    lines: tuple[Line, ...] = rows("进展", optional=True)
    stamp: str | None = text("盖章", optional=True, later=True)


JOB = Loop(
    kind="job", version=1, title="工作", facts=Job, opens_in="在办", may_open=Role.CLERK, closes_in="办结",
    steps=(
        Step("say", "填报", "在办", "在办", Role.CLERK, asks=Line, into="lines"),
        Step("end", "办结", "在办", "办结", Role.CLERK, asks=Result, sets=lambda look: {"stamp": look.number}),
    ),
    deadlines=(), keeps=Keeps(1, "测试用"),
)  # fmt: skip


def test_what_a_step_writes_is_asked_later_and_a_mark_has_the_last_word():
    assert asked_later(JOB) == {"result", "lines", "stamp"}


def written(sets: Callable[[Any], Any]) -> Iterator[str]:
    """The names that stand as keys in the dictionaries of a function, as far as its text tells."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(sets)).strip().rstrip(","))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


@pytest.mark.parametrize("loop", catalogue().loops(), ids=lambda loop: loop.kind)
def test_what_a_step_only_sets_is_marked(loop: Loop[Any]):
    """A fact that a function of a step writes says whether it is asked for at opening."""
    known, later = widgets(loop.facts), asked_later(loop)
    for step in loop.steps:
        for name in written(step.sets) if step.sets else ():
            if name in known and not loop.facts.model_fields[name].is_required():
                assert name in later or known[name].later is False, f"{loop.kind}.{name}: later=True or later=False"
