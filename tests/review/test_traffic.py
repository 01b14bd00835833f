"""Rules of security groups as ranges."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.review.traffic import added_ranges, internet_ranges, rule_ranges

HTTPS = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}


def _more(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    old, new = ([opening for rule in rules for opening in rule_ranges(rule)] for rules in (before, after))
    return [f"{item.ports} from {item.peer}" for item in added_ranges(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ([HTTPS | {"cidr_ipv4": "10.0.0.0/8"}], [HTTPS | {"cidr_ipv4": "10.1.2.0/24"}], []),
        ([HTTPS | {"cidr_ipv4": "10.1.2.0/24"}], [HTTPS | {"cidr_ipv4": "10.0.0.0/8"}], ["tcp 443 from 10.0.0.0/8"]),
        ([{"protocol": "-1", "cidr_blocks": ["10.0.0.0/8"]}], [HTTPS | {"cidr_ipv4": "10.0.0.0/8"}], []),
        ([HTTPS | {"cidr_ipv4": "0.0.0.0/0"}], [HTTPS | {"cidr_ipv6": "::/0"}], ["tcp 443 from ::/0"]),
        (
            [{"protocol": "tcp", "from_port": 400, "to_port": 500, "self": True}],
            [{"protocol": "tcp", "from_port": 443, "to_port": 600, "self": True}],
            ["tcp 443-600 from the group itself"],
        ),
        (
            [],
            [{"protocol": "udp", "from_port": 0, "to_port": 65535, "prefix_list_ids": ["pl-1"]}],
            ["all of udp from pl-1"],
        ),
        (
            [],
            [{"ip_protocol": "icmp", "from_port": -1, "to_port": -1, "cidr_ipv4": "10.0.0.0/8"}],
            ["all of icmp from 10.0.0.0/8"],
        ),
    ],
)
def test_what_is_more(before: list[dict[str, Any]], after: list[dict[str, Any]], more: list[str]) -> None:
    assert _more(before, after) == more


@pytest.mark.parametrize(("cidr", "world"), [("0.0.0.0/0", True), ("128.0.0.0/1", True), ("10.0.0.0/8", False)])
def test_what_the_internet_is(cidr: str, world: bool) -> None:
    (opening,) = rule_ranges(HTTPS | {"cidr_ipv4": cidr})
    assert opening.is_internet is world


@pytest.mark.parametrize(
    ("rules", "internet"),
    [
        ([{"cidr_ipv4": "0.0.0.0/1"}, {"cidr_ipv4": "10.0.0.0/8"}], ["0.0.0.0/1"]),
        ([{"cidr_ipv6": "::/1"}], ["::/1"]),
        (
            [{"cidr_blocks": ["16.0.0.0/8", "18.0.0.0/8", "10.0.0.0/8"], "security_groups": ["sg-1"]}],
            ["16.0.0.0/8", "18.0.0.0/8"],
        ),
        ([{"cidr_blocks": ["16.0.0.0/8", "18.0.0.0/9"]}], []),
        # Of one port each is half a /7.
        ([{"cidr_blocks": ["16.0.0.0/8"]}, {"cidr_blocks": ["18.0.0.0/8"], "to_port": 444}], []),
    ],
)
def test_networks_that_are_the_internet_together_count_all(rules: list[dict[str, Any]], internet: list[str]) -> None:
    ranges = [allowed for rule in rules for allowed in rule_ranges(HTTPS | rule)]

    assert [str(allowed.peer) for allowed in internet_ranges(ranges)] == internet
