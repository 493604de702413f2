"""The event stream: one a browser, ids only. The page fetches what changed under its own rights."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from anlan.desk.frame import DeskRequest
from anlan.kernel import directory, queries
from anlan.kernel.people import Actor

EVERY, BREATH = 0.25, 2.0
"""Seconds between two looks at whether anything was written (one look serves all streams of the process), and between two lines
of a stream that has nothing to say."""
AGAIN = timedelta(seconds=2)
"""What was written at a moment may be seen a little later only: a transaction took so long."""
LASTS = timedelta(minutes=10)
"""A stream ends after so long; the browser comes again, with the rights it has then."""


def events(request: DeskRequest) -> HttpResponseBase:
    """What changed for this person. A server that cannot hold streams says 204, and the browser asks no more."""
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    actor = queries.actor(request.user.id, request.now)
    response = StreamingHttpResponse(
        stream(actor, request.now, int(request.session.get("heard", 0))), content_type="text/event-stream"
    )
    response["X-Accel-Buffering"] = "no"
    return response


async def stream(actor: Actor, start: datetime, heard: int) -> AsyncIterator[str]:
    """Server-sent events: what others wrote, and how many notices are new."""
    since, bell, upto, told, spoke = start, -1, (-1, -1), set[tuple[str, int]](), time.monotonic()
    yield "retry: 5000\n\n"
    while (now := timezone.now()) - start < LASTS:
        if (last := await written()) != upto:
            found = await sync_to_async(directory.news)(actor, since - AGAIN)
            changed, told = [one for one in found if one not in told], set(found)
            waiting = await sync_to_async(queries.unheard)(actor, heard)
            if changed or waiting != bell:
                yield f"data: {json.dumps({'changed': changed, 'bell': waiting})}\n\n"
                spoke = time.monotonic()
            since, bell, upto = now, waiting, last
        if time.monotonic() - spoke > BREATH:
            yield ": \n\n"
            spoke = time.monotonic()
        await asyncio.sleep(EVERY)


async def written() -> tuple[int, int]:
    """`directory.last_written`, asked once for all streams."""
    if time.monotonic() - _last.at > EVERY / 2:
        _last.at = time.monotonic()
        _last.value = await sync_to_async(directory.last_written)()
    return _last.value


class _Last:
    at, value = float("-inf"), (0, 0)


_last = _Last()
