"""Who carries what, by what is set up here."""

from collections.abc import Sequence

_HERE = "community.messaging.carriers"


def carriers_for(
    *, twilio: bool, calls: bool, gateways: Sequence[str], push: bool, email: bool
) -> dict[str, list[str]]:
    """settings.CARRIERS: for each channel the dotted paths of its carriers, a gateway's with its name behind a colon.

    Where nothing carries texts, the demo carriers stand in for everything, and what they take is labelled as not sent.
    Where texts are real, a channel that is not set up has nobody: it is offered to no one.
    """
    texts = [f"{_HERE}.twilio.TwilioCarrier"] if twilio else []
    texts += [f"{_HERE}.gateway.GatewayCarrier:{name}" for name in gateways]

    def one(is_set: bool, real: str, stand_in: str) -> list[str]:
        if is_set:
            return [f"{_HERE}.{real}"]
        return [] if texts else [f"{_HERE}.demo.{stand_in}"]

    return {
        "sms": texts or [f"{_HERE}.demo.DemoCarrier"],
        "push": one(push, "push.PushCarrier", "DemoPushCarrier"),
        "email": one(email, "email.EmailCarrier", "DemoEmailCarrier"),
        "voice": one(twilio and calls, "twilio_voice.TwilioVoiceCarrier", "DemoVoiceCarrier"),
    }
