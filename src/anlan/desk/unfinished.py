"""未完成的导入: a file that somebody began to bring in and left. Theirs alone: found again, gone on with or thrown away.

Nothing of it stands in any register or matter until it is finished; a month later it is gone. One per person, page and file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from anlan.desk.frame import DeskRequest, say
from anlan.desk.models import UnfinishedImport
from anlan.kernel import db, ids
from anlan.kernel.refusals import NotThere, Refused

KEPT = timedelta(days=30)
MOST = 20
"""A person who leaves more than this is asked to finish or throw away some."""


@dataclass(frozen=True)
class Left:
    """What is kept of an import: the page that goes on with it, what it is called there, the file, and how far it is."""

    path: str
    title: str
    name: str
    data: bytes
    said: str
    state: dict[str, Any] | None = None


def keep(left: Left, person: str, now: datetime, id: str = "") -> str:
    """Keeps it in place of `id`, or of what the person left on the same page with a file of the same name. Returns its id."""
    with db.writing():
        UnfinishedImport.objects.filter(at__lt=now - KEPT).delete()
        mine = UnfinishedImport.objects.filter(person=person)
        old = mine.filter(id=id).first() or mine.filter(path=left.path, name=left.name[:200]).first()
        if old is None and mine.count() >= MOST:
            raise Refused(f"未完成的导入已有 {MOST} 个，请先到待办里办完或删除几个。")
        row = old or UnfinishedImport(id=ids.new_id(now), person=person)
        row.path, row.title, row.name, row.said = left.path, left.title[:200], left.name[:200], left.said[:300]
        row.data, row.state, row.at = left.data, left.state or {}, now
        row.save(force_insert=old is None)
    return str(row.id)


def of_person(person: str, now: datetime, path: str = "") -> "QuerySet[UnfinishedImport]":
    """What a person has left, the newest first; without the files themselves."""
    found = UnfinishedImport.objects.filter(person=person, at__gte=now - KEPT).defer("data").order_by("-at")
    return found.filter(path=path) if path else found


def one(id: str, person: str) -> UnfinishedImport:
    """One of one's own, with its file. Raises NotThere."""
    found = UnfinishedImport.objects.filter(id=id, person=person).first() if id else None
    if found is None:
        raise NotThere("没有这个未完成的导入，可能已经办完或删除，请重新选择文件。")
    return found


def finish(id: str, person: str) -> None:
    """It has come in, or is thrown away."""
    if id:
        with db.writing():
            UnfinishedImport.objects.filter(id=id, person=person).delete()


@require_POST
def throw_away(request: DeskRequest, id: str) -> HttpResponse:
    """删除."""
    found = one(id, request.user.id)
    finish(found.id, found.person)
    say(request, f"已删除未完成的导入“{found.name}”，没有写入任何内容。")
    return HttpResponseRedirect("/")
