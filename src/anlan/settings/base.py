"""What every installation shares. Secrets and places of data come from the environment; see embedded, production and test."""

import os
from pathlib import Path

SRC = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ANLAN_DATA", "data")).resolve()
SECRET_KEY = os.environ.get("ANLAN_SECRET", "")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("ANLAN_HOSTS", "127.0.0.1,localhost").split(",") if host]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_L10N = False
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [SRC / "desk" / "locale"]

ROOMS = ("duties", "prevention", "oversight", "monitoring", "response")
FIGURE_PAGES = (("/insight/", "指标"), ("/duties/packs", "调度和约谈材料"), ("/exchange/below", "交下级办理"))
"""Pages of figures above the desk, linked from 统计."""
FIGURE_TRIALS = ("/monitoring/backtest?figure=", ("coal_monitoring.", "sensor_integrity."))
"""Where a figure of the county is tried before it is set, and how the keys of those begin that can be."""
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_htmx",
    "anlan.kernel",
    "anlan.desk",
    "anlan.registry",
    *(f"anlan.{room}" for room in ROOMS),
    "anlan.insight",
    "anlan.exchange",
]
MIDDLEWARE = [
    "anlan.run.logs.request_id",
    "anlan.run.proxy.no_nul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "anlan.desk.frame.FrameMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "anlan.run.urls"
WSGI_APPLICATION = "anlan.run.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "anlan.desk.frame.context"],
            "builtins": ["anlan.desk.templatetags.desk"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "anlan.desk.accounts.pages.locked"
OTP_TOTP_ISSUER = "安澜"

SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = int(os.environ.get("ANLAN_IDLE_MINUTES", "30"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
EVENTS_PORT = int(os.environ.get("ANLAN_EVENTS_PORT", "0"))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "connect-src": ["'self'", *([f"*:{EVENTS_PORT}"] if EVENTS_PORT else [])],
        "img-src": ["'self'", "data:", "blob:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False


def sqlite(path: Path) -> dict[str, object]:
    """The embedded database: WAL, IMMEDIATE, synchronous FULL (a power cut loses nothing), foreign keys on."""
    return {
        "ENGINE": "anlan.kernel.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;",
        },
    }


def postgres(dsn: str) -> dict[str, object]:
    """The production database from one setting, `postgresql://user:password@host:port/name` (or a socket folder as ?host=)."""
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(dsn)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600} | {
        django: str(parts[key]) for django, key in named.items() if parts.get(key)
    }


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "anlan.run.logs.Json"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": os.environ.get("ANLAN_LOG", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "django.security": {"level": "ERROR"}},
}
