"""A citizen's phone finds a danger and is rewarded; a firm governs its own major hazard; an imported list drives self-checks."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.stories.acts import Now, SignIn, opened, paper, refused, state, take, unit_of

from anlan.insight.figures import figure, house
from anlan.kernel.models import Matter
from anlan.run import node

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
TOWN = "140621103"
TOLD = {"title": "夜间盗采（示例）", "sort": "违法生产经营建设", "place": TOWN, "about": "北沟废弃矿井",
        "story": "每晚十点以后有灯光和爆破声，有货车往外拉煤"}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def photo(name: str = "现场.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    held = BytesIO()
    Image.new("RGB", (8, 8), "gray").save(held, kind)
    return SimpleUploadedFile(name, held.getvalue())


def told(phone: Client, **more: object) -> str:
    """Somebody without an account reports; returns the link of the query code."""
    page = phone.post("/prevention/report", TOLD | more).content.decode()
    found = re.search(r"/a/[a-z0-9]{12}", page)
    assert found is not None, page[-2000:]
    return found[0]


def the(kind: str) -> Matter:
    return Matter.objects.filter(kind=kind).latest("opened")


def test_from_a_phone_to_the_reward(sign_in: SignIn, now: Now) -> None:
    phone, clerk = Client(), sign_in("jingban")
    assert "不用登录" in phone.get("/prevention/report").content.decode()
    secret = {"reporter.name": "张某（示例）", "reporter.phone": "13800001111"}
    link = told(phone, **secret, **{"photos.new": photo()})
    report = the("public_report").id
    assert len(the("public_report").facts["photos"]) == 1
    assert Client().get(f"/m/{report}").status_code == 302
    assert sign_in("jianguan").get(f"/m/{report}").status_code == 404
    assert "北沟废弃矿井" in clerk.get("/prevention/reports").content.decode()
    assert "待受理" in phone.get(link).content.decode()

    take(clerk, report, "accept", {"handler": node.person("jianguan")})
    handler = sign_in("jianguan")
    assert "张某" not in phone.get(link).content.decode()
    mine, found = unit_of("kuangzhang"), {"is_true": "属实", "finding": "发现盗采点一处"}
    why = refused(handler, report, "answer", found | {"finding": "据张某（示例）反映", "proof.file": paper()})
    assert "请删去后再报" in why
    take(handler, report, "answer", found | {"unit": mine, "hazard_due": "2025-05-01", "proof.file": paper()})
    hazard = the("hazard")
    assert (hazard.unit, hazard.facts["source"], hazard.state) == (mine, "群众举报", "整改中")
    assert "张某" not in sign_in("kuangzhang").get(f"/m/{hazard.id}").content.decode()

    take(clerk, report, "close")
    reward = the("reward").id
    assert "请填处罚决定" in refused(clerk, reward, "assess", {"decided_by": "示例罚〔2025〕1号", "proof.file": paper()})
    take(clerk, reward, "assess", {"decided_by": "示例罚〔2025〕1号", "penalty": "100000", "proof.file": paper()})
    take(sign_in("qianfa"), reward, "review")
    take(clerk, reward, "tell")
    take(clerk, reward, "pay", {"proof.file": paper()})
    assert take(clerk, reward, "collect", {"proof.file": paper("领取.pdf")}) == "已领取"
    assert Matter.objects.get(id=reward).facts["amount"] == "15000"


def test_two_tell_of_one_thing_and_the_clerk_joins_them(sign_in: SignIn, now: Now) -> None:
    told(Client())
    now.turn(1)
    told(Client(), title="有人偷挖煤（示例）", story="北沟晚上有爆破声和灯光")
    told(Client(), title="加油站吸烟（示例）", about="某加油站", story="员工在加油区抽烟")
    page = sign_in("jingban").get("/prevention/reports").content.decode()
    row = next(part for part in page.split("<tr>") if "有人偷挖煤" in part)
    assert "夜间盗采" in row
    assert "没有" in next(part for part in page.split("<tr>") if "加油站吸烟" in part)
    second = Matter.objects.get(title="有人偷挖煤（示例）").id
    assert take(sign_in("jingban"), second, "join", {"same_as": "夜间盗采（示例）"}) == "已并案"


def test_the_public_door_says_what_is_wrong_and_keeps_nothing(sample_county: None, now: Now) -> None:
    phone = Client()
    assert "还没有填写" in phone.post("/prevention/report", TOLD | {"story": ""}).content.decode()
    liar = SimpleUploadedFile("现场.jpg", b"\x00\x00\x00\x20ftypheic")
    assert "不是能打开的照片" in phone.post("/prevention/report", TOLD | {"photos.new": liar}).content.decode()
    large = SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))
    assert "超过 20 MB" in phone.post("/prevention/report", TOLD | {"photos.new": large}).content.decode()
    many = [photo(f"{n}.jpg") for n in range(10)]
    assert "最多传 9 张" in phone.post("/prevention/report", TOLD | {"photos.new": many}).content.decode()
    sneaky = phone.post("/prevention/report", TOLD | {"title": "<script>alert(1)</script>", "handler": "x", "is_true": "属实"})
    assert sneaky.status_code == 200
    assert Matter.objects.filter(kind="public_report").count() == 1
    assert the("public_report").facts.get("is_true") is None
    for _ in range(9):
        told(phone)
    assert "报得太多了" in phone.post("/prevention/report", TOLD).content.decode()
    assert Matter.objects.filter(kind="public_report").count() == 10


def test_a_firm_governs_its_own_major_hazard(sign_in: SignIn, now: Now) -> None:
    anquan, kuangzhang, officer = sign_in("anquan"), sign_in("kuangzhang"), sign_in("jianguan")
    facts = {"title": "主排水泵损坏（示例）", "unit": unit_of("anquan"), "place": TOWN, "sector": "煤矿", "source": "企业自查",
             "item": "防治水", "severity": "重大", "due": "2025-05-01"}  # fmt: skip
    id = opened(anquan, "hazard", facts)
    assert "先确认等级" in refused(anquan, id, "fixed", {"proof.photo": [photo(), photo("b.jpg")]})
    take(anquan, id, "govern", {"criterion": "示例判定标准 第 7 条", "verdict_ground": "排水能力不足"})
    plan = {"responsible": node.person("anquan"), "measures": "更换水泵", "fund": "30", "emergency_plan": "撤人、备用泵"}
    assert "早于今天" in refused(kuangzhang, id, "plan", plan | {"due": "2025-04-01"})
    take(kuangzhang, id, "plan", plan | {"due": "2025-05-20"})
    staff = {"told_staff": "职工代表大会", "told_staff_on": "2025-04-08"}
    assert "至少 2 件" in refused(anquan, id, "report", staff | {"proof.file": paper()})
    take(anquan, id, "report", staff | {"proof.file": paper(), "proof.photo": photo("公告栏.jpg")})
    take(officer, id, "acknowledge")
    note = next(n for n, one in enumerate(_prints(id)) if one == "自查自报情形说明")
    assert officer.get(f"/m/{id}/print/{note}?form=pdf").status_code == 200
    take(anquan, id, "apply", {"proof.file": paper("治理报告.pdf")})
    assert take(kuangzhang, id, "accept_self", {"proof.photo": photo()}) == "已销号"


def _prints(matter: str) -> list[str]:
    from anlan.prevention.loops.hazard import HAZARD

    return [one.title for one in HAZARD.prints if not one.states or state(matter) in one.states or True]


def test_a_list_drives_the_self_checks_of_every_firm(sign_in: SignIn, now: Now, sample_county: None) -> None:
    officer = sign_in("jianguan")
    listed = {"topic": "coal_self_check", "title": "煤矿自查清单（示例）", "use": "检查清单", "doc_no": "示例〔2025〕1号",
              "issuer": "示例局",
              "issued": "2025-01-05", "clauses.0.clause": "1", "clauses.0.content": "排水系统完好", "whole": "true"}  # fmt: skip
    made = sign_in("jingban").post("/r/checklist/new", listed)
    assert made.status_code == 302, made.content.decode()[-2000:]
    record = made["Location"].rpartition("/")[2]
    plan = {
        "title": "煤矿月自查（示例）",
        "place": "140621",
        "sector": "煤矿",
        "checklist": record,
        "cycle": "每月",
        "days": "20",
    }
    id = opened(officer, "self_check_plan", plan)
    assert "内容未导入" in refused(officer, id, "run")
    assert sign_in("fuhe").post(f"/r/checklist/{record}/check").status_code == 302
    take(officer, id, "run")
    now.turn(1)
    check = Matter.objects.get(kind="self_check", unit=unit_of("anquan"))
    anquan = sign_in("anquan")
    found = {"result": "发现隐患", "found.0.clause": "7", "found.0.what": "水泵漏水", "found.0.severity": "一般",
             "found.0.due": "2025-04-20"}  # fmt: skip
    assert "没有第 7 条" in refused(anquan, check.id, "answer", found | {"proof.photo": photo()})
    assert take(anquan, check.id, "answer", found | {"found.0.clause": "1", "proof.photo": photo()}) == "已自查"
    now.run()
    hazard = the("hazard")
    assert (hazard.title, hazard.facts["item"]) == ("水泵漏水", "1 排水系统完好")
    assert take(anquan, hazard.id, "fixed", {"proof.photo": [photo(), photo("b.jpg")]}) == "已销号"


def test_facts_are_judged_with_their_clause_and_become_a_hazard(sign_in: SignIn, now: Now) -> None:
    anquan = sign_in("anquan")
    assert "煤矿重大事故隐患" in anquan.get("/prevention/judge").content.decode()
    found = anquan.get("/prevention/judge?q=瓦斯超限还在作业").content.decode()
    assert "瓦斯超限作业" in found
    page = anquan.get("/prevention/judge?topic=major_noncoal&exits=1&wing=很长&ncu_02=0&slope_height=250").content.decode()
    assert "拟判定为重大隐患 1 条" in page
    assert "请填数字" in page
    assert "缺少边坡监测未建或失常、边坡监测数据造假" in page
    assert "矿安〔2022〕88号" in page
    old = anquan.get("/prevention/judge?topic=major_fire_2017").content.decode()
    assert ("已经失效" in old) == (now.at.date() > date(2025, 10, 31))
    link = re.search(r'href="(/new/hazard\?[^"]+)"', page)
    assert link is not None
    form = anquan.get(unescape(link[1])).content.decode()
    assert 'value="重大" checked' in form
    assert "矿安〔2022〕88号" in form
    assert anquan.get("/prevention/judge?topic=nothing").status_code == 404


def test_open_major_hazards_are_counted_to_zero(sign_in: SignIn, now: Now) -> None:
    anquan, officer, leader = sign_in("anquan"), sign_in("zhifa"), node.whose("lingdao", now.at)
    facts = {"title": "隔离带缺失（示例）", "unit": unit_of("anquan"), "place": TOWN, "sector": "森林草原", "source": "巡查走访",
             "item": "防火隔离带", "severity": "重大", "due": "2025-05-01"}  # fmt: skip

    def counted() -> list[int]:
        both = (house()["major_hazards_open"], house()["forest_hazards_open"])
        return [int(figure(one, leader, "140621", now.at).value or 0) for one in both]

    assert counted() == [0, 0]
    forest = opened(officer, "hazard", facts)
    opened(anquan, "hazard", facts | {"title": "水泵损坏（示例）", "sector": "煤矿", "source": "企业自查"})
    assert counted() == [2, 1]
    page = sign_in("lingdao").get("/prevention/").content.decode()
    assert "没有销号的重大隐患 2 条" in page
    now.turn(35, every=5)
    assert "30 天以内" in page
    row = next(part for part in sign_in("lingdao").get("/prevention/").content.decode().split("<tr>") if "森林草原" in part)
    assert re.findall(r'"num">(\d)', row) == ["0", "1", "0", "1"]
    assert "须由部门监管人员、行政执法人员办理" in refused(sign_in("anquan"), forest, "ordinary", {"reason": "降级"})
    take(sign_in("zhifa"), forest, "ordinary", {"reason": "已补设隔离带，复核为一般"})
    assert counted() == [1, 0]
