"""Steps that a phone kept without a network: written with their own time, once, and answered in words a script can show."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anlan.desk.tests import scene
from anlan.kernel import actions, queries
from anlan.kernel.ids import new_id
from anlan.kernel.loop import Proof

QUEUED = {"HTTP_X_ANLAN_QUEUED": "1"}
HOUR = 3_600_000


def tell(client, id, **more):
    form = {"client_id": new_id(timezone.now()), "progress": "两台已送检。", "waited_ms": str(2 * HOUR), **more}
    return client.post(f"/m/{id}/tell", form, **QUEUED)


def test_a_kept_step_says_when_it_happened_and_is_written_once(county, sign_in):
    town, id, form = sign_in("town"), county["letter0"], new_id(timezone.now())
    for _ in range(2):
        assert tell(town, id, client_id=form).json()["said"] in ("已办理“报进展”。",)
    told = [one for one in queries.story(id) if one["verb"] == "tell"]
    assert len(told) == 1
    assert timedelta(hours=2) <= told[0]["recorded"] - timezone.datetime.fromisoformat(told[0]["body"]["happened"])
    page = town.get(f"/m/{id}").content.decode()
    assert "后补登记" in page
    assert "已办理“报进展”" not in page  # it was said to the phone's script, not to the next page


def test_a_matter_opened_without_a_network_has_its_own_time(county, sign_in):
    form = {"client_id": new_id(timezone.now()), "waited_ms": str(HOUR), "title": "路边看到的"}
    form |= {"unit": county["firm"], "place": scene.TOWN, "severity": "一般", "body": "护栏缺失。"}
    said = sign_in("clerk").post("/new/test_letter", form, **QUEUED).json()
    assert said == {"said": "已登记“督办函（测试）”。", "href": f"/m/{form['client_id']}"}
    assert queries.story(form["client_id"])[0]["body"]["happened"] < (timezone.now() - timedelta(minutes=59)).isoformat()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"progress": ""}, "进展还没有填写，请补上。"),
        ({"waited_ms": str(4 * 24 * HOUR)}, "补报时间超过了 3 日"),
        ({"waited_ms": "-1"}, "时间无法识别"),
        ({"waited_ms": ""}, "时间无法识别"),
    ],
)
def test_what_is_refused_comes_back_as_its_sentence(more, sentence, county, sign_in):
    answer = tell(sign_in("town"), county["letter0"], **more)
    assert answer.status_code in (409, 422)
    assert sentence in answer.json()["refused"]
    assert not [one for one in queries.story(county["letter0"]) if one["verb"] == "tell"]


def test_somebody_elses_matter_is_refused_in_words(county, sign_in):
    answer = tell(sign_in("system"), county["letter0"])
    assert answer.status_code == 404
    assert answer.json()["refused"].endswith("。")


def test_a_step_that_comes_too_late_is_kept_as_late(county, sign_in):
    id, now = county["letter0"], timezone.now()
    proof = (Proof("记录", "会议纪要", "会议纪要"),)
    actions.take_step(id, "report", scene.acting("town"), at=now, asked={"reason": "整改完成。"}, evidence=proof)
    form = new_id(now)
    for _ in range(2):
        said = tell(sign_in("town"), id, client_id=form).json()["said"]
        assert said == "“报进展”补发到时事项已有变化，记为迟到，等承办人认定。"
    page = sign_in("clerk").get(f"/m/{id}").content.decode()
    assert page.count("没有记入") == 1


def test_signed_out_the_script_is_told_of_the_door(county):
    answer = tell(Client(), county["letter0"])
    assert (answer.status_code, answer.json()) == (401, {"door": "/login"})


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(client, county):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert b"anlan-pages" in answer.content
