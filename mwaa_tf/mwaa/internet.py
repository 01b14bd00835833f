"""How much of the internet networks in CIDR notation cover."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

EVERYWHERE = IPv4Network("0.0.0.0/0")

#: What is not on the internet, with what AWS gives a VPC besides (VPC user guide, vpc-cidr-blocks; RFC 6890).
PRIVATE = tuple(
    IPv4Network(cidr)
    for cidr in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/3",
    )
)

#: Addresses of the internet (RFC 4291, 2.4; IANA's registry of IPv6 global unicast addresses).
_IPV6 = IPv6Network("2000::/3")

#: Addresses of IPv4 in the form of IPv6 (RFC 4291, 2.5.5.2): `::ffff:0:0/96` is all of IPv4.
_MAPPED = IPv6Network("::ffff:0:0/96")

#: RFC 4193.
_UNIQUE_LOCAL = IPv6Network("fc00::/7")

#: The longest prefix of a network that is open to the internet, by version of IP. IANA gave single organizations a /8
#: of IPv4 at the most (its registry of IPv4 address space); that anything larger admits the public is our rule.
_LONGEST_OPEN_PREFIX = {4: 7, 6: 15}


def is_open(cidrs: Iterable[str]) -> bool:
    """Whether networks, each or all together, admit a good part of the internet: as much as a /7, or a /15 of IPv6.

    `0.0.0.0/1` admits half the internet, and `0.0.0.0/1` with `128.0.0.0/1` all of it. Text that is no network, such as
    the id of a security group, is ignored; bits behind the prefix and spaces around it are, too.
    """
    return are_open(network for cidr in cidrs if (network := _network(cidr)))


def are_open(networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Like :func:`is_open`, for networks that are read already."""
    networks = tuple(networks)
    routed = [network for network in networks if not _is_local(network) and not _is_private(network)]
    if any(network.prefixlen <= _LONGEST_OPEN_PREFIX[network.version] for network in routed):
        return True
    public4 = [network for network in networks if isinstance(network, IPv4Network) and not _is_private(network)]
    public6 = [network for network in networks if isinstance(network, IPv6Network) and network.subnet_of(_IPV6)]
    addresses4 = sum(network.num_addresses for network in collapse_addresses(public4))
    addresses6 = sum(network.num_addresses for network in collapse_addresses(public6))
    return addresses4 >= _open_size(4, 32) or addresses6 >= _open_size(6, 128)


def _open_size(version: int, bits: int) -> int:
    return 1 << (bits - _LONGEST_OPEN_PREFIX[version])


def described(cidrs: Iterable[str]) -> str:
    """What open networks admit: ``the whole internet``, ``50% of the internet``, or ``much of the internet`` of IPv6.

    Rounded to percents of the public addresses of IPv4.
    """
    networks = [network for cidr in cidrs if (network := _network(cidr))]
    if any(network.prefixlen == 0 for network in networks):
        return "the whole internet"
    public = without_all([network for network in networks if isinstance(network, IPv4Network)], PRIVATE)
    count = sum(network.num_addresses for network in collapse_addresses(public))
    total = sum(network.num_addresses for network in internet())
    if count == total:
        return "the whole internet"
    return f"{max(1, round(100 * count / total))}% of the internet" if count else "much of the internet"


def without(networks: Iterable[IPv4Network], removed: IPv4Network) -> list[IPv4Network]:
    """The networks without the addresses of ``removed``."""
    remaining: list[IPv4Network] = []
    for network in networks:
        if removed.supernet_of(network):
            continue
        remaining += network.address_exclude(removed) if network.supernet_of(removed) else [network]
    return remaining


def without_all(networks: Iterable[IPv4Network], removed: Iterable[IPv4Network]) -> list[IPv4Network]:
    """The networks without the addresses of any in ``removed``."""
    remaining = list(networks)
    for network in removed:
        remaining = without(remaining, network)
    return remaining


@cache
def internet() -> tuple[IPv4Network, ...]:
    """The addresses of the internet."""
    return tuple(without_all([EVERYWHERE], PRIVATE))


def _is_local(network: IPv4Network | IPv6Network) -> bool:
    """Whether it is one of IPv6's large networks that are not routed: unique local, link-local and multicast ones."""
    return isinstance(network, IPv6Network) and (
        network.subnet_of(_UNIQUE_LOCAL) or network.is_link_local or network.is_multicast
    )


def _is_private(network: IPv4Network | IPv6Network) -> bool:
    """Whether no address of it is on the internet: multicast and reserved addresses (`224.0.0.0/3`) are not either."""
    return isinstance(network, IPv4Network) and any(network.subnet_of(private) for private in PRIVATE)


def _network(cidr: str) -> IPv4Network | IPv6Network | None:
    try:
        network = ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return IPv4Network((int(network.network_address) & 0xFFFFFFFF, network.prefixlen - 96))
    return network
