"""Production: PostgreSQL, secrets from the environment only, cookies over TLS."""

import os

from anlan.settings.base import *  # noqa: F403
from anlan.settings.base import postgres

SECRET_KEY = os.environ["ANLAN_SECRET"]
DATABASES = {"default": postgres(os.environ["ANLAN_DATABASE"])}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ANLAN_TLS", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
