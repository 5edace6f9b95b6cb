"""Every text, call, push and letter in and out. Rows are the queue."""

from community.messaging.models.counting import ChangedPart, KeptCount
from community.messaging.models.health import Heartbeat, Reconciliation
from community.messaging.models.hearing import InboundText, OpenQuestion, OptOut
from community.messaging.models.queue import (
    REASONS,
    UNANSWERED,
    Broadcast,
    Delivery,
    DeliveryQuerySet,
    Lane,
    Reached,
    Receipt,
)
from community.messaging.models.rates import CarrierState, SendingRate
from community.messaging.models.ringing import Ring, RingQuerySet, RingTurn

__all__ = [
    "REASONS",
    "UNANSWERED",
    "Broadcast",
    "CarrierState",
    "ChangedPart",
    "Delivery",
    "DeliveryQuerySet",
    "Heartbeat",
    "InboundText",
    "KeptCount",
    "Lane",
    "OpenQuestion",
    "OptOut",
    "Reached",
    "Receipt",
    "Reconciliation",
    "Ring",
    "RingQuerySet",
    "RingTurn",
    "SendingRate",
]
