"""Networks that are as good as the whole internet."""

from __future__ import annotations

import ipaddress

import pytest

from mwaa_tf.mwaa.internet import PRIVATE, described, internet, is_open


@pytest.mark.parametrize(
    ("cidrs", "words"),
    [
        (["0.0.0.0/0"], "the whole internet"),
        (["::/0"], "the whole internet"),
        (["0.0.0.0/1"], "57% of the internet"),
        (["0.0.0.0/1", "128.0.0.0/1"], "the whole internet"),
        (["203.0.113.0/24", "128.0.0.0/1"], "43% of the internet"),
        ([f"{first}.0.0.0/3" for first in range(0, 256, 32)], "the whole internet"),
        ([str(network) for network in internet()], "the whole internet"),
        (["16.0.0.0/8", "18.0.0.0/8"], "1% of the internet"),
        (["::/1"], "much of the internet"),
        (["8000::/1"], "much of the internet"),
        (["2000::/3"], "much of the internet"),
        (["2001::/16", "2003::/16"], "much of the internet"),
        (["10.0.0.0/7"], "1% of the internet"),
        (["::ffff:0:0/96"], "the whole internet"),
        (["::ffff:0.0.0.0/97", "128.0.0.0/1"], "the whole internet"),
        ([" 0.0.0.0/0\n"], "the whole internet"),
        (["0.0.0.0/0.0.0.0"], "the whole internet"),
    ],
)
def test_open_networks_are_described(cidrs: list[str], words: str) -> None:
    assert is_open(cidrs)
    assert described(cidrs) == words


@pytest.mark.parametrize(
    "cidrs",
    [
        [],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        [str(network) for network in PRIVATE],
        ["224.0.0.0/3"],
        ["224.0.0.0/4", "240.0.0.0/4"],
        ["ff00::/8"],
        ["17.0.0.0/8"],
        ["17.0.0.0/8", "17.0.0.0/9", "17.128.0.0/9"],
        ["16.0.0.0/8", "18.0.0.0/9", "20.0.0.0/10"],
        ["2001::/16"],
        ["::ffff:10.0.0.0/104", "::ffff:17.0.0.0/104"],
        ["2600:1f00::/24", "fd00::/8", "fe80::/10"],
        ["sg-0123456789abcdef0", "pl-1", "", "0.0.0.0/99"],
    ],
    ids=str,
)
def test_networks_of_organizations_are_not_open(cidrs: list[str]) -> None:
    assert not is_open(cidrs)


def test_bits_behind_the_prefix_change_nothing() -> None:
    assert is_open(["1.2.3.4/0"])


def test_private_networks_are_those_that_python_knows_and_multicast() -> None:
    """Python has IANA's registry of special addresses; of those, some single /24s are left out here."""
    for network in PRIVATE:
        shared = ipaddress.IPv4Network("100.64.0.0/10")
        assert network.is_private or network == shared or network.subnet_of(ipaddress.IPv4Network("224.0.0.0/3"))
