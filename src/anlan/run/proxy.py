"""Behind the proxy of this machine: who really asks. Without it everybody would seem to sit at the server itself."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest
from django.utils.decorators import sync_and_async_middleware

LOOPBACK = ("127.0.0.1", "::1", "")


@sync_and_async_middleware
def real_address(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """REMOTE_ADDR from the last X-Forwarded-For, which the proxy wrote, if the connection comes from this machine."""
    if iscoroutinefunction(get_response):

        async def awaited(request: HttpRequest) -> Any:
            _set(request)
            return await get_response(request)

        return awaited

    def called(request: HttpRequest) -> Any:
        _set(request)
        return get_response(request)

    return called


def _set(request: HttpRequest) -> None:
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if told and request.META.get("REMOTE_ADDR", "") in LOOPBACK:
        request.META["REMOTE_ADDR"] = told
