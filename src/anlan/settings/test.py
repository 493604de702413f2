"""Tests: ANLAN_TEST_DATABASE names a PostgreSQL server; without it SQLite in a temporary folder. Everything else as embedded."""

import os
import tempfile
from pathlib import Path

from anlan.settings.base import *  # noqa: F403
from anlan.settings.base import postgres, sqlite

DATA = Path(os.environ.get("ANLAN_TEST_DATA") or tempfile.mkdtemp(prefix="anlan-test-"))
SECRET_KEY = "for tests only"
DSN = os.environ.get("ANLAN_TEST_DATABASE", "")
DATABASES = {"default": postgres(DSN) if DSN else sqlite(DATA / "anlan.sqlite3") | {"TEST": {"NAME": str(DATA / "test.sqlite3")}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
ALLOWED_HOSTS = ["*"]
