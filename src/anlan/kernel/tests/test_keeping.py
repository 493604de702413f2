"""What is somebody's own goes when it is erased, with its bytes; so does a signature, and no signer's name is in the ledger."""

import json
from dataclasses import replace
from typing import Any

import pytest

from anlan.kernel import actions, proofs
from anlan.kernel.accounts import SETUP
from anlan.kernel.carry import homeless
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.keeping import erase_personal
from anlan.kernel.loop import Proof, Step
from anlan.kernel.models import Entry, Matter, Outgoing
from anlan.kernel.models import Proof as Row
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.clock_kinds import CLOCK_KINDS
from anlan.kernel.tests.county import NOON, TASK, County
from anlan.kernel.tests.test_clock import HOUR, permit, run, told


def reported(county: County, *files: tuple[str, str, bytes]) -> str:
    task = county.task().id
    kept = tuple(Proof(kind, proofs.keep(data, title, kind, county.liaison, NOON)) for kind, title, data in files)
    actions.take_step(task, "report", county.liaison, at=NOON, asked={"progress": "已查"}, evidence=kept)
    return task


def test_a_signature_goes_with_what_is_personal_and_other_files_stay(county: County) -> None:
    signed, photo = b"signed by hand 1", b"\xff\xd8\xff of the yard 1"
    task = reported(county, ("签名", "签名：示例签字人.txt", signed), ("照片", "现场.jpg", photo))
    entry = Entry.objects.get(subject=task, verb="report")
    assert "示例签字人" not in entry.body
    assert [one["title"] for one in json.loads(entry.body)["evidence"]] == ["签名", "现场.jpg"]
    actions.take_step(task, "lapse", county.clerk, at=NOON)
    erase_personal(task, SETUP, at=NOON, reason="本人申请")
    left = {one.kind: (one.title, one.size > 0) for one in Row.objects.filter(subject=task)}
    assert left == {"签名": ("（已删除）", False), "照片": ("现场.jpg", True)}
    assert [proofs.path_of(proofs.digest_of(data)).exists() for data in (signed, photo)] == [False, True]


def test_bytes_that_something_else_holds_stay(county: County) -> None:
    same = b"signed by hand 2"
    gone, stays = reported(county, ("签名", "签名.txt", same)), reported(county, ("签名", "签名.txt", same))
    actions.take_step(gone, "lapse", county.clerk, at=NOON)
    erase_personal(gone, SETUP, at=NOON, reason="本人申请")
    assert proofs.path_of(proofs.digest_of(same)).exists()
    assert Row.objects.get(subject=stays).sha256 == proofs.digest_of(same)


def test_a_file_is_not_taken_for_a_signature(county: County) -> None:
    photo = proofs.keep(b"\xff\xd8\xff 3", "现场.jpg", "照片", county.liaison, NOON)
    task = county.task().id
    with pytest.raises(Refused, match="不是签名"):
        actions.take_step(task, "report", county.liaison, at=NOON, asked={"progress": "已查"}, evidence=(Proof("签名", photo),))


def test_open_matters_of_a_version_that_is_not_here_are_named(county: County) -> None:
    county.task()
    assert homeless() == []
    with with_kinds(replace(TASK, version=2)):
        county.task(title="新版的")
    assert homeless() == [("test_task", 2, 1)]


def occupied(look: Any) -> str | None:
    return "还有人在受限空间内。"


def test_what_the_clock_cannot_do_itself_is_told_to_whoever_holds_it(county: County) -> None:
    (paper,) = (one for one in CLOCK_KINDS if one.kind == "test_permit")
    steps: tuple[Step, ...] = tuple(replace(one, needs=occupied) if one.name == "lapse" else one for one in paper.steps)
    with with_kinds(*(one for one in CLOCK_KINDS if one.kind != "test_permit"), replace(paper, steps=steps)):
        id = permit(county, ends=(NOON + 5 * HOUR).isoformat()).id
        run(NOON + 5 * HOUR)
    assert Matter.objects.get(id=id).state == "作业中"
    assert "系统没能自动“失效”（还有人在受限空间内），请人工处置。" in Outgoing.objects.filter(subject=id).latest("id").text
    assert told(id)[-1][0] == "clerk"
