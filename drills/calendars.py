"""iCalendar: drills as events."""
