"""Principles, goals and slogans of the real notices are seen in the text and never become tasks; a person keeps others out."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.stories.acts import Now, refused, said, take

from anlan.duties.reading import reading
from anlan.kernel.models import Matter

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
N2025, N2026 = "notices/000_3e094a150fd92681.txt", "notices/003_80eebbe190112fa1.txt"
NO_TASK = [
    (N2025, "党政同责、一岗双责、齐抓共管、失职追责"),
    (N2025, "严、紧、深、细、实"),
    (N2025, "五不为过、五个必须"),
    (N2025, "时时放心不下"),
    (N2025, "事事心中有数"),
    (N2025, "最后一公里"),
    (N2025, "杜绝重特大事故"),
    (N2026, "严、紧、深、细、实"),
    (N2026, "杜绝重特大事故"),
]
PASTED = "关于做好示例工作的通知\n各单位：\n一、压实责任\n（一）开展巡查。每月开展一次巡查，建立一流队伍。（县应急局负责）\n"


def take_in(client: Client, path: Path) -> Matter:
    answer = said(client, "/duties/directives/new", file=SimpleUploadedFile(path.name, path.read_bytes()))
    return Matter.objects.get(id=answer.redirect_chain[-1][0].rpartition("/")[2])


@pytest.mark.parametrize(("notice", "words"), NO_TASK)
def test_a_slogan_stands_in_the_text_and_in_no_task(shared: Path, notice: str, words: str) -> None:
    found = reading((shared / notice).read_bytes(), notice)
    assert words in found.text
    assert [one.span for one in found.directive.obligations if words in one.span] == []


def test_a_goal_may_colour_a_task_but_is_none_by_itself(clerk: Client, shared: Path, now: Now) -> None:
    goal = "一流应急指挥、一流应急队伍、一流应急装备"
    items = take_in(clerk, shared / N2025).facts["obligations"]
    with_it = [one for one in items if goal in one["span"]]
    assert all("联勤、联训" in one["span"] for one in with_it)
    assert not any(goal in (one.get("object") or "") for one in with_it)


def test_every_principle_is_still_to_be_read_beside_the_tasks(clerk: Client, shared: Path, now: Now) -> None:
    notice = take_in(clerk, shared / N2025)
    page = clerk.get(f"/duties/directives/{notice.id}").content.decode()
    assert "党政同责、一岗双责" in page
    assert "时时放心不下" in page


def test_what_slips_through_is_set_aside_with_its_reason_and_gets_no_row(clerk: Client, now: Now) -> None:
    answer = said(clerk, "/duties/directives/new", pasted=PASTED)
    id = answer.redirect_chain[-1][0].rpartition("/")[2]
    work = f"/duties/directives/{id}/work"
    items = Matter.objects.get(id=id).facts["obligations"]
    said(clerk, work, do="add", quote="建立一流队伍") if len(items) == 1 else None
    items = Matter.objects.get(id=id).facts["obligations"]
    task, slogan = items[0], items[-1]
    assert "一流队伍" in slogan["span"]
    assert "没有校对" in refused(clerk, id, "check")
    said(clerk, work, do="confirm", id=task["id"])
    said(clerk, work, do="set_aside", id=slogan["id"])
    assert take(clerk, id, "check") == "合并归口"
    said(clerk, f"/duties/directives/{id}/table")
    facts = Matter.objects.get(id=id).facts
    assert facts["obligations"][-1]["dropped"] == "原则、目标或口号，不是任务"
    assert ["一流队伍" in row["measures"] for row in facts["rows"]] == [False]
