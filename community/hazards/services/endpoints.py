"""Other Open311 servers, as an administrator describes them."""

from community.hazards.models import Endpoint, EndpointService
from portal.lib.sealing import seal


def save_endpoint(endpoint: Endpoint, *, api_key: str = "", forget_key: bool = False) -> Endpoint:
    """Keep a server. `api_key` "": the one that it has. Raises ValidationError by field."""
    endpoint.address = endpoint.address.rstrip("/")
    endpoint.full_clean()
    if forget_key:
        endpoint.api_key_sealed = None
    if api_key:
        endpoint.api_key_sealed = seal(api_key)
    endpoint.save()
    return endpoint


def save_endpoint_service(service: EndpointService) -> EndpointService:
    """Keep what a server calls a kind of hazard. Raises ValidationError by field."""
    service.full_clean()
    service.save()
    return service


def drop_endpoint_service(service: EndpointService) -> None:
    """The server takes no more reports of this kind from us; what it has is followed on."""
    service.delete()
