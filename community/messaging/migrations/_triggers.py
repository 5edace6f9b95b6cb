"""Triggers that write a ChangedPart for every change of a delivery or of who was reached.

SQLite loses a table's triggers when a migration remakes the table: one that alters Delivery or Reached ends with
`migrations.RunPython(watch, unwatch)` on these two. tests/messaging/test_counting.py fails where that was forgotten.
"""

PART = "substr({row}.recipient, 1, 9)"  # as PART_KEY says

# One row at a time, and one writer at a time: a part is named once.
SQLITE = """
    CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
        INSERT INTO messaging_changedpart (broadcast_id, part)
        SELECT {row}.broadcast_id, {part}
        WHERE NOT EXISTS (
            SELECT 1 FROM messaging_changedpart WHERE broadcast_id = {row}.broadcast_id AND part = {part}
        );
    END
"""
# Once a statement, and without a look at what others name: nobody waits for another's transaction.
FUNCTION = """
    CREATE OR REPLACE FUNCTION messaging_note_changed_parts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO messaging_changedpart (broadcast_id, part)
        SELECT DISTINCT broadcast_id, substr(recipient, 1, 9) FROM changed;
        RETURN NULL;
    END $$
"""
POSTGRESQL = """
    CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {row} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_note_changed_parts()
"""
# what counts see of a row; SQLite alone can tell one column from another
COLUMNS = "UPDATE OF status, error, segments, channel, language, area"
WATCHED = [
    ("delivery_came", "messaging_delivery", "INSERT", "INSERT", "NEW"),
    ("delivery_changed", "messaging_delivery", "UPDATE", COLUMNS, "NEW"),
    ("delivery_went", "messaging_delivery", "DELETE", "DELETE", "OLD"),
    ("reached_came", "messaging_reached", "INSERT", "INSERT", "NEW"),
    ("reached_changed", "messaging_reached", "UPDATE", "UPDATE", "NEW"),
    ("reached_went", "messaging_reached", "DELETE", "DELETE", "OLD"),
]


def watch(apps, schema_editor) -> None:
    """Make the triggers, anew where there are some."""
    unwatch(apps, schema_editor)
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(FUNCTION)
    for name, table, event, columns, row in WATCHED:
        template, event = (POSTGRESQL, event) if postgresql else (SQLITE, columns)
        statement = template.format(name=name, event=event, table=table, row=row, part=PART.format(row=row))
        schema_editor.execute(statement)


def unwatch(apps, schema_editor) -> None:
    on_table = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for name, table, *_rest in WATCHED:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table.format(table=table)}")
