"""When each gateway was heard last and how much it has said: a small file that the intake writes and pages read."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def path() -> Path:
    return Path(settings.DATA) / "readings" / "heard.json"


def heard() -> dict[str, tuple[datetime, int]]:
    """Gateway → (last message, readings); empty before the first."""
    try:
        told = json.loads(path().read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {gateway: (datetime.fromtimestamp(at / 1000, UTC), readings) for gateway, (at, readings) in told.items()}
