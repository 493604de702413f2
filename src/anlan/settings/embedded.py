"""The embedded default: SQLite in the data folder, no other server. One setting, ANLAN_DATABASE, makes it PostgreSQL."""

import os

from anlan.settings.base import *  # noqa: F403
from anlan.settings.base import DATA, postgres, sqlite
from anlan.settings.secret import kept_secret

SECRET_KEY = kept_secret(DATA)
DSN = os.environ.get("ANLAN_DATABASE", "")
DATABASES = {"default": postgres(DSN) if DSN else sqlite(DATA / "anlan.sqlite3")}
