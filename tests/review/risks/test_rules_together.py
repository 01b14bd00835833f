"""Rules of a security group that admit the internet only together, one resource for each network."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.review import Review
from tests.review.samples import of, plan, resource

RULE: dict[str, Any] = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "description": None}


def rule(key: str, network: str, group: str | None, **more: Any) -> dict[str, Any]:
    values = {**RULE, "cidr_ipv4": network, "security_group_id": group, **more}
    return resource(f'aws_vpc_security_group_ingress_rule.users["{key}"]', "create", before=None, after=values)


def found(review: Review, kind: str) -> list[str]:
    return [str(risk.address) for risk in review.risks if risk.id == kind]


def review_of(group: str | None, networks: list[str], **more: Any) -> Review:
    return of(plan(*(rule(f"a[{i}]", network, group, **more) for i, network in enumerate(networks))))


EIGHTHS = [f"{first}.0.0.0/8" for first in (16, 18, 20, 22)]


@pytest.mark.parametrize("group", ["sg-1", None], ids=["existing group", "new group"])
def test_many_rules_of_a_good_part_of_the_internet_are_one_risk_each(group: str | None) -> None:
    review = review_of(group, EIGHTHS)

    public = found(review, "security-group-public")
    assert public == [f'aws_vpc_security_group_ingress_rule.users["a[{i}]"]' for i in range(4)]
    assert found(review, "security-group-opened") == []
    assert "with 3 other rules, a good part of the internet." in review.risks[0].reason


def test_a_rule_of_private_addresses_beside_them_is_none() -> None:
    review = review_of("sg-1", [*EIGHTHS, "10.0.0.0/8"])

    assert len(found(review, "security-group-public")) == 4
    assert found(review, "security-group-opened") == ['aws_vpc_security_group_ingress_rule.users["a[4]"]']


def test_rules_of_other_groups_or_ports_are_not_taken_together() -> None:
    apart = of(plan(*(rule(str(i), network, f"sg-{i}") for i, network in enumerate(EIGHTHS))))
    ports = of(plan(*(rule(str(i), network, "sg-1", to_port=443 + i) for i, network in enumerate(EIGHTHS))))

    assert found(apart, "security-group-public") == found(ports, "security-group-public") == []


def test_a_few_networks_of_organizations_are_no_part_of_the_internet() -> None:
    assert found(review_of("sg-1", ["17.0.0.0/8", "203.0.113.0/24"]), "security-group-public") == []
