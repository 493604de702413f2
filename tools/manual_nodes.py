"""09 of the manual's pictures: an invented city beside the sample county, of which only the key is real; it hands a duty down."""

import json
import os
import secrets
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tools.browse import Story

from anlan.kernel.chain import GENESIS, canonical, link

TOKEN = "shi-li-kou-ling-2026"
CITY, TITLE = "1406-shili", "示例市安全生产委员会办公室"
NOW = datetime.now(ZoneInfo("Asia/Shanghai"))


def offer() -> dict[str, object]:
    """The share of a duty that the city hands to the county."""
    due = (NOW + timedelta(days=40)).date()
    facts = {"title": "排查电动自行车充电点", "task": "逐小区排查电动自行车充电点，登记飞线充电和进楼充电，6 月底前整改。"}
    shown = [["任务名称", facts["title"]], ["工作任务", facts["task"]], ["承办单位", "山阴县人民政府"]]
    shown.append(["完成时限", f"{due.year}年{due.month}月{due.day}日"])
    body: dict[str, object] = {"type": "offer", "id": secrets.token_hex(16), "upper": secrets.token_hex(16), "kind": "duty"}
    body |= {"kind_title": "责任任务", "version": 1, "title": facts["title"], "place": "140621", "secrecy": "内部"}
    body |= {"unit": "山阴县人民政府", "shown": shown}
    said = {"upper_title": "关于开展电动自行车隐患整治的通知（示例）", "due": f"{due}T23:59:59+08:00", "units": {}}
    return body | said | {"facts": facts | {"due": str(due)}}


def nodes(story: Story) -> None:
    """The administrator enters the city's card; what the city sends is accepted."""
    key, page = Ed25519PrivateKey.generate(), story.of("xitong")
    page.goto("/exchange/")
    mine = page.locator("code").inner_text().split()[1]
    page.fill("#card", f"anlan-node {CITY} 1406 {key.public_key().public_bytes_raw().hex()} {TITLE}")
    page.select_option("#carries", "内部")
    page.locator("button:text-is('登记')").click()
    page.wait_for_load_state()
    body = offer()
    letter = {"seq": 1, "hash": link(GENESIS, canonical(body)), "body": body}
    parcel = {"from": CITY, "to": mine, "at": NOW.isoformat(), "version": "安澜 0.1.0", "letters": [letter]}
    text = json.dumps(parcel | {"confirms": {"seq": 0, "hash": GENESIS}}, ensure_ascii=False).encode()
    data = b"anlan-parcel 1 " + key.sign(text).hex().encode() + b"\n" + text
    heads = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/octet-stream"}
    with urllib.request.urlopen(urllib.request.Request(f"{story.url}/exchange/parcel", data, heads), timeout=30) as answer:
        assert answer.status == 200
    page.goto("/exchange/")
    story.shot(page, "09-nodes", height=620)
    id = story.matter("jingban", str(body["title"]), "handed_down")
    page = story.of("jingban")
    page.goto(f"/m/{id}")
    story.shot(page, "09-handed", height=640)
    page.goto(f"/exchange/handed/{id}")
    story.shot(page, "09-accept", height=760)


os.environ.setdefault("ANLAN_NODES_TOKEN", TOKEN)
