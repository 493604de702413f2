"""The event stream: ids of what others changed, never of what one may not see."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from django.utils import timezone

from anlan.desk import events
from anlan.desk.tests import scene
from anlan.kernel import actions, directory, queries


async def first_data(lines: AsyncIterator[str]) -> dict:
    async for line in lines:
        if line.startswith("data:"):
            return json.loads(line.removeprefix("data:"))
    raise AssertionError("the stream ended")


def test_news_are_of_others_and_within_ones_rights(county):
    since = timezone.now() - timedelta(seconds=1)
    actions.take_step(county["letter3"], "submit", scene.acting("clerk"), at=timezone.now())
    now = timezone.now()
    assert [id for id, _ in directory.news(queries.actor("second".rjust(32, "0"), now), since)] == [county["letter3"]]
    assert directory.news(queries.actor("clerk".rjust(32, "0"), now), since) == []
    assert directory.news(queries.actor("guardian".rjust(32, "0"), now), since) == []


def test_a_step_moves_what_was_written_last(county):
    before = directory.last_written()
    assert directory.last_written() == before
    actions.take_step(county["letter3"], "submit", scene.acting("clerk"), at=timezone.now())
    assert directory.last_written() > before


@pytest.mark.django_db(transaction=True)
def test_the_stream_carries_ids_and_the_bell(settings, monkeypatch):
    settings.ROOT_URLCONF = "anlan.desk.urls"
    monkeypatch.setattr(events, "EVERY", 0.05)
    with scene.kinds():
        county = scene.build(timezone.now())
        before = timezone.now()
        actions.take_step(county["letter3"], "submit", scene.acting("clerk"), at=timezone.now())
        reader = queries.actor("second".rjust(32, "0"), timezone.now())
        told = asyncio.run(asyncio.wait_for(first_data(events.stream(reader, before, 0)), 10))
    assert [id for id, _ in told["changed"]] == [county["letter3"]]
    assert told["bell"] > 0
    assert set(told) == {"changed", "bell"}
