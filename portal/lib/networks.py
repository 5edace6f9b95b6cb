"""Sets of network addresses."""

import ipaddress
from collections.abc import Iterable


class Networks:
    """Addresses and networks in CIDR notation; `holds("10.0.0.7")`."""

    def __init__(self, names: Iterable[str]):
        self.networks = [ipaddress.ip_network(name.strip(), strict=False) for name in names if name.strip()]

    def holds(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.networks)
