"""How often one may ask. Generous: a person in danger types fast."""

from portal.lib.limits import spend


def spend_chat(session: str, address: str) -> None:
    """Count a message of this session from this address. Raises TooMany."""
    if session:
        spend("chat-session", session[:64], limit=30, seconds=60)
    spend("chat-address", address, limit=120, seconds=60)
