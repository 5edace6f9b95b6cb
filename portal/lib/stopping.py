"""Whether this process has been asked to end. Long loops look here between two steps."""

import threading

stopping = threading.Event()
