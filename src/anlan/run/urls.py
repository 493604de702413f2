"""Every address: health and metrics here, the desk's at the root, each room's own pages (if it has a urls.py) under its name."""

import os
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from anlan.run import events, health


def _pages(prefix: str, package: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(f"{package}.urls"))] if find_spec(f"{package}.urls") else []


STREAMS = ("events", "monitoring/wall/changes")
"""What the one asynchronous process serves: streams that stay open."""
SENDS_ON = bool(settings.EVENTS_PORT) and os.environ.get("ANLAN_PROCESS") == "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("metrics", health.metrics),
    URLResolver(RoutePattern("api/v1/"), "anlan.desk.api_urls", app_name="ninja", namespace="api"),
    *(path(one, events.elsewhere) for one in (STREAMS if SENDS_ON else ())),
    *(page for room in settings.ROOMS for page in _pages(f"{room}/", f"anlan.{room}")),
    *_pages("insight/", "anlan.insight"),
    *_pages("exchange/", "anlan.exchange"),
    *_pages("", "anlan.desk"),
]
