"""Which texts of shapes and pages the English catalogue does not know yet.

    python -m tools.english            how many of each sort are known
    python -m tools.english --missing  the missing ones, by the package they stand in

Counted are titles, steps, states, facts with hints and options, papers, evidence and menus of every kind, roles, and every text
of a template. Sentences of refusals are not: they stay Chinese.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from anlan.kernel.facts import Facts
    from anlan.kernel.loop import Loop

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u4e00-\u9fff]")
ITSELF = ("中文",)
SILENT = re.compile(r"{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.S)
TAG = re.compile(r"{{.*?}}|{%.*?%}", re.S)


def texts() -> Iterator[tuple[str, str, str]]:
    """(package, sort, text) of everything that the catalogue should know."""
    yield from of_kinds()
    for path in sorted((ROOT / "src" / "anlan").rglob("templates/**/*.html")):
        yield from (
            (path.relative_to(ROOT / "src" / "anlan").parts[0], "page", text) for text in of_template(path.read_text("utf-8"))
        )


def of_kinds() -> Iterator[tuple[str, str, str]]:
    from anlan.kernel.catalogue import catalogue
    from anlan.kernel.people import Role

    for role in Role:
        yield "kernel", "role", role.title
    for loop in catalogue().loops():
        room = catalogue().room(loop.kind)
        yield from ((room, "kind", text) for text in (loop.title, loop.about, loop.menu))
        yield from ((room, "state", state) for state in loop.states())
        yield from ((room, "step", step.title) for step in loop.steps)
        yield from (
            (room, "fact", text) for model in (loop.facts, *(step.asks for step in loop.steps)) for text in of_model(model)
        )
        yield from ((room, "paper", text) for text in (*(one.title for one in loop.prints), *proofs(loop)))
    for register in catalogue().registers():
        room = catalogue().room(register.kind)
        yield from ((room, "kind", text) for text in (register.title, register.menu))
        yield from ((room, "fact", text) for text in of_model(register.facts))


def proofs(loop: "Loop[Any]") -> Iterator[str]:
    yield from (proof.what for step in loop.steps if (proof := step.proof()))


def of_model(model: "type[Facts]") -> Iterator[str]:
    from anlan.kernel.facts import widgets

    for widget in widgets(model).values():
        yield from (widget.title, widget.hint, widget.group, widget.unit, *widget.options)
        if widget.row:
            yield from of_model(widget.row)


def of_template(html: str) -> Iterator[str]:
    """Texts between tags and of labels; what a variable fills in stands as {*}."""
    from anlan.desk import english

    plain = TAG.sub(lambda found: "{*}" if found[0].startswith("{{") else "\x00", SILENT.sub("", html))
    for found in english.SPOKEN.finditer(plain):
        yield from (found["said"] or found["text"] or "").split("\x00")


def missing() -> dict[tuple[str, str, str], bool]:
    """Every text once, (package, sort, text), and whether the catalogue says it in English."""
    from anlan.desk import english

    found: dict[str, tuple[str, str, str]] = {}
    for package, sort, said in texts():
        text = " ".join(said.split()).strip(" \u3000，。；：、/·")
        if HAN.search(text) and text not in ITSELF:
            found.setdefault(english.key(text), (package, sort, english.key(text)))
    return {one: english.said(one[2].replace(english.HOLE, "□").replace("{}", "1")) is not None for one in found.values()}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.test")
    django.setup()
    found = missing()
    if "--missing" in sys.argv:
        print(*("\t".join(one) for one, known in found.items() if not known), sep="\n")
        return 0
    every, said = Counter(one[:2] for one in found), Counter(one[:2] for one, known in found.items() if known)
    for package, sort in sorted(every):
        print(f"{package:12} {sort:8} {said[package, sort]:5} of {every[package, sort]:5}")
    print(f"{sum(said.values())} of {len(found)} texts are said in English ({sum(said.values()) * 100 // len(found)} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
