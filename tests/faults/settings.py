"""The settings of sites that faults are done to: an audience of listed phones, and little patience with the carrier."""

import os

from portal.settings import *  # noqa: F403
from portal.settings import AUDIENCES, CARRIERS

AUDIENCES = {**AUDIENCES, "listed_phones": "tests.factories.messaging.listed_phones"}
CARRIERS = {"sms": CARRIERS["sms"]}
CARRIER_TIMEOUT = 5.0 if os.environ.get("FAULTS") == "full" else 2.0
