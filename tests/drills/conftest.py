"""A database that threads can share."""

import sqlite3

import pytest
from django.db import connection


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """On SQLite a file, as on a laptop: the tests' own database in memory is one connection for all threads."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    file = tmp_path / "threads.sqlite3"
    with sqlite3.connect(file) as copy:
        in_memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name
