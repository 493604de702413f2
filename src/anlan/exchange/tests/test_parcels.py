"""Parcels, cards, the pages and the address at which nodes call: a node of the tests' own database and one that is only a key."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as installed
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.exchange import cards, parcel
from anlan.exchange.doors import nodes_folder, nodes_http
from anlan.kernel import accounts, across, actions, chain, clock, mail, nodes, queries, records
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.people import GrantView, Role
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, County

TOKEN = "shi-li-kou-ling-2026"
OTHER = Ed25519PrivateKey.generate()


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setenv(nodes_http.SETTING, TOKEN)
    with with_kinds(*KINDS):
        made = County()
        key = OTHER.public_key().public_bytes_raw().hex()
        nodes.put_node("1406-shi", "朔州市应急局", "1406", key, accounts.SETUP, at=NOON, carries="内部")
        yield made


@pytest.fixture
def sign_in(county: County) -> Callable[[str], Client]:
    def signed_in(login: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    admin = accounts.put_person("xitong", "示例系统管理员", accounts.SETUP, at=NOON, is_sample=True, must_change=False)
    accounts.give_grant(admin, GrantView(Role.SYSTEM_ADMIN, COUNTY), accounts.SETUP, at=NOON)
    get_user_model().objects.update(must_change=False)
    return signed_in


def offer(**more: Any) -> dict[str, Any]:
    body = {"type": "offer", "id": "a" * 32, "upper": "b" * 32, "upper_title": "市里来文", "kind": "duty", "secrecy": "内部"}
    body |= {"kind_title": "责任任务", "version": 1, "title": "排查充电点", "place": COUNTY, "unit": "山阴县人民政府"}
    body |= {"shown": [["工作任务", "逐处登记"]], "facts": {"title": "排查充电点", "task": "逐处登记"}}
    return body | {"units": {"unit": ["县应急局"]}} | more


def handed_down(county: County) -> list[Any]:
    return list(queries.matters(county.clerk, kinds=("handed_down",)))


def sent(*letters: dict[str, Any], to: str = COUNTY, by: Ed25519PrivateKey = OTHER, **more: Any) -> bytes:
    """A parcel as the city packs it."""
    seq, hash = 0, chain.GENESIS
    numbered = []
    for body in letters:
        seq, hash = seq + 1, chain.link(hash, chain.canonical(body))
        numbered.append({"seq": seq, "hash": hash, "body": body})
    body = {"from": "1406-shi", "to": to, "at": NOON.isoformat(), "version": "安澜 9", "letters": numbered} | more
    text = json.dumps(body | {"confirms": {"seq": 0, "hash": chain.GENESIS}}, ensure_ascii=False).encode()
    return parcel.MARK + by.sign(text).hex().encode() + b"\n" + text


def test_a_card_is_one_line_that_reads_back(county: County) -> None:
    mine = cards.own_card()
    assert cards.read_card(f"  {mine.line()}\n") == mine
    assert (Path(installed.DATA) / cards.FILE).stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="整行"):
        cards.read_card("anlan-node 1406")


def test_a_key_that_is_none_gets_its_sentence(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cards.SETTING, "not hex")
    with pytest.raises(Refused, match=cards.SETTING):
        cards.own_key()


def test_a_good_parcel_is_taken_in_and_told_to_the_administrator(county: County) -> None:
    got = parcel.unpack(sent(offer()), NOON)
    assert (got.sender.title, got.letters, got.pieces, got.wants) == ("朔州市应急局", 1, 0, ())
    assert [one.state for one in handed_down(county)] == ["待接收"]
    one = across.neighbour("1406-shi")
    assert (one.heard, one.version, one.trouble) == (NOON, "安澜 9", "")


@pytest.mark.parametrize("data, sentence", [
    (b"", "不是完整的邮包"), (b"anlan-parcel 1 ff\n[]", "不是完整的邮包"), (b"anlan-parcel 1 \xff\n{}", "没有登记"),
    (sent(offer(), to="140602"), "不是给本节点的"), (sent(offer(), by=Ed25519PrivateKey.generate()), "签名不符"),
    (sent(offer())[:-9], "不是完整的邮包"), (sent(offer()).replace("逐处".encode(), "随便".encode()), "签名不符"),
    (b"anlan-parcel 1 00\n" + b"[" * 100_000, "不是完整的邮包"),
])  # fmt: skip
def test_a_bad_parcel_writes_nothing(county: County, data: bytes, sentence: str) -> None:
    with pytest.raises((Refused, NotThere), match=sentence):
        parcel.unpack(data, NOON)
    assert handed_down(county) == []
    assert mail.waiting("1406-shi", 1) == ([], mail.Mark())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 900), with_=st.binary(min_size=1, max_size=4))
def test_bytes_changed_anywhere_are_noticed(county: County, at: int, with_: bytes) -> None:
    whole = sent(offer())
    changed = whole[:at] + with_ + whole[at + len(with_) :]
    if changed.lower() == whole.lower():
        return
    with pytest.raises((Refused, NotThere)):
        parcel.unpack(changed, NOON)
    assert handed_down(county) == []


def test_an_upper_node_calls_and_hears_back(county: County) -> None:
    client, whole = Client(), sent(offer())
    url, kind = "/exchange/parcel", "application/octet-stream"
    assert client.post(url, whole, content_type=kind).status_code == 403
    assert client.post(url, whole, content_type=kind, headers={"Authorization": "Bearer x"}).status_code == 403
    heads = {"Authorization": f"Bearer {TOKEN}"}
    refused = client.post(url, whole[:-5], content_type=kind, headers=heads)
    assert (refused.status_code, "不是完整的邮包" in refused.content.decode()) == (409, True)
    answer = client.post(url, whole, content_type=kind, headers=heads)
    assert answer.status_code == 200
    signature, text, body = parcel._opened(answer.content)
    assert cards.is_signed(text, signature, cards.own_card().key)
    assert body["confirms"]["seq"] == 1
    assert [one["body"]["state"] for one in body["letters"]] == ["待接收"]
    assert client.get(url).status_code == 405


def test_the_folder_keeps_one_file_a_node(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nodes_folder.SETTING in (nodes_folder.check() or "")
    monkeypatch.setenv(nodes_folder.SETTING, str(tmp_path))
    assert nodes_folder.check() is None
    (tmp_path / f"1406-shi-to-{COUNTY}.parcel").write_bytes(sent(offer()))
    (tmp_path / f"zzz-to-{COUNTY}.parcel").write_bytes(b"half a parc")
    done = nodes_folder.carry(tmp_path, NOON)
    assert (done.read, done.written, len(done.wrong)) == ([("朔州市应急局", 1)], ["朔州市应急局"], 1)
    assert nodes_folder.send(NOON) == 1
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"1406-shi-to-{COUNTY}.parcel", f"{COUNTY}-to-1406-shi.parcel", f"zzz-to-{COUNTY}.parcel"]


def test_doors_that_nobody_opened_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(nodes_http.SETTING, raising=False)
    assert nodes_http.SETTING in (nodes_http.check() or "")
    monkeypatch.setenv(nodes_http.SETTING, "short")
    assert "太短" in (nodes_http.check() or "")


def test_the_administrator_keeps_the_nodes(county: County, sign_in: Callable[[str], Client]) -> None:
    client, key = sign_in("xitong"), Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    page = client.get("/exchange/").content.decode()
    assert cards.own_card().line() in page
    card = f"anlan-node 14-sheng 14 {key} 山西省应急厅"
    wrong = client.post("/exchange/", {"what": "put", "card": card, "address": "gopher://x"})
    assert wrong.status_code == 422
    assert "https://" in wrong.content.decode()
    assert card in wrong.content.decode()
    assert client.post("/exchange/", {"what": "put", "card": card, "carries": "内部"}).status_code == 302
    assert across.neighbour("14-sheng").carries == "内部"
    assert (
        "请写明停止交换的原因" in client.post("/exchange/", {"what": "end", "node": "14-sheng", "reason": " "}).content.decode()
    )
    client.post("/exchange/", {"what": "end", "node": "14-sheng", "reason": "机构撤并"})
    assert "已停止交换" in client.get("/exchange/").content.decode()
    assert client.post("/exchange/", {"what": "nothing"}).status_code == 422
    assert "没有网址" in client.post("/exchange/", {"what": "now", "node": "1406-shi"}).content.decode()
    assert sign_in("clerk").get("/exchange/").status_code == 409


def test_a_clerk_accepts_over_a_filled_form(county: County, sign_in: Callable[[str], Client]) -> None:
    bureau = {"name": "示例县应急局", "kind": "县级部门", "place": COUNTY, "aliases": ["县应急局"]}
    unit = records.put_record("unit", bureau | {"vertical": False, "safety_duty": False}, county.clerk, at=NOON)
    parcel.unpack(sent(offer()), NOON)
    (handed,) = handed_down(county)
    client = sign_in("clerk")
    assert f"/exchange/handed/{handed.id}" in client.get(f"/m/{handed.id}").content.decode()
    page = client.get(f"/exchange/handed/{handed.id}").content.decode()
    assert "逐处登记" in page
    assert unit.id in page
    empty = client.post(f"/exchange/handed/{handed.id}", {"title": ""})
    assert empty.status_code == 422
    facts = {"title": "排查充电点", "task": "逐处登记", "scope": "负责", "part": "负责", "unit": unit.id, "cadence": "无"}
    answer = client.post(f"/exchange/handed/{handed.id}", facts)
    assert answer.status_code == 302, answer.content.decode()
    (mine,) = queries.matters(county.clerk, kinds=("duty",))
    assert (answer["Location"], mine.cause) == (f"/m/{mine.id}", "b" * 32)
    assert f"/m/{mine.id}" in client.get(f"/exchange/handed/{handed.id}").content.decode()
    mirror = across.mirror("a" * 32, county.clerk)
    assert f"/exchange/mirror/{mirror.id}" in client.get(f"/m/{mine.id}").content.decode()
    assert "由朔州市应急局下达" in client.get(f"/exchange/mirror/{mirror.id}").content.decode()
    assert sign_in("outsider").get(f"/exchange/mirror/{mirror.id}").status_code == 404
    assert client.get(f"/exchange/handed/{mine.id}").status_code == 404


def test_an_unknown_kind_is_shown_whole_and_may_be_refused(county: County, sign_in: Callable[[str], Client]) -> None:
    parcel.unpack(sent(offer(kind="of_tomorrow", kind_title="明天的事项")), NOON)
    (handed,) = handed_down(county)
    page = sign_in("clerk").get(f"/exchange/handed/{handed.id}").content.decode()
    assert "逐处登记" in page
    assert "请升级后接收" in page
    assert f"/m/{handed.id}/refuse" in page


def test_the_list_of_what_lies_below_is_for_whom_it_concerns(county: County, sign_in: Callable[[str], Client]) -> None:
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    nodes.put_node("town", "示例镇", "140621100", key, accounts.SETUP, at=NOON, carries="内部")
    facts = {"title": "排查", "task": "逐处登记", "part": "牵头", "due": "2026-06-30"}
    plain = {"kind": "县级部门", "vertical": False, "safety_duty": False}
    bureau, town = (
        records.put_record("unit", plain | {"name": name, "place": place}, county.clerk, at=NOON).id
        for name, place in (("示例县住建局", COUNTY), ("示例镇人民政府", "140621100"))
    )
    liaison = accounts.put_person("zhujian", "示例联络员", accounts.SETUP, at=NOON, must_change=False)
    accounts.give_grant(liaison, GrantView(Role.LIAISON, COUNTY, frozenset(), bureau), accounts.SETUP, at=NOON)
    lead = actions.open_matter("duty", facts | {"unit": bureau, "units": [town]}, county.clerk, at=NOON).id
    actions.take_step(lead, "start", queries.actor(liaison, NOON), at=NOON, asked={"line": "已布置"})
    while clock.tick(NOON):
        pass
    client = sign_in("clerk")
    page = client.get("/exchange/below").content.decode()
    assert "示例镇" in page
    assert "待接收" in page
    assert "没有这样的事项" in client.get("/exchange/below?only=refused").content.decode()
    assert "没有这样的事项" in sign_in("outsider").get("/exchange/below").content.decode()
    assert "待接收" in client.get("/exchange/below?only=nonsense&node=town").content.decode()
    assert 'href="/exchange/mirror/' in client.get(f"/m/{lead}").content.decode()
