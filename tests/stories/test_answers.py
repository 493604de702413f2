"""A liaison without an account answers by a link on a phone; a leader's figures are the rows behind them."""

import re
from html import unescape

import pytest
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, state, take, unit
from tests.stories.test_duties import a_duty, late_duty

from anlan.desk.tests.browserish import sent_by
from anlan.kernel.models import Matter

pytestmark = pytest.mark.django_db
PHONE = "13900001234"
CODE = re.compile(r"/a/[a-z0-9]{12}")


def link_for(clerk: Client, matter: str, phone: str = PHONE) -> str:
    """The clerk presses the button on the matter's page; the text for the group holds the link."""
    page = clerk.get(f"/m/{matter}").content.decode()
    assert f'action="/m/{matter}/code"' in page
    given = clerk.post(f"/m/{matter}/code", {"part": "liaison", "phone": phone}).content.decode()
    message = re.search(r'id="message">(.*?)</p>', given, re.S)
    assert message is not None
    assert 'data-copy="#message"' in given
    assert phone not in message[1]
    found = CODE.search(unescape(message[1]))
    assert found is not None
    return found[0]


def a_consultation(clerk: Client) -> str:
    asked = {"asked.0.no": "1", "asked.0.task": "完成 12 处临水临崖路段防护", "asked.0.role": "牵头"}
    said = {"title": "2025年任务分解（示例）", "unit": unit("岱岳镇"), "due": "2025-04-15"}
    return opened(clerk, "consult_reply", said | asked)


def test_a_liaison_answers_by_a_link_on_one_phone_once(sign_in: SignIn, now: Now) -> None:
    id = a_consultation(sign_in("jingban"))
    link, phone = link_for(sign_in("jingban"), id), Client()
    assert "手机号的后四位" in phone.get(link).content.decode()
    assert "临水临崖" not in phone.get(link).content.decode()
    assert phone.get(f"{link}/answer").content.decode().count("临水临崖") == 0
    assert phone.post(link, {"phone": PHONE[-4:]}).status_code == 302
    page = phone.get(link).content.decode()
    assert "临水临崖" in page
    assert f'href="{link}/answer"' in page
    assert f'href="{link}/handle"' not in page
    form = sent_by(phone.get(f"{link}/answer").content.decode()).dict()
    assert (form["answers.0.no"], form["answers.0.opinion"]) == ("1", "同意")
    assert "临水临崖" in str(form["answers.0.task"])
    reply = {"answers.0.opinion": "修改", "answers.0.change": "年底前完成"}
    done = phone.post(f"{link}/answer", form | reply, follow=True).content.decode()
    assert "谢谢" in done
    assert state(id) == "待处理"
    assert phone.get(link).status_code == 404
    assert "年底前完成" in sign_in("jingban").get(f"/m/{id}").content.decode()


def test_a_link_in_the_wrong_hands_opens_nothing(sign_in: SignIn, now: Now) -> None:
    link = link_for(sign_in("jingban"), a_consultation(sign_in("jingban")))
    stranger = Client()
    for _ in range(5):
        assert "后四位不对" in stranger.post(link, {"phone": "0000"}).content.decode()
    assert stranger.post(link, {"phone": PHONE[-4:]}).status_code == 404
    assert Client().get(link).status_code == 404


def test_a_month_line_by_link_needs_no_account(sign_in: SignIn, now: Now) -> None:
    id = a_duty(sign_in("jingban"), "县交通局", due="2025-09-30")
    assert take(sign_in("jiaotong"), id, "start", line="已启动") == "正在推进"
    link, phone = link_for(sign_in("jingban"), id), Client()
    phone.post(link, {"phone": PHONE[-4:]})
    form = sent_by(phone.get(f"{link}/progress").content.decode()).dict()
    assert phone.post(f"{link}/progress", form | {"line": "已完成 6 处"}).status_code == 302
    assert Matter.objects.get(id=id).facts["progress"][-1]["line"] == "已完成 6 处"
    now.turn(days=200, every=50)
    assert Client().get(link_for(sign_in("jingban"), id)).status_code == 200
    assert sign_in("jiaotong").post(f"/m/{id}/code", {"part": "liaison", "phone": PHONE}).status_code in (200, 409)


def figures_of(page: str) -> dict[str, tuple[str, str]]:
    """{title: (address, value)} of a leader's figures."""
    found = re.findall(r'<article class="kpi"><h2>(.*?)</h2><a class="figure" href="(.*?)">(.*?)<small>', page)
    return {title: (unescape(href), value) for title, href, value in found}


def rows_at(client: Client, address: str) -> int:
    return client.get(address).content.decode().count('<a class="row"')


def test_a_leaders_figures_are_the_rows_behind_them(sign_in: SignIn, now: Now) -> None:
    late_duty(sign_in, now, "县交通局", "jiaotong")
    for short in ("县水利局", "县住建局"):
        a_duty(sign_in("jingban"), short, due="2025-09-30")
    leader = sign_in("lingdao")
    page = leader.get("/leader").content.decode()
    for title, (address, value) in figures_of(page).items():
        assert rows_at(leader, address) == int(value), title
    going = Matter.objects.filter(closed__isnull=True)
    assert figures_of(page)["在办事项"][1] == str(going.count())
    assert figures_of(page)["逾期未办"][1] == str(going.filter(due__lt=now.at).count())


def test_every_figure_of_the_county_is_the_rows_it_leads_to(sign_in: SignIn, now: Now) -> None:
    late_duty(sign_in, now, "县交通局", "jiaotong")
    leader = sign_in("lingdao")
    page = leader.get("/insight/").content.decode()
    lines = re.findall(r'<td class="name"><a href="(.*?)">(.*?)</a>.*?<td class="num mark">(.*?)</td>', page, re.S)
    assert len(lines) > 3
    whole = [(address, title, text.split(" ")) for address, title, text in lines if text[-1] in "件次项"]
    counted = {title: (unescape(address), text[0]) for address, title, text in whole}
    assert counted["逾期任务"][1] == "1"
    for title, (address, value) in counted.items():
        if address.startswith("/matters"):
            assert rows_at(leader, address) == int(value), title
