"""The verbs of messaging: open, fill, send, settle; hear and answer."""

from community.messaging.services.broadcasts import (
    fill_broadcast,
    fill_due,
    open_broadcast,
    send_text,
    stop_broadcast,
)
from community.messaging.services.calls import Spoken, press_key, ring_again
from community.messaging.services.canary import send_canary
from community.messaging.services.counting import keep_counts
from community.messaging.services.fallback import fall_back
from community.messaging.services.heartbeats import beat
from community.messaging.services.inbound import (
    answer_question,
    ask_by_text,
    forget_bodies,
    forget_texts,
    opt_in,
    opt_out,
    receive_and_reply,
    receive_text,
)
from community.messaging.services.media import MediaAway, MediaRefused, fetch_media
from community.messaging.services.reaching import mark_reached
from community.messaging.services.receipts import record_receipt, record_receipts
from community.messaging.services.reconciling import reconcile_due
from community.messaging.services.ringing import (
    Acknowledged,
    acknowledge_ring,
    advance_ring,
    ring_due,
    ring_in_turn,
    stop_ring,
    stop_rings,
)
from community.messaging.services.sending import busy_channels, ring, send_due
from community.messaging.services.settling import disown, sweep

__all__ = [
    "Acknowledged",
    "MediaAway",
    "MediaRefused",
    "Spoken",
    "acknowledge_ring",
    "advance_ring",
    "answer_question",
    "ask_by_text",
    "beat",
    "busy_channels",
    "disown",
    "fall_back",
    "fetch_media",
    "fill_broadcast",
    "fill_due",
    "forget_bodies",
    "forget_texts",
    "keep_counts",
    "mark_reached",
    "open_broadcast",
    "opt_in",
    "opt_out",
    "press_key",
    "receive_and_reply",
    "receive_text",
    "reconcile_due",
    "record_receipt",
    "record_receipts",
    "ring",
    "ring_again",
    "ring_due",
    "ring_in_turn",
    "send_canary",
    "send_due",
    "send_text",
    "stop_broadcast",
    "stop_ring",
    "stop_rings",
    "sweep",
]
