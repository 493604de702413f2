"""What people read of a matter: corrections in one line, many children by their kinds, a far day without its clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from anlan.desk.story import tell
from anlan.desk.tests.browserish import sent_by
from anlan.desk.tests.scene import acting
from anlan.desk.values import IDS
from anlan.desk.words import due_words
from anlan.kernel import actions, queries
from anlan.kernel.catalogue import catalogue

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_corrections_in_a_row_are_one_line_that_names_what_changed(county, sign_in):
    clerk, said = sign_in("clerk"), {"title": "关于罐区的情况", "demand": "零", "unit": county["firm"], "ground": "报警器停用"}
    id = actions.open_matter("supervision_order", said, acting("clerk"), at=timezone.now()).id
    for demand in ("一", "二", "三"):
        form = sent_by(clerk.get(f"/m/{id}/edit").content.decode()).dict() | {"demand": demand}
        assert clerk.post(f"/m/{id}/edit", form).status_code == 302
    page = clerk.get(f"/m/{id}").content.decode()
    assert page.count("修改“办理要求”") == 1
    assert "起共 3 次" in page
    lines = tell(queries.story(id), catalogue().loop("supervision_order"), IDS, timezone.now())
    assert len(lines) == len(queries.story(id)) - 2


def test_a_kind_that_is_not_corrected_says_so(county, sign_in):
    answer = sign_in("clerk").post(f"/m/{county['letter3']}/edit", {"title": "改"})
    assert "登记后不能直接修改内容，请在事项页按步骤办理。" in answer.content.decode()


def test_many_children_are_told_by_kind_and_lead_to_their_list(county, sign_in):
    clerk, parent = sign_in("clerk"), county["letter0"]
    said = {"title": "分件", "year": "2026", "kind": "经费保障", "unit": county["firm"], "now": "缺一台车"}
    for n in range(10):
        made = actions.open_matter("problem", said | {"title": f"分件{n}"}, acting("clerk"), at=timezone.now(), parent=parent)
        assert made.state
    page = clerk.get(f"/m/{parent}").content.decode()
    link = f"/matters?parent={parent}&amp;kind=problem&amp;all=1"
    assert (link in page, page.count("分件")) == (True, 8)
    listed = clerk.get(link.replace("&amp;", "&")).content.decode()
    assert ("10 件" in listed, "同一件的下级事项" in listed) == (True, True)


def test_a_day_of_another_year_has_no_clock():
    far, near = datetime(2027, 3, 1, tzinfo=NOW.tzinfo), datetime(2026, 12, 1, 17, 0, tzinfo=NOW.tzinfo)
    assert due_words(far, NOW).text.startswith("2027年3月1日前，还剩")
    assert "17:00 前" in due_words(near, NOW).text
