"""Read-only: what was sent and what came in is a record."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.messaging.models import Broadcast, Delivery, Receipt, Reconciliation, Ring
from portal.lib.readonly import ReadOnly
from portal.lib.recipients import masked_address


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("key", "lane", "exercise", "opened_at", "filled_at", "expires", "stopped_at")
    list_filter = ("lane", "exercise")
    search_fields = ("key",)
    exclude = ("body_sealed", "definition", "cursor")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("pk", "key", "number", "channel", "language", "status", "segments", "attempt", "error", "ended_at")
    list_filter = ("status", "lane", "language")
    list_select_related = ("broadcast",)
    search_fields = ("broadcast__key", "=carrier_id")
    exclude = ("address_sealed", "address_index")
    show_full_result_count = False  # counting a million rows for a heading

    @admin.display(description=_("broadcast"))
    def key(self, row):
        return row.broadcast.key

    @admin.display(description=_("phone"))
    def number(self, row):
        return masked_address(row.channel, row.address)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("delivery_id", "attempt", "status", "error", "carrier_id", "at")
    list_filter = ("status",)
    search_fields = ("=carrier_id",)
    show_full_result_count = False


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("day", "carrier", "listed", "agreed", "settled", "strange", "missing", "ended_at")
    list_filter = ("carrier",)
    ordering = ("-day",)


@admin.register(Ring)
class RingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("key", "status", "turn", "turns", "opened_at", "rang_at", "ended_at")
    list_filter = ("status", "lane")
    search_fields = ("key",)
    exclude = ("callees_sealed", "texts_sealed", "payload")
