"""`anlan streams replay`: rules over files of readings, one event a line; what is wrong is a sentence and nothing is written."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from deltalake import DeltaTable, write_deltalake

from anlan.run.main import main
from anlan.run.parts import Gone, parts
from anlan.run.replay import Replay, bunches, readings

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


JOINTS = "\njoints: [{id: both, keys: [[CH4-1, high], [CH4-2, high, 1]], title: 两处同时超限}]\n"


def test_joint_rules_of_the_file_are_told_behind_what_turned_them(tmp_path: Path) -> None:
    gas = written(tmp_path, {"CH4-1": [0.5, 1.1, 2.5, 0.1], "CH4-2": [0.1, 0.1, 0.6, 0.6]})
    code, events = replay(gas, rules=RULES + JOINTS, folder=tmp_path)
    assert code == 0
    assert [(one["sensor"], one["kind"]) for one in events if one["rule"] == "both"] == [("CH4-2", "raise"), ("CH4-1", "clear")]


@pytest.mark.parametrize("joints", ["3", "[{id: a}]", "[{id: a, keys: [CH4-1]}]", "[{id: a, keys: [[CH4-1]]}]"])
def test_wrong_joints_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], joints: str) -> None:
    assert replay(written(tmp_path, {"CH4-1": [1]}), rules=f"{RULES}\njoints: {joints}", folder=tmp_path) == (2, [])
    assert "joints 应写成" in capsys.readouterr().err


def test_sensors_tied_by_joint_rules_share_a_bunch_whatever_the_order() -> None:
    ties = [["a", "b"], ["c", "d"], ["b", "d"], ["e", "f"]]
    for order in (ties, ties[::-1], ties[1:] + ties[:1]):
        tied = bunches({"rules": [], "joints": [{"id": "j", "keys": [[name, "high"] for name in names]} for names in order]})
        assert len({tied[name] for name in "abcd"}) == len({tied[name] for name in "ef"}) == 1
        assert tied["a"] != tied["e"]


def test_a_part_cut_off_and_put_away_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    told = readings(written(tmp_path, {"CH4-1": [0.5, 1.1, 2.5, 1.9, 0.7] * 4, "CH4-2": [-1] * 9 + [0.6, 0.1] * 3}))
    rules = yaml.safe_load(RULES + JOINTS)
    whole = Replay(rules)
    expected = [*whole.feed(told)]
    one = Replay(rules)
    first = [*one.feed(told.filter(pc.less(told["at"], AT + 85_000)))]
    other = Replay.restored(rules, one.kept())
    assert [*first, *other.feed(told.filter(pc.greater_equal(told["at"], AT + 85_000)))] == expected
    assert len(expected) > 10


def test_changed_rules_take_over_what_was_running(tmp_path: Path) -> None:
    told = readings(written(tmp_path, {"CH4-1": [1.1]}))
    old = Replay(yaml.safe_load(RULES))
    assert [json.loads(line)["kind"] for _, _, line in old.feed(told)] == ["raise"]
    new = Replay.restored(yaml.safe_load(RULES.replace("[1.0, 2.0]", "[0.9, 2.0]")), old.kept())
    assert [*new.feed(readings(written(tmp_path, {"CH4-1": [-1, 1.1]})))] == []


def test_the_parts_of_a_folder_and_of_a_table_come_once_each_and_packing_is_no_new_part(tmp_path: Path) -> None:
    folder, table = tmp_path / "files", tmp_path / "history"
    folder.mkdir()
    for name in ("b.csv", "a.csv", ".hidden"):
        (folder / name).write_text("id,t,v\nx,1767225600000,1\n")
    assert [part.mark for part in parts(folder)] == ["a.csv", "b.csv"]
    assert [part.mark for part in parts(folder, "a.csv")] == ["b.csv"]
    rows = pa.table({"day": ["1", "2"], "id": ["x", "y"], "t": [AT, AT + 1], "v": [1.0, 2.0]})
    write_deltalake(str(table), rows, partition_by=["day"])
    first, second = parts(table)
    assert [part.mark for part in parts(table, first.mark)] == [second.mark]
    write_deltalake(str(table), rows, mode="append", partition_by=["day"])
    DeltaTable(table).optimize.compact()
    (more,) = parts(table, second.mark)
    assert (len(more.files), list(parts(table, more.mark))) == (2, [])
    DeltaTable(table).create_checkpoint()
    for name in ("0.json", "1.json"):
        next((table / "_delta_log").glob(f"*{name}")).unlink()
    with pytest.raises(Gone, match="第 1 版"):
        list(parts(table, second.mark))


def test_a_folder_replays_like_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    gas = written(folder, {"CH4-1": [0.5, 1.1, 2.5, 1.9, 0.7]})
    assert replay(folder, rules=RULES, folder=tmp_path) == replay(gas, rules=RULES, folder=tmp_path)


def test_spark_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gas = written(tmp_path, {"CH4-1": [1]})
    (tmp_path / "rules.yaml").write_text(RULES)
    words = ["streams", "replay", str(gas), "--rules", str(tmp_path / "rules.yaml"), "--out", str(tmp_path / "out")]
    assert main([*words, "--engine", "spark"]) == 2
    assert "bin/venv spark" in capsys.readouterr().err
    assert main([*words, "--state", str(tmp_path / "state")]) == 2
    assert "--engine spark" in capsys.readouterr().err
