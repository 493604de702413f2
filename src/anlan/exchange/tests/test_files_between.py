"""Files between nodes: taken in piece by piece, checked by digest, asked for again, given to nobody they were not named to."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anlan.exchange import parcel
from anlan.exchange.tests.test_parcels import county, handed_down, offer, sent, sign_in
from anlan.kernel import accounts, across, actions, freight, handed, nodes, proofs, queries
from anlan.kernel.freight import Want
from anlan.kernel.loop import Proof
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, NOON, County

assert county
assert sign_in
NOTICE = b"%PDF " + bytes(range(256)) * 6000
SHA = hashlib.sha256(NOTICE).hexdigest()
CITY, ID = "1406-shi", "a" * 32


@pytest.fixture(autouse=True)
def empty_folder() -> Iterator[None]:
    """What a test before has left lying would be whole already."""
    yield
    for path in (proofs.path_of(SHA), *(proofs.folder() / "coming").glob("*")):
        path.unlink(missing_ok=True)


def named(**more: Any) -> dict[str, Any]:
    return {"id": "f" * 32, "title": "通知.pdf", "kind": "文件", "size": len(NOTICE), "sha256": SHA} | more


def piece(at: int, data: bytes, mirror: str = ID, sha256: str = SHA) -> dict[str, Any]:
    return {"mirror": mirror, "sha256": sha256, "at": at, "data": b64encode(data).decode()}


def there(mirror: str = ID) -> list[tuple[str, str]]:
    return [(one.title, one.ref) for one in queries.proofs_of(mirror)]


def lacks(data: bytes) -> list[dict[str, Any]]:
    return list(json.loads(data.partition(b"\n")[2])["lacks"])


def test_a_file_comes_in_pieces_and_goes_on_where_it_was(county: County, sign_in: Callable[[str], Client]) -> None:
    parcel.unpack(sent(offer(files=[named()])), NOON)
    (matter,) = handed_down(county)
    page = sign_in("clerk")
    assert "还在传输" in page.get(f"/exchange/handed/{matter.id}").content.decode()
    (own,) = queries.proofs_of(ID)
    assert "还在传输" in page.get(f"/exchange/mirror/{ID}/proof/{own.id}").content.decode()
    assert lacks(parcel.pack(across.neighbour(CITY), NOON)) == [{"mirror": ID, "sha256": SHA, "have": 0}]
    assert [freight.lacking_since(CITY, NOON + timedelta(days=day)) for day in (0, 3)] == [0, 1]
    assert parcel.unpack(sent(pieces=[piece(0, NOTICE[:1000])]), NOON).pieces == 1
    for passed_over in (piece(0, NOTICE[:1000]), piece(2000, b"x"), piece(1000, NOTICE), piece(1000, b"x", mirror="b" * 32)):
        assert parcel.unpack(sent(pieces=[passed_over]), NOON).pieces == 0
    assert lacks(parcel.pack(across.neighbour(CITY), NOON)) == [{"mirror": ID, "sha256": SHA, "have": 1000}]
    cut = 1000 + freight.PIECE
    parcel.unpack(sent(pieces=[piece(1000, NOTICE[1000:cut]), piece(cut, NOTICE[cut:])]), NOON)
    assert (there(), freight.lacking(CITY)) == ([("通知.pdf", "")], [])
    got = page.get(f"/exchange/mirror/{ID}/proof/{own.id}")
    assert (got.content == NOTICE, queries.proofs_of(ID)[0].media) == (True, "application/pdf")
    assert sign_in("outsider").get(f"/exchange/mirror/{ID}/proof/{own.id}").status_code == 404


def test_another_file_than_was_named_is_thrown_away_and_asked_for_again(county: County) -> None:
    parcel.unpack(sent(offer(files=[named(size=9)])), NOON)
    parcel.unpack(sent(pieces=[piece(0, b"not it at")]), NOON)
    assert "与登记的摘要不符" in across.neighbour(CITY).trouble
    assert freight.lacking(CITY) == [Want(ID, SHA, 0)]
    assert not proofs.path_of(SHA).exists()


def test_what_may_not_be_named_is_as_if_it_were_not(county: County) -> None:
    bad = [
        named(kind="签名"),
        named(size=proofs.LARGEST + 1),
        named(sha256="../../etc"),
        named(id="x"),
        named(size=0),
        "file",
        None,
    ]
    parcel.unpack(sent(offer(files=[*bad, named()])), NOON)
    assert there() == [("通知.pdf", "待传")]
    for broken in ({"pieces": [{"mirror": ID}]}, {"lacks": "all"}, {"pieces": [piece(0, b"x", sha256="../x")]}):
        with pytest.raises(Refused, match="附件的格式不认识"):
            parcel.unpack(sent(**broken), NOON)


def accepted(county: County, *, secrecy: str = "内部") -> str:
    """The county's own task for the city's offer, with a photo, a signature and a reference as proof."""
    parcel.unpack(sent(offer(kind="test_task", secrecy=secrecy)), NOON)
    (matter,) = handed_down(county)
    facts = {"title": "排查充电点", "place": COUNTY, "unit": county.bureau}
    return handed.accept(matter.id, facts, county.clerk, at=NOON).id


def given(data: bytes) -> list[str]:
    return [one["sha256"] for one in json.loads(data.partition(b"\n")[2])["pieces"]]


def test_what_goes_up_is_named_once_and_given_to_nobody_else(county: County) -> None:
    task, by = accepted(county), county.liaison
    sorts = (("照片", b"\xff\xd8\xff photo"), ("签名", b"\x89PNG by hand"), ("文件", b"%PDF list"))
    at = [NOON + timedelta(minutes=n) for n in range(3)]
    files = tuple(Proof(kind, proofs.keep(data, f"{kind}.x", kind, by, at[n])) for n, (kind, data) in enumerate(sorts))
    actions.take_step(task, "report", by, at=NOON, asked={"progress": "已查"}, evidence=(*files, Proof("记录", "第 1 页")))
    city = across.neighbour(CITY)
    first = parcel.pack(city, NOON)
    (letter,) = [one["body"] for one in json.loads(first.partition(b"\n")[2])["letters"] if one["body"]["files"]]
    digests = [one["sha256"] for one in letter["files"]]
    assert [one["title"] for one in letter["files"]] == ["照片.x", "文件.x"]
    assert given(first) == digests, "files of letters under way go with them"
    other = hashlib.sha256(b"\x89PNG by hand").hexdigest()
    asked = [Want(ID, digests[0], 3), Want(ID, other, 0), Want("b" * 32, digests[0], 0)]
    bodies = json.loads(parcel.pack(city, NOON, asked).partition(b"\n")[2])["pieces"]
    assert [(one["sha256"], one["at"]) for one in bodies] == [(digests[0], 3), (digests[1], 0)]
    actions.take_step(task, "done", by, at=NOON)
    letters = [one["body"] for one in json.loads(parcel.pack(city, NOON).partition(b"\n")[2])["letters"]]
    assert [len(one["files"]) for one in letters if one["state"] in ("待办", "待核")] == [2, 0], "named once"


def test_what_may_not_be_told_there_does_not_travel(county: County) -> None:
    task = accepted(county)
    photo = Proof("照片", proofs.keep(b"\xff\xd8\xff", "现场.jpg", "照片", county.liaison, NOON))
    actions.take_step(task, "report", county.liaison, at=NOON, asked={"progress": "已查"}, evidence=(photo,))
    city = across.neighbour(CITY)
    assert len(given(parcel.pack(city, NOON))) == 1
    nodes.put_node(CITY, city.title, city.place, city.key, accounts.SETUP, at=NOON, carries="公开")
    assert given(parcel.pack(city, NOON)) == [], "not even what was named before"
