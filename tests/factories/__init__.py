"""Builders of rows, and the moment that most stories happen at."""

import datetime as dt

NOON = dt.datetime(2026, 7, 8, 12, 0, tzinfo=dt.UTC)
