"""Signing in: lock-out, idle time-out, this machine only, one's own password, the second factor, three administrators."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from anlan.desk.tests import scene
from anlan.kernel import accounts, directory, queries
from anlan.kernel.columns import to_micros
from anlan.kernel.people import Actor, GrantView, Role

SETUP = Actor(name="初始化", is_clock=True)


def real(login: str, role: Role, *, must_change: bool = False) -> str:
    """A real account, no sample."""
    now = timezone.now()
    id = accounts.put_person(login, "真实账号", SETUP, at=now, password=scene.PASSWORD, must_change=must_change)
    accounts.give_grant(id, GrantView(role, scene.COUNTY), SETUP, at=now - timedelta(minutes=1))
    return id


def signed_in(login: str, **more: str) -> Client:
    client = Client(**more)
    answer = client.post("/login", {"login": login, "password": scene.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_five_wrong_passwords_lock_the_account_in_chinese(county, sign_in):
    client = Client()
    answers = [client.post("/login", {"login": "clerk", "password": "wrong"}) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert "连续 5 次登录失败，已暂停登录。请 15 分钟后再试" in answers[-1].content.decode()
    assert client.post("/login", {"login": "clerk", "password": scene.PASSWORD}).status_code == 429
    security = sign_in("security")
    assert "clerk" in security.get("/lockouts").content.decode()
    security.post("/lockouts", {"login": "clerk"})
    assert client.post("/login", {"login": "clerk", "password": scene.PASSWORD}).status_code == 302
    assert sign_in("system").get("/lockouts").status_code == 409


@pytest.mark.parametrize("far", [{"REMOTE_ADDR": "10.0.0.8"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.8"}])
def test_sample_accounts_work_on_this_machine_only(far, county):
    assert Client(**far).post("/login", {"login": "clerk", "password": scene.PASSWORD}).status_code == 403
    client = signed_in("clerk")
    assert client.get("/").status_code == 200
    assert client.get("/", **far).status_code == 403
    assert client.get("/").status_code == 302


def test_an_idle_session_ends_and_background_requests_do_not_keep_it_alive(county, settings):
    client = signed_in("clerk")
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - settings.IDLE_MINUTES * 60 + 30
    session.save()
    assert client.get("/events").status_code == 204
    assert client.session["seen"] == session["seen"]
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - settings.IDLE_MINUTES * 60 - 1
    session.save()
    answer = client.get("/matters")
    assert answer["Location"] == "/login?next=%2Fmatters&idle=1"
    assert "30 分钟没有操作" in client.get(answer["Location"]).content.decode()


def test_a_first_password_must_be_changed(county):
    real("newcomer", Role.OFFICER, must_change=True)
    client = signed_in("newcomer")
    assert client.get("/matters")["Location"] == "/password"
    wrong = {"old": scene.PASSWORD, "new": "short", "again": "short"}
    assert "10" in client.post("/password", wrong).content.decode()
    good = {"old": scene.PASSWORD, "new": "另一个够长的口令 7", "again": "另一个够长的口令 7"}
    assert client.post("/password", good)["Location"] == "/"
    assert client.get("/matters").status_code == 200
    assert get_user_model().objects.get(login="newcomer").check_password(good["new"])


def test_privileged_roles_show_a_second_factor(county):
    real("chief", Role.SIGNER)
    client = signed_in("chief")
    assert client.get("/matters")["Location"] == "/second?next=%2Fmatters"
    page = client.get("/second").content.decode()
    assert "data:image/png;base64," in page
    device = TOTPDevice.objects.get(user__login="chief")
    assert "动态码不对" in client.post("/second", {"token": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    token = f"{totp(device.bin_key):06d}"
    assert client.post("/second", {"token": token, "next": "/matters"})["Location"] == "/matters"
    assert client.get("/matters").status_code == 200
    again = signed_in("chief")
    assert again.get("/matters").status_code == 302
    assert "data:image/png" not in again.get("/second").content.decode()
    chief = get_user_model().objects.get(login="chief").id
    assert queries.story(chief)[-1]["verb"] == "second_set"


def test_clearing_a_second_factor_is_in_the_ledger(county, sign_in):
    chief = real("chief", Role.SIGNER)
    TOTPDevice.objects.create(user_id=chief, confirmed=True, name="手机")
    security = sign_in("security")
    answer = security.post("/lockouts", {"what": "second", "login": "chief"}, follow=True).content.decode()
    assert "已清除 chief 的两步验证" in answer
    assert not TOTPDevice.objects.exists()
    entry = queries.story(chief)[-1]
    assert (entry["verb"], entry["actor"]) == ("second_cleared", "security".rjust(32, "0"))
    again = security.post("/lockouts", {"what": "second", "login": "chief"}, follow=True).content.decode()
    assert "没有设置两步验证" in again
    assert queries.story(chief)[-1] == entry


def test_three_administrators_and_none_does_the_others_work(county, sign_in):
    clerk = "clerk".rjust(32, "0")
    allowed = {"system": "/people/new", "security": f"/people/{clerk}/grant", "audit": "/ledger"}
    for who in allowed:
        for owner, path in allowed.items():
            assert sign_in(who).get(path).status_code == (200 if who == owner else 409), (who, path)
    assert sign_in("clerk").get("/ledger").status_code == 409


def test_the_system_administrator_makes_accounts_and_the_security_administrator_gives_roles(county, sign_in):
    system, security = sign_in("system"), sign_in("security")
    form = {"login": "wang", "name": "王新（示例）", "active": "启用", "unit": county["firm"]}
    made = system.post("/people/new", form)["Location"]
    assert "首次登录密码" in system.get(made).content.decode()
    assert system.post(f"{made}/grant", {"role": "部门监管人员", "place": scene.COUNTY}).status_code == 409
    assert security.post(f"{made}/grant", {"role": "安全管理人员", "place": scene.TOWN}).status_code == 422
    assert (
        security.post(f"{made}/grant", {"role": "安全管理人员", "place": scene.TOWN, "unit": county["firm"]}).status_code == 302
    )
    page = security.get(made).content.decode()
    assert "安全管理人员" in page
    assert security.post(f"{made}/grant", {"role": "审计管理员", "place": scene.COUNTY}).status_code == 422


def test_one_stands_in_and_it_can_be_taken_back(county, sign_in):
    clerk, until = sign_in("clerk"), (timezone.now() + timedelta(days=3)).date().isoformat()
    leader = "leader".rjust(32, "0")
    answer = clerk.post("/away", {"grant": "0", "person": leader, "until": until}, follow=True)
    assert "已委托沈副县长（示例）代办 1 个岗位" in answer.content.decode()
    lent = directory.lent_by("clerk".rjust(32, "0"), timezone.now())
    assert [one.role for one in lent] == ["clerk"]
    assert "老市场消防通道被占" in sign_in("leader").get("/").content.decode()
    clerk.post(f"/people/{leader}/grant/{lent[0].id}/end", {"reason": "本人收回委托", "from": "away"})
    assert directory.lent_by("clerk".rjust(32, "0"), timezone.now()) == []
    assert clerk.post("/away", {"grant": "7", "person": leader, "until": until}).status_code == 422


def test_a_trail_says_when_told_and_when_done(county, sign_in):
    town = "town".rjust(32, "0")
    page = sign_in("town").get(f"/people/{town}/trail").content.decode()
    assert "签收" in page
    assert "新待办：城东化工罐区报警器停用" in page
    assert sign_in("audit").get(f"/people/{town}/trail").status_code == 200
    assert "城东化工罐区报警器停用" not in sign_in("audit").get(f"/people/{town}/trail").content.decode()
    assert sign_in("officer").get(f"/people/{town}/trail").status_code == 409


def test_auditors_read_the_chain_and_not_what_is_not_theirs(county, sign_in):
    page = sign_in("audit").get(f"/ledger/{county['letter0']}").content.decode()
    assert "每一笔都与前一笔相接" in page
    assert "签收" in page
    assert "立即管控风险" not in page


def test_an_address_book_comes_in_whole_or_not_at_all(county, sign_in):
    system = sign_in("system")
    bad = "登录名,姓名,单位,职务,电话\nzhao,赵一（示例）,城东化工有限公司（示例）,科员,13800000009\nqian,,没有的单位,科员,abc\n"
    answer = system.post("/people/import", {"table": SimpleUploadedFile("book.csv", bad.encode())})
    assert answer.status_code == 422
    assert "没有写入" in answer.content.decode()
    assert not get_user_model().objects.filter(login="zhao").exists()
    good = bad.splitlines()[0] + "\n" + bad.splitlines()[1] + "\n"
    answer = system.post("/people/import", {"table": SimpleUploadedFile("book.csv", good.encode("gb18030"))})
    assert "其中新建账号 1 个" in answer.content.decode()
    zhao = get_user_model().objects.get(login="zhao")
    assert (zhao.name, zhao.unit, zhao.must_change) == ("赵一（示例）", county["firm"], True)
    again = system.post("/people/import", {"table": SimpleUploadedFile("book.csv", good.encode())})
    assert "其中新建账号 0 个" in again.content.decode()
    assert get_user_model().objects.get(login="zhao").password == zhao.password
    assert sign_in("security").post("/people/import", {}).status_code == 409
    assert system.post("/people/import", {}).status_code == 422


def test_the_ledger_is_filtered_in_its_address_and_paged_without_a_gap(county, sign_in, monkeypatch):
    audit = sign_in("audit")
    page = audit.get("/ledger?who=林干事").content.decode()
    assert "签收" in page
    assert "何经办" not in page
    assert 'chip--on" href="?">林干事经手' in page
    far = f"{timezone.now() + timedelta(days=2):%Y-%m-%d}"
    assert "没有符合条件的账。" in audit.get(f"/ledger?from={far}").content.decode()
    assert audit.get(f"/ledger?subject={county['letter0']}")["Location"] == f"/ledger/{county['letter0']}"
    whole = directory.newest_entries(most=10_000)
    stamps = [one.recorded for one in whole]
    assert len(set(stamps)) < len(stamps)  # several at one moment: a page may end between them
    paged, after = [], None
    while part := directory.newest_entries(after, 3):
        paged += part
        after = (to_micros(part[-1].recorded), part[-1].id)
    assert [one.id for one in paged] == [one.id for one in whole]


@pytest.mark.parametrize("after", ["x", "1", "1.", "9" * 30 + ".a", "1.a'b", "-1.a"])
def test_a_cursor_that_is_none_begins_at_the_end(after, county, sign_in):
    assert sign_in("audit").get("/ledger", {"after": after}).status_code == 200


def test_an_auditor_reads_the_proof_of_what_is_secret_and_not_who_said_what(county, sign_in):
    now = timezone.now()
    clerk = queries.actor("clerk".rjust(32, "0"), now)
    named = next(one for one in queries.matters(clerk) if one.kind == "test_letter")
    plain = queries.story(named.id)
    audit, address = sign_in("audit"), f"/ledger/{named.id}"
    page = audit.get(address).content.decode()
    assert (plain[0]["hash"] in page, "何经办" in page, named.title in page) == (True, True, False)
    type(named).objects.filter(id=named.id).update(secrecy="限知悉人")
    page = audit.get(address).content.decode()
    assert (plain[0]["hash"] in page, "何经办" in page, "登记事项" in page, "限知悉人，不列内容" in page) == (
        True,
        False,
        False,
        True,
    )
    whole = audit.get("/ledger").content.decode()
    assert "限知悉人，不列内容" in whole
    assert named.id not in audit.get("/ledger?who=何经办").content.decode()
    assert named.id in audit.get("/ledger").content.decode()
