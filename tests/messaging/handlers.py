"""Handlers of texts, as other apps write them."""

from portal.lib.conversation import TextReply


def nobody_known(phone):
    return None


def broken(text):
    """Breaks over one word, with a message that must reach no log."""
    if text.word == "BREAK":
        raise RuntimeError(f"{text.phone} said {text.body}")
    return None


def echo(text):
    if text.word != "ECHO":
        return None
    return TextReply(f"You said: {text.rest}", text.language)


def on_choice(text, choice):
    if choice.get("break"):
        raise RuntimeError("broken")
    return TextReply(f"{choice['say']} ({text.body})")


HEARD: list[tuple] = []  # what the handlers of rings were told: (ring key, callee key or None)


def on_heard(ring, callee, now):
    HEARD.append((ring.key, callee.key))
    return ring.payload.get("words", "")


def on_silence(ring, now):
    HEARD.append((ring.key, None))


def on_heard_breaks(ring, callee, now):
    raise RuntimeError("broken")
