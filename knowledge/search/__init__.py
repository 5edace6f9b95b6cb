"""Search: Whoosh stays inside."""
