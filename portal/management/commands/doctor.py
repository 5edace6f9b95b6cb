"""`manage.py doctor`: what is misconfigured here, and how to mend it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis, RedisError

from community.alerts.cap.signing import BadIdentity
from community.alerts.services.signing import FILE, signing_identity
from community.messaging.carriers import gateway
from community.messaging.selectors.health import alarms
from community.places.models import Community
from knowledge.models import Article
from knowledge.selectors import index_state, search_articles
from portal.selectors import queue_state

Finding = tuple[str, str]  # "ok", "warn" or "bad", and what to say

LONG_ENOUGH = 32  # characters of a key
QUESTIONS = {"en": "fire in the kitchen", "zh-hans": "厨房起火"}


class Command(BaseCommand):
    help = "Say what is misconfigured, and how to mend it. Ends with 1 where something would not work."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, **options):
        marks = {"ok": self.style.SUCCESS("ok  "), "warn": self.style.WARNING("look"), "bad": self.style.ERROR("BAD ")}
        bad = 0
        for check in CHECKS:
            for level, words in found(check):
                bad += level == "bad"
                self.stdout.write(f"{marks[level]}  {words}")
        if bad:
            raise CommandError(f"{bad} to mend, see above.")


def found(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:  # a doctor that dies of what it looks for is of no use
        return [("bad", f"{check.__name__}: {type(error).__name__}. Mend what stands above first.")]


def keys() -> Iterator[Finding]:
    for name, file in (("SECRET_KEY", "secret_key"), ("FIELD_ENCRYPTION_KEY", "field_encryption_key")):
        value, path = getattr(settings, name), settings.DATA_DIR / file
        if len(value) < LONG_ENOUGH:
            yield (
                "warn",
                f"{name} has {len(value)} characters. Take {LONG_ENOUGH} or more, e.g. by: "
                "python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )
        elif path.exists() and path.stat().st_mode & 0o077:
            yield "bad", f"{path} can be read by others. Mend: chmod 600 {path}"
        else:
            yield "ok", f"{name} is set" + (f", kept in {path}" if path.exists() else "")


def signing() -> Iterator[Finding]:
    """The key that signs what is published as CAP."""
    path = settings.DATA_DIR / FILE
    try:
        identity = signing_identity()
    except BadIdentity as bad:
        yield "bad", f"CAP messages go out unsigned: {bad}. Mend CAP_SIGNING_KEY and CAP_SIGNING_CERT, or unset both."
        return
    ends = identity.certificate.not_valid_after_utc
    if ends < timezone.now():
        yield "bad", f"The certificate of CAP messages ended on {ends:%Y-%m-%d}. Set a new key and certificate."
    elif ends < timezone.now() + timedelta(days=30):
        yield "warn", f"The certificate of CAP messages ends on {ends:%Y-%m-%d}. Prepare the next one."
    elif not settings.CAP_SIGNING_KEY and path.stat().st_mode & 0o077:
        yield "bad", f"{path} can be read by others. Mend: chmod 600 {path}"
    else:
        yield "ok", f"CAP messages are signed, until {ends:%Y-%m-%d}; SHA-256 {identity.fingerprint}"
    if not settings.CAP_SIGNING_KEY and not settings.IS_EMBEDDED:
        yield "warn", "CAP messages are signed by a key in DATA_DIR. With several machines set CAP_SIGNING_KEY."


def addresses() -> Iterator[Finding]:
    if settings.DEBUG:
        yield "warn", "DEBUG is on: errors show what is inside. Unset DEBUG where anybody else can reach this site."
    if not settings.IS_PUBLIC:
        yield (
            "warn",
            f"PUBLIC_URL is {settings.PUBLIC_URL}: links in texts lead nowhere. Set it to the site's address.",
        )
    elif not settings.IS_HTTPS:
        yield (
            "bad",
            f"PUBLIC_URL is {settings.PUBLIC_URL}: sign-ins travel in clear. Serve it by https.",
        )
    else:
        yield "ok", f"PUBLIC_URL is {settings.PUBLIC_URL}"
    if settings.IS_HTTPS and not settings.TRUSTED_PROXIES.networks:
        yield (
            "bad",
            "PUBLIC_URL is https, but TRUSTED_PROXIES is empty: every request is redirected for ever. "
            "Set TRUSTED_PROXIES to the address of the proxy that ends TLS.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield "bad", "ALLOWED_HOSTS holds *: any Host header is believed. Name the hosts, or leave it unset."


def database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield (
            "bad",
            f"The database does not answer ({type(error).__name__}). Does it run? Is DATABASE_URL right?",
        )
        return
    yield "ok", f"The database answers ({connection.vendor})"
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield "bad", f"{len(waiting)} migrations have not run. Mend: manage.py migrate"
        return
    yield "ok", "Migrations have run"
    if settings.CACHES["answers"]["LOCATION"] not in connection.introspection.table_names():
        yield "bad", "The table of kept answers is missing. Mend: manage.py createcachetable"
    yield from contents()


def contents() -> Iterator[Finding]:
    """What stands in the database, and whether it is being worked on."""
    names = list(Community.objects.values_list("slug", flat=True))
    if names:
        yield "ok", "Communities: " + ", ".join(names)
    else:
        yield "bad", "There is no community. Mend: add one under /admin/, or manage.py demo"
    late = queue_state(timezone.now())["late"]
    if late:
        yield "bad", "Texts that are due wait for minutes. Is a worker running? manage.py up --processes worker,beat"
    for check in alarms(timezone.now()):
        yield "warn", f"{check.label}: {check.words}. {check.advice}"


def guides() -> Iterator[Finding]:
    """The chat's knowledge, and the index that it is found by."""
    articles = Article.objects.filter(is_published=True).count()
    if not articles:
        yield "bad", "No guide is loaded: the chat knows nothing. Mend: manage.py load_knowledge"
        return
    for language, question in QUESTIONS.items():
        if search_articles(question, language, None).results:
            yield "ok", f"{articles} guides are loaded, and the search answers ({language})"
        else:
            yield "bad", f"The search finds nothing on “{question}”. Mend: manage.py load_knowledge"
        state = index_state(language)  # the question has built it, if it had to be
        if state.fault:
            yield "warn", f"The index ({language}) is {state.fault}. Can DATA_DIR be written?"
        elif state.differences:
            yield (
                "bad",
                f"The index ({language}) differs from the database in {len(state.differences)} guides "
                f"({state.guides}). Mend: manage.py rebuild_index",
            )


def redis() -> Iterator[Finding]:
    if settings.IS_EMBEDDED:
        if connection.vendor == "postgresql":
            yield "warn", "PostgreSQL without REDIS_URL: one process only. Set REDIS_URL before starting more."
        else:
            yield "ok", "No REDIS_URL: everything runs in one process"
        return

    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
    except (RedisError, ValueError) as error:
        yield "bad", f"Redis does not answer ({type(error).__name__}). Does it run? Is REDIS_URL right?"
    else:
        yield "ok", "Redis answers"
    if connection.vendor == "sqlite":
        yield "warn", "REDIS_URL with SQLite: good for one machine. Set DATABASE_URL to PostgreSQL for a city."


def carrier() -> Iterator[Finding]:
    account, token = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN
    sender = settings.TWILIO_FROM or settings.TWILIO_MESSAGING_SERVICE_SID
    given = {
        "TWILIO_ACCOUNT_SID": account,
        "TWILIO_AUTH_TOKEN": token,
        "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID": sender,
    }
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given) and settings.SMS_GATEWAYS:
        return  # texts go by a gateway alone
    if len(missing) == len(given):
        yield "warn", "No Twilio credentials: nothing is sent, texts show on /outbox/"
    elif missing:
        yield (
            "bad",
            f"Twilio is half set. Missing: {', '.join(missing)}. Set all, or none for the demo carrier.",
        )
    else:
        yield "ok", f"Twilio is set, at {settings.TWILIO_API_URL}"
        yield "warn", _help_text()
        if not settings.TWILIO_VOICE_FROM:
            yield "warn", "Nobody is called: a messaging service cannot. Set TWILIO_VOICE_FROM to a number that may."
        if not settings.IS_PUBLIC:
            yield "warn", "Twilio cannot call back: PUBLIC_URL is this machine only. Receipts are asked for instead."


def _help_text() -> str:
    """HELP never reaches us: the carrier answers it, with the words that stand in its own settings."""
    rows = Community.objects.values_list("emergency_numbers", flat=True)
    numbers = "/".join(dict.fromkeys(number for row in rows for number in row.values())) or "your emergency number"
    return (
        "Somebody in need may text HELP, and the carrier answers it alone, with “Reply STOP to unsubscribe”. Have its "
        "HELP text (Twilio: Messaging Service, Opt-Out Management) say this first: "
        f"“In danger? Call {numbers} now. Nobody reads this.”"
    )


def gateways() -> Iterator[Finding]:
    """Carriers of texts that SMS_GATEWAY describes."""
    for name, described in settings.SMS_GATEWAYS.items():
        wrong = gateway.faults(described)
        for fault in wrong:
            yield "bad", f"SMS_GATEWAY {name}: {fault}"
        if wrong:
            continue
        prefixes = ", ".join(settings.CARRIER_ROUTES[name]["prefixes"])
        yield "ok", f"SMS_GATEWAY {name} is set, for {prefixes}"
        if not described.get("secret"):
            yield "warn", f"SMS_GATEWAY {name} has no secret: its receipts and texts to us are refused."
        if not described["send"]["url"].startswith("https:"):
            yield "warn", f"SMS_GATEWAY {name} is not reached by https: numbers and words travel in clear."
        if not described.get("look_up"):
            yield "warn", f"SMS_GATEWAY {name} has no look_up: what its receipts do not say stays unknown."


def other_ways() -> Iterator[Finding]:
    """E-mail and notifications."""
    if settings.EMAIL_SERVER is None:
        yield "warn", "EMAIL_URL is unset: nobody is warned by e-mail."
    else:
        yield "ok", f"E-mail goes by {settings.EMAIL_SERVER['host']}, from {settings.EMAIL_FROM}"
        if settings.EMAIL_SERVER["user"] and not settings.EMAIL_SERVER["tls"]:
            yield "warn", "EMAIL_URL signs in without encryption. Take smtp+tls:// or smtp+ssl:// if the server has it."
    if not settings.VAPID_CONTACT:
        yield "warn", "No https PUBLIC_URL and no VAPID_CONTACT: no notifications are sent to browsers."
        return
    kept = settings.DATA_DIR / "vapid_private_key"
    if not settings.IS_EMBEDDED and kept.exists() and kept.read_text().strip() == settings.VAPID_PRIVATE_KEY:
        yield (
            "warn",
            f"The key for notifications is the one in {kept}. Set VAPID_PRIVATE_KEY to it on every machine: "
            "browsers that subscribed for another key hear nothing.",
        )
    else:
        yield "ok", "Notifications are sent to browsers"


CHECKS = (keys, signing, addresses, database, redis, carrier, gateways, other_ways, guides)
