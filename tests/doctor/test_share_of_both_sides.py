"""The share of existing subnets, read with the credentials of both accounts, or of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import collect, examine, select_checks, targets_of
from mwaa_tf.doctor.view.share import ShareSection
from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA, OWNER, Network, network, organization
from tests.support import deployment

CHECKS = ("handshake.principal-associated", "handshake.share-active", "handshake.subnets-*")
#: Keys that no account has.
STRANGER = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
def vpc() -> Iterator[Network]:
    with organization() as aws:
        yield network(aws)


def environ(aws: LocalAws, account: Account, known: tuple[str, ...]) -> Mapping[str, str]:
    variables = aws.environment(account.account_id)
    return variables if account.account_id in known else {**variables, **STRANGER}


def looked_at(vpc: Network, known: tuple[str, ...]) -> tuple[ShareSection, dict[str, list[str]]]:
    """What RAM and EC2 tell with the credentials of the accounts ``known``, and what the checks of the share make of
    it."""
    subnet_ids = list(vpc.subnet_ids)
    existing = {"vpc_id": vpc.vpc_id, "private_subnet_ids": subnet_ids}
    config = deployment(owner={"account_id": OWNER, "network": {"existing": existing}})
    views, _ = collect(targets_of(config), {"share"}, environ=lambda account: environ(vpc.aws, account, known))
    problems: dict[str, list[str]] = {}
    for finding in examine(views, select_checks(CHECKS)).findings:
        if finding.result.is_problem:
            problems.setdefault(finding.check, []).append(finding.message)
    return views[0].share, problems


SIDES = pytest.mark.parametrize("known", [(OWNER, DATA), (OWNER,), (DATA,)], ids=["both", "owner", "participant"])


@SIDES
def test_a_share_is_seen_from_each_side(vpc: Network, known: tuple[str, ...]) -> None:
    arn = vpc.share(DATA)
    share, problems = looked_at(vpc, known)
    assert [(each.arn, each.status) for each in share.shares.value] == [(arn, "ACTIVE")]
    assert sorted(subnet.entity for subnet in share.shares.value[0].subnets) == sorted(vpc.subnet_arns)
    assert {principal.entity for principal in share.shares.value[0].principals} == {DATA}
    assert share.visible_subnet_ids.is_known == (DATA in known)
    assert problems == {}


@SIDES
def test_a_subnet_that_is_not_shared_is_found_from_each_side(vpc: Network, known: tuple[str, ...]) -> None:
    vpc.share(DATA, subnets=1)
    _, problems = looked_at(vpc, known)
    assert problems == {
        "handshake.subnets-associated": [f"The subnet {vpc.subnet_ids[1]} is not in the resource share subnets."]
    }


@SIDES
def test_a_share_that_the_first_apply_will_create_is_not_missed(vpc: Network, known: tuple[str, ...]) -> None:
    _, problems = looked_at(vpc, known)
    assert problems == {}


def test_without_credentials_nothing_is_found_and_nothing_is_guessed(vpc: Network) -> None:
    share, problems = looked_at(vpc, ())
    assert problems == {}
    assert share.shares.gap
    assert share.visible_subnet_ids.gap
    assert share.is_shared.value
