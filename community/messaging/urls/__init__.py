"""Addresses of the outbox and of the carrier's webhooks."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from community.messaging import views


class RowConverter(IntConverter):
    """A primary key: what the database cannot hold is no address of ours."""

    def to_python(self, value: str) -> int:
        number = int(value[:20])
        if number > 2**63 - 1:
            raise ValueError
        return number


class AttemptConverter(IntConverter):
    regex = "[0-9]{1,4}"


register_converter(RowConverter, "row")
register_converter(AttemptConverter, "attempt")

app_name = "messaging"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/phone/", views.made_up_phone, name="made-up-phone"),
    path("push/seen/<row:delivery>/<attempt:attempt>/<slug:token>/", views.push_seen, name="push-seen"),
    path("twilio/sms/", views.sms_inbound, name="sms-inbound"),
    path("gateway/sms/<str:name>/", views.gateway_inbound, name="gateway-inbound"),
    path(
        "gateway/status/<str:name>/<row:delivery>/<attempt:attempt>/<slug:token>/",
        views.gateway_status,
        name="gateway-status",
    ),
    path("twilio/status/<row:delivery>/<attempt:attempt>/", views.sms_status, name="sms-status"),
    path("twilio/voice/<row:delivery>/<attempt:attempt>/", views.call_key, name="call-key"),
    path("twilio/call/<row:delivery>/<attempt:attempt>/", views.call_status, name="call-status"),
]
