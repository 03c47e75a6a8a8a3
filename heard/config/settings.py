"""All settings of Heard, read from the environment once. Each is described in docs/settings.md."""

from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext

from heard.config.environment import (
    env,
    envbool,
    envint,
    envlist,
    envsecret,
    envword,
    kept_key,
    own_hosts,
)

django_stubs_ext.monkeypatch()  # so that forms and querysets can name their types

PACKAGE = Path(__file__).resolve().parent.parent


# Where things are kept
DATA = Path(env("DATA", str(PACKAGE.parent / "data"))).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = envsecret("SECRET_KEY") or kept_key(DATA)
DEBUG = False
HEARD_URL = env("URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS") or own_hosts(HEARD_URL)
CSRF_TRUSTED_ORIGINS = [HEARD_URL]

_database = envsecret("DATABASE_URL")
if _database:
    DATABASES = {
        "default": {
            **dj_database_url.parse(_database, conn_max_age=600),
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "heard.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Room for what one transaction of an import changes, and for several before the
                # log is written back, so that pages are written once and not again and again
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=4000;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": {
        "BACKEND": env("STORAGE", "heard.mail.storage.DurableFiles"),
        "OPTIONS": {"location": str(DATA / "files")} if not env("STORAGE") else {},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The rooms, in the order of the way
ROOMS = [
    "look", "journal", "people", "mail", "judgement", "philosophy", "conversations", "heat",
    "situations", "listening", "holding", "huddles", "decisions", "closing", "desk",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *(f"heard.{room}" for room in reversed(ROOMS)),
    "heard.config",
    "allauth",
    "allauth.account",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heard.people.language.ColleagueLanguage",
    "heard.people.advising.door.NarrowDoor",
    "heard.journal.once.OncePerPage",
    "heard.people.house_time.HouseTime",
    "django.middleware.common.CommonMiddleware",
    "heard.look.typed.Typed",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "heard.desk.navigation.navigation",
            ],
        },
    }
]
ROOT_URLCONF = "heard.config.urls"
WSGI_APPLICATION = "heard.config.wsgi.application"

# What happens after what, and when (journal finds them here)
HEARD_WIRING = "heard.config.wiring.WIRING"
HEARD_SCHEDULE = "heard.config.schedule.SCHEDULE"

# Signing in
AUTH_USER_MODEL = "people.Colleague"
# By the address of a Colleague alone: the library's own looks into a second list of addresses
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "heard.people.signin.Adapter"
ACCOUNT_FORMS = {"reset_password": "heard.people.signin.ForgottenForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a name
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # not the name by which the house was called
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody outside is written to, nor told who works here
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "heard_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HEARD_URL.startswith("https:")
SESSION_COOKIE_SAMESITE = "Lax"
_behind_proxy = envbool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(_behind_proxy)  # it says who comes; else all come from it
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HEARD_URL.startswith("https:") else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
}

# Words and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["heard.look.formats"]  # dates that mean the same on both sides of the sea
TIME_ZONE = env("TIME_ZONE", "Europe/Berlin")
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"

# Mail in
HEARD_SMTP_PORT = envint("SMTP_PORT", 2525)
HEARD_SMTP_BIND = env("SMTP_BIND", "127.0.0.1")
HEARD_SMTP_CATCHALL = env("SMTP_CATCHALL")
HEARD_SMTP_DOOR_TLS = envword("SMTP_DOOR_TLS", "none", ["none", "starttls", "required", "tls"])
HEARD_SMTP_DOOR_CERTIFICATE = env("SMTP_DOOR_CERTIFICATE")
HEARD_SMTP_DOOR_KEY = env("SMTP_DOOR_KEY") or None
HEARD_MESSAGE_LIMIT = envint("MESSAGE_LIMIT_MB", 50) * 1024 * 1024
HEARD_TRUSTED_SERVERS = envlist("TRUSTED_SERVERS")
HEARD_LOOP_RATE = envint("LOOP_RATE", 30)
HEARD_PARSE_SECONDS = envint("PARSE_SECONDS", 30)
HEARD_PARSE_MEMORY = envint("PARSE_MEMORY_MB", 1024)
HEARD_IMAP_IDLE_SECONDS = envint("IMAP_IDLE_SECONDS", 240)
HEARD_IMAP_POLL_SECONDS = envint("IMAP_POLL_SECONDS", 60)
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a team of a house of 3,000 is ticked on one page

# Signing mailboxes in with OAuth2 (RFC 6749), over IMAP and SMTP
_tenant = env("MICROSOFT_TENANT", "common")
HEARD_OAUTH: dict[str, dict[str, Any]] = {
    "google": {
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_url": "https://oauth2.googleapis.com/token",
        "client_id": env("GOOGLE_CLIENT_ID"),
        "client_secret": envsecret("GOOGLE_CLIENT_SECRET"),
        "scope": "https://mail.google.com/",
        "extra": {"access_type": "offline", "prompt": "consent"},
    },
    "microsoft": {
        "authorize_url": f"https://login.microsoftonline.com/{_tenant}/oauth2/v2.0/authorize",
        "token_url": f"https://login.microsoftonline.com/{_tenant}/oauth2/v2.0/token",
        "client_id": env("MICROSOFT_CLIENT_ID"),
        "client_secret": envsecret("MICROSOFT_CLIENT_SECRET"),
        "scope": "offline_access https://outlook.office.com/IMAP.AccessAsUser.All"
        " https://outlook.office.com/SMTP.Send",
        "extra": {},
    },
    "own": {
        "authorize_url": env("OAUTH_AUTHORIZE_URL"),
        "token_url": env("OAUTH_TOKEN_URL"),
        "client_id": env("OAUTH_CLIENT_ID"),
        "client_secret": envsecret("OAUTH_CLIENT_SECRET"),
        "scope": env("OAUTH_SCOPE"),
        "extra": {},
    },
}

# Mail out: without a server, sent mail lands in the local outbox page
HEARD_SMTP_HOST = env("SMTP_HOST")
HEARD_SMTP_HOST_PORT = envint("SMTP_HOST_PORT", 587)
HEARD_SMTP_USER = env("SMTP_USER")
HEARD_SMTP_PASSWORD = envsecret("SMTP_PASSWORD")
HEARD_SMTP_SECURITY = envword("SMTP_SECURITY", "starttls", ["starttls", "tls", "none"])
# A delivery service over HTTP instead of an SMTP server, and how each of them calls its key
HEARD_SERVICES = {
    "brevo": "api_key", "mailersend": "api_token", "mailgun": "api_key", "mailjet": "api_key",
    "mailtrap": "api_token", "postal": "api_key", "postmark": "server_token",
    "resend": "api_key", "scaleway": "secret_key", "sparkpost": "api_key",
    "unisender_go": "api_key",
}  # fmt: skip
HEARD_SERVICE = envword("SERVICE", "", HEARD_SERVICES)
HEARD_SERVICE_KEY = envsecret("SERVICE_KEY")
HEARD_SERVICE_SECRET = envsecret("SERVICE_SECRET")
HEARD_SERVICE_URL = env("SERVICE_URL")
HEARD_SERVICE_DOMAIN = env("SERVICE_DOMAIN")
HEARD_SERVICE_PROJECT = env("SERVICE_PROJECT")
HEARD_CANCEL_SECONDS = envint("CANCEL_SECONDS", 10)
HEARD_RETRY_HOURS = envint("RETRY_HOURS", 24)
HEARD_ATTACHMENTS_LIMIT = envint("ATTACHMENTS_LIMIT_MB", 20) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "heard.conversations.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
EMAIL_BACKEND = "heard.mail.colleagues.ColleagueMail"
DEFAULT_FROM_EMAIL = env("FROM", "heard@localhost")

# Background work
HEARD_LEASE_SECONDS = envint("LEASE_SECONDS", 60)
HEARD_TRIES = envint("TRIES", 8)
HEARD_WORKERS = envint("WORKERS", 1)

# Whether "hotter" and "cooler" move later readings (see /heat/learnt/)
HEARD_ASK_IF_HEARD = envbool("ASK_IF_HEARD", False)
HEARD_LEARN_HEAT = envbool("LEARN_HEAT", True)

# The log names what happened and where, never who wrote what
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discretion": {"()": "heard.journal.discretion.Discretion"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["discretion"],
        }
    },
    # Libraries write mails and queries line by line when they are asked to say more
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"heard": {"level": env("LOG_LEVEL", "INFO")}},
}
