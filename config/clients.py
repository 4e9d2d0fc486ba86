"""From where a request comes, and whether too many passwords were guessed there."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.backends import AxesStandaloneBackend
from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of who asks; of IPv6 the network of 64 bits, which one client has to itself.

    It is the peer's or, behind ``FORA_PROXIES`` proxies of ours, what the outermost of them wrote
    into ``X-Forwarded-For``: what stands before that is what the client says.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    noted = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    given = noted[-settings.PROXIES] if 0 < settings.PROXIES <= len(noted) else peer
    return _network_of(given.strip()) or _network_of(peer)


def _network_of(text: str) -> str | None:
    try:
        ip = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ip_network((ip, 64), strict=False).network_address)
    return str(ip)


class GuessingBackend(AxesStandaloneBackend):
    """Refuses who guessed too often; who asks without a request is a program of the site's own."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **more: Any) -> None:
        if request is not None:
            super().authenticate(request, *args, **more)
