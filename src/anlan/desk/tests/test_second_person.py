"""Bulk check of a list by a second person; the list of what the county may set; a late step settled on its matter's page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from anlan.desk.tests import scene
from anlan.kernel import actions, proofs, queries, records, tuning
from anlan.kernel.loop import Proof
from anlan.kernel.people import Actor


def who(login: str) -> Actor:
    return queries.actor(login.rjust(32, "0"), timezone.now())


@pytest.fixture
def settings_of_the_county(county) -> list[str]:
    """Ids of three settings that the clerk put down."""
    now = timezone.now()
    clerk = who("clerk")
    keys = ("instruction.read", "duty.start", "duty.late")
    facts = [{"key": key, "title": f"示例 {key}", "value": "2 工作日", "source": "示例〔2026〕9号"} for key in keys]
    return [one.id for one in records.put_records("county_setting", facts, clerk, at=now)]


def test_a_second_person_checks_a_whole_list_at_once(county, sign_in, settings_of_the_county):
    first, second = sign_in("clerk"), sign_in("second")
    assert "批量核对 3 条" in second.get("/r/county_setting").content.decode()
    own = first.get("/r/county_setting/check").content.decode()
    assert own.count("登记，须另请一人核对") == 3
    assert 'name="record"' not in own
    page = second.get("/r/county_setting/check").content.decode()
    assert page.count('name="record"') == 3
    answer = second.post("/r/county_setting/check", {"record": settings_of_the_county[:2]}).content.decode()
    assert "已核对 2 条" in answer
    assert answer.count('name="record"') == 1
    refused = first.post("/r/county_setting/check", {"record": settings_of_the_county}).content.decode()
    assert "登记人以外的人" in refused
    assert "已核对 2 条，1 条没有通过" in refused
    states = [queries.record(id, who("clerk")).state for id in settings_of_the_county]
    assert states == ["在用", "在用", "待核对"]


def test_who_may_not_keep_the_list_may_not_check_it(county, sign_in, settings_of_the_county):
    assert sign_in("town").get("/r/county_setting/check").status_code == 409
    assert "没有勾选" in sign_in("clerk").post("/r/county_setting/check", {"record": ["0" * 32]}).content.decode()


def test_all_that_may_be_set_is_on_one_page(county, sign_in, settings_of_the_county):
    clerk, system = sign_in("clerk"), sign_in("system")
    known = tuning.tunables(timezone.localdate())
    page = clerk.get("/r/county_setting/options").content.decode()
    for one in known:
        assert (f">{one.key}<" in page) == (one.sort == "span"), one.key
    assert "/r/county_setting/new?key=duty.proof" in page
    assert f"/r/county_setting/{settings_of_the_county[1]}/edit" in page
    assert page.count("待核对</span>") == 3
    mine = system.get("/r/county_setting/options?sort=own").content.decode()
    assert [f">{key}<" in mine for key in ("duty.start", "duty.proof")] == [True, False]
    assert 'href="/r/county_setting/options"' in system.get("/people").content.decode()
    assert "GB 30871" in clerk.get("/r/county_setting/options", {"sort": "figure", "words": "gas_test_valid"}).content.decode()
    reader = sign_in("leader").get("/r/county_setting/options").content.decode()
    assert ">设定<" not in reader


def test_setting_starts_from_the_list_and_a_wrong_value_is_refused(county, sign_in):
    clerk = sign_in("clerk")
    form = clerk.get("/r/county_setting/new?key=duty.proof&title=责任任务").content.decode()
    assert 'value="duty.proof"' in form
    sent = {"key": "duty.proof", "title": "责任任务", "value": "5", "source": "示例〔2026〕9号"}
    wrong = clerk.post("/r/county_setting/new", sent)
    assert (wrong.status_code, "是期限" in wrong.content.decode()) == (422, True)
    assert clerk.post("/r/county_setting/new", sent | {"value": "5 工作日"}).status_code == 302


def overtaken(county: dict[str, str]) -> str:
    """A letter whose township told something offline that was overtaken by its own report."""
    start = timezone.now() - timedelta(hours=5)
    facts = {"title": "督办示例", "unit": county["office"], "place": scene.TOWN, "severity": "一般", "body": "示例"}
    letter = actions.open_matter("test_letter", facts, who("clerk"), at=start).id
    for step, login in scene.TAKES.items():
        actions.take_step(letter, step, who(login), at=start)
    photo = proofs.keep(b"\xff\xd8\xff1", "整改.jpg", "照片", who("town"), start)
    report = {"asked": {"reason": "已整改"}, "evidence": (Proof("照片", photo),)}
    actions.take_step(letter, "report", who("town"), at=start + timedelta(hours=2), **report)
    late = actions.take_step(
        letter,
        "tell",
        who("town"),
        at=start + timedelta(hours=3),
        happened_at=start + timedelta(hours=1),
        asked={"progress": "正在清理"},
    )
    assert late.late
    return f"/m/{letter}"


@pytest.mark.parametrize(("take", "said"), [("1", "采纳"), ("", "不采纳的理由")])
def test_a_late_step_is_shown_to_both_and_settled_by_its_holder(county, sign_in, take, said):
    address = overtaken(county)
    clerk, town = sign_in("clerk"), sign_in("town")
    theirs, ours = (client.get(address).content.decode() for client in (town, clerk))
    assert all("正在清理" in page and "迟到的办理" in page for page in (theirs, ours))
    assert (">不采纳<" in theirs, ">不采纳<" in ours) == (False, True)
    form = ours.partition('action="' + address + "/late/")[2].partition('"')[0]
    assert "须由" in town.post(f"{address}/late/{form}", {"take": "1"}, follow=True).content.decode()
    if not take:
        assert "请写明不采纳的理由" in clerk.post(f"{address}/late/{form}", {"take": ""}, follow=True).content.decode()
    answer = clerk.post(f"{address}/late/{form}", {"take": take, "reason": "重复"}, follow=True).content.decode()
    assert said in answer
    assert "待认定</span>" not in answer
    assert "认定迟到的办理" in answer
