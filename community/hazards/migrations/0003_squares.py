from django.db import migrations

from community.hazards.models.public import public_place
from portal.lib.squares import square_at

AT_ONCE = 5_000


def lay(apps, schema_editor):
    """What was reported before stands on the map's squares at once, not only after the next sixth hour."""
    rows = apps.get_model("hazards", "Report").objects.filter(latitude__isnull=False).order_by("pk")
    bare = rows.values_list("pk", "latitude", "longitude", "category__round_to")
    last = 0
    while some := list(bare.filter(pk__gt=last)[:AT_ONCE]):
        last = some[-1][0]
        for key, *exact in some:
            if place := public_place(*exact):
                rows.filter(pk=key).update(square=square_at(*place))


class Migration(migrations.Migration):
    dependencies = [("hazards", "0002_blocks_and_handovers")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
