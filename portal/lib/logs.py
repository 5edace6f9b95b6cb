"""What is written down."""

import logging


class OneLine(logging.Filter):
    """Leaves the traceback off what callers can cause at will: refused requests, wrong hosts, broken bodies."""

    def filter(self, record: logging.LogRecord) -> bool:
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if refused or record.name.startswith("django.security"):
            record.exc_info = None
            record.exc_text = None
        return True
