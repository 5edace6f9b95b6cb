"""The one settings module: everything from the environment, safe on a laptop without any of it."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from community.messaging.carriers.choosing import carriers_for
from portal.lib.keys import kept_key, new_vapid_key
from portal.lib.logs import logging_settings
from portal.lib.mailboxes import mail_server
from portal.lib.networks import Networks

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env("ENV_FILE", default=str(BASE_DIR / ".env")))

# --- where, and how public -------------------------------------------------------------------------------------------
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_loopback = {"127.0.0.1", "localhost", "[::1]", "::1"}
IS_PUBLIC = _public.hostname not in _loopback
DEBUG = env.bool("DEBUG", default=False)
if IS_PUBLIC:
    _missing = [name for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEY") if not env(name, default="")]
    if _missing:
        raise ImproperlyConfigured(
            f"PUBLIC_URL is a public address: set {' and '.join(_missing)} in the environment before starting."
        )
    if DEBUG:
        raise ImproperlyConfigured("PUBLIC_URL is a public address: DEBUG must be off.")
SECRET_KEY = env("SECRET_KEY", default="") or kept_key(DATA_DIR / "secret_key")
FIELD_ENCRYPTION_KEY = env("FIELD_ENCRYPTION_KEY", default="") or kept_key(DATA_DIR / "field_encryption_key")
# What we publish as CAP is signed by these (each PEM, or a file of it), else by a key made once in DATA_DIR.
CAP_SIGNING_KEY = env("CAP_SIGNING_KEY", default="")
CAP_SIGNING_CERT = env("CAP_SIGNING_CERT", default="")
if bool(CAP_SIGNING_KEY) != bool(CAP_SIGNING_CERT):
    raise ImproperlyConfigured("CAP_SIGNING_KEY and CAP_SIGNING_CERT belong together: set both, or neither.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or sorted({*_loopback, _public.hostname or "127.0.0.1"})
TRUSTED_PROXIES = Networks(env.list("TRUSTED_PROXIES", default=[]))
# Who may read /metrics, networks or addresses: figures of a warning under way are nobody else's business.
METRICS_ALLOW = Networks(env.list("METRICS_ALLOW", default=["127.0.0.0/8", "::1"]))
RATE_LIMIT_SCALE = env.float("RATE_LIMIT_SCALE", default=1.0)
# Addresses, networks and names inside our own walls that may be asked although people enter them (feeds, push).
OUTBOUND_EXEMPT = env.list("OUTBOUND_EXEMPT", default=[])

IS_HTTPS = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # probes come from inside, in clear
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES.networks else None
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if IS_PUBLIC else []
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# --- the house -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "knowledge",
    "drills",
    "community.alerts",
    "community.hazards",
    "community.stations",
    "community.people",
    "community.messaging",
    "community.places",
    "community.accounts",
    "portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "channels",
    "csp",
    "django_prometheus",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.lib.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.lib.idempotency.IdempotencyMiddleware",
]
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.templatetags.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.templatetags.shell"],
        },
    }
]

# What apps offer to apps that may not import them, in the order in which it is tried.
SMS_HANDLERS = [
    "community.messaging.inbound.opt_out",  # STOP, START first, always
    "knowledge.inbound.hear_crisis",  # in whatever words
    "community.messaging.inbound.answer",  # Y, N, a number: whoever asked this person last
    "drills.inbound.roll_call",  # SAFE, SOS, DRILLS
    "community.stations.inbound.find_station",  # STATION
    "community.hazards.inbound.file_report_by_text",  # REPORT
    "community.hazards.inbound.follow_report",  # the number of a report
    "community.hazards.inbound.take_photo",  # a picture without either
    "community.messaging.inbound.about",  # ABOUT
    "knowledge.inbound.answer_question",  # anything else
]
CHAT_SKILLS = [
    "community.alerts.skills.current_alerts",
    "community.stations.skills.nearest_station",
    "community.hazards.skills.what_became_of_it",
    "community.hazards.skills.report_a_hazard",
    "community.hazards.skills.hazards_near",
    "drills.skills.next_drill",
]

# Whom a broadcast may go to: audience(definition, *, after, limit) -> list[portal.lib.recipients.Recipient].
AUDIENCES = {
    "residents_in_area": "community.people.selectors.residents_in_area",
    "desk_phones": "community.people.selectors.desk_phones",
    "drill_signups": "drills.selectors.people_to_remind",
}

# The other ways to the people of an audience: contacts(keys) -> {key: [portal.lib.recipients.Address]}.
CONTACTS = {
    "residents_in_area": "community.people.selectors.contacts_of",
}

# Told of addresses that a carrier says exist no more: gone(channel, addresses, *, now).
GONE_ADDRESSES = ["community.people.services.forget_gone", "community.hazards.services.forget_gone"]

# --- data ------------------------------------------------------------------------------------------------------------
DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'shouwang.sqlite3'}")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
IS_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database holds tokens
    # tests race threads: on a file as in life, since a database in memory is one connection
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    # IMMEDIATE with WAL: 0 of 6,400 transactions met "locked" where the defaults lost 93 of 1,200
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # without a pool, ASGI threads exhaust PostgreSQL's connections
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": env.int("DATABASE_POOL", default=16)}}
    # after the server was restarted the pool holds dead connections: each is looked at before it is handed out
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env("REDIS_URL", default="")
IS_EMBEDDED = not REDIS_URL
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
        if IS_EMBEDDED
        else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    ),
    # first answers for repeated requests: in the database, so that a restart forgets none
    "answers": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_answers",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
CHANNEL_LAYERS = {
    "default": (
        {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}
        if IS_EMBEDDED
        else {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    )
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LARGEST_REQUEST = DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024  # bytes, in front of Django: see portal.lib.bodies
LARGEST_REPORT = 44 * 1024 * 1024  # bytes of a hazard report: four photos of 10 MB, and words

# --- background work -------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://localhost//"  # bare memory:// logs warnings
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05} if IS_EMBEDDED else {"socket_timeout": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True  # with prefetch 1: nothing queues behind running tasks
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- people ----------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "signed-in"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Guesses are counted by address, never by account: whoever knows an approver's name must not be able to lock them out.
ACCOUNT_RATE_LIMITS = {
    name: ",".join(f"{max(1, int(count * RATE_LIMIT_SCALE))}/{span}" for count, span in limits)
    for name, limits in {
        "login": [(30, "m/ip")],
        "login_failed": [(10, "m/ip"), (50, "h/ip")],
        "signup": [(20, "m/ip")],
        "reauthenticate": [(10, "m/user")],
        "change_password": [(5, "m/user")],
    }.items()
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTED_PROXIES.networks else 0
DEMO_PASSWORD = env("DEMO_PASSWORD", default="")
# What is asked in the chat is kept as long as what is written to a volunteer: long enough to find again what one was
# told, and to see why an answer did not help; it serves nobody after that.
CHAT_KEPT_DAYS = env.int("CHAT_KEPT_DAYS", default=30)
if CHAT_KEPT_DAYS < 1:
    raise ImproperlyConfigured("CHAT_KEPT_DAYS must be 1 or more")

# --- languages and time ----------------------------------------------------------------------------------------------
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = env("DEFAULT_LANGUAGE", default="en").lower()
if LANGUAGE_CODE not in dict(LANGUAGES):
    raise ImproperlyConfigured("DEFAULT_LANGUAGE must be one of: " + ", ".join(code for code, _name in LANGUAGES))
LANGUAGE_COOKIE_AGE = 400 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")
DEFAULT_REGION = env("DEFAULT_REGION", default="US").upper()

# --- messages --------------------------------------------------------------------------------------------------------
TWILIO_ACCOUNT_SID = env("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env("TWILIO_FROM", default="")
TWILIO_MESSAGING_SERVICE_SID = env("TWILIO_MESSAGING_SERVICE_SID", default="")
TWILIO_VOICE_FROM = env("TWILIO_VOICE_FROM", default="") or TWILIO_FROM  # the number that calls people
TWILIO_API_DEFAULT = "https://api.twilio.com"
TWILIO_API_URL = env("TWILIO_API_URL", default=TWILIO_API_DEFAULT).rstrip("/")
# Where Twilio keeps pictures of texts: its API sends us there, and nowhere else are they fetched from.
TWILIO_MEDIA_HOSTS = env.list("TWILIO_MEDIA_HOSTS", default=["mms.twiliocdn.com"])
CARRIER_TIMEOUT = 10.0  # seconds, for one request to a carrier
CANARY_PHONE = env("CANARY_PHONE", default="")  # a phone of ours that gets a text every ten minutes
RECEIPT_SPOOL = DATA_DIR / "spool" / "receipts"
RECEIPT_SPOOL_MB = env.int("RECEIPT_SPOOL_MB", default=64)  # that receipts may fill while the database is away
SMS_SEGMENTS_PER_SECOND = env.float("SMS_SEGMENTS_PER_SECOND", default=100.0)  # of each carrier of texts
# Other carriers of texts, each described as community.messaging.carriers.gateway says: one JSON object, or a list.
_described = env.json("SMS_GATEWAY", default=[])
SMS_GATEWAYS = {
    str(one.get("name", "gateway")): one for one in (_described if isinstance(_described, list) else [_described])
}
# What each carrier takes: weight among those that may, prefixes of numbers, segments a second. By default a gateway
# takes numbers of mainland China, where links, replies and free texts from abroad do not arrive.
CARRIER_ROUTES = {
    "twilio": {
        "weight": env.int("TWILIO_WEIGHT", default=100),
        "prefixes": env.list("TWILIO_PREFIXES", default=["+"]),
    },
    "twilio_voice": {"per_second": env.float("VOICE_CALLS_PER_SECOND", default=1.0)},
    **{
        name: {
            "weight": one.get("weight", 100),
            "prefixes": one.get("prefixes", ["+86"]),
            "per_second": one.get("segments_per_second"),
        }
        for name, one in SMS_GATEWAYS.items()
    },
}
# Seconds after which a text whose fate nobody can tell is sent again, by the severity of the warning: for an extreme
# one, twice is better than not at all. A severity that is not named, and every text that is no warning ("" names
# those), is sent again only once the carrier said that it never took it.
RESEND_UNKNOWN_AFTER: dict[str, float] = env.json("RESEND_UNKNOWN_AFTER", default={"extreme": 30})
LANGUAGE_OF_PHONE = "community.people.selectors.language_of_phone"  # phone -> language or None
SMS_PRICE_PER_SEGMENT = env("SMS_PRICE_PER_SEGMENT", default="0.0083")  # shown as an estimate, in SMS_PRICE_CURRENCY
SMS_PRICE_CURRENCY = env("SMS_PRICE_CURRENCY", default="USD")
# Web push: our key, and whom a push service may write to about us. Browsers subscribe for the key: keep it.
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="") or kept_key(DATA_DIR / "vapid_private_key", new_vapid_key)
VAPID_CONTACT = env("VAPID_CONTACT", default="") or (PUBLIC_URL if IS_HTTPS else "")
if "@" in VAPID_CONTACT and not VAPID_CONTACT.startswith("mailto:"):
    VAPID_CONTACT = f"mailto:{VAPID_CONTACT}"
# E-mail: smtp://user:password@host:port, smtp+tls:// (STARTTLS) or smtp+ssl://.
EMAIL_SERVER = mail_server(env("EMAIL_URL", default=""))
EMAIL_FROM = env("EMAIL_FROM", default=f"warnings@{_public.hostname}")
CARRIERS = carriers_for(
    twilio=bool(TWILIO_ACCOUNT_SID),
    calls=bool(TWILIO_VOICE_FROM),  # a messaging service cannot call
    gateways=list(SMS_GATEWAYS),
    push=bool(VAPID_CONTACT),
    email=EMAIL_SERVER is not None,
)

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # each view asks its own permission
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "portal.lib.reading.JSONReader",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "portal.lib.paging.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.lib.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Shouwang API",
    "DESCRIPTION": "Report hazards, warn, find stations, join drills, ask.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- what a page may load --------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- what is written down: never a phone number, a code or a token ---------------------------------------------------
PROMETHEUS_EXPORT_MIGRATIONS = False
LOGGING = logging_settings()

SITE_NAME = _("Shouwang")
