"""布置专项活动 through the portal: chosen, laid out, and refused in a year in which it does not run."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.stories.test_duties_on_the_database import Scene

from anlan.kernel.models import Matter

FORM = {"campaign": "安全生产治本攻坚三年行动", "year": "2026", "notice": "示例〔2026〕1号"}


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.DATA = tmp_path
    return Scene()


@pytest.fixture
def client(scene):
    found = Client()
    user = get_user_model().objects.get(login="clerk")
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def test_a_campaign_is_chosen_and_laid_out(scene, client):
    assert "生成任务安排" in client.get("/duties/campaigns/new").content.decode()
    answer = client.post("/duties/campaigns/new", FORM | {"unit": scene.office})
    run = Matter.objects.get(kind="campaign_run")
    assert answer.headers["Location"] == f"/m/{run.id}"
    assert {row["kind"] for row in run.facts["rows"]} == {"annual_points", "duty", "evaluation"}
    assert client.get(f"/m/{run.id}").status_code == 200


def test_a_year_in_which_it_does_not_run_is_refused(scene, client):
    answer = client.post("/duties/campaigns/new", FORM | {"unit": scene.office, "year": "2030"})
    assert "2030 年不开展" in answer.content.decode()
    assert not Matter.objects.filter(kind="campaign_run").exists()


def test_its_bench_shows_each_row_beside_what_it_became(scene, client):
    client.post("/duties/campaigns/new", FORM | {"unit": scene.office})
    run = Matter.objects.get(kind="campaign_run").id
    page = client.get(f"/duties/campaigns/{run}").content.decode()
    assert "未布置" in page
    assert "示例县交通局" in page
    scene.step(run, "submit", "clerk")
    scene.step(run, "approve", "signer")
    scene.days(1)
    duty = Matter.objects.filter(parent=run, kind="duty")[0]
    assert f'href="/m/{duty.id}"' in client.get(f"/duties/campaigns/{run}").content.decode()
    assert client.get(f"/duties/campaigns/{duty.id}").status_code == 404


def test_new_leads_there(client):
    assert "/duties/campaigns/new" in client.get("/new").content.decode()
