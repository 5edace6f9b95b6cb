"""Counts that are kept, so that nobody has to count a hundred thousand people twice."""

from django.db import models

from community.messaging.models.queue import PART_KEY, Broadcast


class KeptCount(models.Model):
    """The people of one part of a broadcast as they were last counted; under WHOLE the sum of all parts.

    What it says holds of parts that no ChangedPart names.
    """

    WHOLE = ""

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="+")
    part = models.CharField(max_length=PART_KEY)  # Delivery.part
    sums = models.JSONField(default=list)  # [[language, area, how reached, rows, people], ...]: see selectors.counting

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "part"], name="one_count_a_part")]


class ChangedPart(models.Model):
    """People of this part must be counted again: a row of theirs came, changed or went, or they were reached.

    The database itself writes it, in the transaction of the change (triggers, made by a migration), so that no writer
    can forget it. A part may be named several times; nobody waits for anybody to name it.
    """

    broadcast = models.ForeignKey(Broadcast, models.DO_NOTHING, db_constraint=False, related_name="+")
    part = models.CharField(max_length=PART_KEY)

    class Meta:
        indexes = [models.Index(fields=["broadcast", "part"], name="part_changed")]
