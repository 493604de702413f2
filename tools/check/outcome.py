"""What a stage of the check came to: counts, what was left out and why, and the ids of the tests that ran."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """Counts of one stage. `left_out` holds one line of ground for each thing that did not run."""

    passed: int = 0
    failed: int = 0
    left_out: list[str] = field(default_factory=list)
    ids: frozenset[str] = frozenset()

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.passed + other.passed, self.failed + other.failed, self.left_out + other.left_out, self.ids | other.ids
        )

    def plain(self) -> str:
        """The closing line that any CI can read."""
        return f"{self.passed} passed, {self.failed} failed, {len(self.left_out)} skipped"

    def sentence(self) -> str:
        """The last line: what passed, what failed, what was left out and why."""
        why = "; ".join(f"{ground} ×{n}" if n > 1 else ground for ground, n in Counter(self.left_out).items())
        return f"{self.passed} passed, {self.failed} failed, {len(self.left_out)} left out" + (f": {why}" if why else "")

    def good(self, everything: bool) -> bool:
        """Whether the check is green; with `everything` (CI) nothing may be left out."""
        return not self.failed and self.passed > 0 and not (everything and self.left_out)


def of_junit(path: Path) -> Outcome:
    """The outcome that a pytest run wrote as JUnit XML."""
    cases = list(ET.parse(path).getroot().iter("testcase"))
    skipped = [case for case in cases if case.find("skipped") is not None]
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    names = {(case.get("classname"), case.get("name")) for case in cases}
    return Outcome(
        passed=len(names) - len({(c.get("classname"), c.get("name")) for c in [*skipped, *failed]}),
        failed=len(failed),
        left_out=[_ground(case) for case in skipped],
        ids=frozenset(f"{classname}::{name}" for classname, name in names),
    )


def _ground(case: ET.Element) -> str:
    told = case.find("skipped")
    message = (told.get("message") if told is not None else "") or "no ground given"
    return re.sub(r"\s+", " ", message)[:120]


def same_ids(one: Iterable[str], other: Iterable[str], names: tuple[str, str]) -> Outcome:
    """One check more: both databases ran the very same tests."""
    left, right = set(one), set(other)
    for name, only in zip(names, (left - right, right - left), strict=True):
        for test in sorted(only)[:10]:
            print(f"only on {name}: {test}")
    return Outcome(passed=1) if left == right else Outcome(failed=1)
