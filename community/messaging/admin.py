"""Read-only: what was sent and what came in is a record."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.messaging.models import Broadcast, Delivery, Receipt, Reconciliation, Ring
from community.messaging.models.queue import REASONS
from community.messaging.selectors import CHANNELS
from portal.lib.asked import Forgiving, LanguageFilter, filter_in, language_name
from portal.lib.readonly import ReadOnly
from portal.lib.recipients import masked_address


def channel_words(names):
    return ", ".join(str(CHANNELS.get(name, name)) for name in names)


@admin.register(Broadcast)
class BroadcastAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("key", "lane", "exercise", "opened_at", "filled_at", "expires", "stopped_at")
    list_filter = ("lane", "exercise")
    search_fields = ("key",)
    search_help_text = _("By what it belongs to, as in alert:LW-7KX2PQ.")
    fields = (
        "key", "lane", "exercise", "texts", "at_once", "then", "opened_at", "filled_at", "hold_until",
        "expires", "stopped_at",
    )  # fmt: skip
    readonly_fields = ("at_once", "then")

    @admin.display(description=_("channels used at once"))
    def at_once(self, broadcast):
        return channel_words(broadcast.ways.at_once)

    @admin.display(description=_("channels where these fail"))
    def then(self, broadcast):
        return channel_words(broadcast.ways.then) or "–"


@admin.register(Delivery)
class DeliveryAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("key", "number", "way", "read_in", "status", "why", "sent_at", "ended_at")
    list_filter = ("status", "lane", ("language", LanguageFilter))
    list_select_related = ("broadcast",)
    search_fields = ("broadcast__key", "=carrier_id")
    search_help_text = _("By what it belongs to, as in alert:LW-7KX2PQ, or by the carrier's number for it.")
    show_full_result_count = False  # counting a million rows for a heading
    fieldsets = (
        (None, {"fields": ("broadcast", "number", "way", "read_in", "segments")}),
        (_("How it went"), {"fields": ("status", "why", "attempt", "carrier", "carrier_id")}),
        (_("When"), {"fields": ("due_at", "claimed_at", "sent_at", "ended_at")}),
    )
    readonly_fields = ("number", "way", "read_in", "why")

    @admin.display(description=_("broadcast"), ordering="broadcast__key")
    def key(self, row):
        return row.broadcast.key

    @admin.display(description=_("address"))
    def number(self, row):
        return masked_address(row.channel, row.address)

    @admin.display(description=_("channel"), ordering="channel")
    def way(self, row):
        return channel_words([row.channel])

    @admin.display(description=_("language"), ordering="language")
    def read_in(self, row):
        return language_name(row.language)

    @admin.display(description=_("reason"), ordering="error")
    def why(self, row):
        return row.reason or "–"


@admin.register(Receipt)
class ReceiptAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("at", "number", "attempt", "state", "why", "carrier_id")
    list_filter = (("status", filter_in(dict(Delivery.Status.choices))),)
    search_fields = ("=carrier_id",)
    search_help_text = _("By the carrier's number for it.")
    show_full_result_count = False
    fields = ("at", "delivery", "attempt", "state", "why", "carrier_id")
    readonly_fields = ("state", "why")

    @admin.display(description=_("reason"), ordering="error")
    def why(self, receipt):
        return REASONS.get(receipt.error, receipt.error) or "–"

    @admin.display(description=_("delivery"), ordering="delivery_id")
    def number(self, receipt):
        return f"#{receipt.delivery_id}"

    @admin.display(description=_("state"), ordering="status")
    def state(self, receipt):
        return dict(Delivery.Status.choices).get(receipt.status, receipt.status)


@admin.register(Reconciliation)
class ReconciliationAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("day", "carrier", "listed", "agreed", "settled", "strange", "missing", "ended_at")
    list_filter = ("carrier",)
    ordering = ("-day",)


@admin.register(Ring)
class RingAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("key", "status", "turn", "turns", "opened_at", "rang_at", "ended_at")
    list_filter = ("status", "lane")
    search_fields = ("key",)
    search_help_text = _("By what it belongs to.")
    fields = (
        "key", "status", "lane", "ways", "patience", "turn", "turns", "opened_at", "rang_at", "due_at",
        "expires", "ended_at",
    )  # fmt: skip
    readonly_fields = ("ways",)

    @admin.display(description=_("channels"))
    def ways(self, ring):
        return channel_words(ring.channels)
