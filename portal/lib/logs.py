"""What is written down."""

import logging
from typing import Any

import structlog


class OneLine(logging.Filter):
    """Leaves the traceback off what callers can cause at will: refused requests, wrong hosts, broken bodies."""

    def filter(self, record: logging.LogRecord) -> bool:
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if refused or record.name.startswith("django.security"):
            record.exc_info = None
            record.exc_text = None
        return True


def logging_settings() -> dict[str, Any]:
    """What is written to stderr, as Django's LOGGING; sets up structlog to go the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.dev.ConsoleRenderer(
                    colors=False,
                    exception_formatter=structlog.dev.plain_traceback,  # the rich one prints local variables: phones
                ),
                "foreign_pre_chain": [structlog.processors.TimeStamper(fmt="iso"), structlog.stdlib.add_log_level],
            }
        },
        "filters": {"one_line": {"()": "portal.lib.logs.OneLine"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["one_line"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "portal": {"level": "INFO"},
            "community": {"level": "INFO"},
            "drills": {"level": "INFO"},
            "knowledge": {"level": "INFO"},
            # these log the arguments of tasks and the addresses of requests, tokens among them
            "celery": {"level": "WARNING"},
            "uvicorn.error": {"level": "WARNING"},
            "uvicorn.access": {"level": "ERROR"},
        },
    }
