"""A hot-work permit on its pages: asked, confirmed, briefed, signed, tested, worked, stopped by a dead camera, accepted."""

from datetime import timedelta

import pytest
from tests.stories.acts import Now, SignIn, opened, refused, state, take, unit_of
from tests.stories.test_hazards import photo

from anlan.kernel import records
from anlan.kernel.models import Matter, Record
from anlan.run import node
from anlan.run.sample import MAKER

pytestmark = pytest.mark.django_db
TOWN = "140621103"


def put(kind: str, now: Now, **facts: object) -> str:
    return records.put_record(kind, facts, MAKER, at=now.at - timedelta(days=9)).id


def clock(now: Now, hours: float) -> str:
    return (now.at + timedelta(hours=hours)).isoformat()


def asked(sign_in: SignIn, now: Now) -> tuple[str, str]:
    """The permit that the firm's safety manager asks for, and the camera that must see it."""
    firm = unit_of("shenpi")
    camera = put("camera", now, code="14062100001320000001", name="4 号罐", unit=firm, place=TOWN, spot="4 号罐顶", state="在线")
    paper = put("certificate", now, number="T14062100001", holder="示例", unit=firm, sort="特种作业操作证",
                scope="焊接与热切割作业", issued="2024-01-01", valid_until="2027-01-01")  # fmt: skip
    facts = {
        "unit": firm, "place": TOWN, "point.lon": "112.81", "point.lat": "39.52", "spot": "4 号罐顶", "work": "焊接支架",
        "starts": clock(now, 0), "ends": clock(now, 6), "people": "2", "guardian": node.person("jianhu"), "camera": camera,
        "risks": "火灾爆炸", "measures.0.what": "清除周边可燃物", "grade": "一级", "lower_limit": "5", "welder": paper,
    }  # fmt: skip
    return opened(sign_in("huagong"), "hot_work", facts), camera


def test_hot_work_from_the_asking_to_the_acceptance(sign_in: SignIn, now: Now) -> None:
    id, camera = asked(sign_in, now)
    guard, chief = sign_in("jianhu"), sign_in("shenpi")
    done = {"measures.0.what": "清除周边可燃物", "measures.0.done": "true", "measures.0.by": "示例"}
    assert "还没有落实" in refused(guard, id, "confirm", done | {"measures.0.done": "false", "proof.photo": photo()})
    take(guard, id, "confirm", done | {"proof.photo": photo()})
    take(guard, id, "brief", {"proof.sign.typed": "示例监护"})
    take(chief, id, "allow")
    page = guard.get(f"/prevention/permits/{id}").content.decode()
    assert "条件核验不通过" in page
    assert "还没有气体分析" in page
    take(guard, id, "test", {"at": clock(now, 0), "spot": "罐顶", "concentration": "0.1"})
    assert "条件核验通过" in guard.get(f"/prevention/permits/{id}").content.decode()
    assert take(guard, id, "start", {"on_site": "2"}) == "作业中"

    now.at += timedelta(minutes=10)
    facts = dict(Record.objects.get(id=camera).facts)
    records.put_record("camera", facts | {"state": "离线"}, MAKER, at=now.at, record=camera)
    now.at += timedelta(minutes=2)
    now.run()
    assert state(id) == "已令停止"
    assert "无监控不作业" in guard.get(f"/m/{id}").content.decode()
    assert take(guard, id, "obey", {"proof.photo": photo()}) == "已审批"
    assert "无监控不作业" in refused(guard, id, "start", {"on_site": "2"})
    records.put_record("camera", facts | {"state": "在线"}, MAKER, at=now.at, record=camera)
    take(guard, id, "start", {"on_site": "2"})
    take(guard, id, "finish")
    take(guard, id, "embers", {"proof.photo": photo()})
    assert take(chief, id, "close", {"proof.photo": photo()}) == "已完工"
    assert sign_in("jingban").get(f"/m/{id}").status_code == 200
    assert Matter.objects.get(id=id).number.endswith("1号")


def test_fire_in_the_open_is_called_off_when_the_county_warns(sign_in: SignIn, now: Now) -> None:
    town, officer = sign_in("xiangzhen"), sign_in("zhifa")
    facts = {
        "title": "烧田埂（示例）", "place": TOWN, "point.lon": "112.81", "point.lat": "39.52", "sort": "农事用火",
        "applicant.name": "示例", "applicant.phone": "13800001111", "people": "3", "starts": clock(now, 0), "ends": clock(now, 5),
        "ready": ["开好隔离带", "有人看守", "备好扑火工具和水", "已告知村和护林员"],
    }  # fmt: skip
    id = opened(town, "wild_fire", facts)
    take(town, id, "allow")
    take(town, id, "light", {"proof.photo": photo()})
    put(
        "fire_warning",
        now,
        title="示例预警",
        level="橙色",
        place="140621",
        issuer="示例",
        since=clock(now, -1),
        until=clock(now, 9),
    )
    now.at += timedelta(minutes=6)
    now.run()
    assert state(id) == "已叫停"
    assert "橙色预警" in officer.get(f"/m/{id}").content.decode()
    second = opened(town, "wild_fire", facts | {"title": "再烧（示例）"})
    assert "橙色预警" in refused(town, second, "allow")
    put("fire_order", now, title="示例禁火令", number="示令1号", place="140621", since="2025-03-01", until="2025-05-31")
    assert "正在禁火期" in refused(town, second, "allow")
    assert take(town, second, "refuse", {"reason": "禁火期"}) == "不予批准"
    assert take(town, id, "out", {"proof.photo": photo()}) == "已熄灭"
