"""Production: behind a proxy, secrets from the environment only, cookies over TLS. PostgreSQL by one setting, ANLAN_DATABASE."""

import os

from anlan.settings.base import *  # noqa: F403
from anlan.settings.base import DATA, MIDDLEWARE, postgres, sqlite

SECRET_KEY = os.environ["ANLAN_SECRET"]
DSN = os.environ.get("ANLAN_DATABASE", "")
DATABASES = {"default": postgres(DSN) if DSN else sqlite(DATA / "anlan.sqlite3")}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ANLAN_TLS", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MIDDLEWARE = ["anlan.run.proxy.real_address", *MIDDLEWARE]
