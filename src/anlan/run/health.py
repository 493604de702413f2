"""/healthz for a load balancer, /metrics for Prometheus: gauges read from the database, so any number of processes agree."""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from anlan.kernel.clock import MOST_TRIES

# name, help, query of one number; times are microseconds since 1970
COUNTS = (
    ("anlan_matters_open", "Matters not yet closed", "SELECT count(*) FROM matter WHERE closed IS NULL"),
    ("anlan_matters_overdue", "Open matters past their deadline", "SELECT count(*) FROM matter WHERE closed IS NULL AND overdue"),
    (
        "anlan_outgoing_unsent",
        "Messages for doors not yet sent",
        "SELECT count(*) FROM outgoing WHERE sent IS NULL AND door <> ''",
    ),
)
OLDEST_DUE = "SELECT min(at) FROM due WHERE tries < 5"


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def clock_behind(now: datetime) -> float:
    """Age in seconds of the oldest due row that the clock has not done; 0 if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_DUE)
        oldest = cursor.fetchone()[0]
    return max(0.0, now.timestamp() - oldest / 1e6) if oldest else 0.0


def clock_stuck() -> int:
    """How many clock rows have failed so often that the clock leaves them alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM due WHERE tries >= %s", [MOST_TRIES])
        return int(cursor.fetchone()[0])


class Figures(Collector):
    """How much is open, overdue and unsent, and how far the clock is behind."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with connection.cursor() as cursor:
            for name, told, query in COUNTS:
                cursor.execute(query)
                yield GaugeMetricFamily(name, told, value=cursor.fetchone()[0])
        yield GaugeMetricFamily(
            "anlan_clock_stuck", "Due rows that failed so often that they are left alone", value=clock_stuck()
        )
        yield GaugeMetricFamily("anlan_clock_behind_seconds", "Age of the oldest due row", value=clock_behind(timezone.now()))


def metrics(request: HttpRequest) -> HttpResponse:
    """For the bearer of ANLAN_METRICS_TOKEN; without a token set, for this machine only and not through a proxy."""
    if not _may(request):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may(request: HttpRequest) -> bool:
    if token := os.environ.get("ANLAN_METRICS_TOKEN"):
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
