"""Which addresses a file may be fetched at: what a person typed, and where its name leads.

A server that fetches what it is told can be made to read what only it can reach: its own services,
the town's network, the metadata of a cloud. So every address that a name leads to is checked.
"""

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

# The special-purpose registries of IANA, written out: what `ipaddress` calls private depends on
# the version of Python. https://www.iana.org/assignments/iana-ipv4-special-registry (2026-10).
_INTERNAL = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Outside of 2000::/3 nothing is routed; inside, these are not plain addresses: Teredo and the
# assignments beside it, documentation, and 6to4, which hides an IPv4 address.
_ROUTED = IPv6Network("2000::/3")
_ROUTED_NOT = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")


class FetchError(ValueError):
    """The file could not be fetched; the message is French, and says what to do.

    code : stable name of the refusal
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check_url(url: str, *, ports: frozenset[int]) -> SplitResult:
    """Return the parts of an address that may be fetched, without looking at the network.

    Raises
    ------
    FetchError : not http(s), with a password, on another port, or not an address at all.
    """
    if re.search(r"[\x00-\x20\x7f]", url):
        raise FetchError("url_wrong", "L’adresse contient un espace : copiez-la de nouveau.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError("url_wrong", "L’adresse ne se lit pas : copiez-la de nouveau.") from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError(
            "url_scheme", "Seules les adresses qui commencent par https:// ou http:// vont."
        )
    if not parts.hostname:
        raise FetchError("url_wrong", "L’adresse ne nomme aucun site : copiez-la de nouveau.")
    if "@" in parts.netloc:
        raise FetchError(
            "url_credentials",
            "L’adresse contient un mot de passe, qui serait gardé et lu : téléchargez le fichier "
            "vous-même, puis envoyez-le.",
        )
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in ports:
        shown = ", ".join(str(number) for number in sorted(ports))
        raise FetchError("url_port", f"Le port {port} n’est pas permis (ports permis : {shown}).")
    return parts


def is_internal(address: Address, *, allowed: tuple[Network, ...] = ()) -> bool:
    """True for an address that is not of the open Internet, unless a network allows it.

    An IPv6 address that stands for an IPv4 one is judged as that one.
    """
    if any(address in network for network in allowed):
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_internal(address.ipv4_mapped, allowed=allowed)
        if address in _NAT64:
            return is_internal(IPv4Address(int(address) & 0xFFFFFFFF), allowed=allowed)
        return address not in _ROUTED or any(address in network for network in _ROUTED_NOT)
    return any(address in network for network in _INTERNAL)


def resolve(host: str, port: int, *, allowed: tuple[Network, ...]) -> list[Address]:
    """Return the addresses of a name, all of them checked.

    Raises
    ------
    FetchError : the name leads nowhere, or one of its addresses is internal.
    """
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            "host_unknown",
            f"Le site {host} ne se trouve pas : vérifiez l’adresse, ou la connexion du serveur.",
        ) from error
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or any(is_internal(address, allowed=allowed) for address in addresses):
        raise FetchError(
            "host_internal",
            f"Le site {host} est dans un réseau interne, où rien n’est cherché. Téléchargez le "
            "fichier vous-même, ou demandez à la personne qui administre d’ouvrir ce réseau "
            "(MAILLAGE_FETCH_NETWORKS).",
        )
    return list(dict.fromkeys(addresses))


__all__ = ["Address", "FetchError", "Network", "check_url", "is_internal", "resolve"]
