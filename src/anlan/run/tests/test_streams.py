"""`anlan streams replay`: rules over files of readings, one event a line; what is wrong is a sentence and nothing is written."""

import json
from pathlib import Path

import pytest

from anlan.run.main import main

AT = 1_767_225_600_000
RULES = """
rules:
  - {id: high, measure: value, limits: [1.0, 2.0], hysteresis: 0.2, title: 甲烷超限, clause: 示例}
  - {id: quiet, measure: silence, limits: [1 min]}
sensors:
  CH4-1: [high, quiet]
  CH4-2: {rules: [high], limits: {high: [0.5, 0.8]}}
"""


def written(folder: Path, values: dict[str, list[float]]) -> Path:
    lines = ["id,t,v"]
    for sensor, told in values.items():
        lines += [f"{sensor},{AT + place * 10_000},{value}" for place, value in enumerate(told) if value >= 0]
    (folder / "readings.csv").write_text("\n".join(lines) + "\n")
    return folder / "readings.csv"


def replay(*files: Path, rules: str, folder: Path) -> tuple[int, list[dict[str, object]]]:
    (folder / "rules.yaml").write_text(rules)
    out = folder / "events.jsonl"
    code = main(["streams", "replay", *map(str, files), "--rules", str(folder / "rules.yaml"), "--out", str(out)])
    return code, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def test_events_come_in_the_order_of_time_with_limit_and_cause(tmp_path: Path) -> None:
    gas = written(tmp_path, {"CH4-1": [0.5, 1.1, 2.5, 1.9, 0.7] + [-1] * 12 + [0.3], "CH4-2": [0.6, 0.1, 0.1, 0.1], "other": [9]})
    code, events = replay(gas, rules=RULES, folder=tmp_path)
    assert code == 0
    told = [(one["sensor"], one["rule"], one["kind"], one["level"]) for one in events]
    assert told == [
        ("CH4-2", "high", "raise", 1),
        ("CH4-1", "high", "raise", 1),
        ("CH4-2", "high", "clear", 0),
        ("CH4-1", "high", "step_up", 2),
        ("CH4-1", "high", "clear", 0),
        ("CH4-1", "quiet", "raise", 1),
        ("CH4-1", "quiet", "clear", 0),
    ]
    assert [one["time"] for one in events] == sorted(one["time"] for one in events)
    assert (events[0]["limit"], events[0]["clause"], events[0]["title"]) == (0.5, "示例", "甲烷超限")


def test_two_files_are_one_stream(tmp_path: Path) -> None:
    whole = written(tmp_path, {"CH4-1": [0.5, 1.1, 2.5, 1.9, 0.7]})
    lines = whole.read_text().splitlines()
    parts = [tmp_path / "b.csv", tmp_path / "a.csv"]
    parts[0].write_text("\n".join([lines[0], *lines[3:]]) + "\n")
    parts[1].write_text("\n".join(lines[:3]) + "\n")
    assert replay(whole, rules=RULES, folder=tmp_path) == replay(*parts, rules=RULES, folder=tmp_path)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ("rules: 3", "列表"),
        ("rules: [", "不是规则文件"),
        ("rules: [{id: a, measure: value, limits: [2, 1]}]", "从轻到重"),
        ("rules: [{id: a, measure: value, limits: [1]}]\nsensors: {CH4-1: [b]}", "没有这些规则"),
        ("rules: [{id: a, measure: value, limits: [1]}]\nsensors: {CH4-1: a}", "应写明 rules"),
        ("rules: [{id: a, measure: value, limits: [1]}]\nsensors: [a]", "sensors 应写成"),
    ],
)
def test_wrong_rules_are_a_sentence_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: str, why: str
) -> None:
    assert replay(written(tmp_path, {"CH4-1": [1]}), rules=rules, folder=tmp_path) == (2, [])
    assert why in capsys.readouterr().err


def test_a_missing_or_foreign_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path / "none.csv", rules=RULES, folder=tmp_path)[0] == 2
    assert "none.csv" in capsys.readouterr().err
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert replay(tmp_path / "x.csv", rules=RULES, folder=tmp_path)[0] == 2
    assert "x.csv：没有时间列" in capsys.readouterr().err
