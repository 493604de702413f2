"""Logs as one JSON object a line, each with the id of the request it belongs to."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

REQUEST: ContextVar[str] = ContextVar("request", default="")
QUIET = ("/static/", "/healthz", "/metrics")
_log = logging.getLogger("anlan.request")


class Json(logging.Formatter):
    """at, level, logger, text, and where there are any: request, exception and what was given as extra={"told": {...}}."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= getattr(record, "told", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives every request an id (a sound X-Request-Id is kept), sends it back, logs the request in one line without its query."""

    def called(request: HttpRequest) -> HttpResponse:
        began = _begin(request)
        return _end(request, get_response(request), began)

    return called


def _begin(request: HttpRequest) -> float:
    given = request.headers.get("X-Request-Id", "")
    REQUEST.set(given if re.fullmatch(r"[\w.-]{8,64}", given, re.ASCII) else secrets.token_hex(8))
    return time.perf_counter()


def _end(request: HttpRequest, response: HttpResponse, began: float) -> HttpResponse:
    response["X-Request-Id"] = REQUEST.get()
    if not request.path.startswith(QUIET):
        told = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        _log.info("%s %s", request.method, request.path, extra={"told": told})
    return response
