"""The real notice of 2025 through the portal: from the file to signed receipts, to a duty closed and one that lasts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.kernel import directory, queries
from anlan.kernel.models import Matter

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
NOTICE = "notices/000_3e094a150fd92681.txt"
SignIn = Callable[[str], Client]


def said(client: Client, path: str, **sent: Any) -> Any:
    """Posts, and follows to the page that answers."""
    return client.post(path, sent, follow=True)


def take(client: Client, matter: str, step: str, **sent: Any) -> str:
    """Takes a step on its page; returns the state that is reached."""
    answer = said(client, f"/m/{matter}/{step}", **sent)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return Matter.objects.get(id=matter).state


@pytest.fixture
def clerk(sign_in: SignIn) -> Client:
    return sign_in("jingban")


@pytest.fixture
def directive(clerk: Client, shared: Path) -> Matter:
    """The notice, taken in by the clerk."""
    upload = SimpleUploadedFile("山政发〔2025〕1号.txt", (shared / NOTICE).read_bytes())
    answer = said(clerk, "/duties/directives/new", file=upload)
    assert answer.status_code == 200
    return Matter.objects.get(kind="directive", facts__doc_no="山政发〔2025〕1号")


def test_every_obligation_stands_beside_its_text(clerk: Client, directive: Matter) -> None:
    items = directive.facts["obligations"]
    assert 200 <= len(items) <= 320
    assert (directive.state, directive.facts["doc_no"]) == ("拆解校对", "山政发〔2025〕1号")
    page = clerk.get(f"/duties/directives/{directive.id}").content.decode()
    assert page.count('class="duty') == len(items)
    assert all(item.get("unit_ids") for item in items if item["clause"] == "三/（九）")


def test_nothing_goes_on_before_a_person_has_read_it(clerk: Client, directive: Matter) -> None:
    answer = said(clerk, f"/m/{directive.id}/check")
    assert "条任务没有校对" in answer.content.decode()
    assert Matter.objects.get(id=directive.id).state == "拆解校对"


def read_through(clerk: Client, id: str) -> None:
    for clause in dict.fromkeys(item["clause"] for item in Matter.objects.get(id=id).facts["obligations"]):
        said(clerk, f"/duties/directives/{id}/work", do="clause", clause=clause)


def test_from_the_file_to_signed_receipts_to_duties(
    sign_in: SignIn, clerk: Client, directive: Matter, run_clock: Callable[[], int]
) -> None:
    id = directive.id
    read_through(clerk, id)
    assert take(clerk, id, "check") == "合并归口"
    said(clerk, f"/duties/directives/{id}/table")
    rows = Matter.objects.get(id=id).facts["rows"]
    assert 60 <= len(rows) <= 130
    kept = {item["row"] for item in Matter.objects.get(id=id).facts["obligations"] if not item.get("dropped")}
    assert kept == {row["no"] for row in rows}
    for form, head in (("xlsx", b"PK"), ("docx", b"PK")):
        assert clerk.get(f"/duties/directives/{id}/table.{form}").content[:2] == head
    assert take(clerk, id, "consult", consult_due="2099-12-31") == "征求意见"
    run_clock()
    asked = Matter.objects.filter(parent=id, kind="consult_reply")
    assert asked.count() > 20
    traffic = asked.get(unit=unit_of("jiaotong"))
    answerer = sign_in("jiaotong")
    assert take(answerer, traffic.id, "agree") == "已处理"
    assert answerer.get(f"/m/{asked.exclude(id=traffic.id)[0].id}").status_code == 404


def unit_of(login: str) -> str:
    person = directory_person(login)
    return next(grant.unit for grant in queries.grants_of(person) if grant.unit)


def directory_person(login: str) -> str:
    from anlan.run import node

    assert directory
    return node.person(login)
