"""Checks of the share, on views made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.share import Association, Share, ShareSection
from tests.doctor.views import DENIED, changed, environment, findings, gaps, healthy, network, problems, read, subnet
from tests.support import DATA, OWNER

ARN = f"arn:aws:ram:us-east-1:{OWNER}:resource-share/5f6c"
UNIT = f"arn:aws:organizations::{OWNER}:ou/o-a1b2c3d4e5/ou-ab12-cd34ef56"
SUBNETS = tuple(Association(f"arn:aws:ec2:us-east-1:{OWNER}:subnet/subnet-{name}", "ASSOCIATED") for name in ("a", "b"))
SHARE = Share(
    ARN,
    "analytics-private-subnets",
    "ACTIVE",
    allows_external_principals=False,
    principals=(Association(DATA, "ASSOCIATED"),),
    subnets=SUBNETS,
)
SHARING = ShareSection(
    is_shared=read(True),
    participant_id=read(DATA),
    shares=read((SHARE,)),
    received_share_arns=read((ARN,)),
    visible_subnet_ids=read(("subnet-a", "subnet-b")),
)
CHECKS = (
    "handshake.share-active",
    "handshake.principal-associated",
    "handshake.subnets-associated",
    "handshake.subnets-visible",
)


def view_of(**facts: Any) -> Any:
    return healthy(share=changed(SHARING, **facts))


def shared(**changes: Any) -> Any:
    """A view with a share that differs, and that the participant does not receive."""
    return view_of(shares=(replace(SHARE, **changes),), received_share_arns=(), visible_subnet_ids=())


@pytest.mark.parametrize("check", CHECKS)
def test_a_share_with_both_subnets_and_the_account_has_no_fault(check: str) -> None:
    assert not problems(check, view_of())
    assert not gaps(check, view_of())


@pytest.mark.parametrize("check", CHECKS)
def test_one_account_alone_needs_no_share(check: str) -> None:
    alone = view_of(is_shared=False, shares=(), received_share_arns=())
    assert not problems(check, alone)
    assert not gaps(check, alone)


def test_without_a_share_one_check_says_so() -> None:
    view = view_of(shares=(), received_share_arns=(), visible_subnet_ids=())
    assert problems("handshake.share-active", view) == [
        f"No resource share has subnet-a and subnet-b for account {DATA}."
    ]
    assert [problems(check, view) for check in CHECKS[1:]] == [[], [], []]


@pytest.mark.parametrize("status", ["PENDING", "FAILED", "DELETING", "DELETED"])
def test_a_share_that_is_not_active_is_named_with_its_status(status: str) -> None:
    (message,) = problems("handshake.share-active", shared(status=status))
    assert message.startswith(f"The resource share analytics-private-subnets is {status}")


def test_a_status_of_a_share_that_is_not_known_is_named() -> None:
    assert gaps("handshake.share-active", shared(status="FROZEN")) == [
        "unknown status 'FROZEN' of the resource share analytics-private-subnets"
    ]


def test_a_share_without_the_account_does_not_include_it() -> None:
    view = shared(principals=(Association("333333333333", "ASSOCIATED"), Association(DATA, "DISASSOCIATED")))
    (finding,) = findings("handshake.principal-associated", view)
    assert finding.message == f"The resource share analytics-private-subnets does not include account {DATA}."
    assert finding.fix == f"Add account {DATA} to the share analytics-private-subnets: `mwaa_tf apply 1-network`"
    assert not problems("handshake.subnets-associated", view)
    assert not problems("handshake.subnets-visible", view)


@pytest.mark.parametrize("status", ["ASSOCIATING", "FAILED", "SUSPENDED"])
def test_a_principal_that_is_not_associated_is_named_with_its_status(status: str) -> None:
    view = shared(principals=(Association(DATA, status, "Not in the organization"),))
    assert problems("handshake.principal-associated", view) == [
        f"Account {DATA} is {status} in the resource share analytics-private-subnets: Not in the organization."
    ]


def test_the_root_of_an_account_is_the_account() -> None:
    view = shared(principals=(Association(f"arn:aws:iam::{DATA}:root", "ASSOCIATED"),))
    assert not problems("handshake.principal-associated", view)


def test_an_organizational_unit_includes_the_account_if_the_account_receives_the_share() -> None:
    of_unit = (replace(SHARE, principals=(Association(UNIT, "ASSOCIATED"),)),)
    assert not problems("handshake.principal-associated", view_of(shares=of_unit))
    assert problems("handshake.principal-associated", view_of(shares=of_unit, received_share_arns=())) == [
        f"The resource share analytics-private-subnets is with ou-ab12-cd34ef56, and does not reach account {DATA}."
    ]


def test_whether_a_unit_includes_the_account_is_not_guessed() -> None:
    of_unit = (replace(SHARE, principals=(Association(UNIT, "ASSOCIATED"),)),)
    view = view_of(shares=of_unit, received_share_arns=Reading.unread(DENIED))
    assert not problems("handshake.principal-associated", view)
    assert gaps("handshake.principal-associated", view) == [
        f"whether ou-ab12-cd34ef56 includes account {DATA}: {DENIED.reason}"
    ]


def test_a_subnet_that_is_not_in_the_share_is_named() -> None:
    view = view_of(shares=(replace(SHARE, subnets=SUBNETS[:1]),), visible_subnet_ids=("subnet-a",))
    assert problems("handshake.subnets-associated", view) == [
        "The subnet subnet-b is not in the resource share analytics-private-subnets."
    ]
    assert not problems("handshake.subnets-visible", view)


def test_a_subnet_that_was_removed_a_while_ago_is_not_in_the_share() -> None:
    removed = (SUBNETS[0], replace(SUBNETS[1], status="DISASSOCIATED"))
    assert problems("handshake.subnets-associated", shared(subnets=removed)) == [
        "The subnet subnet-b is not in the resource share analytics-private-subnets."
    ]


@pytest.mark.parametrize("status", ["ASSOCIATING", "FAILED", "LIMIT_EXCEEDED", "UNAVAILABLE"])
def test_a_subnet_that_is_not_associated_is_named_with_its_status(status: str) -> None:
    subnets = (SUBNETS[0], replace(SUBNETS[1], status=status))
    assert problems("handshake.subnets-associated", shared(subnets=subnets)) == [
        f"The subnet subnet-b is {status} in the resource share analytics-private-subnets."
    ]


def test_two_shares_may_have_one_subnet_each() -> None:
    shares = tuple(replace(SHARE, arn=f"{ARN}{number}", subnets=(subnet,)) for number, subnet in enumerate(SUBNETS))
    assert not problems("handshake.subnets-associated", view_of(shares=shares))


def test_a_shared_subnet_that_ec2_does_not_show_is_named() -> None:
    assert problems("handshake.subnets-visible", view_of(visible_subnet_ids=("subnet-a",))) == [
        f"Account {DATA} does not see the subnet subnet-b."
    ]


def test_without_ram_ec2_alone_shows_what_is_missing() -> None:
    unread: Reading[Any] = Reading.unread(DENIED)
    view = view_of(shares=unread, received_share_arns=unread, visible_subnet_ids=("subnet-a",))
    (finding,) = findings("handshake.subnets-visible", view)
    assert finding.message == f"Account {DATA} does not see the subnet subnet-b."
    assert finding.fix == "Look in AWS RAM of the account that owns subnet-b whether it is still shared"


def test_before_the_environment_exists_the_configured_share_is_checked() -> None:
    absent: Reading[Any] = Reading.unread(Gap(GapKind.ABSENT, "the environment does not exist yet"))
    view = healthy(absent, share=changed(SHARING, visible_subnet_ids=("subnet-a",)))
    assert problems("handshake.subnets-visible", view) == [f"Account {DATA} does not see the subnet subnet-b."]


@pytest.mark.parametrize("check", CHECKS)
def test_before_anything_exists_there_is_one_reason_for_all(check: str) -> None:
    gap = Gap(GapKind.ABSENT, "the environment does not exist yet")
    share = changed(SHARING, shares=(), received_share_arns=(), visible_subnet_ids=Reading.unread(gap))
    messages = gaps(check, healthy(Reading.unread(gap), share=share))
    assert messages in ([], [gap.reason])
    assert not problems(check, healthy(Reading.unread(gap), share=share))


def test_service_management_in_a_shared_vpc_is_a_failure() -> None:
    view = healthy(environment(endpoint_management="SERVICE"), share=SHARING)
    (finding,) = findings("handshake.endpoint-management", view)
    assert finding.message == (
        "analytics-data-etl has endpoint management SERVICE, and its VPC belongs to another account."
    )
    assert not problems("handshake.endpoint-management", healthy(share=SHARING))
    subnets = tuple(subnet(name, owner_id=DATA) for name in "ab")
    alone = healthy(environment(endpoint_management="SERVICE"), share=SHARING, network=network(subnets=subnets))
    assert not problems("handshake.endpoint-management", alone)


def test_an_endpoint_management_that_is_not_known_is_named() -> None:
    view = healthy(environment(endpoint_management="BOTH"), share=SHARING)
    assert gaps("handshake.endpoint-management", view) == ["unknown endpoint management 'BOTH'"]
