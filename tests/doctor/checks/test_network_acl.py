"""Network ACLs: the first rule that is about a packet decides, in each direction on its own."""

from __future__ import annotations

import pytest

from mwaa_tf.doctor import CheckResult
from mwaa_tf.doctor.view.network import NetworkAclRule
from tests.doctor.views import acl_rule, findings, gaps, healthy, network, network_acl, private_network, problems

CHECK = "network.acl"
IN, OUT = acl_rule(100), acl_rule(100, is_egress=True)


def tcp(number: int, first: int, last: int, **changes: object) -> NetworkAclRule:
    return acl_rule(number, protocol="6", from_port=first, to_port=last, **changes)  # type: ignore[arg-type]


def found(*rules: NetworkAclRule, section: object = private_network) -> list[str]:
    ordered = sorted(rules, key=lambda each: each.number)
    acls = (network_acl(*ordered), network_acl(name="public", subnets=("subnet-public-a", "subnet-public-b")))
    return problems(CHECK, healthy(network=section(network_acls=acls)))  # type: ignore[operator]


def test_an_acl_that_allows_everything_is_right() -> None:
    assert found(IN, OUT) == found(IN, OUT, section=network) == []


def test_the_ports_that_aws_documents_are_enough() -> None:
    rules = [
        tcp(number, first, last, is_egress=is_egress)
        for is_egress in (False, True)
        for number, first, last in ((10, 443, 443), (20, 5432, 5432), (30, 1024, 65535))
    ]
    assert found(*rules) == found(*rules, section=network) == []


def test_a_rule_that_denies_before_one_that_allows_is_found() -> None:
    assert found(tcp(50, 5432, 5432, is_allow=False), IN, OUT)[0] == (
        "The network ACL acl-1 denies TCP 5432 inbound from 10.0.10.0/24 and 10.0.11.0/24 (rule 50)."
    )


def test_a_rule_that_denies_after_one_that_allows_is_without_effect() -> None:
    assert found(IN, OUT, tcp(200, 5432, 5432, is_allow=False)) == []


def test_an_outbound_rule_says_nothing_about_inbound_traffic() -> None:
    messages = found(OUT)
    assert messages
    assert all(" inbound from " in message for message in messages)


@pytest.mark.parametrize(
    ("direction", "peers"),
    [
        ("inbound from", "10.0.10.0/24, 10.0.11.0/24 and the internet"),
        ("outbound to", "10.0.10.0/24 and 10.0.11.0/24"),
    ],
)
def test_answers_need_ephemeral_ports(direction: str, peers: str) -> None:
    is_egress = direction == "outbound to"
    servers = [tcp(10, 443, 443, is_egress=is_egress), tcp(20, 5432, 5432, is_egress=is_egress)]
    messages = found(*servers, IN if is_egress else OUT)
    assert messages == [f"The network ACL acl-1 denies TCP 1024 to 65535 {direction} {peers} (no rule allows it)."]


def test_ephemeral_ports_that_linux_does_not_use_are_a_warning() -> None:
    rules = [tcp(10, 443, 443), tcp(20, 5432, 5432), tcp(30, 32768, 60999), OUT]
    view = healthy(network=private_network(network_acls=(network_acl(*rules),)))
    results = {finding.result for finding in findings(CHECK, view)}
    assert results == {CheckResult.WARNING}


def test_a_rule_about_a_part_of_a_subnet_leaves_the_rest_closed() -> None:
    rules = [acl_rule(10, cidr="10.0.10.0/23"), OUT, acl_rule(5, cidr="10.0.11.128/25", is_allow=False)]
    assert found(*rules) == [
        "The network ACL acl-1 denies TCP 5432 inbound from 10.0.11.0/24 (rule 5).",
        "The network ACL acl-1 denies TCP 443 inbound from 10.0.11.0/24 (rule 5).",
        "The network ACL acl-1 denies TCP 1024 to 65535 inbound from 10.0.11.0/24 (rule 5).",
        "The network ACL acl-1 denies TCP 1024 to 65535 inbound from the internet (no rule allows it).",
    ]


def test_traffic_within_a_subnet_does_not_pass_its_acl() -> None:
    """Only that of the other subnet does (VPC user guide, vpc-network-acls)."""
    own = network_acl(acl_rule(5, cidr="10.0.10.0/24", is_allow=False), IN, OUT, subnets=("subnet-a",))
    other = network_acl(name="2", subnets=("subnet-b",))
    assert problems(CHECK, healthy(network=private_network(network_acls=(own, other)))) == []


def test_one_denied_address_of_the_internet_is_no_fault() -> None:
    assert found(IN, OUT, acl_rule(5, is_egress=True, is_allow=False, cidr="203.0.113.0/24"), section=network) == []


def test_an_acl_of_a_nat_gateways_subnet_counts() -> None:
    acls = (network_acl(), network_acl(tcp(100, 80, 80), OUT, name="public", subnets=("subnet-public-a",)))
    messages = problems(CHECK, healthy(network=network(network_acls=acls)))
    assert messages == [
        "The network ACL acl-public denies TCP 443 inbound from 10.0.10.0/24 (no rule allows it).",
        "The network ACL acl-public denies TCP 1024 to 65535 inbound from the internet (no rule allows it).",
    ]


def test_rules_of_ipv6_and_of_other_protocols_decide_nothing() -> None:
    rules = [
        acl_rule(5, cidr="::/0", is_allow=False),
        acl_rule(6, protocol="17", is_allow=False, from_port=0, to_port=65535),
        acl_rule(7, protocol="1", is_allow=False),
    ]
    assert found(IN, OUT, *rules) == []


def test_a_subnet_without_an_acl_of_its_own_has_the_default_one() -> None:
    acls = (network_acl(subnets=()),)
    assert problems(CHECK, healthy(network=private_network(network_acls=acls))) == []
    assert gaps(CHECK, healthy(network=private_network(network_acls=acls))) == []
