"""Carriers of channels that are not texts: the demo's, under other names."""

from community.messaging.carriers.demo import DemoCarrier


class DemoVoice(DemoCarrier):
    name = "demo_calls"
    channel = "voice"
    in_flight = 2


class DemoMail(DemoCarrier):
    name = "demo_mail"
    channel = "email"
