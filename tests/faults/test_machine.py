"""A state machine of deliveries against a model, with two carriers over HTTP."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from community.messaging.services import sending
from tests.factories.messaging import AUDIENCE
from tests.faults.machine import Warnings
from tests.faults.town import FULL, note
from tests.support.gateway import Gateway

pytestmark = [pytest.mark.city, pytest.mark.faults, pytest.mark.timeout(7200 if FULL else 900)]

EXAMPLES, STEPS = (300, 50) if FULL else (6, 20)


def test_warnings_keep_their_promises_whatever_happens_in_whatever_order(carrier, settings_with_two, monkeypatch):
    monkeypatch.setattr(sending, "TURN", 0.2)  # what may go a moment later goes at another step
    machine = type("Machine", (Warnings,), {"far_end": carrier, "gateway": settings_with_two})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # retries have a jitter: what fails once may not fail again, smaller or not
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    note("everything in any order", runs=EXAMPLES, lost=0, doubled=0)


@pytest.fixture
def settings_with_two(carrier, settings):
    """Twilio and a gateway that share the work."""
    with Gateway() as gateway:
        settings.AUDIENCES = {**settings.AUDIENCES, **AUDIENCE}
        answer = {
            "code": "code",
            "taken": ["0"],
            "refused": ["1001"],
            "busy": ["1010"],
        }  # goes by our name: can be asked
        settings.SMS_GATEWAYS = {"domestic": gateway.described(answer=answer)}
        settings.CARRIERS = {
            "sms": [
                "community.messaging.carriers.twilio.TwilioCarrier",
                "community.messaging.carriers.gateway.GatewayCarrier:domestic",
            ]
        }
        everywhere = {"weight": 50, "prefixes": ["+"], "per_second": 10_000.0}
        settings.CARRIER_ROUTES = {"twilio": everywhere, "domestic": everywhere}
        yield gateway
