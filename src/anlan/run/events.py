"""The event streams without a proxy in front: the web process sends who asks for one on to the events process, next port.

That is another origin on the same host, so the answer there carries the CORS lines for pages of this very host and nobody else.
With a proxy (deploy/nginx.conf) ANLAN_EVENTS_PORT is not set, and none of this happens.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Callable[..., Any], Send], Awaitable[None]]


class Elsewhere(HttpResponseRedirect):
    """A redirect that keeps the method."""

    status_code = 307


def elsewhere(request: HttpRequest) -> HttpResponse:
    """On to the events process."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    named = f"[{host}]" if ":" in host else host
    return Elsewhere(f"{request.scheme}://{named}:{settings.EVENTS_PORT}{request.get_full_path()}")


def for_pages_of_this_host(application: Application) -> Application:
    """The ASGI application, its answers readable by pages that the same host serves on another port."""

    async def called(scope: Scope, receive: Callable[..., Any], send: Send) -> None:
        asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", [])}
        origin = asked.get("origin", "")
        allowed = bool(origin) and urlsplit(origin).hostname == urlsplit(f"//{asked.get('host', '')}").hostname

        async def answer(message: dict[str, Any]) -> None:
            if allowed and message["type"] == "http.response.start":
                told = {"access-control-allow-origin": origin, "access-control-allow-credentials": "true", "vary": "Origin"}
                message["headers"] = [*message.get("headers", []), *((k.encode(), v.encode()) for k, v in told.items())]
            await send(message)

        await application(scope, receive, answer)

    return called
