"""Pages from the outside: who sees what, what a click writes, and what every page promises."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.desk.tests import scene
from anlan.desk.tests.browserish import FormReader, sent_by

WRITERS = ("clerk", "signer", "leader", "officer", "town", "manager", "approver", "guardian", "system", "security", "audit")
PAGES = (
    "/",
    "/matters",
    "/matters?over=1&kind=test_letter&state=拟办",
    "/matters?closed=1",
    "/matters?mine=opened",
    "/bell",
    "/new",
    "/new/test_letter",
    "/new/test_permit",
    "/new/test_report",
    "/new/hot_work",
    "/m/{letter0}",
    "/m/{letter0}?story",
    "/m/{letter0}/report",
    "/m/{letter3}/edit",
    "/r/",
    "/r/test_mine",
    "/r/test_mine?f.method=井工&words=示例",
    "/r/test_mine/new",
    "/r/test_mine/{mine0}",
    "/r/test_mine/{mine0}/edit",
    "/r/unit/{firm}",
    "/search",
    "/search?q=罐区",
    "/map",
    "/map/cells?box=112,39,114,40&zoom=8",
    "/map/cells?box=112,39,114,40&zoom=14",
    "/map/cells?box=112,39,114,40&zoom=14&layer=test_mine",
    "/people",
    "/people?words=示例",
    "/people/new",
    "/people/{clerk}",
    "/people/{clerk}/edit",
    "/people/{clerk}/grant",
    "/people/{clerk}/trail",
    "/away",
    "/places",
    "/leader",
    "/ledger",
    "/ledger/{letter0}",
    "/password",
    "/second",
    "/lockouts",
    "/pick?widget=unit&name=unit&unit.q=城东",
    "/events",
)


def filled(path: str, county: dict[str, str]) -> str:
    return path.format(**county, **{login: login.rjust(32, "0") for login in WRITERS})


@pytest.mark.parametrize("who", WRITERS)
def test_every_page_answers_everybody_without_inline_code(who, county, sign_in):
    client = sign_in(who)
    for path in PAGES:
        answer = client.get(filled(path, county), follow=True)
        assert answer.status_code in (200, 204, 404, 409), (who, path)
        page = answer.content.decode(errors="replace")
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        reader = FormReader()
        reader.feed(page)
        for tag, have in reader.tags:
            assert "style" not in have, (path, tag)
            assert tag != "style", path
            assert not [name for name in have if name.startswith("on")], (path, tag)
            assert tag != "script" or have.get("src"), path
        assert "{{" not in page, path
        assert "{%" not in page, path


def test_a_stranger_gets_the_login_page_and_comes_back(county, client):
    answer = client.get("/matters?over=1")
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=%2Fmatters%3Fover%3D1")
    answer = client.post("/login", {"login": "clerk", "password": scene.PASSWORD, "next": "/matters?over=1"})
    assert answer["Location"] == "/matters?over=1"
    assert client.post("/login", {"login": "clerk", "password": "wrong", "next": "https://elsewhere.example/"}).status_code == 422


def test_next_never_leads_to_another_site(county, client):
    answer = client.post("/login", {"login": "clerk", "password": scene.PASSWORD, "next": "//elsewhere.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["/m/{letter0}", "/m/{letter0}/proof/x", "/r/test_mine/nothing", "/ledger/{letter0}", "/m/{letter0}/print/0"]
)
def test_what_is_not_there_and_what_is_not_yours_read_the_same(path, county, sign_in):
    guardian = sign_in("guardian")
    hidden, absent = guardian.get(filled(path, county)), guardian.get("/m/" + "0" * 32)
    assert hidden.status_code in (404, 409)
    assert absent.status_code == 404
    assert "罐区" not in hidden.content.decode()


def test_a_matter_says_what_i_can_do_and_why_not_the_rest(county, sign_in):
    page = sign_in("clerk").get(f"/m/{county['letter0']}").content.decode()
    assert "现在没有要您办的。等乡镇应急消防岗办理。" in page
    assert "“上报结果”须由乡镇应急消防岗办理。" in page
    page = sign_in("town").get(f"/m/{county['letter0']}").content.decode()
    assert f'href="/m/{county["letter0"]}/report"' in page


def test_one_click_takes_a_step_and_a_second_one_nothing_more(county, sign_in):
    clerk, id = sign_in("clerk"), county["letter3"]
    sent = sent_by(clerk.get(f"/m/{id}").content.decode())
    form = {"client_id": sent.getlist("client_id")[0]}
    for _ in range(2):
        assert clerk.post(f"/m/{id}/submit", form)["Location"] == f"/m/{id}"
    page = clerk.get(f"/m/{id}").content.decode()
    assert page.count("　送审。") == 1
    assert "已办理“送审”。" in page


def test_a_step_with_form_and_evidence(county, sign_in):
    town, id = sign_in("town"), county["letter0"]
    empty = town.post(f"/m/{id}/report", {"reason": ""})
    assert empty.status_code == 422
    assert empty.content.decode().count("理由还没有填写，请补上。") == 2
    answer = town.post(f"/m/{id}/report", {"reason": "已恢复四台。"})
    assert "请附整改照片或报告（至少 1 件）" in answer.content.decode()
    photo = SimpleUploadedFile("罐区.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png")
    answer = town.post(f"/m/{id}/report", {"reason": "", "proof.photo": photo})
    kept = sent_by(answer.content.decode())
    assert kept.getlist("proof")[0].startswith("照片|")
    answer = town.post(f"/m/{id}/report", {"reason": "已恢复四台。", "proof": kept["proof"]})
    assert answer.status_code == 302
    page = town.get(f"/m/{id}").content.decode()
    assert "已恢复四台。" in page
    proof = re.search(rf"/m/{id}/proof/(\w+)", page)
    assert proof
    assert town.get(proof[0])["Content-Type"] == "image/png"
    assert sign_in("guardian").get(proof[0]).status_code == 404


def test_an_upload_that_is_no_picture_is_never_run(county, sign_in):
    town, id = sign_in("town"), county["letter0"]
    page = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "text/html")
    town.post(f"/m/{id}/report", {"reason": "见附件。", "proof.file": page})
    link = re.search(rf"/m/{id}/proof/\w+", town.get(f"/m/{id}").content.decode())
    assert link
    answer = town.get(link[0])
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_new_matter_from_its_drawn_form(county, sign_in):
    clerk = sign_in("clerk")
    sent = sent_by(clerk.get("/new/test_letter").content.decode()).copy()
    assert clerk.post("/new/test_letter", sent.dict()).status_code == 422
    sent["title"], sent["unit"], sent["severity"], sent["body"] = "新的一件", county["firm"], "一般", "正文。"
    answer = clerk.post("/new/test_letter", sent.dict())
    again = clerk.post("/new/test_letter", sent.dict())
    assert answer["Location"] == again["Location"]
    assert "新的一件" in clerk.get(answer["Location"]).content.decode()
    assert sign_in("leader").post("/new/test_letter", sent.dict() | {"client_id": ""}).status_code == 422


def test_a_record_is_made_changed_and_ended(county, sign_in):
    officer, id = sign_in("officer"), county["mine0"]
    sent = sent_by(officer.get(f"/r/test_mine/{id}/edit").content.decode()).copy()
    sent["capacity"] = "１５０"
    assert officer.post(f"/r/test_mine/{id}/edit", sent.dict())["Location"] == f"/r/test_mine/{id}"
    assert "150 万吨/年" in officer.get(f"/r/test_mine/{id}").content.decode()
    stale = officer.post(f"/r/test_mine/{id}/edit", sent.dict() | {"client_id": "", "capacity": "90"})
    assert "请刷新后核对再改" in stale.content.decode()
    assert officer.post(f"/r/test_mine/{id}/end", {"reason": ""}).status_code == 409
    assert officer.post(f"/r/test_mine/{id}/end", {"reason": "已关闭"}).status_code == 302
    assert "示例一号煤矿" not in officer.get("/r/test_mine").content.decode()
    assert "示例一号煤矿" in officer.get("/r/test_mine?state=停用").content.decode()


def test_filters_live_in_the_address(county, sign_in):
    clerk = sign_in("clerk")
    assert clerk.get("/matters?state=拟办&kind=test_letter").content.decode().count('class="row"') == 1
    assert clerk.get("/matters?over=1").content.decode().count('class="row"') == 1
    assert clerk.get("/r/test_mine?f.method=露天").content.decode().count('class="name"') == 0
    assert clerk.get("/r/test_mine?words=二号").content.decode().count('class="name"') == 1


@pytest.mark.parametrize(
    "path",
    [
        "/?after=x",
        "/?after=1.%00",
        "/?after=-99999999999999999.a",
        "/matters?after=9999999999999999999.ab",
        "/matters?place=14x",
        "/matters?place=Z",
        "/r/test_mine?after=%00",
        "/map/cells?box=1,2,3",
        "/map/cells?box=nan,1,2,3&zoom=5",
        "/map/cells?box=1,2,3,4&zoom=x",
        "/ledger?before=99999999999999999",
        "/people/x/trail?from=0000-00-00",
        "/pick?widget=x",
        "/search?q=%22%27%2A%20OR",
        "/r/nothing",
        "/new/nothing",
        "/m/x/print/9",
        "/a/nothing",
    ],
)
def test_bad_addresses_get_a_sentence(path, county, sign_in):
    for who in ("clerk", "audit"):
        assert sign_in(who).get(path).status_code in (200, 400, 404, 409)


def test_a_register_is_sorted_by_its_heads(county, sign_in):
    clerk = sign_in("clerk")

    def order(sort: str) -> list[str]:
        page = clerk.get(f"/r/test_mine?sort={sort}").content.decode()
        return re.findall(r"示例(.)号煤矿</a>", page)

    assert order("until") == ["三", "二", "一"]
    assert order("-until") == ["一", "二", "三"]
    assert sorted(order("capacity")) == sorted(order("-capacity")) == sorted("一二三")
    assert 'aria-sort="descending"' in clerk.get("/r/test_mine?sort=-until").content.decode()
    assert len(order("'; drop")) == 3


def test_the_export_is_what_the_page_shows(county, sign_in):
    clerk = sign_in("clerk")
    assert "示例二号煤矿" in clerk.get("/r/test_mine/export?as=csv&words=二号").content.decode("utf-8-sig")
    assert "示例一号煤矿" not in clerk.get("/r/test_mine/export?as=csv&words=二号").content.decode("utf-8-sig")
    assert clerk.get("/r/test_mine/export?as=csv&f.method=露天").content.decode("utf-8-sig").count("煤矿") <= 1


def test_an_answer_by_link_without_an_account(county, sign_in, client):
    clerk, id = sign_in("clerk"), county["letter0"]
    page = clerk.get(f"/m/{id}").content.decode()
    assert "给主送单位联络员发免登录链接" in page
    given = clerk.post(f"/m/{id}/code", {"part": "liaison", "phone": "139 0000 1234"}).content.decode()
    link = re.search(r"/a/[a-z0-9]{12}", given)
    assert link
    page = client.get(link[0]).content.decode()
    assert "手机号的后四位" in page
    assert "城东化工罐区报警器停用" not in page
    assert client.post(link[0], {"phone": "4321"}).status_code == 422
    page = client.post(link[0], {"phone": "1234"}, follow=True).content.decode()
    assert "城东化工罐区报警器停用" in page
    assert f'href="{link[0]}/tell"' in page
    sent = sent_by(client.get(f"{link[0]}/tell").content.decode()).copy()
    sent["progress"] = "四台已送检。"
    assert client.post(f"{link[0]}/tell", sent.dict())["Location"] == link[0]
    assert "已办理“报进展”" in client.get(link[0]).content.decode()
    assert "四台已送检" in clerk.get(f"/m/{id}").content.decode()
    assert client.get(f"/m/{id}").status_code == 302
    assert client.post(f"{link[0]}/tell", sent.dict()).status_code == 404
    assert client.get("/a/abcdefghjkmn").status_code == 404
    assert sign_in("guardian").post(f"/m/{id}/code", {"part": "liaison"}).status_code == 404


def test_zones_are_the_system_administrators(county, sign_in):
    system = sign_in("system")
    assert "已设立“城北开发区（示例）”" in system.post("/places", {"name": "城北开发区（示例）"}, follow=True).content.decode()
    assert "Z140621001" in system.get("/places").content.decode()
    assert system.post("/places", {"name": " "}).status_code == 422
    assert system.post("/places", {"name": "x", "code": "140621100"}).status_code == 422
    assert sign_in("security").get("/places").status_code == 409
    assert "城北开发区（示例）" in sign_in("clerk").get("/new/test_letter").content.decode()


def test_the_place_looked_at_stays_within_ones_own(county, sign_in):
    clerk, town = sign_in("clerk"), sign_in("town")
    for client, code, shown in (
        (clerk, "140621101", "北周庄镇"),
        (town, "140621", "玉井镇"),
        (clerk, "1406", "北周庄镇"),
        (clerk, "", "北周庄镇"),
    ):
        client.post("/place", {"place": code, "next": "/matters"})
        assert f'<summary class="place">{shown}' in client.get("/matters").content.decode()
    assert clerk.post("/place", {"place": "140621", "next": "//elsewhere.example"})["Location"] == "/"
