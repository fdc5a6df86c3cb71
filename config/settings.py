"""The one settings module. Everything that differs between places comes from the environment (`config/env.py`)."""

import sys
from datetime import timedelta

import environ
from celery.schedules import crontab

from config import databases, embedded, keys, logs
from config.env import BASE_DIR, env, origins

DEBUG = env("DEBUG")
DATA_DIR = BASE_DIR / env("DATA_DIR")
EMBEDDED = not env("DATABASE_URL")
LOCAL = EMBEDDED or DEBUG

SECRET_KEY = keys.get("SECRET_KEY", data_dir=DATA_DIR, may_generate=LOCAL)
INSTANCE_KEY = keys.get("INSTANCE_KEY", data_dir=DATA_DIR, may_generate=LOCAL)

INSTALLED_APPS = [
    "config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.staticfiles.StaticFiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "js_lib_leaflet",
    "commons",
    "ledger",
    "thresholds",
    "market",
]

MIDDLEWARE = [
    "config.plumbing.requests.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "config.plumbing.headers.PermissionsPolicy",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "config.plumbing.readers.AsTheyRead",
    "config.plumbing.readers.StaffSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.plumbing.display.display",
                "commons.views.context.header",
            ],
        },
    },
]

# Data

SERVICES = embedded.Services(DATA_DIR)
DATABASES = {"default": databases.database(SERVICES, as_owner=databases.changes_schema(sys.argv))}
APP_ROLE = databases.app_role(SERVICES)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env("REDIS_URL") or SERVICES.cache_url,
        "KEY_PREFIX": "allocation",
    }
}

# Who one is

AUTH_USER_MODEL = "commons.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "commons.forms.signup.SignupForm"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env("EMAIL_URL") else "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_ADAPTER = "config.plumbing.second_factors.Adapter"
MFA_TOTP_ISSUER = "Allocation"
REQUIRE_STAFF_MFA = not LOCAL if env("REQUIRE_STAFF_MFA") is None else env("REQUIRE_STAFF_MFA")
USERSESSIONS_TRACK_ACTIVITY = True

# Security

ALLOWED_HOSTS = env("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")
HTTPS = not LOCAL if env("HTTPS") is None else env("HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env("TRUST_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
TILE_URL, TILE_ATTRIBUTION = env("TILE_URL"), env("TILE_ATTRIBUTION")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *origins(TILE_URL)],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Files

MEBIBYTE = 1024 * 1024
EVIDENCE_MAX_BYTES = 20 * MEBIBYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEBIBYTE
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEBIBYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "config.plumbing.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if LOCAL else "config.staticfiles.Storage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
if LOCAL:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none

# Words

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("fr", "Français"), ("es", "Español")]  # each in its own words
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
SOURCE_URL = env("SOURCE_URL")
FORCE_RTL = False  # tests turn every page around with it
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE")

# Mail

vars().update(environ.Env.email_url_config(env("EMAIL_URL") or "consolemail://"))
MAIL_BACKEND = vars()["EMAIL_BACKEND"]  # how the outbox sends; everything else only writes into the outbox
EMAIL_BACKEND = "config.plumbing.outbox.Backend"
MAIL_PAGE = LOCAL and not env("EMAIL_URL")  # /dev/mail/ shows what would have been sent
SITE_URL = env("SITE_URL") or (f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://localhost:8000")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL")

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "commons.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["commons.api.scopes.MayCall"],
    "DEFAULT_PARSER_CLASSES": ["config.plumbing.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.plumbing.negotiation.AlwaysJSON",
    "DEFAULT_PAGINATION_CLASS": "config.plumbing.paging.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["config.plumbing.ratelimits.WindowThrottle"],
    "DEFAULT_SCHEMA_CLASS": "config.plumbing.schemas.ProblemSchema",
    "EXCEPTION_HANDLER": "config.api.problems.handle",
    "NUM_PROXIES": 1 if env("TRUST_PROXY") else 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_RATE_LIMITS = {"anonymous": 300, "reads": 1_200, "writes": 300}  # a minute
SPECTACULAR_SETTINGS = {
    "TITLE": "Allocation",
    "DESCRIPTION": "The public record of verified contributions, of the money that pays for them, and of who did what. "
    "Reading what is public takes no token. How to begin: `/developers/`; what each problem means: `/errors/`.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AgentKind": "commons.models.Agent.Kind",
        "AssetKind": "ledger.models.Asset.Kind",
        "ClaimState": "ledger.models.Claim.State",
        "ClaimTier": "ledger.models.Claim.Tier",
        "PayoutState": "ledger.models.Payout.State",
        "PlaceKind": "commons.models.Place.Kind",
        "PledgeState": "ledger.models.Pledge.State",
        "TransferPhase": "ledger.models.Transfer.Phase",
        "UnitKind": "ledger.models.Unit.Kind",
        "ObjectionOutcome": "ledger.models.Objection.Outcome",
        "VerificationOutcome": "ledger.models.Verification.Outcome",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}

# OAuth clients of the API. Documents about clients are never fetched from addresses that clients name.

IDP_OIDC_ADAPTER = "commons.api.oauth.Adapter"
IDP_OIDC_PRIVATE_KEY = keys.rsa("OIDC_PRIVATE_KEY", data_dir=DATA_DIR)
IDP_OIDC_CIMD_ENABLED = False
IDP_OIDC_DCR_ENABLED = False
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 3_600

# Tasks: a message is only a hint, so that a lost one costs a minute and a doubled one nothing

CELERY_BROKER_URL = env("REDIS_URL") or SERVICES.broker_url
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "ledger"
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_TRACK_STARTED = False
CELERY_TASK_TIME_LIMIT = 1_800  # below the visibility timeout, else a long task would run twice
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3_600,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # in memory: the usual file does not outlive a kill -9
CELERY_BEAT_SCHEDULE = {
    "reconcile": {"task": "ledger.tasks.reconcile", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "sweep": {"task": "ledger.tasks.sweep", "schedule": timedelta(minutes=1), "options": {"expires": 60}},
    "collect_orphans": {"task": "ledger.tasks.collect_orphans", "schedule": crontab(hour=3, minute=20)},
    "send_mail": {"task": "config.tasks.send_mail", "schedule": timedelta(seconds=30), "options": {"expires": 30}},
    "make_takeouts": {
        "task": "commons.tasks.make_takeouts",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "prune_takeouts": {"task": "commons.tasks.prune_takeouts", "schedule": crontab(minute=50)},
    "write_digests": {"task": "config.tasks.write_digests", "schedule": crontab(minute=5)},
    "prune": {"task": "config.tasks.prune", "schedule": crontab(hour=3, minute=40)},
    "beat": {"task": "config.tasks.beat", "schedule": timedelta(seconds=20), "options": {"expires": 20}},
}

LOGGING = logs.config(level=env("LOG_LEVEL"), style=env("LOG_FORMAT"))
