"""Where a webhook may go: nobody turns the sender into a way into our own network."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, NamedTuple

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

URL_MAX: Final = 2_000
# IPv4 addresses inside IPv6 ones, by a translator of the network.
NAT64: Final = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class Forbidden(ValueError):  # noqa: N818 - an answer about an address, not a bug
    """The message says what is wrong with an address, in two languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


class Rules(NamedTuple):
    """What an operator allows beside https to public addresses."""

    plain: bool = False
    private: bool = False

    def checked(self, url: str) -> Url:
        """Give a URL's parts, or say why nobody is told at it."""
        try:
            parts = parse_url(url) if len(url) <= URL_MAX and url.isascii() and url.isprintable() else None
        except LocationParseError:
            parts = None
        if parts is None or not parts.host or parts.scheme not in {"https", "http"} or " " in url:
            raise Forbidden("it is no https address", "它不是 https 地址")
        if parts.auth is not None:
            raise Forbidden("it holds credentials", "其中含有凭据")
        if parts.fragment is not None:
            raise Forbidden("it has a fragment", "其中含有片段")
        if parts.scheme != "https" and not self.plain:
            raise Forbidden("it is not https", "它不是 https")
        literal = _literal(parts.host)
        if literal is not None:
            self._check(literal)
        return parts

    def resolved(self, host: str, port: int) -> str:
        """Give the address to connect to. Every one that the name has must be allowed, whichever is tried."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, place in found:
            self._check(ip_address(str(place[0]).partition("%")[0]))
        return str(found[0][4][0])

    def _check(self, address: Address) -> None:
        real = _inner(address)
        # A cloud's metadata service is link-local: no setting opens the way to it.
        if real.is_link_local or real.is_multicast or real.is_unspecified:
            raise Forbidden("its address is nobody's", "其地址不可投递")
        if not real.is_global and not self.private:
            raise Forbidden("its address is private", "其地址属于内网")


def _inner(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
