"""The browsers that show a person's warnings."""

import json
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.messaging.carriers.push import is_subscription
from community.people.models import MOST_DEVICES, Device, Resident, Way
from portal.lib.outbound import Refused, guard
from portal.lib.sealing import blind_index, seal

LONGEST_ENDPOINT = 1_000  # characters
# marks in the names that browsers give themselves; the first that fits, since each names others beside itself
BROWSERS = {
    **{"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox"},
    **{"MicroMessenger": "WeChat", "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari"},
}
SYSTEMS = {
    **{"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac"},
    "Linux": "Linux",
}


@transaction.atomic
def keep_device(
    resident: Resident, *, endpoint: str, p256dh: str, auth: str, name: str = "", now: datetime
) -> tuple[Device, bool]:
    """Keep a browser's push subscription; (the row, whether it is new). The oldest makes room for a sixth.

    Raises ValidationError: for an address that we would not post to, and for keys that nothing can be sealed with.
    """
    check_device(endpoint, p256dh, auth)
    row = Resident.objects.select_for_update().get(pk=resident.pk)
    sealed = seal(json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}))
    device, made = Device.objects.update_or_create(
        resident=row,
        endpoint_index=blind_index(endpoint),
        defaults={"subscription_sealed": sealed},
        create_defaults={"subscription_sealed": sealed, "name": name[:60], "created": now},
    )
    beyond = row.devices.order_by("-pk").values_list("pk", flat=True)[MOST_DEVICES:]
    Device.objects.filter(pk__in=list(beyond)).delete()
    if Way.PUSH not in row.ways:
        row.ways = [*row.ways, Way.PUSH.value]
        row.save(update_fields=["ways"])
    return device, made


def check_device(endpoint: str, p256dh: str, auth: str) -> None:
    """Raise ValidationError unless a browser's push subscription is one that we would post to and can seal for."""
    bad = ValidationError({"endpoint": _("This is not a push subscription of a browser.")})
    if len(endpoint) > LONGEST_ENDPOINT:
        raise bad
    gate = guard()
    try:
        gate.check_url(endpoint)
    except Refused:
        raise bad from None
    host = urlsplit(endpoint).hostname or ""
    if urlsplit(endpoint).scheme != "https" and not gate.allows(host) and host not in gate.names:
        raise bad
    if not is_subscription(endpoint, p256dh, auth):
        raise ValidationError({"keys": _("These keys are not those of a browser.")})


def remove_device(resident: Resident, pk: int) -> bool:
    """Push nothing more to a device of `resident`. False where it is not theirs."""
    return bool(resident.devices.filter(pk=pk).delete()[0])


def remove_endpoint(resident: Resident, endpoint: str) -> bool:
    """The same by the browser's own name for its subscription."""
    return bool(resident.devices.filter(endpoint_index=blind_index(endpoint)).delete()[0])


def forget_gone(channel: str, addresses: Iterable[str], *, now: datetime) -> None:
    """Carriers say that these addresses exist no more (settings.GONE_ADDRESSES)."""
    if channel == Way.PUSH:
        Device.objects.filter(endpoint_index__in=[blind_index(one) for one in addresses]).delete()


def device_name(user_agent: str) -> str:
    """What a person calls it: "Firefox, Android"; "" where it cannot be told. Names of products: not translated."""
    found = [next((name for mark, name in known.items() if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in found if word)
