"""The settings of sites that faults are done to: an audience of listed phones, and little patience with the carrier."""

from portal.settings import *  # noqa: F403
from portal.settings import AUDIENCES, CARRIERS

AUDIENCES = {**AUDIENCES, "listed_phones": "tests.factories.messaging.listed_phones"}
CARRIERS = {"sms": CARRIERS["sms"]}
CARRIER_TIMEOUT = 2.0
