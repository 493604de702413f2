"""The verifier names each way of falsifying the ledger, by rows that somebody with the database in hand would change."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import unguarded_ledger
from django.db import connection

from anlan.kernel import accounts, actions, ledger, queries, records
from anlan.kernel.accounts import SETUP
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.keeping import erase_personal
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, County
from anlan.run import ledger_verify
from anlan.run.tests.elsewhere import here

MINUTE = timedelta(minutes=1)


class Forger:
    """Somebody who owns the database: the triggers are gone, every row can be changed."""

    def __init__(self) -> None:
        self.address = here()

    def run(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, args)
            return list(cursor.fetchall()) if cursor.description else []

    def rewrite(self, subject: str, seq: int, change: dict[str, Any]) -> None:
        """Changes one entry and makes the chain and the row's head hold again: what no look inside the chain can see."""
        before = None
        for number, told_before, text in self.run(
            "SELECT seq, before, body FROM entry WHERE subject=%s AND seq>=%s ORDER BY seq", subject, seq
        ):
            body = json.loads(text) | (change if number == seq else {})
            text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            before = before or told_before
            head = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
            self.run(
                "UPDATE entry SET before=%s, hash=%s, body=%s WHERE subject=%s AND seq=%s", before, head, text, subject, number
            )
            before = head
        self.run("UPDATE matter SET head=%s WHERE id=%s", before, subject)

    def reseal(self) -> None:
        """Makes all seals anew over what the entries say now."""
        before = ledger_verify.ZEROS
        for number, heads in self.run("SELECT number, heads FROM seal ORDER BY number"):
            lines = []
            for line in heads.splitlines():
                subject, seq, _ = line.split(" ")
                found = self.run("SELECT hash FROM entry WHERE subject=%s AND seq=%s", subject, int(seq))
                lines += [f"{subject} {seq} {found[0][0]}"] if found else []
            text = "\n".join(lines)
            made = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
            self.run("UPDATE seal SET before=%s, hash=%s, heads=%s WHERE number=%s", before, made, text, number)
            before = made

    def verdict(self, outside: list[dict[str, Any]] | None = None) -> ledger_verify.Verdict:
        return ledger_verify.verify(self.address, outside or [])


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()


@pytest.fixture
def task(county: County) -> str:
    """A task of four entries, sealed; a second one beside it."""
    id = county.task(caller={"name": "示例来电人", "phone": "13800000000"}).id
    for minute in (1, 2, 3):
        actions.take_step(id, "report", county.liaison, at=NOON + minute * MINUTE, asked={"progress": f"第 {minute} 次"})
    county.task(title="另一件")
    assert ledger.seal(NOON + timedelta(hours=1)) == 1
    return id


@pytest.fixture
def forger(task: str) -> Iterator[Forger]:
    with unguarded_ledger():
        yield Forger()


def test_an_honest_ledger_is_whole(forger: Forger, task: str) -> None:
    verdict = forger.verdict()
    assert (verdict.broken, verdict.seals) == ([], 1)
    assert "不能排除账本被整体重写" in verdict.notes[0]


def test_a_flipped_byte_is_named_by_its_chain(forger: Forger, task: str) -> None:
    forger.run("UPDATE entry SET body=replace(body, '第 2 次', '第 9 次') WHERE subject=%s AND seq=3", task)
    assert forger.verdict().broken == [f"事项 {task}：第 3 条的内容被改动。"]


@pytest.mark.parametrize(("column", "value"), [("verb", "'back'"), ("actor", "'nobody'"), ("recorded", "recorded + 1")])
def test_a_changed_column_is_named(forger: Forger, task: str, column: str, value: str) -> None:
    forger.run(f"UPDATE entry SET {column}={value} WHERE subject=%s AND seq=2", task)
    (fault,) = forger.verdict().broken
    assert fault.startswith(f"事项 {task}：第 2 条的")


def test_a_changed_personal_value_is_named_and_an_erased_one_is_not(forger: Forger, task: str) -> None:
    (entry,) = forger.run("SELECT id FROM entry WHERE subject=%s AND seq=1", task)[0]
    forger.run("UPDATE personal SET body=replace(body, '13800000000', '13900000000') WHERE entry=%s", entry)
    assert f"事项 {task}：第 1 条的个人信息被改动。" in forger.verdict().broken
    forger.run("DELETE FROM personal WHERE entry=%s", entry)
    assert forger.verdict().broken == []


def test_a_cut_tail_is_named_by_the_row_and_by_the_seal(forger: Forger, task: str) -> None:
    forger.run("DELETE FROM entry WHERE subject=%s AND seq=4", task)
    broken = forger.verdict().broken
    assert any("末尾对不上：数据行记到第 4 条，账本到第 3 条" in fault for fault in broken)
    (head,) = forger.run("SELECT hash FROM entry WHERE subject=%s AND seq=3", task)[0]
    forger.run("UPDATE matter SET seq=3, head=%s WHERE id=%s", head, task)
    assert any("封印第 1 号记到第 4 条，现在只有 3 条" in fault for fault in forger.verdict().broken)


def test_a_hole_is_named(forger: Forger, task: str) -> None:
    forger.run("DELETE FROM entry WHERE subject=%s AND seq=2", task)
    assert forger.verdict().broken[0] == f"事项 {task}：第 2 条到第 2 条不见了。"


def test_a_deleted_matter_is_named_by_its_entries_and_then_by_the_seal(forger: Forger, task: str) -> None:
    forger.run("DELETE FROM matter WHERE id=%s", task)
    assert forger.verdict().broken == [f"主体 {task}：账本有 4 条，但它本身的数据行已被删除。"]
    forger.run("DELETE FROM entry WHERE subject=%s", task)
    assert forger.verdict().broken == [f"主体 {task} 已被删除：封印第 1 号记着它有 4 条，现在一条也没有。"]


def test_a_reordered_pair_is_named_as_one(forger: Forger, task: str) -> None:
    forger.run("UPDATE entry SET seq=99 WHERE subject=%s AND seq=2", task)
    forger.run("UPDATE entry SET seq=2 WHERE subject=%s AND seq=3", task)
    forger.run("UPDATE entry SET seq=3 WHERE subject=%s AND seq=99", task)
    assert f"事项 {task}：第 2、3 条的次序被调换。" in forger.verdict().broken


def test_a_rewritten_chain_is_named_by_the_seal(forger: Forger, task: str) -> None:
    forger.rewrite(task, 2, {"happened": "2026-03-17T00:00:00+00:00"})
    assert forger.verdict().broken == [f"事项 {task}：第 4 条与封印第 1 号不符：这条链被重写。"]


def test_a_rewritten_whole_is_named_by_the_seal_kept_elsewhere(forger: Forger, task: str, county: County) -> None:
    kept = [dict(zip(("number", "hash", "upto"), row, strict=True)) for row in forger.run("SELECT number, hash, upto FROM seal")]
    actions.take_step(task, "report", county.liaison, at=NOON + timedelta(hours=2), asked={"progress": "封印之后"})
    honest = forger.verdict(kept)
    assert honest.broken == []
    assert "之后又写入 1 条，涉及 1 个主体" in honest.notes[-1]
    forger.rewrite(task, 2, {"happened": "2026-03-17T00:00:00+00:00"})
    forger.reseal()
    assert forger.verdict().broken == []
    assert forger.verdict(kept).broken == ["外部封印第 1 号与账本不符：账本在这个封印之前被整体重写。"]


def test_a_missing_seal_is_named(forger: Forger, task: str, county: County) -> None:
    county.task(at=NOON + timedelta(hours=2))
    ledger.seal(NOON + timedelta(hours=3))
    forger.run("DELETE FROM seal WHERE number=1")
    assert "封印第 1 号到第 1 号不见了。" in forger.verdict().broken


def test_a_row_that_says_something_else_is_named(forger: Forger, task: str) -> None:
    forger.run("UPDATE matter SET state='已完成' WHERE id=%s", task)
    assert forger.verdict().broken == [f"事项 {task}：状态“已完成”与账本最后写明的状态不符。"]


def test_facts_changed_behind_the_ledger_are_named(forger: Forger, task: str) -> None:
    (stored,) = forger.run("SELECT facts FROM matter WHERE id=%s", task)[0]
    facts = json.loads(stored) if isinstance(stored, str) else stored
    forger.run("UPDATE matter SET facts=%s WHERE id=%s", json.dumps(facts | {"title": "换了"}), task)
    assert forger.verdict().broken == [f"事项 {task}：数据行的内容与账本不符：title。"]


def test_rows_told_one_by_one_are_laid_over_the_list() -> None:
    before = {"rows": [{"n": 0}, {"n": 1}], "title": "a"}
    told = {"rows": {"@rows": {"2": {"n": 2}, "0": {"n": 9}}}, "title": None}
    assert ledger_verify.laid(before, told) == {"rows": [{"n": 9}, {"n": 1}, {"n": 2}], "title": None}
    assert ledger_verify.laid({}, {"rows": {"@rows": {"1": {"n": 1}}}}) == {"rows": [None, {"n": 1}]}


def test_the_command_answers_with_its_exit_code(forger: Forger, task: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ledger_verify.main([forger.address]) == 0
    forger.run("DELETE FROM entry WHERE subject=%s", task)
    assert ledger_verify.main([forger.address]) == 1
    assert "发现" in capsys.readouterr().out
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "notes.txt"
        nothing.write_text("no seals")
        assert ledger_verify.main([forger.address, "--seals", os.fspath(nothing)]) == 2
        assert "不是封印文件" in capsys.readouterr().err


def test_it_shares_no_code_with_the_writer() -> None:
    text = Path(ledger_verify.__file__).read_text("utf-8")
    assert "anlan" not in "".join(line for line in text.splitlines() if line.lstrip().startswith(("import", "from")))


def test_what_was_erased_leaves_the_ledger_whole(county: County) -> None:
    id = county.task(caller={"name": "示例来电人", "phone": "13800000000"}).id
    unit = {"name": "示例撤并单位", "place": COUNTY, "contact": {"name": "示例联系人", "phone": "13800000001"}}
    record = records.put_record("test_unit", unit, county.clerk, at=NOON).id
    person = county.person("gone")
    for subject in (id, record, person):
        with pytest.raises(Refused, match="才能删除"):
            erase_personal(subject, SETUP, at=NOON, reason="本人申请")
    actions.take_step(id, "lapse", county.clerk, at=NOON)
    records.end_record(record, county.clerk, at=NOON, reason="撤并")
    accounts.put_person("gone", "示例gone", SETUP, at=NOON, phone="13800000000", is_active=False)
    with pytest.raises(Refused, match="系统管理员"):
        erase_personal(id, county.clerk, at=NOON, reason="本人申请")
    with pytest.raises(Refused, match="依据"):
        erase_personal(id, SETUP, at=NOON, reason=" ")
    assert [erase_personal(one, SETUP, at=NOON, reason="示例〔2026〕3号") for one in (id, record, person)] == [1, 1, 2]
    verdict = ledger_verify.verify(here())
    assert verdict.broken == []
    left = [str(row) for table in ("matter", "record", "party", "personal", "person", "entry") for row in _all(table)]
    for said in ("示例来电人", "示例联系人", "13800000001", "示例gone"):
        assert not [row for row in left if said in row], said
    told = queries.story(id)[-1]
    assert (told["verb"], told["body"]["reason"], told["body"]["lines"]) == ("erase", "示例〔2026〕3号", 1)
    assert queries.matter(id, county.clerk).facts["title"] == "核查电动自行车充电点"


def _all(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return list(cursor.fetchall())
