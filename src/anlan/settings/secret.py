"""The embedded installation's secret: from the environment, else made once and kept in the data folder for its owner only."""

import os
import secrets
from pathlib import Path


def kept_secret(data: Path) -> str:
    """The secret of this data folder."""
    if given := os.environ.get("ANLAN_SECRET"):
        return given
    path = data / "secret"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
