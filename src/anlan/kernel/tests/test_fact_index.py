"""A fact marked `indexed` is found by its own index, one marked `unique` is said once; neither needs a migration."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from anlan.kernel import actions, fact_index, queries, records
from anlan.kernel import facts as f
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.facts import Facts
from anlan.kernel.models import Matter, Record
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, NOON, TASK, UNIT, County, TaskFacts


class Thing(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    maker: str | None = f.text("生产厂", optional=True, indexed=True)
    serial: str | None = f.text("出厂编号", optional=True, unique=True)


class Numbered(TaskFacts):
    case: str | None = f.text("案号", optional=True, unique=True)


THING = replace(UNIT, kind="test_thing", title="测试设备", facts=Thing)
CASE = replace(TASK, kind="test_case", title="测试案件", facts=Numbered)


@pytest.fixture
def marked(county: County) -> Iterator[County]:
    with with_kinds(THING, CASE):
        fact_index.make()
        yield county


def thing(county: County, name: str, **facts: str) -> str:
    return records.put_record("test_thing", {"name": name, "place": COUNTY, **facts}, county.clerk, at=NOON).id


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_the_indexes_are_made_once_and_used(marked: County) -> None:
    names = {"fact_record_maker", "fact_record_serial", "once_test_thing_serial", "fact_matter_case", "once_test_case_case"}
    assert names <= set(fact_index.make())
    says = fact_index.SAYS[connection.vendor].format(column="facts", name="maker")
    assert "fact_record_maker" in plan(f"SELECT id FROM record WHERE kind = 'test_thing' AND {says} = '甲厂'")


def test_a_list_asks_by_the_index_and_finds_the_same(marked: County) -> None:
    first, second = thing(marked, "甲一", maker="甲厂"), thing(marked, "甲二", maker="甲厂")
    thing(marked, "乙一", maker="乙厂")
    thing(marked, "无名")
    found = queries.records("test_thing", marked.clerk, facts={"maker": "甲厂"})
    assert {one.id for one in found} == {first, second}
    assert ("->>" if connection.vendor == "postgresql" else "json_extract(") in str(found.query)
    assert queries.records("test_thing", marked.clerk, facts={"maker": "' OR 1=1 --"}).count() == 0
    assert queries.records("test_thing", marked.clerk, facts={"name": "乙一"}).count() == 1


def test_what_may_be_said_once_is_refused_the_second_time(marked: County) -> None:
    kept = thing(marked, "甲一", serial="SN-1")
    with pytest.raises(Refused, match="出厂编号“SN-1”已有登记（甲一）"):
        thing(marked, "甲二", serial="SN-1")
    assert thing(marked, "甲一", serial="SN-1", maker="甲厂") == kept
    assert thing(marked, "甲二", serial="SN-2") != kept
    assert thing(marked, "甲三") != thing(marked, "甲四")
    assert Record.objects.filter(kind="test_thing").count() == 4


def test_two_at_once_are_stopped_by_the_database(marked: County) -> None:
    kept, other = thing(marked, "甲一", serial="SN-1"), thing(marked, "甲二")
    facts = Record.objects.get(id=kept).facts
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(id=other).update(facts=facts)


def test_matters_too(marked: County) -> None:
    facts = {"title": "案件", "place": COUNTY, "unit": marked.bureau, "case": "示案〔2026〕1号"}
    first = actions.open_matter("test_case", facts, marked.clerk, at=NOON)
    with pytest.raises(Refused, match="案号“示案〔2026〕1号”已有登记"):
        actions.open_matter("test_case", facts | {"title": "又一件"}, marked.clerk, at=NOON)
    other = actions.open_matter("test_case", facts | {"case": "示案〔2026〕2号"}, marked.clerk, at=NOON)
    with pytest.raises(Refused, match="已有登记"):
        actions.set_facts(other.id, {"case": "示案〔2026〕1号"}, marked.clerk, at=NOON)
    found = queries.matters(marked.clerk, kinds=("test_case",), facts={"case": "示案〔2026〕1号"})
    assert [one.id for one in found] == [first.id]
    assert Matter.objects.get(id=other.id).facts["case"] == "示案〔2026〕2号"
