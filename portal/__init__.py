"""Settings, addresses and the shell around the apps."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
