"""Duties that do not go smoothly: late, disputed, a township asked beyond its list; each through the portal's own pages."""

from typing import Any

import pytest
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, paper, refused, state, take, unit, unit_of

from anlan.desk.tests.browserish import sent_by
from anlan.kernel.models import Matter, Outgoing

pytestmark = pytest.mark.django_db


def a_duty(clerk: Client, short: str, **more: Any) -> str:
    """A duty of one unit, opened by the clerk on its page."""
    said = {
        "title": "整治临水临崖路段",
        "task": "完成 12 处临水临崖路段防护",
        "scope": "负责",
        "part": "牵头",
        "unit": unit(short),
    }
    return opened(clerk, "duty", said | {"unit": unit(short), "cadence": "无", "standing": "false"} | more)


def edited(client: Client, id: str, **changes: Any) -> None:
    """Corrects a matter on its own form: what stands there is sent again with the changes."""
    sent = sent_by(client.get(f"/m/{id}/edit").content.decode()).copy()
    for name, value in changes.items():
        sent[name] = value
    answer = client.post(f"/m/{id}/edit", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]


def proposed(kind: str) -> Matter | None:
    return Matter.objects.filter(kind=kind).first()


def late_duty(sign_in: SignIn, now: Now, short: str, login: str) -> str:
    """Started, and its date goes by."""
    id = a_duty(sign_in("jingban"), short, due="2025-04-18")
    assert take(sign_in(login), id, "start", line="已完成摸排") == "正在推进"
    now.turn(days=12)
    assert state(id) == "滞后"
    assert "任务到期没有完成" in sign_in(login).get("/bell").content.decode()
    return id


def test_a_late_duty_is_lifted_after_an_order_that_only_the_signer_lets_out(sign_in: SignIn, now: Now) -> None:
    duty = late_duty(sign_in, now, "县交通局", "jiaotong")
    assert proposed("supervision_order") is None
    now.turn(days=14)
    reminder, order = proposed("reminder_letter"), proposed("supervision_order")
    assert reminder is not None
    assert order is not None
    assert (reminder.state, order.state) == ("待研判", "待研判")
    assert "已完成摸排" in order.facts["ground"]
    assert f"/m/{order.id}" in sign_in("qianfa").get("/").content.decode()
    nothing_has_left(sign_in, order.id, "jiaotong")
    issue(sign_in, order.id, "jiaotong")
    liaison = sign_in("jiaotong")
    assert take(liaison, order.id, "receive") == "待反馈"
    assert "请附佐证材料" in refused(liaison, order.id, "reply", result="12 处已完成")
    assert take(liaison, order.id, "reply", {"result": "12 处已完成"}, **{"proof.file": paper()}) == "待认定"
    clerk = sign_in("jingban")
    assert "不能解除" in refused(clerk, order.id, "find", finding="部分落实", why="还差 2 处")
    assert take(clerk, order.id, "find", finding="已落实", why="现场核实 12 处") == "待解除"
    refused(clerk, order.id, "lift")
    assert take(sign_in("qianfa"), order.id, "lift") == "已解除"
    assert state(duty) == "滞后"
    done = {"result": "12 处已完成"}
    assert take(liaison, duty, "report_done", done, **{"proof.file": paper()}) == "待认定"
    assert take(clerk, duty, "accept", effect="较好", opinion="属实") == "已完成"


def nothing_has_left(sign_in: SignIn, id: str, login: str) -> None:
    """Before it is signed, the unit neither sees the paper nor hears of it."""
    assert sign_in(login).get(f"/m/{id}").status_code == 404
    assert not Outgoing.objects.filter(subject=id, unit=unit_of(login), role="liaison").exists()
    assert id not in sign_in(login).get("/matters").content.decode()


def issue(sign_in: SignIn, id: str, login: str) -> None:
    """Adopted, drafted, seen by a second pair of eyes, signed with a number."""
    assert take(sign_in("qianfa"), id, "adopt") == "拟稿"
    clerk = sign_in("jingban")
    assert "办理要求和反馈期限" in refused(clerk, id, "submit")
    edited(clerk, id, demand="5 月底前完成全部防护", due="2025-05-30")
    assert take(clerk, id, "submit") == "审核中"
    assert "送审人" in refused(clerk, id, "review")
    assert take(sign_in("fuhe"), id, "review") == "待签发"
    nothing_has_left(sign_in, id, login)
    refused(clerk, id, "issue")
    assert take(sign_in("qianfa"), id, "issue") == "待签收"
    assert Matter.objects.get(id=id).number.endswith("号")
    assert sign_in(login).get(f"/m/{id}").status_code == 200


def test_a_vertically_managed_unit_gets_a_letter(sign_in: SignIn, now: Now) -> None:
    late_duty(sign_in, now, "县消防救援大队", "xiaofang")
    now.turn(days=14)
    assert proposed("supervision_order") is None
    letter = proposed("supervision_letter")
    assert letter is not None
    issue(sign_in, letter.id, "xiaofang")
    order = {"title": "督办", "unit": unit("县消防救援大队"), "ground": "逾期", "demand": "尽快办理", "due": "2025-06-30"}
    wrong = opened(sign_in("jingban"), "supervision_order", order)
    assert "请改用督办函" in refused(sign_in("qianfa"), wrong, "adopt")


def test_a_disputed_duty_stays_where_it_is_until_the_ruling(sign_in: SignIn, now: Now) -> None:
    id = a_duty(sign_in("jingban"), "县住建局", due="2025-09-30")
    assert take(sign_in("zhujian"), id, "dispute", ground="公路附属设施由交通部门管理（公路法）") == "未启动"
    dispute = Matter.objects.get(kind="duty_dispute")
    clerk = sign_in("jingban")
    assert "裁定前由原单位负责" in refused(clerk, id, "reassign", unit=unit("县交通局"), ruling="裁定")
    assert Matter.objects.get(id=id).unit == unit("县住建局")
    opinion = {"to": unit("县交通局"), "opinion": "公路法第八条，建议由交通局承担"}
    assert take(clerk, dispute.id, "advise", opinion) == "待裁定"
    refused(clerk, dispute.id, "rule", to=unit("县交通局"), ruling="同意")
    leader = sign_in("lingdao")
    assert f"/m/{dispute.id}" in leader.get("/").content.decode()
    assert take(leader, dispute.id, "rule", to=unit("县交通局"), ruling="由县交通局承担") == "已裁定"
    assert take(sign_in("jingban"), id, "reassign", unit=unit("县交通局"), ruling="副县长裁定") == "未启动"
    assert Matter.objects.get(id=id).unit == unit("县交通局")
    assert sign_in("zhujian").get(f"/m/{id}").status_code == 404
    assert take(sign_in("jiaotong"), id, "start", line="接手办理") == "正在推进"


def test_a_townships_duty_counts_in_the_township_and_its_unsent_papers_are_seen_by_nobody_there(
    sign_in: SignIn, now: Now
) -> None:
    clerk, town = sign_in("jingban"), "140621103"
    id = a_duty(clerk, "岱岳镇", due="2025-09-30")
    assert Matter.objects.get(id=id).place == town
    assert Matter.objects.get(id=a_duty(clerk, "县水利局")).place == "140621"
    rows = sign_in("lingdao").get(f"/matters?place={town}").content.decode()
    assert f'href="/m/{id}"' in rows
    assert sign_in("xiangzhen").get(f"/m/{id}").status_code == 200
    order = {"title": "示例督办", "unit": unit("岱岳镇"), "ground": "至今没有动静", "demand": "办结", "due": "2025-05-30"}
    draft = opened(clerk, "supervision_order", order)
    assert Matter.objects.get(id=draft).place == "140621"
    assert sign_in("xiangzhen").get(f"/m/{draft}").status_code == 404


def test_a_township_is_asked_only_what_stands_in_its_list(sign_in: SignIn, now: Now) -> None:
    id = a_duty(sign_in("jingban"), "岱岳镇", due="2025-09-30")
    liaison = sign_in("zhenlianluo")
    assert "没有对应" in refused(liaison, id, "start", line="已安排")
    assert "履职事项" in liaison.get(f"/m/{id}").content.decode()
    clerk = sign_in("jingban")
    item = {"item_no": "示例-12", "title": "道路交通安全劝导", "kind": "基本履职事项", "basis": "示例清单〔2025〕1号"}
    answer = clerk.post("/r/township_duty_item/new", item)
    assert answer.status_code == 302
    record = answer["Location"].rpartition("/")[2]
    assert sign_in("fuhe").post(f"/r/township_duty_item/{record}/check").status_code == 302
    edited(clerk, id, item=record)
    assert take(liaison, id, "start", line="已安排") == "正在推进"
