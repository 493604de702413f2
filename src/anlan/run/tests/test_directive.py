"""`anlan directive` starts without Django, answers in lines, and refuses what is no document with one sentence and exit 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anlan.run.tests.elsewhere import SRC

NOTICE = """示例县安委会关于做好示例工作的通知
示安委〔2026〕1号
各乡镇、县直有关单位：
一、压实责任
（一）开展检查。县应急局每季度至少开展1次矿山安全检查。（县应急局负责）
（二）加强培训。6月底前完成从业人员全员培训。（县应急局、县能源局分工负责）
示例县安全生产委员会
2026年3月1日
"""


def anlan(*words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(SRC), "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "there.is.none"}
    return subprocess.run(
        [sys.executable, "-m", "anlan.run", "directive", *words], env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture
def notice(tmp_path: Path) -> str:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, "utf-8")
    return str(path)


def test_parse_gives_one_obligation_a_line_with_its_span(notice: str) -> None:
    answer = anlan("parse", notice, "--jsonl")
    assert answer.returncode == 0, answer.stderr
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    cleaned = anlan("clean", notice).stdout
    assert len(found) >= 2
    assert all(cleaned[slice(*one["offset"])] == one["span"] for one in found)
    assert found[0]["responsible"] == ["县应急局"]


def test_clean_lists_its_repairs_as_a_table(notice: str) -> None:
    heads = anlan("clean", notice, "--repairs").stdout.splitlines()[0].split("\t")
    assert heads[:4] == ["id", "class", "garbled", "restored"]


def test_gap_compares_two_files(notice: str, tmp_path: Path) -> None:
    lower = tmp_path / "lower.txt"
    lower.write_text(NOTICE.replace("每季度至少开展1次矿山安全检查", "组织植树活动"), "utf-8")
    assert "矿山安全检查" in anlan("gap", notice, str(lower)).stdout


@pytest.mark.parametrize("content", [b"", b"   \n", b"\x00\x01\x02" * 100, b"PK\x03\x04 broken"])
def test_what_is_no_document_gets_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    answer = anlan("parse", str(path))
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.rstrip().endswith("。")
    assert answer.stdout == ""


def test_a_missing_file_gets_its_sentence() -> None:
    answer = anlan("clean", "/there/is/none.txt")
    assert (answer.returncode, answer.stderr) == (2, "文件“/there/is/none.txt”打不开：没有这个文件。\n")
