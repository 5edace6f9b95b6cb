"""Counts are kept from here on; what is there already is counted at the first turn."""

from django.db import migrations

from community.messaging.migrations._triggers import unwatch, watch

ALL_PARTS = """
    INSERT INTO messaging_changedpart (broadcast_id, part) SELECT DISTINCT broadcast_id, part FROM messaging_delivery
"""
# the way that somebody prefers was opened first
LEADING = """
    UPDATE messaging_delivery SET leads = TRUE
    WHERE id IN (SELECT MIN(id) FROM messaging_delivery GROUP BY broadcast_id, recipient)
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0015_board_counts")]

    operations = [
        migrations.RunSQL(LEADING, migrations.RunSQL.noop),
        migrations.RunSQL(ALL_PARTS, migrations.RunSQL.noop),
        migrations.RunPython(watch, unwatch),
    ]
