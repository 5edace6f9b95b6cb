"""Pages: subscribing, one's own warnings, making an account."""

from community.people.views.subscribing import (
    sign_up,
    subscribe,
    subscribe_again,
    subscribe_code,
    subscribe_done,
    subscribe_remove,
)
from community.people.views.warnings import (
    letters_stop,
    my_warnings,
    my_warnings_call,
    my_warnings_code,
    my_warnings_data,
    my_warnings_device,
    my_warnings_device_remove,
    my_warnings_help,
    my_warnings_language,
    my_warnings_mailbox,
    my_warnings_mailbox_code,
    my_warnings_mailbox_remove,
    my_warnings_stop,
    my_warnings_ways,
)

__all__ = [
    "letters_stop",
    "my_warnings",
    "my_warnings_call",
    "my_warnings_code",
    "my_warnings_data",
    "my_warnings_device",
    "my_warnings_device_remove",
    "my_warnings_help",
    "my_warnings_language",
    "my_warnings_mailbox",
    "my_warnings_mailbox_code",
    "my_warnings_mailbox_remove",
    "my_warnings_stop",
    "my_warnings_ways",
    "sign_up",
    "subscribe",
    "subscribe_again",
    "subscribe_code",
    "subscribe_done",
    "subscribe_remove",
]
