"""The event stream: one a browser, ids only. The page fetches what changed under its own rights."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from anlan.desk.frame import DeskRequest
from anlan.kernel import directory, queries
from anlan.kernel.people import Actor

EVERY = 2.0
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
    since, bell, upto = start, -1, (-1, -1)
    yield "retry: 5000\n\n"
    while (now := timezone.now()) - start < LASTS:
        said, last = ": \n\n", await sync_to_async(directory.last_written)()
        if last != upto:
            changed = await sync_to_async(directory.news)(actor, since)
            waiting = await sync_to_async(queries.unheard)(actor, heard)
            if changed or waiting != bell:
                said = f"data: {json.dumps({'changed': changed, 'bell': waiting})}\n\n"
            since, bell, upto = now, waiting, last
        yield said
        await asyncio.sleep(EVERY)
