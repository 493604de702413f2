"""What was heard last of each gateway and sensor: two small files that the intake writes every few seconds and pages read."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from anlan.monitoring.plan import Spans

GATEWAYS, SENSORS, LAGS = "heard.json", "latest.json", "lags.json"


def folder() -> Path:
    return Path(settings.DATA) / "readings"


def heard() -> dict[str, tuple[datetime, int]]:
    """Gateway → (last message, how many readings since the intake began); empty before the first."""
    return {code: (_at(at), readings) for code, (at, readings) in _told(folder() / GATEWAYS).items()}


def latest() -> dict[str, tuple[datetime, float]]:
    """Sensor's code → its last reading."""
    return {code: (_at(at), value) for code, (at, value) in _told(folder() / SENSORS).items()}


def lags() -> dict[str, timedelta]:
    """Sensor's code → how long its last reading took to reach us."""
    return {code: timedelta(milliseconds=lag) for code, lag in _told(folder() / LAGS).items()}


def spoken() -> dict[str, tuple[int, float]]:
    """The same with moments as epoch ms: for a wall of fifty thousand."""
    return _told(folder() / SENSORS)


def stamp() -> str:
    """Changes when the last readings were written anew; "" before the first."""
    try:
        return str((folder() / SENSORS).stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


def is_online(facts: Mapping[str, Any], last: datetime | None, now: datetime, own: Spans) -> bool:
    """Whether a sensor has spoken within the time after which it counts as silent."""
    longest = timedelta(milliseconds=own.silence(int(facts.get("period") or 60)))
    return last is not None and now - last <= longest


def _told(path: Path) -> dict[str, Any]:
    try:
        return dict(orjson.loads(path.read_bytes()))
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
