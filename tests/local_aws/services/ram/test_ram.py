"""What AWS Resource Access Manager lets accounts share, and with whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan
from tests.local_aws.services.support import DATA, OWNER, REGION, SCIENCE, STRANGER, Network, refused


def _share(aws: LocalAws, **options: Any) -> str:
    made = aws.client("ram", OWNER).create_resource_share(**{"name": "s", "allowExternalPrincipals": False, **options})
    return str(made["resourceShare"]["resourceShareArn"])


def _statuses(aws: LocalAws, kind: str, share: str) -> dict[str, str]:
    found = aws.client("ram", OWNER).get_resource_share_associations(associationType=kind, resourceShareArns=[share])
    return {item["associatedEntity"]: item["status"] for item in found["resourceShareAssociations"]}


def _visible(aws: LocalAws, account_id: str) -> set[str]:
    return {
        subnet["SubnetId"]
        for subnet in aws.client("ec2", account_id).describe_subnets()["Subnets"]
        if subnet["OwnerId"] == OWNER
    }


def test_an_association_takes_a_moment_both_ways(aws: LocalAws, network: Network) -> None:
    ram, share, arn = aws.client("ram", OWNER), _share(aws), network.subnet_arns[0]
    ram.associate_resource_share(resourceShareArn=share, resourceArns=[arn], principals=[DATA])
    assert _statuses(aws, "RESOURCE", share) == {arn: "ASSOCIATING"}
    assert _statuses(aws, "PRINCIPAL", share) == {DATA: "ASSOCIATING"}
    assert _visible(aws, DATA) == set()
    aws.clock.advance(timedelta(seconds=30))
    assert _statuses(aws, "RESOURCE", share) == {arn: "ASSOCIATED"}
    assert _visible(aws, DATA) == {network.subnet_ids[0]}
    ram.disassociate_resource_share(resourceShareArn=share, resourceArns=[arn])
    assert _statuses(aws, "RESOURCE", share) == {arn: "DISASSOCIATING"}
    assert _visible(aws, DATA) == set()
    aws.clock.advance(timedelta(seconds=30))
    assert _statuses(aws, "RESOURCE", share) == {arn: "DISASSOCIATED"}
    ram.associate_resource_share(resourceShareArn=share, resourceArns=[arn])
    aws.clock.advance(timedelta(seconds=30))
    assert _statuses(aws, "RESOURCE", share) == {arn: "ASSOCIATED"}


def test_what_is_not_in_the_share_cannot_be_taken_out(aws: LocalAws, network: Network) -> None:
    share = _share(aws, principals=[DATA])
    with refused("UnknownResourceException"):
        aws.client("ram", OWNER).disassociate_resource_share(
            resourceShareArn=share, resourceArns=network.subnet_arns[:1], principals=[DATA]
        )
    assert _statuses(aws, "PRINCIPAL", share) == {DATA: "ASSOCIATING"}


def test_a_unit_and_the_organization_stand_for_their_accounts(aws: LocalAws, network: Network) -> None:
    management = aws.client("organizations", aws.management_account)
    root = management.list_roots()["Roots"][0]["Id"]
    units = [management.create_organizational_unit(ParentId=root, Name="outer")["OrganizationalUnit"]]
    units.append(management.create_organizational_unit(ParentId=units[0]["Id"], Name="inner")["OrganizationalUnit"])
    parent = management.list_parents(ChildId=DATA)["Parents"][0]["Id"]
    management.move_account(AccountId=DATA, SourceParentId=parent, DestinationParentId=units[1]["Id"])
    network.share(units[0]["Arn"], subnets=1)
    assert (_visible(aws, DATA), _visible(aws, SCIENCE)) == ({network.subnet_ids[0]}, set())
    network.share(management.describe_organization()["Organization"]["Arn"])
    assert _visible(aws, SCIENCE) == set(network.subnet_ids)
    management.move_account(AccountId=DATA, SourceParentId=units[1]["Id"], DestinationParentId=root)
    assert _visible(aws, DATA) == set(network.subnet_ids)


@pytest.mark.parametrize(
    ("principal", "code", "message"),
    [
        (STRANGER, "InvalidParameterException", f"Principal {STRANGER} is not in your AWS organization"),
        ("arn:aws:organizations::999999999999:organization/o-other00000", "UnknownResourceException", "o-other00000"),
        ("arn:aws:organizations::999999999999:ou/o-x/ou-abcd-12345678", "UnknownResourceException", "ou-abcd-12345678"),
        ("12345", "InvalidParameterException", "malformed"),
    ],
)
def test_principals_outside_the_organization_are_refused(
    aws: LocalAws, network: Network, principal: str, code: str, message: str
) -> None:
    share = _share(aws, resourceArns=network.subnet_arns)
    with refused(code, message):
        aws.client("ram", OWNER).associate_resource_share(resourceShareArn=share, principals=[DATA, principal])
    assert _statuses(aws, "PRINCIPAL", share) == {}


def test_subnets_are_never_shared_outside_the_organization(aws: LocalAws, network: Network) -> None:
    ram = aws.client("ram", OWNER)
    share = _share(aws, allowExternalPrincipals=True, principals=[STRANGER])
    aws.clock.advance(timedelta(hours=1))
    assert _statuses(aws, "PRINCIPAL", share) == {STRANGER: "ASSOCIATING"}
    with refused("OperationNotPermittedException", "can only be shared within your AWS Organization"):
        ram.associate_resource_share(resourceShareArn=share, resourceArns=network.subnet_arns)
    with_subnets = _share(aws, allowExternalPrincipals=True, resourceArns=network.subnet_arns)
    with refused("OperationNotPermittedException", "can only be shared within your AWS Organization"):
        ram.associate_resource_share(resourceShareArn=with_subnets, principals=[STRANGER])


def test_only_the_owner_shares_a_subnet_and_never_one_of_a_default_vpc(aws: LocalAws, network: Network) -> None:
    ram = aws.client("ram", DATA)
    share = ram.create_resource_share(name="s", allowExternalPrincipals=False)["resourceShare"]["resourceShareArn"]
    default = aws.client("ec2", DATA).describe_subnets()["Subnets"][0]
    network.share(DATA)
    with refused("UnknownResourceException", network.subnet_ids[0]):
        ram.associate_resource_share(resourceShareArn=share, resourceArns=network.subnet_arns)
    with refused("OperationNotPermittedException", "default VPC"):
        ram.associate_resource_share(resourceShareArn=share, resourceArns=[default["SubnetArn"]])
    with refused("MalformedArnException"):
        ram.associate_resource_share(resourceShareArn=share, resourceArns=["subnet-1"])


def test_a_share_is_found_by_its_owner_and_by_those_it_is_for(aws: LocalAws, network: Network) -> None:
    own, others = aws.client("ram", OWNER), aws.client("ram", DATA)
    share = network.share(DATA)
    own.tag_resource(resourceShareArn=share, tags=[{"key": "Team", "value": "data"}])
    (mine,) = own.get_resource_shares(
        resourceOwner="SELF",
        resourceShareArns=[share],
        name="subnets",
        resourceShareStatus="ACTIVE",
        tagFilters=[{"tagKey": "Team", "tagValues": ["data"]}],
    )["resourceShares"]
    (theirs,) = others.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"]
    assert (mine["tags"], mine["owningAccountId"]) == ([{"key": "Team", "value": "data"}], OWNER)
    assert (theirs["resourceShareArn"], theirs["owningAccountId"], "tags" in theirs) == (share, OWNER, False)
    for owner, name, client in (
        ("SELF", "other", own),
        ("OTHER-ACCOUNTS", "subnets", own),
        ("OTHER-ACCOUNTS", "subnets", aws.client("ram", SCIENCE)),
    ):
        assert client.get_resource_shares(resourceOwner=owner, name=name)["resourceShares"] == []
    with refused("UnknownResourceException", "could not be found"):
        others.get_resource_shares(resourceOwner="SELF", resourceShareArns=[share])
    assert {item["arn"] for item in others.list_resources(resourceOwner="OTHER-ACCOUNTS")["resources"]} == set(
        network.subnet_arns
    )
    assert [item["id"] for item in others.list_principals(resourceOwner="OTHER-ACCOUNTS")["principals"]] == [OWNER]
    assert [item["id"] for item in own.list_principals(resourceOwner="SELF")["principals"]] == [DATA]
    assert own.list_resources(resourceOwner="SELF", resourceType="ec2:TransitGateway")["resources"] == []
    assert others.get_resource_share_invitations()["resourceShareInvitations"] == []
    own.untag_resource(resourceShareArn=share, tagKeys=["Team", "none"])
    assert own.get_resource_shares(resourceOwner="SELF")["resourceShares"][0]["tags"] == []


def test_a_deleted_share_shares_nothing_and_is_listed_for_a_while(aws: LocalAws, network: Network) -> None:
    ram, share = aws.client("ram", OWNER), network.share(DATA)
    ram.delete_resource_share(resourceShareArn=share)
    assert _visible(aws, DATA) == set()
    assert [item["status"] for item in ram.get_resource_shares(resourceOwner="SELF")["resourceShares"]] == ["DELETED"]
    aws.clock.advance(timedelta(minutes=1))
    assert set(_statuses(aws, "RESOURCE", share).values()) == {"DISASSOCIATED"}
    for change in (ram.delete_resource_share, ram.associate_resource_share):
        with refused("UnknownResourceException", share):
            change(resourceShareArn=share)
    aws.clock.advance(timedelta(hours=3))
    assert ram.get_resource_shares(resourceOwner="SELF")["resourceShares"] == []


def test_a_share_has_one_permission_for_each_type_in_it(aws: LocalAws, network: Network) -> None:
    ram = aws.client("ram", OWNER)
    default = "arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSubnet"
    share = _share(aws)
    assert ram.list_resource_share_permissions(resourceShareArn=share)["permissions"] == []
    ram.associate_resource_share(resourceShareArn=share, resourceArns=network.subnet_arns)
    (permission,) = ram.list_resource_share_permissions(resourceShareArn=share)["permissions"]
    assert (permission["arn"], permission["resourceType"]) == (default, "ec2:Subnet")
    assert permission["creationTime"].year == 2024
    assert default in {item["arn"] for item in ram.list_permissions(resourceType="ec2:Subnet")["permissions"]}
    chosen = _share(aws, permissionArns=[default])
    ram.associate_resource_share_permission(resourceShareArn=chosen, permissionArn=default)
    ram.disassociate_resource_share_permission(resourceShareArn=chosen, permissionArn=default)
    assert ram.list_resource_share_permissions(resourceShareArn=chosen)["permissions"] == []
    with refused("InvalidStateTransitionException"):
        ram.disassociate_resource_share_permission(resourceShareArn=share, permissionArn=default)
    with refused("UnknownResourceException"):
        _share(aws, permissionArns=[f"arn:aws:ram:{REGION}:{OWNER}:permission/none"])


def test_a_request_that_is_repeated_makes_one_share(aws: LocalAws) -> None:
    assert _share(aws, clientToken="one") == _share(aws, clientToken="one")
    assert _share(aws, clientToken="two") != _share(aws)
    assert len(aws.client("ram", OWNER).get_resource_shares(resourceOwner="SELF")["resourceShares"]) == 3


def test_an_association_takes_seconds_and_a_fault_stretches_it(
    aws: LocalAws, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws.faults, "plan", FaultPlan(share=120))
    share = network.aws.client("ram", OWNER).create_resource_share(
        name="slow", principals=[DATA], resourceArns=network.subnet_arns, allowExternalPrincipals=False
    )["resourceShare"]["resourceShareArn"]

    def statuses() -> set[str]:
        return {status for kind in ("PRINCIPAL", "RESOURCE") for status in _statuses(aws, kind, share).values()}

    aws.clock.advance(timedelta(seconds=119))
    assert (statuses(), _visible(aws, DATA)) == ({"ASSOCIATING"}, set())
    aws.clock.advance(timedelta(seconds=1))
    assert (statuses(), _visible(aws, DATA)) == ({"ASSOCIATED"}, set(network.subnet_ids))
