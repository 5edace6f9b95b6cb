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
