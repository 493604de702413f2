"""What a browser and a program ask over HTTP: the server's CPU for an inbox page and JSON lists, through Django's test client."""

import time
from collections.abc import Callable
from typing import Any

import ground


def five(place: ground.Ground) -> str:
    """A person with five grants, made once."""
    from django.contrib.auth import get_user_model

    from anlan.kernel import accounts
    from anlan.kernel.people import GrantView, Role

    if found := get_user_model().objects.filter(login="five").first():
        return str(found.pk)
    person = accounts.put_person("five", "示例五", accounts.SETUP, at=place.at)
    town, unit = place.towns[3], place.units[0]
    for grant in (
        GrantView(Role.LIAISON, ground.COUNTY, unit=unit), GrantView(Role.OFFICER, ground.COUNTY, frozenset({"矿山"})),
        GrantView(Role.TOWNSHIP_OFFICER, town), GrantView(Role.DUTY_OFFICER, ground.COUNTY), GrantView(Role.GRID_MEMBER, town),
    ):  # fmt: skip
        accounts.give_grant(person, grant, accounts.SETUP, at=place.at)
    return person


def ask(place: ground.Ground, rounds: int = 60) -> dict[str, float]:
    """p95 of this process's CPU in milliseconds a request (with SQLite its work is in it, PostgreSQL's is not)."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from anlan.desk import tokens
    from anlan.kernel import accounts

    person, now = five(place), ground.now()
    _notices(now)
    page = Client(headers={"host": "127.0.0.1"})
    page.force_login(get_user_model().objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
    token = tokens.make(person, "测速", accounts.SETUP, now=now, until=now + tokens.LONGEST)
    call = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {token}"})
    asked: dict[str, Callable[[], Any]] = {
        "inbox page": lambda: page.get("/"),
        "matters page": lambda: page.get("/matters?kind=bench_hazard"),
        "JSON inbox of 50": lambda: call.get("/api/v1/inbox"),
        "JSON list of 50": lambda: call.get("/api/v1/matters?kind=bench_hazard"),
    }
    return {f"{name}: CPU p95 ms": _p95(ask, rounds) for name, ask in asked.items()}


def _notices(now: Any) -> None:
    """A hundred notices of the newest matters for the bell."""
    from anlan.kernel import db, outbox
    from anlan.kernel.models import Matter

    with db.writing() as cursor:
        for id in Matter.objects.order_by("-opened").values_list("id", flat=True)[:100]:
            outbox.put(cursor, "示例提示", now, subject=id, role="duty_officer", place=ground.COUNTY)


def _p95(ask: Callable[[], Any], rounds: int) -> float:
    took = []
    for _ in range(rounds):
        began = time.thread_time()
        answer = ask()
        took.append(time.thread_time() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"answered {answer.status_code}")
    return sorted(took[1:])[int((rounds - 1) * 0.95)] * 1000
