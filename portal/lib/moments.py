"""Moments that people and programs write."""

from datetime import datetime

FIRST_YEAR, LAST_YEAR = 1900, 9000  # far enough from both ends of the calendar for every zone and every sum of hours


def is_usable(at: datetime) -> bool:
    """Whether `at` can be kept, moved to any zone and reckoned with: no OverflowError waits in it."""
    return FIRST_YEAR <= at.year <= LAST_YEAR
