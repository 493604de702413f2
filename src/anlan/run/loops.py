"""`anlan loops`: every kind of matter with its faults, its diagram (mermaid), and who may do what."""

import argparse
from collections.abc import Iterator
from typing import Any

from anlan.kernel import faults, judge
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.loop import Loop
from anlan.run.main import Stop


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", help="只看这一种")
    parser.add_argument("--diagram", action="store_true", help="流程图（mermaid）")
    parser.add_argument("--table", action="store_true", help="谁可以做什么")


def run(args: argparse.Namespace) -> int:
    try:
        chosen = [catalogue().loop(args.kind)] if args.kind else catalogue().loops()
    except UnknownKind as unknown:
        raise Stop(str(unknown)) from None
    draw = diagram if args.diagram else table if args.table else None
    if draw:
        print("\n\n".join("\n".join([f"%% {loop.kind}" if args.diagram else f"## {loop.title}", *draw(loop)]) for loop in chosen))
        return 0
    wrong: dict[str, list[str]] = {loop.kind: faults.faults(loop) for loop in chosen}
    for loop in chosen:
        print(f"{loop.kind:<24} v{loop.version}  {loop.title}  {len(loop.states())} 个状态  {len(loop.steps)} 步")
        print("".join(f"  ！{fault}\n" for fault in wrong[loop.kind]), end="")
    print(f"共 {len(chosen)} 种事项，{sum(len(found) for found in wrong.values())} 处缺陷。")
    return 1 if any(wrong.values()) else 0


def diagram(loop: Loop[Any]) -> Iterator[str]:
    """A mermaid state diagram; what the clock may do by itself is drawn with ⏱."""
    names = {state: f"s{number}" for number, state in enumerate(loop.states())}
    yield "stateDiagram-v2"
    yield from (f"  state {quoted(state)} as {name}" for state, name in names.items())
    yield f"  [*] --> {names[loop.opens_in]}"
    for step in loop.steps:
        for state in step.leaves_all():
            yield f"  {names[state]} --> {names[step.enters]}: {step.title}"
    for deadline in loop.deadlines:
        yield f"  note right of {names[deadline.state]}: ⏱ {_span(deadline.at)}"
    yield from (f"  {names[state]} --> [*]" for state in loop.closed_states())


def quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _span(at: Any) -> str:
    return str(getattr(at, "span", "") or f"按“{at.fact}”")


def table(loop: Loop[Any]) -> Iterator[str]:
    """A Markdown table: step, from, to, who."""
    yield "| 步骤 | 从 | 到 | 谁可以 |"
    yield "|---|---|---|---|"
    yield f"| 发起 | – | {loop.opens_in} | {judge.names_of(loop.may_open, loop)} |"
    for step in loop.steps:
        yield f"| {step.title} | {'、'.join(step.leaves_all())} | {step.enters} | {judge.names_of(step.may, loop)} |"
